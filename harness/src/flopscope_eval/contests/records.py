"""The typed records of a contest: what a run leaves, and what stores, tables and pages are made of.

Every record is plain data. `encode` writes it as JSON and `decode` reads it back; both sides check
types. FLOPs are exact at any size, so they travel as decimal text.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

import msgspec

SCHEMA_VERSION = 1
"""Of `RunVerdict`. A document of a newer version is refused."""


class CaseStatus(StrEnum):
    """What came of one case. `OK` alone counts as solved."""

    OK = "ok"
    FAILED = "failed"
    NO_ANSWER = "no_answer"
    BAD_ANSWER = "bad_answer"
    SUBMISSION_ERROR = "submission_error"
    BUDGET_EXHAUSTED = "budget_exhausted"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    OUTPUT_LIMIT = "output_limit"
    PROTOCOL_VIOLATION = "protocol_violation"
    SERVER_CRASH = "server_crash"
    NOT_REACHED = "not_reached"
    GRADER_ERROR = "grader_error"
    SERVER_LOST = "server_lost"
    HARNESS_ERROR = "harness_error"


MEANINGS = {
    CaseStatus.OK: "the answer passed",
    CaseStatus.FAILED: "the answer did not pass the grader",
    CaseStatus.NO_ANSWER: "the submission gave no answer",
    CaseStatus.BAD_ANSWER: "the answer has another shape, dtype or range than the contract says",
    CaseStatus.SUBMISSION_ERROR: "the submission raised an error or ended",
    CaseStatus.BUDGET_EXHAUSTED: "the case's FLOP budget did not cover an operation",
    CaseStatus.TIME_LIMIT: "the case took more wall or CPU time than its limit",
    CaseStatus.MEMORY_LIMIT: "the submission used more memory than its limit",
    CaseStatus.OUTPUT_LIMIT: "the submission wrote more than its limit",
    CaseStatus.PROTOCOL_VIOLATION: "the submission sent malformed messages",
    CaseStatus.SERVER_CRASH: "an operation of the submission brought the server down",
    CaseStatus.NOT_REACHED: "the run ended before this case",
    CaseStatus.GRADER_ERROR: "the grader failed: the entry is unranked until it is graded again",
    CaseStatus.SERVER_LOST: "the server was lost: the entry is unranked until it is retried",
    CaseStatus.HARNESS_ERROR: "the harness failed: the entry is unranked until it is retried",
}

ORGANIZERS = frozenset({CaseStatus.GRADER_ERROR, CaseStatus.SERVER_LOST, CaseStatus.HARNESS_ERROR})
"""Statuses that are not the submission's fault. A run with one of them has no score."""


class RunStatus(StrEnum):
    """What came of a run as a whole."""

    SCORED = "scored"
    REFUSED = "refused"
    """Contract or setup failed: no case ran, and every case counts as failed."""
    UNRANKED = "unranked"
    """The trusted side failed: there is no score until somebody retries or grades again."""


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """What setup or one case used.

    Attributes
    ----------
    flops
        Exact, as decimal text.
    wall_time_s
        From the moment the server opened it to the moment it closed.
    backend_time_s
        Seconds in which the server computed.
    exchange_time_s
        Seconds in which the server read requests and made replies.
    participant_time_s
        The rest of the wall time: the submission's own.
    participant_cpu_s
        CPU seconds of all threads of the submission; None where no case boundary was measured.
    answer_bytes
        Size of the answer.
    operations
        FLOPs by operation, as decimal text.
    """

    flops: str = "0"
    wall_time_s: float = 0.0
    backend_time_s: float = 0.0
    exchange_time_s: float = 0.0
    participant_time_s: float = 0.0
    participant_cpu_s: float | None = None
    answer_bytes: int = 0
    operations: dict[str, str] = {}


class CaseVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one case.

    Attributes
    ----------
    case, group
        The task's names for it. Of a private split they are the organizer's alone.
    number
        Its position in the run, from 0. A participant sees this only.
    status, message
        The verdict and one sentence on why.
    passed
        The grader's word.
    metrics
        What the grader measured: finite numbers by name.
    score
        By the round's formula, or what the contest declares for a failed case. None exactly where
        the status is one of `ORGANIZERS`.
    usage
        What it used.
    inputs_sha256, reference_sha256, answer_sha256
        Hashes of what was graded. Grading again refuses a case whose inputs or reference differ.
    limits
        Limits of its own, which go before the round's.
    substituted
        An answer of zeros was graded in place of the missing one, as the failure policy says.
    life
        Which participant process of the run worked on it, from 0.
    """

    case: str
    number: int
    status: CaseStatus
    message: str = ""
    group: str = ""
    passed: bool = False
    metrics: dict[str, float] = {}
    score: float | None = None
    usage: Usage = Usage()
    inputs_sha256: str = ""
    reference_sha256: str = ""
    answer_sha256: str | None = None
    limits: dict[str, int | float] = {}
    substituted: bool = False
    life: int = 0


class Life(msgspec.Struct, frozen=True, kw_only=True):
    """One participant process with its server: a run has several with ``reuse = "case"``,
    or where a replacement went on after a failure.

    Attributes
    ----------
    run_id
        Of the `flopscope_eval.Result` with the evidence.
    status, message
        The verdict on the process.
    setup
        What its setup used.
    cases
        How many cases it opened.
    """

    run_id: str
    status: str
    message: str
    setup: Usage = Usage()
    cases: int = 0


class SubmissionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A submission as the organizer's list has it. Author and time never come from the bundle."""

    author: str
    name: str
    sha256: str
    submitted_at: str


class ContestRevision(msgspec.Struct, frozen=True, kw_only=True):
    """One content of a contest folder. A changed folder is another revision.

    Attributes
    ----------
    name, title
        From ``contest.toml``.
    sha256
        Over all files of the folder.
    policy, policy_sha256
        The pricing policy.
    direction
        ``"min"`` or ``"max"``: which score is better.
    grader_sha256
        Of ``task.py``.
    """

    name: str
    title: str
    sha256: str
    policy: str
    policy_sha256: str
    direction: str
    grader_sha256: str


class RunVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one submission on one split, scored under one round.

    Attributes
    ----------
    contest, submission_sha256, split, round
        What ran.
    formula_sha256
        Of the scoring rules: a verdict that is scored again under another round has another.
    seed_commitment
        SHA-256 of the run's secret, which can be published before the secret is.
    status, message
        The verdict on the run.
    score
        None where the run is unranked.
    metrics
        Aggregates over cases, by name: those of the grader, and ``flops``, ``solved``.
    ties
        Numbers that order equal scores; smaller is better.
    flops
        Setup (unless the contest says otherwise) and all cases, exact, as decimal text.
    cases
        In the order of the task.
    lives
        The participant processes, in order.
    notes
        What the organizer should look at: flags such as a time limit that was close.
    """

    contest: ContestRevision
    submission_name: str
    submission_sha256: str
    split: str
    round: str
    formula_sha256: str
    seed_commitment: str
    status: RunStatus
    message: str
    score: float | None
    metrics: dict[str, float]
    ties: tuple[float, ...]
    flops: str
    cases: tuple[CaseVerdict, ...]
    lives: tuple[Life, ...]
    started_at: str
    finished_at: str
    sandbox: str
    notes: tuple[str, ...] = ()
    schema: int = SCHEMA_VERSION


R = TypeVar("R", bound=msgspec.Struct)


def encode(record: msgspec.Struct) -> bytes:
    """Write a record as JSON.

    Raises
    ------
    ValueError
        A number in it is not finite: such a number is never stored.
    """
    _check_finite(msgspec.to_builtins(record), type(record).__name__)
    return msgspec.json.encode(record)


def decode(data: bytes | str, kind: type[R]) -> R:
    """Read a record that `encode` wrote.

    Raises
    ------
    ValueError
        It is not one, or of a newer schema.
    """
    record = msgspec.json.decode(data, type=kind)
    if isinstance(record, RunVerdict) and record.schema > SCHEMA_VERSION:
        raise ValueError(
            f"this verdict has schema {record.schema} and this harness reads up to"
            f" {SCHEMA_VERSION}; use a newer flopscope-eval"
        )
    return record


def _check_finite(value: Any, where: str) -> None:
    if isinstance(value, float) and not abs(value) < float("inf"):
        raise ValueError(f"{where} is {value}; a record holds finite numbers only")
    if isinstance(value, dict):
        for key, item in value.items():
            _check_finite(item, f"{where}.{key}")
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            _check_finite(item, f"{where}[{number}]")
