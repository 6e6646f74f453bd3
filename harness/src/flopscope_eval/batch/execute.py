"""Executes a job, in the child process of a worker, and writes its outcome."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from flopscope_eval._run.limits import Limits
from flopscope_eval._run.progress import Progress
from flopscope_eval._run.status import TABLE, Fault, Status
from flopscope_eval._run.submission import Submission
from flopscope_eval.batch import contests
from flopscope_eval.batch.attempt_files import JOB, OUTCOME, STARTED, write_synced
from flopscope_eval.batch.job import Job, Kind
from flopscope_eval.contests.records import (
    CaseStatus,
    CaseVerdict,
    RunStatus,
    RunVerdict,
    Usage,
)
from flopscope_eval.judging.judge import judge
from flopscope_eval.judging.judged import Judged
from flopscope_eval.sandbox import choose
from flopscope_eval.sandbox.interface import RunSpec
from flopscope_eval.store.records import Outcome


class Marking:
    """Progress that leaves a mark when the submission starts."""

    def __init__(self, folder: Path) -> None:
        self._mark = folder / STARTED

    def stage(self, text: str) -> None:
        """Mark the start of the submission."""
        if text == "running":
            self._mark.touch()

    def detail(self, text: str) -> None:
        """Nothing."""


def execute(folder: Path, bundles: Path) -> None:
    """Execute the job of an attempt's folder, and write its outcome there, whole and on disk."""
    job = msgspec.json.decode((folder / JOB).read_bytes(), type=Job)
    began = time.monotonic()
    perform = contests.execute if job.kind is Kind.CONTEST else _submission
    outcome = perform(job, folder, bundles, Marking(folder))
    outcome = msgspec.structs.replace(outcome, wall_s=time.monotonic() - began)
    write_synced(folder / OUTCOME, msgspec.json.encode(outcome))


def _submission(job: Job, folder: Path, bundles: Path, progress: Progress) -> Outcome:
    """Run one submission without input. Its score is what it cost."""
    submission = Submission.load(bundles / job.key.bundle)
    if submission.sha256 != job.key.bundle:
        raise ValueError(f"the bundle {job.key.bundle[:12]} has changed on this worker")
    values = dict(job.key.limits)
    spec = RunSpec(
        run_id=run_id(job),
        submission=submission,
        budget=int(values.pop("flop_budget")),
        limits=Limits.from_values(**values),
        policy=job.policy,
        seed=job.seed,
    )
    judged = judge(spec, choose(job.key.sandbox), progress)
    return Outcome(
        verdict=_verdict(job, judged),
        results=(judged.document(),),
        started=judged.evidence.started,
        stdout=judged.evidence.stdout.head + judged.evidence.stdout.tail,
        stderr=judged.evidence.stderr.head + judged.evidence.stderr.tail,
    )


def run_id(job: Job) -> str:
    """Name an attempt's folders and containers."""
    return hashlib.sha256(job.name.encode()).hexdigest()[:16]


def _verdict(job: Job, judged: Judged) -> RunVerdict:
    fault = TABLE[judged.status].fault
    ranked = fault is not Fault.HARNESS
    summary: Mapping[str, Any] = judged.evidence.server.summary or {}
    flops = int(summary.get("flops_used", 0))
    usage = Usage(
        flops=str(flops),
        wall_time_s=judged.evidence.usage.wall_time_s,
        participant_cpu_s=judged.evidence.usage.cpu_time_s,
        operations={
            name: str(row["flop_cost"]) for name, row in summary.get("operations", {}).items()
        },
    )
    score = float(min(flops, 10**300)) if ranked else None
    case = CaseVerdict(
        case="run",
        number=0,
        status=CaseStatus(judged.status.value),
        message=judged.message,
        passed=judged.status is Status.OK,
        score=score,
        usage=usage,
    )
    return RunVerdict(
        contest=job.contest,
        submission_name=judged.spec.submission.name,
        submission_sha256=job.key.bundle,
        split=job.key.split,
        round=job.key.round,
        formula_sha256="",
        seed_commitment=job.key.seed_commitment,
        status=RunStatus.SCORED if ranked else RunStatus.UNRANKED,
        message=judged.message,
        score=score,
        metrics={},
        ties=(),
        flops=str(flops),
        cases=(case,),
        lives=(),
        started_at=judged.started_at.isoformat(),
        finished_at=judged.finished_at.isoformat(),
        sandbox=judged.evidence.sandbox,
    )
