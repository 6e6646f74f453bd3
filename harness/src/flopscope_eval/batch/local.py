"""A cluster on this machine: one scheduler and one worker, as processes that end with this one."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flopscope_eval.batch import certificates

START_S = 60.0


@dataclass(frozen=True, slots=True)
class LocalCluster:
    """Where the cluster is."""

    address: str
    certificates: Path
    scheduler_pid: int
    worker_pid: int


@contextlib.contextmanager
def local_cluster(folder: Path, slots: int, lease_s: float) -> Iterator[LocalCluster]:
    """Start a scheduler and a worker on loopback, and end both.

    Parameters
    ----------
    folder
        Keeps the worker's results, so that the next batch finds those of one that was killed.
    slots
        Runs at once.
    """
    with contextlib.ExitStack() as stack:
        temporary = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="flopscope-batch-"))
        )
        made = certificates.make(temporary / "certificates")
        address_file = temporary / "scheduler.json"
        common = ["--certificates", str(made), "--with-parent", str(os.getpid())]
        scheduler = stack.enter_context(
            _process(
                "contest", "scheduler", *common, "--listen", "tls://127.0.0.1:0",
                "--address-file", str(address_file), "--lease", str(lease_s),
            )
        )  # fmt: skip
        address = _wait_for_address(address_file, scheduler)
        worker = stack.enter_context(
            _process(
                "worker", *common, "--scheduler", address, "--listen", "tls://127.0.0.1",
                "--folder", str(folder), "--slots", str(slots),
            )
        )  # fmt: skip
        yield LocalCluster(address, made, scheduler.pid, worker.pid)


@contextlib.contextmanager
def _process(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "flopscope_eval", *arguments],
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is the coordinator's to handle
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for_address(path: Path, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        with contextlib.suppress(FileNotFoundError):
            address: str = json.loads(path.read_text())["address"]
            return address
        if process.poll() is not None:
            break
        time.sleep(0.02)
    raise RuntimeError("the scheduler did not start; its messages are above")
