"""Flame graphs: py-spy takes the samples, of a process that it starts itself, for which it needs no rights.

Its own drawing would show a program's imports, the profiler's command line with this machine's paths, and
a script to zoom, in 200 KB. So its raw stacks are drawn by ``drawing``, from the steady part downwards.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from benchmarks import children
from benchmarks.profiles import drawing, sources

_PY_SPY = Path(sys.executable).with_name("py-spy")
_RATE = 250


def record(folder: Path, seconds: int) -> None:
    """Write profile-local.svg, profile-client.svg and profile-server.svg."""
    folder.mkdir(parents=True, exist_ok=True)
    found = _workload("calls", children.local(), seconds)
    calls = drawing.below(found, "clock (")
    drawing.draw(folder / "profile-local.svg", "local calls, thirty kinds equally often", calls)
    with children.serving() as (url, _):
        found = _workload("messages", children.remote(url), seconds)
    messages = drawing.below(found, "steadily (")
    title = (
        "the client: chains of 1,000 queued operations, and 80 calls of one round trip after each"
    )
    drawing.draw(folder / "profile-client.svg", title, messages)
    served = drawing.below(_server(seconds), "Server.run (")
    drawing.draw(folder / "profile-server.svg", "the server of the same client", served)


def _workload(which: str, variables: dict[str, str], seconds: int) -> drawing.Stacks:
    with tempfile.TemporaryDirectory(prefix="flopscope-bench-") as name:
        path = Path(name) / "sources.json"
        with _spied(_load(which, path), variables, seconds) as found:
            pass
        texts: dict[str, str] = json.loads(path.read_text())
    return [([sources.readable(f, texts) for f in frames], count) for frames, count in found]


def _server(seconds: int) -> drawing.Stacks:
    with tempfile.TemporaryDirectory(prefix="flopscope-bench-") as name:
        socket = Path(name) / "server.sock"
        url = f"ipc://{socket}"
        server = [sys.executable, "-m", "flopscope_server", "--url", url, "--log-level", "error"]
        with _spied(server, children.environment(), seconds) as found, _load_on(socket):
            pass
    return found


def _load(which: str, path: Path) -> list[str]:
    return [sys.executable, "-m", "benchmarks.profiles.workload", which, str(path)]


@contextmanager
def _spied(command: list[str], variables: dict[str, str], seconds: int) -> Iterator[drawing.Stacks]:
    """Profile a process, with the block running beside it; after the block the list has its stacks."""
    stacks: drawing.Stacks = []
    with tempfile.TemporaryDirectory(prefix="flopscope-bench-") as name:
        path = Path(name) / "stacks"
        options = ["--format", "raw", "--duration", str(seconds), "--rate", str(_RATE)]
        with subprocess.Popen(
            [str(_PY_SPY), "record", *options, "--output", str(path), "--", *command],
            env=variables, cwd=children.ROOT, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ) as spy:  # fmt: skip
            yield stacks
            said, _ = spy.communicate()
        if spy.returncode != 0:
            raise click.ClickException(f"py-spy failed: {said.strip()}")
        for line in path.read_text().splitlines():
            frames, _, count = line.rpartition(" ")
            stacks.append((frames.split(";"), int(count)))


@contextmanager
def _load_on(socket: Path) -> Iterator[None]:
    """A client that works on a server as soon as there is one, until that ends."""
    waits_until = time.monotonic() + 20
    while not socket.exists() and time.monotonic() < waits_until:
        time.sleep(0.05)
    # It complains when the profiler ends the server, and ends by that.
    with subprocess.Popen(
        _load("messages", socket.with_name("sources.json")),
        env=children.remote(f"ipc://{socket}"), cwd=children.ROOT, stderr=subprocess.DEVNULL,
    ):  # fmt: skip
        yield
