"""Makes batches of plain submissions, whose outcome the dummy sandbox reads from their text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flopscope_eval._run.submission import Submission
from flopscope_eval.batch.job import Kind
from flopscope_eval.batch.plan import Plan, Rules
from flopscope_eval.contests.records import SubmissionRecord
from flopscope_eval.store.store import Store
from tests.contest import making

RULES = Rules(lease_s=3.0, canary_every=0, disk_floor=1, deadline_s=60.0)


def plan(sandbox: str = "dummy", **changes: Any) -> Plan:
    """Plan plain submissions."""
    values: dict[str, Any] = {
        "kind": Kind.SUBMISSION,
        "contest": making.REVISION,
        "split": "public",
        "round": "final",
        "sandbox": sandbox,
        "limits": {"flop_budget": "1000000", "wall_time_s": 30.0},
    }
    return Plan(**values | changes)


def submission(folder: Path, number: int, **outcome: Any) -> tuple[SubmissionRecord, Submission]:
    """Write a submission with this outcome in the dummy sandbox."""
    path = folder / f"s{number}.py"
    path.write_text(f"# dummy: {json.dumps({'flops_used': number + 1} | outcome)}\n# {number}\n")
    loaded = Submission.load(path)
    return making.entry(number, f"author {number % 7}", sha256=loaded.sha256), loaded


class Events:
    """Keeps all events."""

    def __init__(self) -> None:
        self.all: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, event: str, /, **data: Any) -> None:
        json.dumps(data, allow_nan=False)
        self.all.append((event, data))

    def named(self, name: str) -> list[dict[str, Any]]:
        """Give the data of events of this name."""
        return [data for event, data in self.all if event == name]


def flops(store: Store, revision: int = 1) -> list[int]:
    """Give the FLOPs of every finished run."""
    from flopscope_eval.store import query

    return sorted(run["flops"] for e in query.results(store, revision) for run in e["runs"])
