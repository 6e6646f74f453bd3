"""What the store keeps, as plain typed records. Imports no database."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from typing import Any

import msgspec

from flopscope_eval.contests.records import RunVerdict


class RunState(StrEnum):
    """Where a run stands in its queue."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


class AttemptState(StrEnum):
    """How one attempt at a run ended, or that it goes on."""

    CLAIMED = "claimed"
    DONE = "done"
    LOST = "lost"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


class RunKey(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that decides a run's verdict. Two runs with equal keys are one run.

    Attributes
    ----------
    revision, bundle
        Hashes of the contest's folder and of the submission.
    split, round
        Which cases, and under which set of parameters.
    seed_commitment
        Hash of the split's secret.
    policy
        Hash of the pricing policy.
    limits
        Limits of the run, by name.
    sandbox
        The kind of sandbox.
    content
        Versions and hashes of what executes the run: flopscope, its table, NumPy, BLAS, images.
    """

    revision: str
    bundle: str
    split: str
    round: str
    seed_commitment: str
    policy: str
    limits: dict[str, Any]
    sandbox: str
    content: dict[str, str]

    @property
    def run_hash(self) -> str:
        """SHA-256 of the key in canonical JSON."""
        return hashlib.sha256(canonical(msgspec.to_builtins(self))).hexdigest()


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One array of a stored answer: the hash and size of its bytes."""

    sha256: str
    size: int


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What one attempt at a run left.

    Attributes
    ----------
    verdict
        The verdict with its cases.
    stdout, stderr
        What the submission printed, as bytes.
    results
        The result documents of its participant processes.
    answers
        The answers that were kept, by case. Their bytes are in the store's files.
    started
        The submission's first line was reached, so that a fault may be its own doing.
    wall_s
        Seconds from start to score, on the worker's monotonic clock.
    flags
        Notices for the organizer, such as ``slow_machine``.
    """

    verdict: RunVerdict
    stdout: bytes = b""
    stderr: bytes = b""
    results: tuple[dict[str, Any], ...] = ()
    answers: dict[str, tuple[Answer, ...]] = {}
    started: bool = True
    wall_s: float | None = None
    flags: tuple[str, ...] = ()


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A run that one coordinator may execute, under one attempt number.

    The number fences the attempt: a result counts only while its number is the run's current one.
    """

    run: int
    run_hash: str
    attempt: int
    author: str
    key: RunKey
    worker: str = ""
    """The label of the worker that it was claimed for."""

    @property
    def name(self) -> str:
        """The task's key: run hash and attempt."""
        return f"{self.run_hash}-{self.attempt}"


def canonical(data: Any) -> bytes:
    """Encode plain data so that equal data gives equal bytes. NaN and infinities are refused."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()
