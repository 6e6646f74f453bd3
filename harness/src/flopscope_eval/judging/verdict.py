"""From evidence to a status. No other place decides how a run has ended."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from dataclasses import dataclass

from flopscope_eval._run.limits import ROWS
from flopscope_eval._run.status import KillReason, Status
from flopscope_eval.judging.text import number
from flopscope_eval.participant.config import EXIT_MEMORY_ERROR
from flopscope_eval.sandbox.interface import Evidence, Exit, ServerEvidence

_OTHER_KILLS = {
    KillReason.SERVER_LOST: (Status.SERVER_LOST, "the server ended during the run"),
    KillReason.INTERRUPTED: (Status.INTERRUPTED, "the run was ended from outside"),
    KillReason.START_TIMEOUT: (Status.HARNESS_ERROR, "the participant did not get ready in time"),
}
_OF_A_KILL = {
    **{
        row.kill_reason: (row.status, row.message) for row in ROWS if row.kill_reason and row.status
    },
    **_OTHER_KILLS,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status, and one sentence on why."""

    status: Status
    message: str


def classify(evidence: Evidence) -> Verdict:
    """Judge a run by what the trusted side saw of it.

    What comes first was the cause of what comes after: a participant that the harness killed also
    left the server without its client, and one whose server was lost also failed.

    Examples
    --------
    >>> classify(Evidence("process", failure="no space left")).status
    <Status.HARNESS_ERROR: 'harness_error'>
    """
    for verdict in _in_order(evidence):
        return verdict
    return Verdict(Status.SUBMISSION_ERROR, f"it {_describe(evidence.exit)}")


def _in_order(evidence: Evidence) -> Iterator[Verdict]:
    if evidence.failure:
        yield Verdict(Status.HARNESS_ERROR, evidence.failure)
    if evidence.started and (how := _brought_down(evidence.server)):
        yield Verdict(Status.SERVER_BROUGHT_DOWN, how)
    if evidence.kill is not None:
        status, message = _OF_A_KILL[evidence.kill.reason]
        yield Verdict(status, f"{message}: {evidence.kill.detail}")
    if not evidence.started or evidence.exit is None:
        yield Verdict(Status.HARNESS_ERROR, "the submission was not started")
    yield from _server_verdicts(evidence)
    yield from _own_time_verdicts(evidence.server)
    if evidence.oom is not None and evidence.oom.kills:
        yield Verdict(Status.MEMORY_LIMIT, f"the kernel killed for memory ({evidence.oom.source})")
    yield from _exit_verdicts(evidence)


def _server_verdicts(evidence: Evidence) -> Iterator[Verdict]:
    server = evidence.server
    if server.lost:
        yield Verdict(Status.SERVER_LOST, f"the server {_describe(server.exit)} during the run")
    if server.summary is None:
        yield Verdict(Status.HARNESS_ERROR, f"no score from the server: {server.no_summary_reason}")
        return
    errors = server.summary.get("protocol_errors")
    if errors:
        yield Verdict(
            Status.PROTOCOL_VIOLATION, f"the server refused {errors} messages as malformed"
        )


_FROM_OUTSIDE = (
    Exit(code=0),  # it was asked to end
    *(
        Exit(signal=number)
        for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    ),
)
"""Ends that no operation brings about, unless the kernel has no memory left."""


def _own_time_verdicts(server: ServerEvidence) -> Iterator[Verdict]:
    if server.summary is not None and server.summary.get("own_time_over"):
        row = next(row for row in ROWS if row.name == "own_time_s")
        seconds = server.summary["residual_wall_time_s"]
        yield Verdict(Status.TIME_LIMIT, f"{row.message}: {seconds:.3g} s")


def _brought_down(server: ServerEvidence) -> str:
    """Say how the submission brought the server down; empty if it did not.

    An operation may corrupt memory, and the server crash between two messages because of it. So a crash is
    the submission's doing at any moment of its run.
    """
    how = "stood still" if server.silent else _describe(server.exit)
    if server.running is not None:
        return f"the server {how} in {server.running}"
    if not server.lost or server.silent or server.exit is None:
        return ""
    after = f"after {server.latest or 'its first message'}"
    if server.oom is not None and server.oom.kills:
        return f"the server ran out of memory {after}"
    return "" if server.exit in _FROM_OUTSIDE else f"the server {how} {after}"


def _exit_verdicts(evidence: Evidence) -> Iterator[Verdict]:
    if evidence.exit == Exit(code=0):
        yield Verdict(Status.OK, "it ended by itself")
    refused = evidence.server.summary and evidence.server.summary.get("refused")
    if refused:
        cost, left = refused["flop_cost"], refused["flops_remaining"]
        yield Verdict(
            Status.BUDGET_EXHAUSTED,
            f"{refused['op_name']} costs {number(cost)} FLOPs and {number(left)} were left; it"
            f" {_describe(evidence.exit)}",
        )
    if evidence.exit == Exit(code=EXIT_MEMORY_ERROR):
        yield Verdict(Status.MEMORY_LIMIT, "an allocation was refused: uncaught MemoryError")


def _describe(end: Exit | None) -> str:
    if end is None:
        return "never started"
    if end.signal is not None:
        with contextlib.suppress(ValueError):  # a real-time signal has no name
            return f"was ended by {signal.Signals(end.signal).name}"
        return f"was ended by signal {end.signal}"
    return f"exited with code {end.code}"
