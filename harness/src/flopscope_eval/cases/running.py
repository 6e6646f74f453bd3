"""Runs a submission on a contest's cases: one participant process after another, then the grader."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets as random_secrets
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from flopscope_eval._run.limits import Limits
from flopscope_eval._run.progress import Progress
from flopscope_eval._run.status import Status
from flopscope_eval._run.submission import Submission
from flopscope_eval.cases.bundle import load_submission
from flopscope_eval.cases.feed import SETUP, Budgets, CaseFeed, Outcome
from flopscope_eval.cases.grade import grade_case
from flopscope_eval.cases.scoring import formula_sha256, score_run
from flopscope_eval.contests import config as sizes
from flopscope_eval.contests.errors import ContestError
from flopscope_eval.contests.loading import Contest
from flopscope_eval.contests.records import (
    CaseStatus,
    Life,
    RunVerdict,
)
from flopscope_eval.contests.secrets import Secrets, commitment, split_secret
from flopscope_eval.grading.prepared import PreparedCase
from flopscope_eval.grading.process import TaskError, TaskProcess
from flopscope_eval.judging.judge import judge
from flopscope_eval.judging.judged import Judged
from flopscope_eval.judging.result import Result
from flopscope_eval.participant.contest import CONTRACT, FOLDER
from flopscope_eval.sandbox import choose
from flopscope_eval.sandbox.interface import RunSpec, Sandbox

_OF_A_LIFE = {
    Status.OK: CaseStatus.SUBMISSION_ERROR,  # it ended by itself, within a case
    Status.SUBMISSION_ERROR: CaseStatus.SUBMISSION_ERROR,
    Status.BUDGET_EXHAUSTED: CaseStatus.BUDGET_EXHAUSTED,
    Status.TIME_LIMIT: CaseStatus.TIME_LIMIT,
    Status.MEMORY_LIMIT: CaseStatus.MEMORY_LIMIT,
    Status.OUTPUT_LIMIT: CaseStatus.OUTPUT_LIMIT,
    Status.PROTOCOL_VIOLATION: CaseStatus.PROTOCOL_VIOLATION,
    Status.SERVER_BROUGHT_DOWN: CaseStatus.SERVER_CRASH,
    Status.SERVER_LOST: CaseStatus.SERVER_LOST,
    Status.INTERRUPTED: CaseStatus.HARNESS_ERROR,
    Status.HARNESS_ERROR: CaseStatus.HARNESS_ERROR,
}


_TRUSTED_SIDE = (Status.SERVER_LOST, Status.INTERRUPTED, Status.HARNESS_ERROR)
"""Failures that are not the submission's, after its first line: the run ends, without a score."""


@dataclass(frozen=True)
class ContestRun:
    """A submission's run on a split.

    Attributes
    ----------
    verdict
        What came of it.
    answers
        By case id, the bytes of each array of the answer; C-contiguous, little-endian.
    results
        One per participant process, with the evidence. Their output is the organizer's alone where the
        split is private.
    """

    verdict: RunVerdict
    answers: Mapping[str, tuple[bytes, ...]]
    results: tuple[Result, ...]


class Silent:
    """Progress that nobody watches."""

    def stage(self, text: str) -> None:
        """Nothing."""

    def detail(self, text: str) -> None:
        """Nothing."""


def run_contest(
    contest: Contest,
    submission: Submission | Path | str,
    *,
    split: str = "public",
    round: str | None = None,
    sandbox: str = "auto",
    secrets: Secrets | None = None,
    run_secret: bytes | None = None,
    progress: Progress | None = None,
    allow_unconfined: bool = False,
    runtime: str | None = None,
) -> ContestRun:
    """Run a submission on all cases of a split, grade its answers and score it.

    Parameters
    ----------
    contest
        From `load_contest`.
    submission
        A ``.py`` file, or a folder with the contract's entry file.
    split, round
        Names from ``contest.toml``. The default round is its first.
    sandbox
        ``"auto"``, ``"docker"`` or ``"process"``.
    secrets
        The organizer's, for a private split.
    run_secret
        128 bits from which unseeded generators derive. By default it derives from the split's secret and
        the submission, so that the same submission gets the same numbers again.
    progress
        Told of each stage.
    allow_unconfined, runtime
        As for ``flopscope-eval run``.

    Raises
    ------
    ContestError
        The contest, split or round cannot be used.
    SubmissionRefused
        The submission is not what the contract asks for. Nothing was started.
    SandboxUnavailable
        This host cannot run the sandbox. Nothing was started.
    """
    if round is None:
        round = contest.config.default_round
    if round not in contest.config.rounds:
        raise ContestError(
            f"there is no round {round!r}; contest.toml has {', '.join(contest.config.rounds)}"
        )
    secret = split_secret(contest, split, secrets)
    loaded = load_submission(contest, submission)
    own = run_secret or hmac.new(secret, loaded.sha256.encode(), hashlib.sha256).digest()[:16]
    started = datetime.now(UTC)
    progress = progress or Silent()
    chosen = choose(sandbox)
    with TaskProcess(contest) as task:
        progress.stage("making the cases")
        params = contest.config.rounds[round].params
        try:
            cases = list(task.cases(split, secret, params))
        except TaskError as error:
            raise ContestError(str(error)) from error
        if not cases:
            raise ContestError(f"task.py makes no case of the split {split!r}")
        run = _Run(contest, round, loaded, cases, own, progress, allow_unconfined, runtime)
        run.to_end(chosen)
        progress.stage("grading")
        verdicts = [
            grade_case(contest, contest.config.rounds[round], task, case, run.graded_from(case))
            for case in cases
        ]
    scored = score_run(contest.config, round, verdicts, run.setup_flops, run.refusal)
    verdict = RunVerdict(
        contest=contest.revision,
        submission_name=loaded.name,
        submission_sha256=loaded.sha256,
        split=split,
        round=round,
        formula_sha256=formula_sha256(contest.config, round),
        seed_commitment=commitment(own),
        status=scored.status,
        message=scored.message,
        score=scored.score,
        metrics=scored.metrics,
        ties=scored.ties,
        flops=scored.flops,
        cases=scored.cases,
        lives=tuple(run.lives),
        started_at=started.isoformat(timespec="milliseconds"),
        finished_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        sandbox=chosen.name,
        notes=(*run.notes, *scored.notes),
    )
    answers = {
        case.id: tuple(part.data for part in run.outcomes[case.number].parts)
        for case in cases
        if case.number in run.outcomes and run.outcomes[case.number].parts
    }
    return ContestRun(verdict, answers, tuple(j.result() for j in run.judged))


@dataclass
class _Run:
    """One run, process by process."""

    contest: Contest
    round: str
    submission: Submission
    cases: Sequence[PreparedCase]
    secret: bytes
    progress: Progress
    allow_unconfined: bool
    runtime: str | None
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    statuses: dict[int, tuple[CaseStatus, str, int]] = field(default_factory=dict)
    lives: list[Life] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refusal: str = ""
    setup_flops: int = 0
    _setup_wall_s: float = 0.0
    _setup_cpu_s: float = 0.0
    _wall_s: float = 0.0
    _cpu_s: float = 0.0
    _answer_bytes: int = 0
    _limits_in_a_row: int = 0

    def to_end(self, sandbox: Sandbox) -> None:
        """Start processes until every case has an outcome, or no more may be started."""
        rules = self.contest.config.run
        replacements, restarts = rules.replacements, rules.start_retries
        with tempfile.TemporaryDirectory(prefix="contest-") as folder:
            bundle = self._bundle(Path(folder))
            while todo := self._next_share():
                feed = self._feed(todo)
                judged = judge(self._spec(bundle, todo, feed), sandbox, self.progress)
                feed.finish()
                if judged.status is Status.HARNESS_ERROR and not judged.evidence.started:
                    if restarts == 0:
                        self._end_all(CaseStatus.HARNESS_ERROR, judged.message)
                        return
                    restarts -= 1
                    self.notes.append(f"started again: {judged.message}")
                    continue
                self._take(feed, judged)
                if self.refusal or self._is_over(feed, judged):
                    return
                if not feed.has_ended and rules.reuse != "case":
                    if replacements == 0:
                        self._end_all(CaseStatus.NOT_REACHED, "no replacement was left")
                        return
                    replacements -= 1

    def graded_from(self, case: PreparedCase) -> tuple[CaseStatus, str, Outcome, int]:
        """Give what is known of a case before it is graded."""
        status, message, life = self.statuses.get(
            case.number, (CaseStatus.NOT_REACHED, "the run ended before it", 0)
        )
        return status, message, self.outcomes.get(case.number, Outcome(case.number)), life

    # --- one process -----------------------------------------------------------------------------

    def _next_share(self) -> list[PreparedCase]:
        """Give the cases that the next process works on."""
        left = [case for case in self.cases if case.number not in self.statuses]
        match self.contest.config.run.reuse:
            case "case":
                return left[:1]
            case "group":
                return [c for c in left if c.group == left[0].group]
        return left

    def _feed(self, todo: Sequence[PreparedCase]) -> CaseFeed:
        settings, one = self.contest.config, self.contest.config.rounds[self.round]
        shared = settings.run.reuse != "case"
        budgets = Budgets(
            setup_flops=max(
                sizes.flops(settings.setup.flops) - (self.setup_flops if shared else 0), 0
            ),
            setup_wall_time_s=max(
                settings.setup.wall_time_s - (self._setup_wall_s if shared else 0.0), 0.001
            ),
            setup_cpu_time_s=max(
                settings.setup.cpu_time_s - (self._setup_cpu_s if shared else 0.0), 0.001
            ),
            answer_bytes=sizes.size(settings.run.answer_bytes) - self._answer_bytes,
        )
        context = {
            "contest": settings.contest.name,
            "round": self.round,
            "flops": one.budget if one.budget < 2**63 else str(one.budget),
            "setup_flops": budgets.setup_flops if budgets.setup_flops < 2**63 else None,
            "params": dict(one.params),
        }
        return CaseFeed(iter(todo), settings.answer, one, budgets, self.secret, context)

    def _spec(self, bundle: Submission, todo: Sequence[PreparedCase], feed: CaseFeed) -> RunSpec:
        settings, one = self.contest.config, self.contest.config.rounds[self.round]
        rules = settings.run
        seed = hmac.new(self.secret, b"server %d" % len(self.judged), hashlib.sha256).digest()
        return RunSpec(
            run_id=random_secrets.token_hex(8),
            submission=bundle,
            budget=sizes.flops(settings.setup.flops) + sum(case.budget(one) for case in todo),
            limits=Limits.from_values(
                wall_time_s=max(rules.wall_time_s - self._wall_s, 0.001),
                cpu_time_s=max(rules.cpu_time_s - self._cpu_s, 0.001),
                memory_bytes=sizes.size(rules.memory),
                server_memory_bytes=sizes.size(rules.server_memory),
                output_bytes=sizes.size(rules.output),
                scratch_bytes=sizes.size(rules.scratch),
            ),
            policy=self.contest.policy,
            seed=int.from_bytes(seed[:7], "big"),
            allow_unconfined=self.allow_unconfined,
            runtime=self.runtime,
            on_channel=feed.attach,
            watch=feed,
        )

    def _bundle(self, folder: Path) -> Submission:
        """Put the contract, the adapter and the shims beside the submission's files."""
        contract = self.contest.config.contract
        public = self.contest.public_files()
        document = {
            "entry": contract.entry,
            "kind": contract.kind,
            "name": contract.name,
            "base": contract.base,
            "arguments": list(contract.arguments),
            "shims": list(contract.shims),
            "adapter": "adapter.py" in public,
        }
        path = folder / CONTRACT
        path.write_text(json.dumps(document))
        return self.submission.beside(FOLDER, {**public, CONTRACT: path})

    def _take(self, feed: CaseFeed, judged: Judged) -> None:
        """Note what came of a process and of its cases."""
        life = len(self.lives)
        setup = next((o for o in feed.outcomes if o.number == SETUP), Outcome(SETUP))
        self.judged.append(judged)
        self.lives.append(
            Life(
                run_id=judged.spec.run_id,
                status=str(judged.status),
                message=judged.message,
                setup=setup.usage,
                cases=len(feed.opened),
            )
        )
        self.setup_flops += int(setup.usage.flops)
        self._setup_wall_s += setup.usage.wall_time_s
        self._setup_cpu_s += setup.usage.participant_cpu_s or 0.0
        self._wall_s += judged.evidence.usage.wall_time_s
        self._cpu_s += judged.evidence.usage.cpu_time_s or 0.0
        for outcome in feed.outcomes:
            if outcome.number != SETUP:
                self._answer_bytes += outcome.usage.answer_bytes
                self.outcomes[outcome.number] = outcome
                self.statuses[outcome.number] = (*_status(outcome, judged), life)
        if feed.failure is not None:
            self._end_all(CaseStatus.HARNESS_ERROR, f"the contest: {feed.failure}")
        elif feed.broken:
            self._end_all(CaseStatus.HARNESS_ERROR, feed.broken)
        elif judged.status in _TRUSTED_SIDE and setup.outcome != "ready":
            self._end_all(_OF_A_LIFE[judged.status], judged.message)
        elif setup.outcome != "ready" or setup.over_cpu_s is not None:
            self._setup_failed(_why_setup_failed(setup, judged))
        elif judged.status is Status.PROTOCOL_VIOLATION:
            self.refusal = judged.message

    def _setup_failed(self, why: str) -> None:
        """Refuse the run if it never got to a case; else keep what there is."""
        if len(self.lives) == 1:
            self.refusal = why
        elif self.contest.config.run.reuse == "run":
            self._end_all(CaseStatus.NOT_REACHED, f"of the replacement, {why}")
        else:
            for case in self._next_share():
                status = (CaseStatus.SUBMISSION_ERROR, why, len(self.lives) - 1)
                self.statuses.setdefault(case.number, status)

    def _is_over(self, feed: CaseFeed, judged: Judged) -> bool:
        """Say whether no further process may be started, and note why."""
        rules = self.contest.config.run
        last = [self.statuses[c.number][0] for c in feed.opened if c.number in self.statuses]
        for status in last:
            over = status is CaseStatus.TIME_LIMIT
            self._limits_in_a_row = self._limits_in_a_row + 1 if over else 0
        if judged.status in _TRUSTED_SIDE:
            self._end_all(_OF_A_LIFE[judged.status], judged.message)
        elif self._limits_in_a_row >= rules.time_limits_in_a_row:
            self._end_all(
                CaseStatus.NOT_REACHED,
                f"{self._limits_in_a_row} time limits in a row ended the run",
            )
        elif self._wall_s >= rules.wall_time_s or self._cpu_s >= rules.cpu_time_s:
            self._end_all(CaseStatus.NOT_REACHED, "the run's total time was used up")
        return not self._next_share()

    def _end_all(self, status: CaseStatus, message: str) -> None:
        """Give every case that has no outcome yet this one."""
        for case in self.cases:
            self.statuses.setdefault(case.number, (status, message, len(self.lives)))


def _status(outcome: Outcome, judged: Judged) -> tuple[CaseStatus, str]:
    """Judge one phase. ``OK`` means that there is an answer to grade."""
    if outcome.over_cpu_s is not None:
        used = outcome.usage.participant_cpu_s
        return (
            CaseStatus.TIME_LIMIT,
            f"it used {used:.3f} s of CPU time; its limit is {outcome.over_cpu_s:g} s",
        )
    match outcome.outcome:
        case "answered":
            return CaseStatus.OK, ""
        case "bad_answer":
            return CaseStatus.BAD_ANSWER, outcome.reason
        case "no_memory":
            return CaseStatus.MEMORY_LIMIT, outcome.reason
        case "no_answer" if outcome.refused is not None:
            name, cost, left = outcome.refused
            return (
                CaseStatus.BUDGET_EXHAUSTED,
                f"{name} costs {cost:,} FLOPs and {left:,} were left",
            )
        case "no_answer" if outcome.reason:
            return CaseStatus.SUBMISSION_ERROR, outcome.reason
        case "no_answer":
            return CaseStatus.NO_ANSWER, "it asked for the next case without an answer"
    return _OF_A_LIFE[judged.status], judged.message


def _why_setup_failed(setup: Outcome, judged: Judged) -> str:
    if setup.refused is not None:
        name, cost, left = setup.refused
        return f"setup failed: {name} costs {cost:,} FLOPs and {left:,} were left for setup"
    if setup.over_cpu_s is not None:
        return f"setup failed: it used over {setup.over_cpu_s:g} s of CPU time"
    return f"setup failed: {judged.message}"
