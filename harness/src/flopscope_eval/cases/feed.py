"""Feeds a server one case after another over the private channel, and notes what came of each.

The server's half is `flopscope_server.cases.desk`. This half knows the cases and trusts nothing but the
server's word on what was charged and answered. Each notification is checked against what this half
knows to be open.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from flopscope_eval._run.status import Killer, KillReason
from flopscope_eval.cases.blocks import Blocks
from flopscope_eval.contests.config import AnswerPart, Round
from flopscope_eval.contests.records import Usage
from flopscope_eval.contests.secrets import case_seed
from flopscope_eval.grading.frames import Array
from flopscope_eval.grading.prepared import PreparedCase
from flopscope_eval.sandbox.interface import Kill

SETUP = -1
"""The number of the setup phase."""


class Line(Protocol):
    """The private channel, as far as cases need it."""

    def on(self, method: str, take: Callable[..., None]) -> None:
        """Have the server's notifications of this method taken by a function."""

    def notify(self, method: str, *params: Any) -> None:
        """Tell the server something."""


@dataclass(frozen=True)
class Budgets:
    """What one participant process may use.

    Attributes
    ----------
    setup_flops, setup_wall_time_s, setup_cpu_time_s
        What is left for setup.
    answer_bytes
        What is left for all answers.
    """

    setup_flops: int
    setup_wall_time_s: float
    setup_cpu_time_s: float
    answer_bytes: int


@dataclass
class Outcome:
    """What came of one phase.

    Attributes
    ----------
    number
        The case's, or `SETUP`.
    outcome
        ``"answered"``, ``"bad_answer"``, ``"no_answer"``, ``"no_memory"``, ``"ready"`` (setup), or
        ``"run_ended"``: the process ended in it.
    reason
        The submission's own words; not to be trusted.
    usage
        The server's count.
    parts
        The answer.
    refused
        The last operation that the phase's budget refused: name, cost, FLOPs left.
    over_cpu_s
        The limit of CPU time, where it was exceeded.
    """

    number: int
    outcome: str = "run_ended"
    reason: str = ""
    usage: Usage = field(default_factory=Usage)
    parts: tuple[Array, ...] = ()
    refused: tuple[str, int, int] | None = None
    over_cpu_s: float | None = None


@dataclass
class _Open:
    """The phase that is open."""

    number: int
    wall_limit_s: float
    cpu_limit_s: float | None
    budget: int
    case: PreparedCase | None
    opened_at: float = field(default_factory=time.monotonic)
    cpu_at: float | None = None


class CaseFeed:
    """One participant process's share of a run's cases.

    Parameters
    ----------
    cases : iterator of PreparedCase
        Taken one at a time, as they are asked for.
    parts : sequence of AnswerPart
    round : Round
    budgets : Budgets
    run_secret : bytes
        From which unseeded generators derive, with the case's name.
    context : mapping
        What setup is told.

    Attributes
    ----------
    outcomes : list of Outcome
        In the order in which phases were opened; the first is setup.
    has_ended : bool
        The participant was told that there are no more cases.
    broken : str
        Why the server's messages make no sense; empty if they do.
    """

    def __init__(
        self,
        cases: Iterator[PreparedCase],
        parts: Sequence[AnswerPart],
        round: Round,
        budgets: Budgets,
        run_secret: bytes,
        context: Mapping[str, Any],
    ) -> None:
        self.outcomes: list[Outcome] = []
        self.opened: list[PreparedCase] = []
        self.broken = ""
        self.failure: Exception | None = None
        self._cases = cases
        self._parts, self._round, self._budgets = parts, round, budgets
        self._run_secret = run_secret
        self._context = dict(context)
        self._answer_bytes = 0
        self._open: _Open | None = None
        self._last: _Open | None = None  # closed, and its CPU time still to be read
        self._line: Line | None = None
        self._blocks: Blocks | None = None
        self._cpu_clock: Callable[[], float | None] = lambda: None
        self._setup_done = False
        self.has_ended = False
        self._idle_since: float | None = None

    # --- what a sandbox calls --------------------------------------------------------------------

    def attach(self, line: Line) -> None:
        """Take the private channel, before the server starts."""
        self._line = line
        folder = getattr(line, "folder", None)
        self._blocks = Blocks(folder) if folder is not None else None
        line.on("case_next", self._next)
        line.on("case_closed", self._closed)

    def started(self, cpu_clock: Callable[[], float | None]) -> None:
        """Take what reads the participant's CPU time, all threads together."""
        self._cpu_clock = cpu_clock

    def exceeded(self) -> Kill | None:
        """Say whether the open phase is over a limit of its own."""
        phase = self._open
        if phase is None:
            return self._over_cpu(self._last) or self._idle_too_long()
        wall = time.monotonic() - phase.opened_at
        if wall > phase.wall_limit_s:
            detail = f"{_name(phase.number)} took over {phase.wall_limit_s:g} s"
            return Kill(Killer.HARNESS, KillReason.WALL_TIME, detail)
        return self._over_cpu(phase)

    def _over_cpu(self, phase: _Open | None) -> Kill | None:
        """Say whether a phase, with what came after it, is over its limit of CPU time."""
        if phase is None or phase.cpu_limit_s is None or phase.cpu_at is None:
            return None
        cpu = self._cpu_clock()
        if cpu is None or cpu - phase.cpu_at <= phase.cpu_limit_s:
            return None
        detail = f"{_name(phase.number)} used over {phase.cpu_limit_s:g} s of CPU time"
        return Kill(Killer.HARNESS, KillReason.CPU_TIME, detail)

    def _idle_too_long(self) -> Kill | None:
        """Say whether it neither asks for a case nor ends, although none is open."""
        limit = self._budgets.setup_wall_time_s if self.has_ended else self._round.wall_time_s
        if self._idle_since is None or time.monotonic() - self._idle_since <= limit:
            return None
        wanted = "end after the last case" if self.has_ended else "ask for the next case"
        return Kill(Killer.HARNESS, KillReason.WALL_TIME, f"it did not {wanted} in {limit:g} s")

    def finish(self) -> None:
        """Take the last measurements; the participant has ended."""
        self._settle_cpu()
        if self._open is not None:
            # The server died with it, or was never asked.
            wall = time.monotonic() - self._open.opened_at
            self.outcomes.append(Outcome(self._open.number, usage=Usage(wall_time_s=wall)))
            self._open = None
        if self._blocks is not None:
            self._blocks.close()

    # --- what the server tells -------------------------------------------------------------------

    def _next(self) -> None:
        """Open the next phase: setup first, then the cases."""
        if self._open is not None:
            self._break("it asked for a case while one was open")
            return
        self._settle_cpu()
        if not self._setup_done:
            self._setup_done = True
            self._open_setup()
            return
        try:
            case = next(self._cases, None)
        except Exception as error:  # noqa: BLE001 - the organizer's code; the run's loop looks at it
            self.failure, case = error, None
        if case is None:
            self._end()
            return
        self._open_case(case)

    def _open_setup(self) -> None:
        budgets = self._budgets
        self._begin(
            _Open(
                SETUP,
                budgets.setup_wall_time_s,
                budgets.setup_cpu_time_s,
                budgets.setup_flops,
                None,
            ),
            json.dumps({"phase": "setup", "context": self._context}),
            [],
            [],
            case_seed(self._run_secret, "setup"),
        )

    def _open_case(self, case: PreparedCase) -> None:
        try:
            shapes = case.answer_shapes(self._parts)
        except ValueError as error:
            self.failure = error
            self._end()
            return
        info, arrays = case.info()
        answer = [
            [part.name, part.dtype, list(shape)]
            for part, shape in zip(self._parts, shapes, strict=True)
        ]
        self.opened.append(case)
        phase = _Open(
            case.number,
            case.wall_time_s(self._round),
            case.cpu_time_s(self._round),
            case.budget(self._round),
            case,
        )
        self._begin(phase, info, arrays, answer, case_seed(self._run_secret, case.id))

    def _end(self) -> None:
        self.has_ended = True
        self._idle_since = time.monotonic()
        self._notify("case_end")

    def _begin(
        self, phase: _Open, info: str, arrays: list[Array], answer: list[Any], seed: bytes
    ) -> None:
        places: list[Any] = (
            [array.data for array in arrays] if self._blocks is None else self._blocks.put(arrays)
        )
        described = {
            "number": phase.number,
            "budget": str(phase.budget),
            "seed": seed.hex(),
            "info": info,
            "inputs": [
                [array.dtype, list(array.shape), place]
                for array, place in zip(arrays, places, strict=True)
            ],
            "answer": answer,
        }
        phase.cpu_at = self._cpu_clock()
        self._open = phase
        self._notify("case_open", described)

    def _closed(
        self, number: int, outcome: str, reason: str, used: dict[str, Any], parts: list[bytes]
    ) -> None:
        phase = self._open
        if phase is None or phase.number != number:
            self._break(f"it closed {number}, which is not open")
            return
        self._open, self._last = None, phase
        self._idle_since = time.monotonic()
        refused = used["refused"]
        self._answer_bytes += sum(map(len, parts))
        if self._answer_bytes > self._budgets.answer_bytes:
            outcome, reason, parts = "bad_answer", "the run's answers are too large together", []
        arrays = tuple(
            Array(part.dtype, shape, data)
            for part, shape, data in zip(self._parts, self._shapes(phase), parts, strict=False)
        )
        self.outcomes.append(
            Outcome(
                number,
                outcome,
                reason,
                Usage(
                    flops=used["flops"],
                    wall_time_s=used["wall_time_s"],
                    backend_time_s=used["backend_time_s"],
                    exchange_time_s=used["exchange_time_s"],
                    participant_time_s=used["participant_time_s"],
                    answer_bytes=sum(map(len, parts)),
                    operations=used["operations"],
                ),
                arrays,
                None if refused is None else (refused[0], int(refused[1]), int(refused[2])),
            )
        )

    def _shapes(self, phase: _Open) -> list[tuple[int, ...]]:
        return [] if phase.case is None else phase.case.answer_shapes(self._parts)

    def _settle_cpu(self) -> None:
        """Add the CPU time up to now to the phase that was closed last.

        What threads do between two cases thus counts for the case before.
        """
        phase, self._last = self._last, None
        now = self._cpu_clock()
        if phase is None or phase.cpu_at is None or now is None:
            return
        used = max(now - phase.cpu_at, 0.0)
        last = self.outcomes[-1]
        fields = {name: getattr(last.usage, name) for name in last.usage.__struct_fields__}
        last.usage = Usage(**{**fields, "participant_cpu_s": used})
        if phase.cpu_limit_s is not None and used > phase.cpu_limit_s:
            last.over_cpu_s = phase.cpu_limit_s

    def _break(self, why: str) -> None:
        self.broken = self.broken or f"the server's account makes no sense: {why}"

    def _notify(self, method: str, *params: Any) -> None:
        assert self._line is not None
        self._line.notify(method, *params)


def _name(number: int) -> str:
    return "setup" if number == SETUP else f"case {number}"
