"""docs/troubleshooting.md quotes what programs really say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import zmq

from ..without_numpy import without_numpy_path
from .serving import ROOT, RunningServer, client, environment

PAGE = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
PLAIN = "import flopscope.numpy as fnp\nfnp.ones(3).tolist()"
KILLED = """
import flopscope.numpy as fnp
a = fnp.ones(3); a.tolist()
print("ready"); input()
(a + 1).tolist()
"""
LONG = """
import flopscope.numpy as fnp
a = fnp.ones((3000, 3000)); a[0, 0].item()
(a @ a)[0, 0].item()
"""

SLOW = """
import flopscope.numpy as fnp
fnp.linalg.eigvals(fnp.random.default_rng(0).random((1000, 1000)))
"""


def normal(text: str) -> str:
    """Text without what differs from run to run: numbers, addresses, keys, line breaks."""
    text = re.sub(r"(ipc|tcp)://[^\s;:,'`]+(:\d+)?", "URL", text)
    text = re.sub(r"\(table \w+\)", "(table T)", text)
    return " ".join(re.sub(r"\d[\d,.]*", "0", text).split())


def said(url: str, program: str = PLAIN, **more: str) -> str:
    """The last line that a failing program writes: its error."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(url, **more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stdout
    return done.stderr.rstrip().splitlines()[-1]


def assert_quoted(message: str) -> None:
    """The page has the message, but for what differs from run to run."""
    assert normal(message) in normal(PAGE), message


def test_a_server_that_was_never_started(tmp_path: Path) -> None:
    assert_quoted(said(f"ipc://{tmp_path}/s"))


def test_an_address_that_is_none() -> None:
    assert_quoted(said("localhost:5555"))


def test_another_version(shared: RunningServer) -> None:
    old = 'import flopscope_client.connection as c\nc.__version__ = "0.0.1"\n'
    assert_quoted(said(shared.url, old + PLAIN))


def test_a_server_that_was_killed() -> None:
    with RunningServer() as server, client(server.url, KILLED) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        server.process.kill()
        server.process.wait()
        process.stdin.write("\n")
        process.stdin.flush()
        assert_quoted(process.stdout.read().rstrip().splitlines()[-1])


def test_a_time_out(shared: RunningServer) -> None:
    assert_quoted(said(shared.url, SLOW, FLOPSCOPE_TIMEOUT_S="0.3"))


def test_too_much_memory() -> None:
    with RunningServer("--max-memory", "1MB") as server:
        assert_quoted(said(server.url, PLAIN.replace("3", "10**6")))


def test_over_the_budget() -> None:
    with RunningServer("--budget", "1e6") as server:
        assert_quoted(said(server.url, LONG))


def test_no_key_or_a_wrong_one() -> None:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as server:
        server.curve_server = True
        server.curve_secretkey = zmq.curve_keypair()[1]
        port = server.bind_to_random_port("tcp://127.0.0.1")
        assert_quoted(said(f"tcp://127.0.0.1:{port}"))


@pytest.mark.parametrize("engine", ["", "local"])
def test_no_numpy(tmp_path: Path, engine: str) -> None:
    path = without_numpy_path(tmp_path / "packages")
    start = f"import sys; sys.path.append({str(path)!r})\n"
    program = PLAIN if engine else "import numpy"
    done = subprocess.run(
        [sys.executable, "-S", "-c", start + program],
        env={"FLOPSCOPE_ENGINE": engine} if engine else {},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert_quoted(done.stderr.rstrip().splitlines()[-1])
