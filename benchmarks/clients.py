"""Many clients and operations: are totals exact, and does memory stay? ``python -m benchmarks.clients``

A real server is used by client processes one after another, then by some at once, then by one for long.
The exit code is 1 if a total is wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LENGTH = 10
"""Elements of the arrays: what an operation of the clients costs."""

CLIENT = f"""
import sys
import flopscope.numpy as fnp
from pathlib import Path

def resident():
    return int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0])

a = fnp.zeros({LENGTH})
total, early = int(sys.argv[1]), 0
for done in range(total):
    a = a + 1.0
    if done == total // 10:
        assert a[0].item() == done + 1
        early = resident()
assert a.tolist() == [float(total)] * {LENGTH}
print(early, resident())
"""


class Server:
    """A server process, and what it takes."""

    def __init__(self, url: str) -> None:
        self.url = url
        command = [sys.executable, "-m", "flopscope_server", "--url", url, "--log-level", "error"]
        command += ["--budget", "1e15"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.process.stdout.readline()

    def resident(self) -> int:
        """Its resident memory, in KiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def start_client(self, operations: int) -> subprocess.Popen[str]:
        """A client of so many operations."""
        environment = os.environ | {"FLOPSCOPE_ENGINE": "remote", "FLOPSCOPE_SERVER_URL": self.url}
        command = [sys.executable, "-c", CLIENT, str(operations)]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)

    def stop(self) -> dict[str, Any]:
        """Its summary."""
        self.process.terminate()
        written, _ = self.process.communicate(timeout=60)
        found: dict[str, Any] = json.loads(written)
        return found


@contextmanager
def serving() -> Iterator[Server]:
    """A server on a socket of its own."""
    with tempfile.TemporaryDirectory(prefix="flopscope-clients-") as folder:
        server = Server(f"ipc://{folder}/s.sock")
        try:
            yield server
        finally:
            server.process.kill()
            server.process.wait()


def clients(count: int, at_once: int, operations: int) -> bool:
    """Clients in groups; whether the server's totals are exact."""
    with serving() as server:
        before, start, memory = server.resident(), time.monotonic(), 0
        for first in range(0, count, at_once):
            group = [server.start_client(operations) for _ in range(min(at_once, count - first))]
            for client in group:
                client.communicate()
                assert client.returncode == 0
            memory = memory or server.resident()
        seconds, after = time.monotonic() - start, server.resident()
        summary = server.stop()
    row = summary["operations"]["add"]
    exact = (row["calls"], row["flop_cost"]) == (count * operations, count * operations * LENGTH)
    print(
        f"{count} clients, {at_once} at once, {operations:,} operations each: {seconds:.0f} s; "
        f"{row['calls']:,} operations and {row['flop_cost']:,} FLOPs counted, "
        f"{'exact' if exact else 'WRONG'}; {summary['protocol_errors']} protocol errors; server "
        f"{before:,} KiB at the start, {memory:,} after the first clients, {after:,} after the last",
        flush=True,
    )
    return exact


def one_for_long(operations: int) -> None:
    """Memory of a client and its server at a tenth of the operations and at the end."""
    with serving() as server:
        start = time.monotonic()
        warm = server.start_client(operations // 10)
        warm.communicate()
        before = server.resident()
        printed, _ = server.start_client(operations).communicate()
        early, late = map(int, printed.split())
        print(
            f"{operations:,} operations of one client in {time.monotonic() - start:.0f} s: client "
            f"{early:,} KiB after a tenth, {late:,} at the end; "
            f"server {before:,} KiB before, {server.resident():,} after"
        )


def main() -> int:
    """Run all three parts."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.clients", description=__doc__)
    parser.add_argument("--clients", type=int, default=200, help="clients in turn")
    parser.add_argument("--at-once", type=int, default=16, help="clients at once")
    parser.add_argument("--operations", type=int, default=10_000, help="operations a client")
    parser.add_argument("--long", type=int, default=1_000_000, help="operations of one client")
    given = parser.parse_args()
    exact = clients(given.at_once, given.at_once, given.operations)
    one_for_long(given.long)
    return 0 if clients(given.clients, 1, given.operations) and exact else 1


if __name__ == "__main__":
    sys.exit(main())
