"""The remote engine against raw ZeroMQ over the same kind of socket.

The client's part runs in a process of its own (``python -m benchmarks.remote URL ECHO ROUNDS``), with a real
server and an echo beside it, and prints its rows as JSON.
"""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import zmq

from benchmarks.measure import interleaved
from benchmarks.rows import Row

CHAIN = 1000
MEGABYTES = 64


def remote(rounds: int) -> list[Row]:
    """All remote rows, measured in a client process."""
    with tempfile.TemporaryDirectory(prefix="flopscope-bench-") as folder, _echo(folder) as echo:
        url = f"ipc://{folder}/server.sock"
        with _server(url):
            environment = os.environ | {"FLOPSCOPE_SERVER_URL": url, "FLOPSCOPE_ENGINE": "remote"}
            command = [sys.executable, "-m", "benchmarks.remote", echo, str(rounds)]
            done = subprocess.run(
                command, env=environment, stdout=subprocess.PIPE, text=True, check=True
            )
    return [Row(**row) for row in json.loads(done.stdout)]


@contextmanager
def _server(url: str) -> Iterator[None]:
    command = [sys.executable, "-m", "flopscope_server", "--url", url, "--log-level", "error"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield
        finally:
            process.terminate()


@contextmanager
def _echo(folder: str) -> Iterator[str]:
    """A raw REP socket in a process of its own that sends back what it gets."""
    url = f"ipc://{folder}/echo.sock"
    code = (
        "import sys, zmq\n"
        "s = zmq.Context().socket(zmq.REP)\n"
        "s.bind(sys.argv[1])\n"
        "while True: s.send_multipart(s.recv_multipart(copy=False), copy=False)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, url]) as process:
        while not Path(url.removeprefix("ipc://")).exists():
            threading.Event().wait(0.02)
        try:
            yield url
        finally:
            process.kill()


def _measured(echo: str, rounds: int) -> list[Row]:
    import flopscope.numpy as fnp

    socket = zmq.Context.instance().socket(zmq.REQ)
    socket.linger = 0
    socket.connect(echo)
    small, large = b"x" * 64, bytes(MEGABYTES << 20)

    def ping(payload: bytes) -> object:
        socket.send(payload, copy=len(payload) < 65536)
        return socket.recv(copy=len(payload) < 65536)

    x, y = fnp.ones(8), fnp.ones(8)

    def chain() -> object:
        z = x
        for _ in range(CHAIN):
            z = z + y
        return float(z[0])

    numbers = memoryview(large).cast("d")

    def there_and_back() -> object:
        return fnp.asarray(numbers).tobytes()

    times = interleaved(
        {
            "ping": lambda: ping(small),
            "one": lambda: float(fnp.sum(x)),
            "chain": chain,
        },
        rounds,
        0.1,
    )
    bulk = interleaved(
        {"raw": lambda: ping(large), "array": there_and_back}, max(3, rounds // 3), 0.1
    )
    base = times["ping"].median
    one, each = times["one"].median, times["chain"].median / CHAIN
    return [
        Row("remote float(fnp.sum(x))", "raw ping-pong, 64 bytes", one / base, 2.0, _us(one, base)),
        Row(
            f"remote chain of {CHAIN} operations, each",
            "raw ping-pong, 64 bytes",
            each / base,
            0.2,
            _us(each, base),
        ),
        Row(
            f"{MEGABYTES} MiB to the server and back",
            "the same bytes in raw ZeroMQ",
            bulk["array"].median / bulk["raw"].median,
            2.0,
            f"{bulk['array'].median * 1e3:.0f} ms, {bulk['raw'].median * 1e3:.0f} ms",
        ),
    ]


def _us(ours: float, base: float) -> str:
    return f"{ours * 1e6:.1f} us, {base * 1e6:.1f} us"


def main(arguments: list[str]) -> Any:
    """Measure in this process, which is the client."""
    rows = _measured(arguments[0], int(arguments[1]))
    print(json.dumps([dataclasses.asdict(row) for row in rows]))


if __name__ == "__main__":
    main(sys.argv[1:])
