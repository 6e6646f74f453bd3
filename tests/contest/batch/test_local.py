"""Batches on this machine."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import signal
from pathlib import Path
from typing import Any

import docker
import psutil
import pytest

from flopscope_eval._run.submission import Submission
from flopscope_eval.batch.coordinator import Coordinator, Ending
from flopscope_eval.batch.links import Link
from flopscope_eval.batch.local import local_cluster
from flopscope_eval.batch.plan import Rules
from flopscope_eval.commands.contest_batch import Cluster, add, work
from flopscope_eval.store import query
from flopscope_eval.store.store import Store
from tests.contest import making
from tests.contest.batch import batches
from tests.harness.conftest import sandbox_parameters, usable


@pytest.mark.timeout(600)
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


SLEEPING = "import time\nprint('up', flush=True)\nwhile True:\n    time.sleep(0.1)\n"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", [*sandbox_parameters()])
def test_a_worker_that_is_killed_takes_its_run_with_it(
    sqlite_template: Path, tmp_path: Path, kind: str
) -> None:
    """SIGKILL in the middle of a run in a real sandbox: nothing of it lives on."""
    usable(kind)
    path = tmp_path / "submission.py"
    path.write_text(SLEEPING)
    submission = Submission.load(path)
    plan, events = batches.plan(kind), batches.Events()
    record = making.entry(sha256=submission.sha256)
    folder = tmp_path / "worker"

    def tell(event: str, /, **data: Any) -> None:
        events(event, **data)
        if list(folder.glob("attempts/*/started")) and psutil.pid_exists(cluster.worker_pid):
            children.extend(psutil.Process(cluster.worker_pid).children(recursive=True))
            os.kill(cluster.worker_pid, signal.SIGKILL)

    children: list[psutil.Process] = []
    rules = dataclasses.replace(batches.RULES, deadline_s=200)
    with (
        Store.open(str(tmp_path / "store.db")) as store,
        local_cluster(folder, 1, 3) as cluster,
        Link.open(cluster.address, cluster.certificates, 3) as link,
    ):
        add(store, plan, [(record, submission)])
        ending = Coordinator(store, plan, rules, link, tell).run()
        assert ending is Ending.UNRANKED, events.all
        (unranked,) = query.unranked(store)
        assert "its worker's process ended with it" in unranked["message"]
    assert len(children) >= (3 if kind == "process" else 1)
    _, alive = psutil.wait_procs(children, timeout=30)
    assert alive == []
    if kind == "docker":
        (claimed,) = events.named("claimed")
        name = f"{claimed['run']}-{claimed['attempt']}"
        run = hashlib.sha256(name.encode()).hexdigest()[:16]
        left = docker.from_env().containers.list(all=True)
        assert not [container.name for container in left if run in str(container.name)]
