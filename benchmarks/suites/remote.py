"""The remote engine against raw ZeroMQ over the same kind of socket.

The client's part runs in a process of its own, with a real server and two echoes beside it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import zmq

import flopscope.numpy as fnp
from benchmarks import children
from benchmarks.measure import Race, Spread, interleaved, repeated
from benchmarks.rows import Effort, Row, duration

CHAIN = 1000
MEGABYTES = 64
QUEUED_US = 15.0

SMALL = "s.send(s.recv())"
LARGE = "s.send(s.recv(copy=False), copy=False)"
"""The fastest echo for either size: not to copy costs a small message more than it saves."""


def measure(effort: Effort) -> list[Row]:
    """All remote rows, measured in a client process."""
    with ExitStack() as stack:
        echoes = [stack.enter_context(echo(code)) for code in (SMALL, LARGE)]
        url, _ = stack.enter_context(children.serving())
        return children.rows("benchmarks.suites.remote", effort, children.remote(url), *echoes)


@contextmanager
def echo(reply: str) -> Iterator[str]:
    """A raw REP socket in a process of its own that sends back what it gets."""
    with tempfile.TemporaryDirectory(prefix="flopscope-bench-") as folder:
        path = Path(folder) / "echo.sock"
        code = f"import sys, zmq\ns = zmq.Context().socket(zmq.REP)\ns.bind(sys.argv[1])\nwhile True: {reply}\n"
        with subprocess.Popen([sys.executable, "-c", code, f"ipc://{path}"]) as process:
            try:
                while not path.exists():
                    time.sleep(0.02)
                yield f"ipc://{path}"
            finally:
                process.kill()


def connected(url: str) -> Any:
    socket: Any = zmq.Context.instance().socket(zmq.REQ)
    socket.linger = 0
    socket.connect(url)
    return socket


def _measured(effort: Effort, small_echo: str, large_echo: str) -> list[Row]:
    return _messages(effort, small_echo) + _bulk(effort, large_echo)


def _messages(effort: Effort, echo: str) -> list[Row]:
    socket, payload = connected(echo), b"x" * 64
    x, y = fnp.ones(8), fnp.ones(8)

    def ping() -> object:
        socket.send(payload)
        return socket.recv()

    def one() -> object:
        return float(fnp.sum(x))

    def chain() -> object:
        z = x
        for _ in range(CHAIN):
            z = z + y
        return float(z[0])

    race = Race(
        {
            "ping": repeated(ping),
            "one": repeated(one),
            "chain": repeated(chain),
            "queued": _queued(x, y),
        },
        10 * effort.seconds,
    )
    interleaved(effort.rounds, race)
    base, against = race.median("ping"), "raw ping-pong, 64 bytes"
    each, queued = race.median("chain") / CHAIN, race.median("queued") / CHAIN
    per_operation = Spread.of(race.each(lambda ping, one, chain, queued: chain / CHAIN / ping))
    call = Spread.of(race.each(lambda ping, one, chain, queued: queued / CHAIN * 1e6))
    rows = [
        Row(
            "remote-one", "remote float(fnp.sum(x)), 8 elements", against, 2.0,
            race.ratio("one", "ping"), f"{duration(race.median('one'))}; {duration(base)}",
        ),
        Row(
            "remote-chain", f"remote chain of {CHAIN} operations, then a fetch; each", against, 0.2,
            per_operation, f"{duration(each)}; {duration(base)}",
        ),
        Row(
            "remote-queued", "queued remote call, until the program goes on", "-", QUEUED_US,
            call, duration(queued), unit="us",
        ),
    ]  # fmt: skip
    for row, name in zip(rows, ("one", "chain", "queued"), strict=True):
        row.samples = {f"{name}_s": race.samples[name], "ping_s": race.samples["ping"]}
    return rows


def _queued(x: Any, y: Any) -> Any:
    """Time calls that are queued, up to where the program goes on; the server then catches up unseen."""

    def clock(count: int) -> float:
        taken = 0.0
        for _ in range(count):
            z = x
            started = time.perf_counter()
            for _ in range(CHAIN):
                z = z + y
            taken += time.perf_counter() - started
            float(z[0])
        return taken

    return clock


def _bulk(effort: Effort, echo: str) -> list[Row]:
    socket, large = connected(echo), bytes(MEGABYTES << 20)
    numbers = memoryview(large).cast("d")

    def raw() -> object:
        socket.send(large, copy=False)
        return socket.recv(copy=False)

    def there_and_back() -> object:
        return fnp.asarray(numbers).tobytes()

    race = Race({"array": repeated(there_and_back), "raw": repeated(raw)})
    interleaved(effort.fewer(2), race)
    return [
        Row(
            "remote-bulk",
            f"{MEGABYTES} MiB to the server and back",
            "the same bytes in raw ZeroMQ",
            1.5,
            race.ratio("array", "raw"),
            f"{duration(race.median('array'))}; {duration(race.median('raw'))}",
            samples={f"{name}_s": times for name, times in race.samples.items()},
        )
    ]


if __name__ == "__main__":
    children.answer(_measured)
