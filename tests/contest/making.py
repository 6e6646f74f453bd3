"""Makes records for the tests."""

from __future__ import annotations

from typing import Any

from flopscope_eval.contests.records import (
    CaseStatus,
    CaseVerdict,
    ContestRevision,
    RunStatus,
    RunVerdict,
    SubmissionRecord,
    Usage,
)
from flopscope_eval.store.records import Outcome, RunKey

REVISION = ContestRevision(
    name="demo",
    title="A demonstration",
    sha256="a" * 64,
    policy="flops",
    policy_sha256="b" * 64,
    direction="min",
    grader_sha256="c" * 64,
)


def key(number: int = 0, **changes: Any) -> RunKey:
    """A run's key; each number gives another submission."""
    values: dict[str, Any] = {
        "revision": REVISION.sha256,
        "bundle": f"{number:064x}",
        "split": "public",
        "round": "final",
        "seed_commitment": "d" * 64,
        "policy": REVISION.policy_sha256,
        "limits": {"wall_time_s": 10.0},
        "sandbox": "dummy",
        "content": {"flopscope": "1"},
    }
    return RunKey(**values | changes)


def entry(number: int = 0, author: str = "ada", **changes: Any) -> SubmissionRecord:
    """An entry whose bundle is that of `key`."""
    values: dict[str, Any] = {
        "author": author,
        "name": f"entry {number}",
        "sha256": f"{number:064x}",
        "submitted_at": "2026-11-01T12:00:00+00:00",
    }
    return SubmissionRecord(**values | changes)


def case(number: int = 0, **changes: Any) -> CaseVerdict:
    """A solved case."""
    values: dict[str, Any] = {
        "case": f"case-{number}",
        "number": number,
        "status": CaseStatus.OK,
        "passed": True,
        "metrics": {"error": 0.5 / (number + 1)},
        "score": 1.0,
        "usage": Usage(flops=str(100 * (number + 1)), wall_time_s=0.25, operations={"add": "100"}),
        "inputs_sha256": "e" * 64,
        "reference_sha256": "f" * 64,
    }
    return CaseVerdict(**values | changes)


def verdict(*cases: CaseVerdict, **changes: Any) -> RunVerdict:
    """A scored run."""
    values: dict[str, Any] = {
        "contest": REVISION,
        "submission_name": "submission.py",
        "submission_sha256": f"{0:064x}",
        "split": "public",
        "round": "final",
        "formula_sha256": "9" * 64,
        "seed_commitment": "d" * 64,
        "status": RunStatus.SCORED,
        "message": "",
        "score": 0.5,
        "metrics": {"flops": 100.0},
        "ties": (),
        "flops": "100",
        "cases": cases or (case(),),
        "lives": (),
        "started_at": "2026-11-01T12:00:00+00:00",
        "finished_at": "2026-11-01T12:00:01+00:00",
        "sandbox": "dummy",
    }
    return RunVerdict(**values | changes)


def outcome(*cases: CaseVerdict, **changes: Any) -> Outcome:
    """What a scored run left; changes are of its verdict, or of the outcome."""
    own = {k: changes.pop(k) for k in list(changes) if k in Outcome.__struct_fields__}
    return Outcome(verdict=verdict(*cases, **changes), **own)
