"""What a batch runs, and under which rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flopscope_eval._run.submission import Submission
from flopscope_eval.batch import bundles, content
from flopscope_eval.batch.attempt_files import write_synced
from flopscope_eval.batch.job import Job, Kind
from flopscope_eval.contests.records import ContestRevision
from flopscope_eval.store.records import Claim, RunKey
from flopscope_eval.store.store import Store


@dataclass(frozen=True, slots=True)
class Rules:
    """How a batch behaves.

    Attributes
    ----------
    lease_s
        Length of the coordinator's lease on the store, and of workers' leases.
    rejoin_s
        How long a batch waits for a worker that ran something for an earlier batch, and has not come
        back. Its results may wait on its disk.
    max_lost
        A run whose attempts were lost this often is not started again without a retry.
    canary_every
        Runs of a worker between two canaries; 0 for none at all.
    fault_window, fault_rate, fault_least
        The batch stops when more than ``fault_rate`` of the last ``fault_window`` runs, and at least
        ``fault_least``, failed by a fault of the harness.
    disk_floor
        Bytes that must stay free here and on a worker.
    deadline_s
        The longest that an attempt may take, behind all its own limits.
    """

    lease_s: float = 30.0
    rejoin_s: float = 120.0
    max_lost: int = 5
    canary_every: int = 100
    fault_window: int = 20
    fault_rate: float = 0.3
    fault_least: int = 3
    disk_floor: int = 1 << 30
    deadline_s: float = 3600.0


@dataclass(frozen=True)
class Plan:
    """A contest's revision with a split and a round, or plain submissions; and their bundles.

    Attributes
    ----------
    kind, contest, split, round, sandbox, policy
        What every run of this batch has in common.
    secret
        The split's, in hexadecimal; None for a public split.
    limits
        Limits of each run, for its hash; for plain submissions they hold ``flop_budget``.
    contest_files
        Files of the contest's folder, by name; none for plain submissions.
    document
        What pages need of the contest; see `Store.add_revision`.
    inline
        As in `Job`.
    """

    kind: Kind
    contest: ContestRevision
    split: str
    round: str
    sandbox: str
    policy: str = "flops"
    secret: str | None = None
    seed_commitment: str = ""
    limits: Mapping[str, object] = field(default_factory=dict)
    contest_files: Mapping[str, Path] = field(default_factory=dict)
    document: Mapping[str, object] = field(default_factory=dict)
    inline: bool = False

    @property
    def quota(self) -> int | None:
        """How many runs an author may have per day; None for any number."""
        board = self.document.get("board")
        return board.get("quota") if isinstance(board, dict) else None

    def key(self, submission_sha256: str) -> RunKey:
        """Give the key of a submission's run."""
        return RunKey(
            revision=self.contest.sha256,
            bundle=submission_sha256,
            split=self.split,
            round=self.round,
            seed_commitment=self.seed_commitment,
            policy=self.contest.policy_sha256,
            limits=dict(self.limits),
            sandbox=self.sandbox,
            content=content.of(self.sandbox),
        )

    def job(self, claim: Claim, deadline_s: float) -> Job:
        """Give the job of an attempt."""
        return Job(
            name=claim.name,
            kind=self.kind,
            key=claim.key,
            contest=self.contest,
            secret=self.secret,
            policy=self.policy,
            deadline_s=deadline_s,
            inline=self.inline,
        )


class BundleShelf:
    """Packed submissions and contests of a store, by their own hashes."""

    def __init__(self, store: Store) -> None:
        self._folder = store.files.folder / "bundles"

    def add_submission(self, submission: Submission) -> str:
        """Keep a submission; give its hash."""
        self._keep(submission.sha256, lambda: bundles.pack_submission(submission))
        return submission.sha256

    def add_contest(self, plan: Plan) -> None:
        """Keep a contest's folder under its revision."""
        if plan.contest_files:
            self._keep(plan.contest.sha256, lambda: bundles.pack(plan.contest_files.items()))

    def get(self, sha256: str) -> bytes:
        """Read a bundle."""
        return (self._folder / sha256).read_bytes()

    def _keep(self, sha256: str, pack: Callable[[], bytes]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        if not (self._folder / sha256).exists():
            write_synced(self._folder / sha256, pack())
