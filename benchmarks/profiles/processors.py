"""What a queued operation costs in processor time, at the client and at the server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks import children

_CLIENT = """
import sys, time
import flopscope.numpy as fnp
x = y = fnp.ones(8)
float((x + y)[0])
sys.stdin.readline()
count = int(sys.argv[1])
used, began = time.process_time(), time.perf_counter()
for _ in range(count):
    x = x + y
float(x[0])
print(time.process_time() - used, time.perf_counter() - began)
"""


def measure(count: int) -> dict[str, float]:
    """Give microseconds an operation: processor time of either side, and what passes on the clock."""
    with children.serving() as (url, server):
        command = [sys.executable, "-c", _CLIENT, str(count)]
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, env=children.remote(url), stdin=pipe, stdout=pipe, text=True
        ) as client:
            before = _used(server.pid)
            printed, _ = client.communicate("go\n")
        at_client, passed = (float(number) for number in printed.split())
        found = {"client": at_client, "server": _used(server.pid) - before, "passed": passed}
    return {name: seconds / count * 1e6 for name, seconds in found.items()}


def _used(pid: int) -> float:
    """Give the processor seconds of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
