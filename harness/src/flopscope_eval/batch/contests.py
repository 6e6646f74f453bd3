"""Plans and executes the runs of a contest's folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from flopscope_eval._run.progress import Progress
from flopscope_eval._run.submission import Submission, SubmissionRefused
from flopscope_eval.batch.attempt_files import ANSWERS, write_synced
from flopscope_eval.batch.job import Job, Kind
from flopscope_eval.batch.plan import Plan
from flopscope_eval.cases.bundle import load_submission
from flopscope_eval.cases.running import ContestRun, run_contest
from flopscope_eval.cases.scoring import formula_sha256
from flopscope_eval.contests.errors import ContestError
from flopscope_eval.contests.loading import Contest, files_of, load_contest
from flopscope_eval.contests.records import RunStatus, RunVerdict
from flopscope_eval.contests.secrets import Secrets, commitment, split_secret
from flopscope_eval.store.records import Answer, Outcome


def plan(
    contest: Contest, split: str, round_name: str | None, secrets: Secrets | None, sandbox: str
) -> Plan:
    """Plan runs on a contest's split under a round.

    Raises
    ------
    ContestError
        There is no such split or round, or the split's secret is not here.
    """
    name = round_name or contest.config.default_round
    if name not in contest.config.rounds:
        raise ContestError(
            f"there is no round {name!r}; contest.toml has {', '.join(contest.config.rounds)}"
        )
    secret = split_secret(contest, split, secrets)
    is_public = contest.config.splits[split].public
    return Plan(
        kind=Kind.CONTEST,
        contest=contest.revision,
        split=split,
        round=name,
        sandbox=sandbox,
        policy=contest.config.contest.policy,
        secret=None if is_public else secret.hex(),
        seed_commitment=commitment(secret),
        limits={"round": msgspec.to_builtins(contest.config.rounds[name])},
        contest_files=dict(files_of(contest.folder)),
        document=document(contest),
    )


def document(contest: Contest) -> dict[str, object]:
    """Give what pages need of a contest, without secrets."""
    config = contest.config
    return {
        "title": contest.revision.title,
        "direction": contest.revision.direction,
        "splits": {name: {"public": split.public} for name, split in config.splits.items()},
        "rounds": {name: msgspec.to_builtins(one) for name, one in config.rounds.items()},
        "board": msgspec.to_builtins(config.board),
        "contract": msgspec.to_builtins(config.contract),
    }


def load(contest: Contest, path: Path) -> Submission:
    """Read a submission for a batch, whatever the contract will say of it.

    A file, or a folder with the contract's entry file. What the contract refuses becomes a verdict.
    """
    return Submission.load(path, contest.config.contract.entry)


def execute(job: Job, folder: Path, bundles: Path, progress: Progress) -> Outcome:
    """Run a job's submission on its split, and write its answers into the attempt's folder.

    Raises
    ------
    ContestError
        The contest cannot be run. That is a fault of the harness, and leaves the run without outcome.
    """
    contest = load_contest(bundles / job.key.revision)
    if contest.revision.sha256 != job.key.revision:
        raise ContestError(f"the contest {job.key.revision[:12]} has changed on this worker")
    secrets = None
    if job.secret is not None:
        secrets = Secrets({job.key.split: bytes.fromhex(job.secret)})
    try:
        submission = load_submission(contest, load(contest, bundles / job.key.bundle))
    except SubmissionRefused as error:
        return Outcome(verdict=_refused(job, contest, str(error)), started=False)
    run = run_contest(
        contest,
        submission,
        split=job.key.split,
        round=job.key.round,
        sandbox=job.key.sandbox,
        secrets=secrets,
        progress=progress,
    )
    streams = [result.output for result in run.results]
    return Outcome(
        verdict=run.verdict,
        results=tuple(result.to_dict() for result in run.results),
        answers=_keep_answers(run, folder),
        stdout="".join(one.stdout.head + one.stdout.tail for one in streams).encode(),
        stderr="".join(one.stderr.head + one.stderr.tail for one in streams).encode(),
    )


def _keep_answers(run: ContestRun, folder: Path) -> dict[str, tuple[Answer, ...]]:
    kept: dict[str, tuple[Answer, ...]] = {}
    for case, parts in run.answers.items():
        rows = []
        for part in parts:
            sha256 = hashlib.sha256(part).hexdigest()
            write_synced(folder / ANSWERS / sha256, part)
            rows.append(Answer(sha256=sha256, size=len(part)))
        kept[case] = tuple(rows)
    return kept


def _refused(job: Job, contest: Contest, message: str) -> RunVerdict:
    return RunVerdict(
        contest=contest.revision, submission_name="", submission_sha256=job.key.bundle,
        split=job.key.split, round=job.key.round,
        formula_sha256=formula_sha256(contest.config, job.key.round),
        seed_commitment=job.key.seed_commitment, status=RunStatus.REFUSED, message=message,
        score=None, metrics={}, ties=(), flops="0", cases=(), lives=(), started_at="",
        finished_at="", sandbox=job.key.sandbox,
    )  # fmt: skip
