"""Many clients and operations: are totals exact, and does memory stay? ``python -m benchmarks.clients``

A real server is used by client processes one after another, then by some at once, then by one for long.
The exit code is 1 if a total is wrong.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from dataclasses import dataclass

from flopscope_server.testing import RunningServer, client_environment

LENGTH = 10
"""Elements of the arrays: what an operation of the clients costs."""

CLIENT = f"""
import sys
import flopscope.numpy as fnp
from pathlib import Path

def resident():
    return int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0])

a = fnp.zeros({LENGTH})
total = int(sys.argv[1])
for done in range(total):
    if done == total // 10:
        assert a[0].item() == done
        print(resident(), flush=True)
        sys.stdin.readline()  # whoever wants to look at the server does so now
    a = a + 1.0
assert a.tolist() == [float(total)] * {LENGTH}
print(resident(), flush=True)
sys.stdin.readline()
"""


def serving() -> RunningServer:
    """Make a server on a socket of its own."""
    return RunningServer("--log-level", "error", "--budget", "1e15")


def start_client(
    url: str, operations: int, stdin: int = subprocess.DEVNULL
) -> subprocess.Popen[str]:
    """Start a client of so many operations; it tells its memory after a tenth of them and at the end."""
    command = [sys.executable, "-c", CLIENT, str(operations)]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, env=client_environment(url), stdin=stdin, stdout=pipe, text=True
    )


def clients(count: int, at_once: int, operations: int) -> bool:
    """Clients in groups; whether the server's totals are exact."""
    with serving() as server:
        before, start, memory = server.resident_kib(), time.monotonic(), 0
        for first in range(0, count, at_once):
            group = [
                start_client(server.url, operations) for _ in range(min(at_once, count - first))
            ]
            for client in group:
                client.communicate()
                assert client.returncode == 0
            memory = memory or server.resident_kib()
        seconds, after = time.monotonic() - start, server.resident_kib()
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


@dataclass(frozen=True)
class Growth:
    """Resident memory of a client and its server after a tenth of the operations and at the end.

    Attributes
    ----------
    client, server : tuple of int
        KiB then and at the end.
    seconds : float
    """

    client: tuple[int, int]
    server: tuple[int, int]
    seconds: float


def one_for_long(operations: int) -> Growth:
    """One client of many operations, looked at while its session is open."""
    with serving() as server:
        start = time.monotonic()
        client = start_client(server.url, operations, subprocess.PIPE)
        assert client.stdin is not None
        assert client.stdout is not None
        seen = []
        for _ in ("after a tenth", "at the end"):
            seen.append((int(client.stdout.readline()), server.resident_kib()))
            client.stdin.write("\n")
            client.stdin.flush()
        seconds = time.monotonic() - start
        client.communicate()
        assert client.returncode == 0
    (client_then, server_then), (client_now, server_now) = seen
    return Growth((client_then, client_now), (server_then, server_now), seconds)


def main() -> int:
    """Run all three parts."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.clients", description=__doc__)
    parser.add_argument("--clients", type=int, default=200, help="clients in turn")
    parser.add_argument("--at-once", type=int, default=16, help="clients at once")
    parser.add_argument("--operations", type=int, default=10_000, help="operations a client")
    parser.add_argument("--long", type=int, default=1_000_000, help="operations of one client")
    given = parser.parse_args()
    exact = clients(given.at_once, given.at_once, given.operations)
    growth = one_for_long(given.long)
    print(
        f"{given.long:,} operations of one client in {growth.seconds:.0f} s: after a tenth and at the end, "
        f"client {growth.client[0]:,} and {growth.client[1]:,} KiB, "
        f"server {growth.server[0]:,} and {growth.server[1]:,}"
    )
    return 0 if clients(given.clients, 1, given.operations) and exact else 1


if __name__ == "__main__":
    sys.exit(main())
