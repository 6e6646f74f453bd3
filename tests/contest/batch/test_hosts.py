"""A batch of 60 runs on three hosts, with everything that can happen to it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from flopscope_eval.batch import certificates
from flopscope_eval.batch.attempt_files import STARTED
from flopscope_eval.commands.contest_batch import add
from flopscope_eval.store import query, queue, schema
from flopscope_eval.store.engine import reading
from flopscope_eval.store.store import Store
from tests.contest.batch import batches, hosts

RUNS = 60

CUT_OFF = "its worker was cut off, and its lease has ended"

_COORDINATOR = """
import sys
from dataclasses import replace
from pathlib import Path
from flopscope_eval.batch.events import JsonLines
from flopscope_eval.commands.contest_batch import Cluster, work
from flopscope_eval.store.store import Store
from tests.contest.batch import batches

url, scheduler, folder, lease = sys.argv[1:]
rules = replace(batches.RULES, lease_s=float(lease))
with Store.open(url) as store:
    cluster = Cluster(scheduler=scheduler, certificates=Path(folder))
    ending = work(store, batches.plan(), rules, JsonLines(sys.stdout), cluster)
sys.exit(ending.exit_code)
"""


@pytest.fixture
def network(tmp_path: Path) -> Iterator[hosts.Network]:
    reason = hosts.usable()
    if reason:
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with hosts.network(tmp_path / "hosts") as made:
        yield made


class Batch:
    """A scheduler and coordinators on a host called ``head``, and workers on others."""

    def __init__(self, network: hosts.Network, folder: Path, lease_s: float = 3.0) -> None:
        self.lease = str(lease_s)
        self.network = network
        self.url = str(folder / "store.db")
        self.folder = folder
        self.certificates = certificates.make(folder / "certificates")
        self.address = f"tls://{network.add('head')}:8786"
        self.started: list[str] = []

    def scheduler(self) -> subprocess.Popen[bytes]:
        return self.network.start("head", *hosts.flopscope_eval(
            "contest", "scheduler", "--listen", self.address, "--lease", self.lease,
            "--certificates", str(self.certificates)))  # fmt: skip

    def worker(self, name: str, **environment: str) -> subprocess.Popen[bytes]:
        if name not in self.network.hosts:
            self.network.add(name)
        return self.network.start(name, *hosts.flopscope_eval(
            "worker", "--scheduler", self.address, "--certificates", str(self.certificates),
            "--folder", str(self.folder / name / "worker"), "--slots", "2"), **environment)  # fmt: skip

    def coordinator(self) -> subprocess.Popen[bytes]:
        return self.network.start(
            "head", sys.executable, "-c", _COORDINATOR,
            self.url, self.address, str(self.certificates), self.lease,
            PYTHONPATH=os.pathsep.join([str(Path.cwd()), os.environ.get("PYTHONPATH", "")]),
        )  # fmt: skip

    def attempts(self, name: str, file: str = "") -> list[Path]:
        """Folders of attempts on a worker, or this file in each folder that has it."""
        folder = self.folder / name / "worker" / "attempts"
        return [path / file for path in folder.glob("*") if (path / file).exists()]

    def connected(self, *names: str) -> bool:
        """Whether workers have found the scheduler."""
        return all((self.folder / name / "worker" / "attempts").exists() for name in names)

    def events(self, name: str) -> list[dict[str, object]]:
        log = (self.network.folder / "head" / "log").read_text(errors="replace")
        lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
        return [line for line in lines if line["event"] == name]

    def log(self) -> str:
        return "\n".join(
            f"--- {path.parent.name}\n{path.read_text(errors='replace')[-3000:]}"
            for path in sorted(self.network.folder.glob("*/log"))
        )


def wait_until(condition: Callable[[], object], batch: Batch, seconds: float = 300) -> None:
    """Wait for a condition, or fail with the logs."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, batch.log()
        time.sleep(0.1)


def kill_inside(process: subprocess.Popen[bytes]) -> None:
    """Kill -9 the program within its namespaces: everything there ends with it."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(20)


@pytest.mark.timeout(900)
def test_sixty_runs_on_three_hosts_each_once(network: hosts.Network, tmp_path: Path) -> None:
    batch = Batch(network, tmp_path)
    submissions = tmp_path / "submissions"
    submissions.mkdir()
    with Store.open(batch.url) as store:
        entries = [batches.submission(submissions, n, seconds=0.3) for n in range(RUNS)]
        add(store, batches.plan(), entries)

        def done() -> int:
            return query.counts(store).get("done", 0)

        scheduler = batch.scheduler()
        for name in ("a", "b", "c"):
            batch.worker(name)
        wait_until(lambda: batch.connected("a", "b", "c"), batch)
        coordinator = batch.coordinator()
        wait_until(lambda: done() >= 5, batch)

        kill_inside(coordinator)  # the first time; its runs go on
        coordinator = batch.coordinator()
        wait_until(lambda: done() >= 12, batch)

        wait_until(lambda: batch.attempts("b", STARTED), batch)
        network.cut("b")  # in the middle of its runs, without a reset
        wait_until(lambda: batch.events("lost"), batch)
        network.heal("b")
        wait_until(lambda: done() >= 25, batch)

        kill_inside(coordinator)  # the second time, and the scheduler with it
        kill_inside(scheduler)
        scheduler = batch.scheduler()
        coordinator = batch.coordinator()
        wait_until(lambda: done() >= 35, batch)

        kill_inside(scheduler)  # alone
        assert coordinator.wait(300) == 35, batch.log()
        scheduler = batch.scheduler()
        coordinator = batch.coordinator()
        assert coordinator.wait(300) == 0, batch.log()

        assert batches.flops(store) == list(range(1, RUNS + 1))
        assert query.counts(store) == {"done": RUNS, "done: scored": RUNS}
        recorded = Counter(str(event["run"]) for event in batch.events("recorded"))
        assert max(recorded.values()) == 1
        assert {str(e["worker"]).split(":")[0] for e in batch.events("recorded")} == {"a", "b", "c"}
        assert [batch.attempts(name) for name in "abc"] == [[], [], []], batch.log()
        assert queue.running(store) == []
        late, lost = _late_and_lost(store)
        # A result comes late only where a worker was out of reach, not where it was yet to come back.
        assert {lost[attempt] for attempt in late} <= {CUT_OFF}, batch.log()


def _late_and_lost(store: Store) -> tuple[set[tuple[int, int]], dict[tuple[int, int], str]]:
    """Attempts whose result came late, and why each lost attempt was given up."""
    late, attempts = schema.late_results.c, schema.attempts.c
    with reading(store.engine) as connection:
        came = connection.execute(select(late.run_id, late.attempt)).all()
        given_up = connection.execute(
            select(attempts.run_id, attempts.attempt, attempts.reason).where(
                attempts.state == "lost"
            )
        ).all()
    return {(r, n) for r, n in came}, {(r, n): reason for r, n, reason in given_up}


@pytest.mark.timeout(600)
def test_a_killed_worker_ends_its_run_for_good_and_the_others_go_on(
    network: hosts.Network, tmp_path: Path
) -> None:
    """The same as a submission that kills its worker: it must not get a second run."""
    # A long lease: the worker must not seem cut off because this machine is busy.
    batch = Batch(network, tmp_path, lease_s=6.0)
    with Store.open(batch.url) as store:
        add(store, batches.plan(), [batches.submission(tmp_path, 0, seconds=500)])
        batch.scheduler()
        killed = batch.worker("a")
        coordinator = batch.coordinator()
        wait_until(lambda: batch.attempts("a", STARTED), batch)
        add(store, batches.plan(), [batches.submission(tmp_path, n) for n in (1, 2)])
        kill_inside(killed)
        batch.worker("b")
        assert coordinator.wait(300) == 34, batch.log()
        (unranked,) = query.unranked(store)
        assert "its worker's process ended with it" in unranked["message"]
        assert query.counts(store) == {"done": 3, "done: scored": 2, "done: unranked": 1}
        claimed = [event["run"] for event in batch.events("claimed")]
        assert claimed.count(unranked["run_hash"]) == 1
        children = subprocess.run(
            ["pgrep", "-f", f"batch.child.*{tmp_path}"], capture_output=True, text=True
        )
        assert children.stdout == ""


@pytest.mark.timeout(600)
def test_a_worker_with_another_numpy_is_refused_by_name(
    network: hosts.Network, tmp_path: Path
) -> None:
    import numpy

    here = Path(numpy.__file__).parent
    other = tmp_path / "site" / "numpy"
    other.mkdir(parents=True)
    for path in here.iterdir():
        if path.name != "version.py":
            (other / path.name).symlink_to(path)
    (other / "version.py").write_text((here / "version.py").read_text() + "\n# patched\n")

    batch = Batch(network, tmp_path)
    with Store.open(batch.url) as store:
        add(store, batches.plan(), [batches.submission(tmp_path, n, seconds=1) for n in range(3)])
        batch.scheduler()
        batch.worker("odd", PYTHONPATH=str(other.parent))
        batch.worker("even")
        wait_until(lambda: batch.connected("odd", "even"), batch)
        coordinator = batch.coordinator()
        assert coordinator.wait(300) == 0, batch.log()
        (refusal,) = batch.events("worker refused")
        assert str(refusal["worker"]).startswith("odd:")
        assert "numpy is " in str(refusal["reason"])
        assert {str(e["worker"]).split(":")[0] for e in batch.events("recorded")} == {"even"}
