"""A run that is interrupted, anywhere and by anybody, leaves nothing and says what happened."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docker
import pytest
from docker.models.containers import Container

from flopscope_eval.sandbox import owner
from flopscope_eval.sandbox.docker import DockerSandbox, garbage
from flopscope_eval.sandbox.docker.garbage import OWNER_PREFIX, RUN_LABEL

pytestmark = [pytest.mark.docker, pytest.mark.timeout(600)]

ENDLESS = """
import time
import flopscope.numpy as fnp

print("running", flush=True)
while True:
    fnp.ones(10).tolist()
    time.sleep(0.05)
"""


class Evaluation:
    """A ``flopscope-eval run`` in the middle of its submission."""

    def __init__(self, engine: docker.DockerClient, folder: Path) -> None:
        self._engine = engine
        self._result = folder / "result.json"
        submission = folder / "submission.py"
        submission.write_text(ENDLESS)
        command = [
            *(sys.executable, "-c", "from flopscope_eval.commands.main import main; main()"),
            *("run", str(submission), "--budget", "1e6", "--sandbox", "docker"),
            *("--time-limit", "120", "--json", str(self._result)),
        ]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            preexec_fn=_default_signals,
        )
        self._wait_until(self._is_confined)
        time.sleep(0.3)  # and past its first line

    def left(self) -> list[str]:
        """Name the containers and volumes that are labelled as this run's."""
        its = {"label": [RUN_LABEL, f"{OWNER_PREFIX}.pid={self.process.pid}"]}
        containers = [f["Names"][0] for f in self._engine.api.containers(all=True, filters=its)]
        volumes = [f["Name"] for f in self._engine.api.volumes(filters=its)["Volumes"] or []]
        return containers + volumes

    def container(self, role: str) -> Container:
        """Give one of the run's two containers."""
        [name] = [name for name in self.left() if name.endswith(f"-{role}")]
        return self._engine.containers.get(name.lstrip("/"))

    def kill_program(self, role: str) -> None:
        """Kill what runs beneath the first process of a container."""
        for pid in self._programs(role):
            os.kill(pid, signal.SIGKILL)

    def result(self, timeout: float = 60) -> dict[str, Any]:
        """Wait for the end and give the result."""
        self.process.wait(timeout)
        document: dict[str, Any] = json.loads(self._result.read_text())
        return document

    def wait_until_nothing_runs(self) -> None:
        """Wait until no container of the run is running, whether or not it is still there."""
        self._wait_until(lambda: not (self._programs("server") or self._programs("participant")))

    def _is_confined(self) -> bool:
        """Tell whether the launcher has added its filter to the container's own."""
        for pid in self._programs("participant"):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                return "Seccomp_filters:\t2" in Path(f"/proc/{pid}/status").read_text()
        return False

    def _programs(self, role: str) -> list[int]:
        """Give the process ids, on this host, of the first process's children."""
        names = [name.lstrip("/") for name in self.left() if name.endswith(f"-{role}")]
        try:
            first = self._engine.api.inspect_container(names[0])["State"]["Pid"]
            children = Path(f"/proc/{first}/task/{first}/children").read_text()
        except (IndexError, docker.errors.NotFound, FileNotFoundError, ProcessLookupError):
            return []  # not there yet, or not there any more
        return [int(pid) for pid in children.split()]

    def _wait_until(self, condition: Callable[[], Any]) -> None:
        deadline = time.monotonic() + 300
        while not condition():
            assert self.process.poll() in (None, -signal.SIGKILL), self.process.communicate()[0]
            assert time.monotonic() < deadline
            time.sleep(0.1)


def _default_signals() -> None:
    """What runs tests may ignore SIGINT."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def evaluation(engine: docker.DockerClient, tmp_path: Path) -> Iterator[Evaluation]:
    """Start a run; whatever a test does to it, end it."""
    running = Evaluation(engine, tmp_path)
    yield running
    running.process.kill()
    running.process.communicate()
    DockerSandbox().collect_garbage()


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
    ids=lambda value: str(value),
)
def test_an_interrupted_harness_leaves_nothing(
    evaluation: Evaluation, number: signal.Signals, code: int
) -> None:
    evaluation.process.send_signal(number)
    assert evaluation.process.wait(30) == code
    assert evaluation.left() == []


@pytest.mark.parametrize("pause_s", [0.02, 0.15])
def test_further_signals_do_not_cut_the_clean_up_short(
    evaluation: Evaluation, pause_s: float
) -> None:
    for _ in range(4):
        with contextlib.suppress(ProcessLookupError):
            evaluation.process.send_signal(signal.SIGINT)
        time.sleep(pause_s)
    assert evaluation.process.wait(60) == 130
    assert evaluation.left() == []


def test_a_killed_harness_stops_its_containers_and_the_next_start_removes_them(
    evaluation: Evaluation,
) -> None:
    evaluation.process.kill()
    evaluation.process.wait()
    evaluation.wait_until_nothing_runs()
    # Another test's start may have been the next one already.
    DockerSandbox().collect_garbage()
    assert evaluation.left() == []


def test_a_live_run_is_never_taken_for_garbage(evaluation: Evaluation) -> None:
    DockerSandbox().collect_garbage()
    assert len(evaluation.left()) == 5
    evaluation.kill_program("participant")
    assert evaluation.result()["status"] == "submission_error"


def test_a_killed_submission_is_scored_for_what_it_did(evaluation: Evaluation) -> None:
    evaluation.kill_program("participant")
    document = evaluation.result()
    assert document["status"] == "submission_error"
    assert "SIGKILL" in document["message"]
    assert document["score"]["flop_budget"] == 10**6
    assert evaluation.left() == []


def test_a_killed_server_is_lost_and_its_score_is_recovered(evaluation: Evaluation) -> None:
    evaluation.kill_program("server")
    document = evaluation.result()
    assert (document["status"], document["fault"]) == ("server_lost", "harness")
    assert document["score"]["recovered"] is True  # the flight recorder outlives the server
    assert evaluation.left() == []


@pytest.mark.parametrize(
    ("role", "status"), [("server", "server_lost"), ("participant", "harness_error")]
)
def test_a_container_that_somebody_kills_is_the_harness_s_fault(
    evaluation: Evaluation, role: str, status: str
) -> None:
    evaluation.container(role).kill()
    document = evaluation.result()
    assert (document["status"], document["fault"]) == (status, "harness"), document["message"]
    assert evaluation.left() == []


def test_what_another_machine_left_is_not_ours_to_remove(engine: docker.DockerClient) -> None:
    here = owner.current()
    elsewhere = owner.Owner("another-machine", here.boot, here.pid, here.start)
    labels = {RUN_LABEL: "0elsewhere0", **elsewhere.as_labels(OWNER_PREFIX)}
    volume = engine.volumes.create("flopscope-0elsewhere0-socket", labels=labels)
    try:
        DockerSandbox().collect_garbage()
        assert engine.volumes.get(str(volume.id)).id == volume.id
        assert garbage.remove_run(engine, "0elsewhere0") == [f"volume {volume.id}"]
        assert garbage.remove_run(engine, "0elsewhere0") == []
    finally:
        garbage.remove_run(engine, "0elsewhere0")
