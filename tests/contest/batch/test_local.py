"""Batches on this machine."""

from __future__ import annotations

from pathlib import Path

from flopscope_eval.batch.coordinator import Ending
from flopscope_eval.batch.plan import Rules
from flopscope_eval.commands.contest_batch import Cluster, add, work
from flopscope_eval.store import query
from flopscope_eval.store.store import Store
from tests.contest.batch import batches


def test_every_run_gets_one_verdict(store: Store, tmp_path: Path) -> None:
    plan, events = batches.plan(), batches.Events()
    entries = [batches.submission(tmp_path, n) for n in range(6)]
    entries.append(batches.submission(tmp_path, 6, exit=1, stderr="ValueError: no\n"))
    entries.append(batches.submission(tmp_path, 7, kill="wall_time"))
    assert add(store, plan, entries) == 8
    rules = Rules(lease_s=10, canary_every=3, disk_floor=1)
    ending = work(store, plan, rules, events, Cluster(slots=2))
    assert ending is Ending.DONE, events.all
    assert batches.flops(store) == list(range(1, 9))
    assert query.counts(store) == {"done": 8, "done: scored": 8}
    by_name = {e["name"]: e["runs"][0] for e in query.results(store, 1)}
    assert by_name["entry 6"]["cases"][0]["status"] == "submission_error"
    assert by_name["entry 7"]["cases"][0]["status"] == "time_limit"
    assert query.evidence(store, by_name["entry 6"]["run_id"])["stderr"] == b"ValueError: no\n"
    assert not list((store.files.folder / "worker" / "attempts").iterdir())
    assert add(store, plan, entries) == 0
    assert work(store, plan, rules, events, Cluster(slots=2)) is Ending.DONE
    assert len(events.named("claimed")) == 8
