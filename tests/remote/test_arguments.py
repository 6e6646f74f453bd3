"""What ``flopscope-server`` is asked for is checked before it serves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .serving import RunningServer, run_client


def start(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flopscope_server", *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--summary", "nodir/x.json"), "the folder nodir does not exist"),
        (("--summary", "/tmp"), "is a folder"),
        (("--url", "tcp://127.0.0.1:99999"), "no port from 1 to 65535"),
        (("--url", "tcp://127.0.0.1:0"), "no port from 1 to 65535"),
        (("--url", "tcp://127.0.0.1"), "no port from 1 to 65535"),
        (("--max-memory", "1.0001B"), "whole number of bytes"),
        (("--max-memory", "big"), "is not a size"),
        (("--budget", "1e5000"), "beyond 1e4000"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_served(
    options: tuple[str, ...], words: str
) -> None:
    done = start(*options)
    assert done.returncode == 2, done.stdout + done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert "listening" not in done.stdout


def test_a_second_server_does_not_take_an_address_away() -> None:
    with RunningServer() as server:
        done = start("--url", server.url)
        assert done.returncode == 1
        assert "another server listens there" in done.stderr
        program = "import flopscope.numpy as fnp; print(fnp.ones(2).tolist())"
        assert run_client(server.url, program) == "[1.0, 1.0]\n"


def test_a_socket_that_nobody_serves_is_replaced(tmp_path: Path) -> None:
    with RunningServer() as server:
        path = Path(server.url.removeprefix("ipc://"))
        server.process.kill()
        server.process.wait()
        assert path.exists()
        with RunningServer(url=server.url) as again:
            assert "listening" in again.ready


def test_a_tcp_port_in_use_is_told() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = start("--url", f"tcp://127.0.0.1:{taken.getsockname()[1]}")
    assert done.returncode == 1
    assert "in use" in done.stderr
