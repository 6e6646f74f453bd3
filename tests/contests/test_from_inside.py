"""What a contest's server and participant can do, tried from inside both."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import docker
import msgspec
import psutil
import pytest

from flopscope_eval import run_contest
from flopscope_eval.cases.feed import CaseFeed
from flopscope_eval.contests.loading import load_contest
from flopscope_eval.contests.records import RunStatus
from flopscope_eval.grading.prepared import PreparedCase
from flopscope_eval.participant import landlock
from flopscope_eval.participant.serve import ServerConfig
from flopscope_eval.sandbox.interface import Sandbox
from tests.contests.test_running import folder as folder
from tests.contests.test_running import statuses, with_config, write
from tests.harness.conftest import sandbox as sandbox

TRIES = """
import socket
for what, action in {
    "connect": lambda: socket.create_connection(("127.0.0.1", 9), 2),
    "out": lambda: socket.create_connection(("1.1.1.1", 80), 2),
    "listen": lambda: socket.create_server(("127.0.0.1", 0)),
}.items():
    try:
        action()
    except OSError as error:
        print(what, type(error).__name__, flush=True)
    else:
        print(what, "BREACH", flush=True)
"""

OF_A_PARTICIPANT = TRIES + "\ndef solve(x):\n    raise RuntimeError('seen')\n"

SLEEPS = "import time\ndef solve(x):\n    time.sleep(9)\n    raise SystemExit\n"


def test_a_participant_opens_no_tcp_connection(
    sandbox: Sandbox, folder: Path, tmp_path: Path
) -> None:
    run = run_contest(load_contest(folder), write(tmp_path, OF_A_PARTICIPANT), sandbox=sandbox.name)
    said = run.results[0].output.stdout.head.split()
    assert said[::2] == ["connect", "out", "listen"]
    if sandbox.name == "process":  # a container may have a loopback of its own, with nobody there
        assert set(said[1::2]) == {"PermissionError"}
    else:
        assert "BREACH" not in said[1:4]


def test_a_server_process_opens_no_tcp_connection(tmp_path: Path) -> None:
    """The code that confines the server, with a program in the server's place."""
    if landlock.abi() < 4:
        pytest.skip(f"this kernel's Landlock (ABI {landlock.abi()}) does not know TCP")
    config = ServerConfig(str(tmp_path), str(tmp_path), os.getpid(), readable=(str(tmp_path),))
    script = f"""
import sys, types
cli = sys.modules["flopscope_server.cli"] = types.ModuleType("flopscope_server.cli")
sys.modules["flopscope_server"] = types.ModuleType("flopscope_server")
cli.main = lambda: exec({TRIES!r}, {{}})
from flopscope_eval.participant.serve import main
main([{config.to_json()!r}])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60
    )
    assert done.stdout.splitlines() == [
        f"{what} PermissionError" for what in ("connect", "out", "listen")
    ], done.stderr


@pytest.mark.docker
@pytest.mark.timeout(300)
def test_a_server_container_reaches_nobody(folder: Path, tmp_path: Path) -> None:
    engine = docker.from_env()
    before = {container.id for container in engine.containers.list(all=True)}
    said: list[str] = []
    ended = threading.Event()

    def look() -> None:
        while not ended.is_set() and not said:
            for container in engine.containers.list():
                if container.id not in before and str(container.name).endswith("-server"):
                    said.append(
                        container.exec_run(["/opt/flopscope/python", "-c", TRIES]).output.decode()
                    )
                    return

    looking = threading.Thread(target=look)
    looking.start()
    try:
        run_contest(load_contest(folder), write(tmp_path, SLEEPS), sandbox="docker")
    finally:
        ended.set()
        looking.join()
        engine.close()
    (text,) = said
    assert text.split() == [
        word for what in ("connect", "out", "listen") for word in (what, "PermissionError")
    ]


CRASHES = """
import flopscope.numpy as fnp

calls = 0

def solve(x):
    global calls
    calls += 1
    if calls == 4:  # its replacement has one case left
        y = fnp.ones((300, 300))
        fnp.einsum("ij,jk,kl->il", y, y, y, optimize=False)
    return fnp.max(x, axis=1)
"""


def test_a_server_that_an_operation_brings_down_costs_that_case_alone(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No operation is known that crashes NumPy, so a signal stands in for it while one computes."""
    contest = load_contest(folder)
    one = msgspec.structs.replace(contest.config.rounds["main"], flops="1e12", wall_time_s=100.0)
    contest = with_config(contest, rounds={"main": one})
    opened, ended = threading.Event(), threading.Event()
    open_case = CaseFeed._open_case

    def opening(feed: CaseFeed, case: PreparedCase) -> None:
        open_case(feed, case)
        if case.number == 3:
            opened.set()

    monkeypatch.setattr(CaseFeed, "_open_case", opening)

    def strike() -> None:
        opened.wait(100)
        ended.wait(1.0)
        for child in psutil.Process().children(recursive=True):
            if any("participant.serve" in word for word in child.cmdline()):
                child.send_signal(signal.SIGSEGV)

    striking = threading.Thread(target=strike)
    striking.start()
    try:
        run = run_contest(contest, write(tmp_path, CRASHES), sandbox="process")
    finally:
        ended.set()
        striking.join()
    assert statuses(run) == ["ok", "ok", "ok", "server_crash", "ok"], run.verdict
    assert run.verdict.status is RunStatus.SCORED
    assert "SIGSEGV in einsum" in run.verdict.cases[3].message
