"""What a worker is asked to do, and what it answers: plain records that travel as JSON."""

from __future__ import annotations

import hashlib
from enum import StrEnum

import msgspec

from flopscope_eval.contests.records import ContestRevision
from flopscope_eval.store.records import Outcome, RunKey


class Kind(StrEnum):
    """What a job executes."""

    CONTEST = "contest"
    SUBMISSION = "submission"


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt at a run.

    Attributes
    ----------
    name
        Run hash and attempt number; unique, and the key of the task.
    kind
        A contest's cases, or one submission without input, such as a canary.
    key
        What decides the verdict.
    contest
        The contest's revision.
    secret
        The split's secret in hexadecimal; None for a public split.
    policy
        Name of the pricing policy, for `Kind.SUBMISSION`.
    deadline_s
        The attempt is ended after this time, whatever it does. A last resort behind its limits.
    inline
        Execute it in the worker's own process. Only for a sandbox that executes nothing of the
        submission: it measures what a run costs the batch.
    """

    name: str
    kind: Kind
    key: RunKey
    contest: ContestRevision
    secret: str | None = None
    policy: str = "flops"
    deadline_s: float = 3600.0
    inline: bool = False

    @property
    def seed(self) -> int:
        """The run's seed, for `Kind.SUBMISSION`: from its secret and what it runs, 63 bits."""
        text = f"{self.secret or ''} {self.key.bundle} {self.key.split}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) >> 1


class Ended(StrEnum):
    """How a worker's child ended."""

    WITH_OUTCOME = "with outcome"
    WITHOUT_OUTCOME = "without outcome"
    REFUSED = "refused"
    ENDED_BY_WORKER = "ended by worker"


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an attempt on a worker.

    Attributes
    ----------
    name
        The job's.
    ended
        How.
    detail
        One sentence, where there is no outcome.
    started
        The submission's first line was reached.
    outcome
        The verdict with its evidence.
    answers
        Contents of the answers, by SHA-256.
    """

    name: str
    ended: Ended
    detail: str = ""
    started: bool = False
    outcome: Outcome | None = None
    answers: dict[str, bytes] = {}


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker says of itself with each renewal of its lease.

    Attributes
    ----------
    address
        Dask's address of the worker.
    label
        Its host's name and the identity of its folder: a worker that starts again keeps it.
    slots
        Runs that it can execute at once.
    running, spooled
        Names of attempts that go on, and of those whose results wait to be acknowledged.
    bundles
        Hashes of submissions and contests that it has.
    free_bytes
        Free space on the disk of its folder.
    content
        Versions and hashes of what executes runs here.
    speed_s
        CPU seconds of a fixed computation: smaller is faster.
    """

    address: str
    label: str
    slots: int
    running: tuple[str, ...] = ()
    spooled: tuple[str, ...] = ()
    bundles: tuple[str, ...] = ()
    free_bytes: int = 0
    content: dict[str, str] = {}
    speed_s: float = 0.0
