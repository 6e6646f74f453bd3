"""Canaries: a run of known cost on each worker, before its first run and now and then after."""

from __future__ import annotations

import functools
import secrets
import tempfile
from pathlib import Path

from flopscope_eval._run.submission import Submission
from flopscope_eval.batch import bundles, content
from flopscope_eval.batch.job import Ended, Job, Kind, Product
from flopscope_eval.batch.plan import Plan
from flopscope_eval.contests.records import CaseStatus
from flopscope_eval.store.records import RunKey

PREFIX = "canary-"

FLOPS = 1_000

PROGRAM = f'''"""A canary: its cost is known, so a host where it costs something else is not in order."""
# dummy: {{"flops_used": {FLOPS}}}
import flopscope.numpy as fnp

total = fnp.ones(({FLOPS - 1},)) + 1
print(float(total[0] + 0.0))
'''


@functools.cache
def _bundle() -> tuple[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "submission.py"
        path.write_text(PROGRAM)
        submission = Submission.load(path)
        return submission.sha256, bundles.pack_submission(submission)


def packed() -> bytes:
    """The canary's bundle."""
    return _bundle()[1]


def job(plan: Plan, deadline_s: float) -> Job:
    """Make a job with a new name."""
    key = RunKey(
        revision=plan.contest.sha256,
        bundle=_bundle()[0],
        split="canary",
        round="canary",
        seed_commitment="",
        policy=plan.contest.policy_sha256,
        limits={"flop_budget": "1000000", "wall_time_s": 60.0},
        sandbox=plan.sandbox,
        content=content.of(plan.sandbox),
    )
    return Job(
        name=f"{PREFIX}{secrets.token_hex(8)}",
        kind=Kind.SUBMISSION,
        key=key,
        contest=plan.contest,
        deadline_s=deadline_s,
    )


def complaint(product: Product | None) -> str:
    """Say what is wrong with a canary's result; empty if nothing is."""
    if product is None:
        return "the worker ended while its canary ran"
    if product.ended is not Ended.WITH_OUTCOME or product.outcome is None:
        return f"its canary {product.ended}: {product.detail}"
    verdict = product.outcome.verdict
    if verdict.cases[0].status is not CaseStatus.OK:
        return f"its canary ended with {verdict.cases[0].status}: {verdict.message}"
    if verdict.flops != str(FLOPS):
        return f"its canary cost {verdict.flops} FLOPs, not {FLOPS}"
    return ""
