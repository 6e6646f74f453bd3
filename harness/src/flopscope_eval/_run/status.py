"""How a run can end: one row a status."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """Whose doing it was."""

    NOBODY = "nobody"
    SUBMISSION = "submission"
    LIMIT = "limit"
    HARNESS = "harness"


class Status(StrEnum):
    """The outcome of a run. `TABLE` says what each means."""

    OK = "ok"
    SUBMISSION_ERROR = "submission_error"
    BUDGET_EXHAUSTED = "budget_exhausted"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    OUTPUT_LIMIT = "output_limit"
    PROTOCOL_VIOLATION = "protocol_violation"
    SERVER_BROUGHT_DOWN = "server_brought_down"
    SERVER_LOST = "server_lost"
    INTERRUPTED = "interrupted"
    HARNESS_ERROR = "harness_error"


class Killer(StrEnum):
    """Who ended a process that did not end by itself."""

    HARNESS = "harness"
    KERNEL = "kernel"


class KillReason(StrEnum):
    """Why the participant was ended before it ended by itself."""

    WALL_TIME = "wall_time"
    CPU_TIME = "cpu_time"
    MEMORY = "memory"
    OUTPUT = "output"
    SCRATCH = "scratch"
    SERVER_LOST = "server_lost"
    START_TIMEOUT = "start_timeout"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Row:
    """One status: whose fault, the exit code of ``flopscope-eval run``, and its meaning."""

    fault: Fault
    exit_code: int
    meaning: str


# 0 and 1 mean what they always do, 2 is wrong usage (click), from 128 on come signals (the shell).
TABLE: dict[Status, Row] = {
    Status.OK: Row(Fault.NOBODY, 0, "the submission ended by itself with exit code 0"),
    Status.SUBMISSION_ERROR: Row(
        Fault.SUBMISSION, 10, "the submission raised, exited with another code, or killed itself"
    ),
    Status.BUDGET_EXHAUSTED: Row(
        Fault.LIMIT,
        11,
        "an operation cost more than was left of the FLOP budget, and it ended there",
    ),
    Status.TIME_LIMIT: Row(Fault.LIMIT, 12, "the wall time or the CPU time ran out"),
    Status.MEMORY_LIMIT: Row(Fault.LIMIT, 13, "the submission needed more memory than it may have"),
    Status.OUTPUT_LIMIT: Row(Fault.LIMIT, 14, "the submission wrote more than it may"),
    Status.PROTOCOL_VIOLATION: Row(
        Fault.SUBMISSION, 15, "the submission sent the server something that its client never sends"
    ),
    Status.SERVER_BROUGHT_DOWN: Row(
        Fault.SUBMISSION,
        16,
        "an operation of the submission ended the server or did not let it go on; the score is kept",
    ),
    Status.SERVER_LOST: Row(
        Fault.HARNESS,
        20,
        "somebody ended the server, and no operation was running",
    ),
    Status.INTERRUPTED: Row(
        Fault.HARNESS,
        130,
        "Ctrl-C ended the run (other signals: 128 + number); the score is what it had spent",
    ),
    Status.HARNESS_ERROR: Row(
        Fault.HARNESS, 21, "the harness could not run the submission, or not score it"
    ),
}
