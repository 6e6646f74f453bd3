"""The desk: hands out one case at a time and takes one answer for it.

States, and what the participant's requests do in them::

    CLOSED   --next-->    WAITING    the harness is asked for the next phase
    WAITING  --(opened)-> OPEN       the harness has sent it: inputs are in the asker's session
    WAITING  --(ended)--> ENDED      there are no more cases
    OPEN     --answer-->  CLOSED     checked, copied, reported; refused answers close the case, too
    OPEN     --next-->    WAITING    the open phase closes: setup is done, a case has no answer
    ENDED    --next-->    ENDED      the same reply again

In every state but OPEN, operations, uploads and reads are refused. A phase closes only when no session
has an operation under way, and no session can start another meanwhile.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from flopscope._ledger.ledger import Ledger
from flopscope.errors import AnswerRefusedError, CaseClosedError, MemoryLimitError, ProtocolError
from flopscope_server.cases import answers
from flopscope_server.cases.answers import Part
from flopscope_server.cases.inputs import Inputs
from flopscope_server.seeds import session_seeds

log = logging.getLogger(__name__)

SETUP = -1
"""The number of the setup phase; cases count from 0."""

_MAX_REASON = 2000
"""Characters of the participant's own words on why there is no answer."""


class State(Enum):
    """See the table above."""

    CLOSED = "closed"
    WAITING = "waiting"
    OPEN = "open"
    ENDED = "ended"


class CaseSession(Protocol):
    """What the desk does with each of the participant's sessions."""

    def enter_phase(self, ledger: Ledger, seeds: Callable[[], np.random.SeedSequence]) -> None:
        """Charge this ledger from now on, and start unseeded generators from these seeds."""

    def leave_phase(self, keep: bool) -> None:
        """Close the contexts and ledgers. Keep what was made since the phase opened, or free it."""

    def finish_next(self, info: str, arrays: list[np.ndarray]) -> None:
        """Send the reply to the request for the next phase."""


class Harness(Protocol):
    """The private channel, as far as the desk needs it."""

    def notify(self, method: str, *params: Any) -> None:
        """Tell the harness something; any thread may."""


@dataclass
class _Phase:
    """An open phase."""

    number: int
    ledger: Ledger
    parts: tuple[Part, ...]
    seeds: Callable[[], np.random.SeedSequence]
    opened_at: float = field(default_factory=time.perf_counter)
    serving_s: float = 0.0

    @property
    def is_setup(self) -> bool:
        return self.number == SETUP

    def serve(self, since: float | None) -> None:
        """Add the time that the server has spent on a request, within this phase."""
        if since is not None:
            self.serving_s += time.perf_counter() - max(since, self.opened_at)


class CaseDesk:
    """The state machine of one run.

    Parameters
    ----------
    ledger : Ledger
        The run's.
    harness : Harness
    sessions : callable
        Gives the sessions that there are now.
    folder : Path or None
        The private folder, for inputs in shared memory.
    """

    def __init__(
        self,
        ledger: Ledger,
        harness: Harness,
        sessions: Callable[[], Sequence[CaseSession]],
        folder: Path | None = None,
    ) -> None:
        self.state = State.CLOSED
        self._ledger = ledger
        self._harness = harness
        self._sessions = sessions
        self._inputs = Inputs(folder)
        self._phase: _Phase | None = None
        self._asker: CaseSession | None = None
        self._running = 0  # operations under way
        self._serving_since: float | None = None
        self._idle = threading.Condition(threading.RLock())

    # --- sessions --------------------------------------------------------------------------------

    @property
    def ledger(self) -> Ledger:
        """What a session that begins now lies under."""
        return self._ledger if self._phase is None else self._phase.ledger

    @property
    def seeds(self) -> Callable[[], np.random.SeedSequence] | None:
        """Seeds of the open phase's unseeded generators."""
        return None if self._phase is None else self._phase.seeds

    @property
    def is_busy(self) -> bool:
        """Whether another session has an operation under way: to close a phase means to wait for it."""
        return self._running > 0

    @contextlib.contextmanager
    def operation(self, what: str) -> Iterator[None]:
        """Hold the phase open while an operation runs.

        Raises
        ------
        CaseClosedError
            None is open.
        """
        with self._idle:
            if self.state is not State.OPEN:
                raise CaseClosedError(
                    f"{what} was refused: no case is open. Operations run while setup or a case is open,"
                    " from the moment it is handed out to its answer"
                )
            self._running += 1
        try:
            yield
        finally:
            with self._idle:
                self._running -= 1
                self._idle.notify_all()

    def request_begins(self) -> None:
        """Note when a request began that the socket's thread serves."""
        self._serving_since = time.perf_counter()

    def request_ends(self) -> None:
        """Add the time that it took to the open phase's."""
        if self._phase is not None:
            self._phase.serve(self._serving_since)
        self._serving_since = None

    # --- the participant's requests --------------------------------------------------------------

    def ask(self, session: CaseSession, reason: str) -> None:
        """Close what is open and ask the harness for the next phase; `CaseSession.finish_next` replies.

        Raises
        ------
        CaseClosedError
            Another session has asked already.
        """
        with self._idle:
            if self.state is State.WAITING:
                raise CaseClosedError("the next case was asked for already, and is on its way")
            if self.state is State.ENDED:
                session.finish_next(_ENDED, [])
                return
            if self._phase is not None:
                outcome = "ready" if self._phase.is_setup else "no_answer"
                self._close(outcome, reason[:_MAX_REASON])
            self.state = State.WAITING
            self._asker = session
        self._harness.notify("case_next")

    def answer(self, values: list[Any]) -> None:
        """Check, copy and report the open case's answer, and close the case, whatever comes of it.

        Raises
        ------
        CaseClosedError
            No case is open: it was answered already, or never asked for.
        AnswerRefusedError
            It is not what the contest declares; the case has failed.
        """
        with self._idle:
            phase = self.check_case()
            try:
                answers.check(phase.parts, values)
            except AnswerRefusedError as error:
                self._close("bad_answer", str(error))
                raise
            self._close("answered", "", answers.copied(values))

    def check_case(self) -> _Phase:
        """Give the open case.

        Raises
        ------
        CaseClosedError
            There is none.
        """
        phase = self._phase
        if phase is None or phase.is_setup:
            raise CaseClosedError(
                "no case is open: an answer is given once, between the case's inputs and the next"
            )
        return phase

    def refuse(self, error: AnswerRefusedError) -> None:
        """Close the open case over an answer that names no array of this case."""
        with self._idle:
            if self._phase is not None and not self._phase.is_setup:
                self._close("bad_answer", str(error))

    def run_ends(self) -> None:
        """Close what is open: the participant has gone, or the harness ends the run."""
        with self._idle:
            if self._phase is not None:
                self._close("run_ended", "", patience_s=0.0)
            self.state = State.ENDED

    # --- the harness's messages ------------------------------------------------------------------

    def open(self, described: dict[str, Any]) -> None:
        """Open the phase that the harness has sent, and hand it to the session that asked.

        Parameters
        ----------
        described : dict
            ``number``; ``budget`` (decimal text or None); ``seed`` (hexadecimal); ``info`` (JSON for
            the participant); ``inputs`` (see `Inputs.arrays`); ``answer`` (name, dtype, shape each).
        """
        with self._idle:
            if self.state is not State.WAITING or self._asker is None:
                raise RuntimeError(f"a case came in state {self.state.value}: nobody asked for it")
            arrays = self._inputs.arrays(described["inputs"])
            budget = described["budget"]
            phase = _Phase(
                number=described["number"],
                ledger=Ledger(None if budget is None else int(budget), parent=self._ledger),
                parts=tuple(Part(n, d, tuple(shape)) for n, d, shape in described["answer"]),
                seeds=session_seeds(int(described["seed"], 16), "phase"),
            )
            for session in self._sessions():
                session.enter_phase(phase.ledger, phase.seeds)
            asker, self._asker, self._phase = self._asker, None, phase
            self.state = State.OPEN
            try:
                asker.finish_next(described["info"], arrays)
            except (MemoryLimitError, ProtocolError) as error:
                no_room = isinstance(error, MemoryLimitError)
                self._close("no_memory" if no_room else "no_answer", str(error))

    def end(self) -> None:
        """There are no more cases."""
        with self._idle:
            asker, self._asker = self._asker, None
            self.state = State.ENDED
            if asker is not None:
                asker.finish_next(_ENDED, [])

    # --- closing ---------------------------------------------------------------------------------

    def _close(
        self,
        outcome: str,
        reason: str,
        parts: list[bytes] | None = None,
        patience_s: float | None = None,
    ) -> None:
        """Close the open phase and report it. Locked; waits for operations of other sessions."""
        phase = self._phase
        assert phase is not None
        self.state = State.CLOSED  # from here on no operation can start
        self._idle.wait_for(lambda: self._running == 0, patience_s)
        for session in self._sessions():
            session.leave_phase(keep=phase.is_setup)
        phase.ledger.close()
        phase.serve(self._serving_since)
        self._phase = None
        self._harness.notify(
            "case_closed", phase.number, outcome, reason, _usage(phase), parts or []
        )


_ENDED = '{"phase": "end"}'


def _usage(phase: _Phase) -> dict[str, Any]:
    """What a phase used, as plain data. FLOPs are decimal text: they may exceed 64 bits."""
    summary = phase.ledger.summary_dict()
    wall = time.perf_counter() - phase.opened_at
    backend = summary["flopscope_backend_time_s"]
    exchange = max(phase.serving_s - backend, 0.0)
    refused = phase.ledger.refused
    return {
        "flops": str(summary["flops_used"]),
        "wall_time_s": wall,
        "backend_time_s": backend,
        "exchange_time_s": exchange,
        "participant_time_s": max(wall - backend - exchange, 0.0),
        "operations": {
            name: str(row["flop_cost"]) for name, row in summary["operations"].items()
        },
        "refused": None if refused is None else [
            refused.op_name, str(refused.flop_cost), str(refused.flops_remaining)
        ],
    }  # fmt: skip
