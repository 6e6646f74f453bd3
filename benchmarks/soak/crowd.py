"""Many honest clients of one server with little memory: it lives, totals are exact, nobody waits long."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from flopscope_server.testing import RunningServer, client_environment

SIDE = 300
_CLIENT = f"""
import sys, time
import flopscope.numpy as fnp

x = fnp.ones(({SIDE}, {SIDE}))
end, done = time.monotonic() + float(sys.argv[1]), 0
while time.monotonic() < end:
    assert float((x @ x)[0, 0]) == {SIDE}.0
    done += 1
print(done)
"""
_WATCHER = """
import sys, time
import flopscope.numpy as fnp

x = fnp.ones(8)
end, longest = time.monotonic() + float(sys.argv[1]), 0.0
while time.monotonic() < end:
    began = time.perf_counter()
    float(fnp.sum(x))
    longest = max(longest, time.perf_counter() - began)
    time.sleep(0.01)
print(longest)
"""
_HOG = """
import sys, time
import flopscope.numpy as fnp

end = time.monotonic() + float(sys.argv[1])
x, many = fnp.ones(100_000), [fnp.ones((2, 2))] * 32
twister = fnp.random.MT19937(1)
while time.monotonic() < end:
    with fnp.printoptions(threshold=10**6):
        str(x)
    twister.jumped(20)
    fnp.linalg.multi_dot(many)
    fnp.diff(fnp.ones(9000), 8000)
    fnp.sort(fnp.ones(3_000_000))
    fnp.random.default_rng(1).spawn(10_000)
    fnp.array_split(fnp.ones(20_000), 16_000)
"""


@dataclass(frozen=True)
class Outcome:
    """What became of it.

    Attributes
    ----------
    lived : bool
    rounds : int
        Matrix products that the clients had the results of.
    summary : dict
    longest_wait_s : float
        What one more client waited for a tiny operation, at most.
    longest_alone_s : float
        The same at the same time for the only client of another server: what the machine's scheduler adds.
    """

    lived: bool
    rounds: int
    summary: dict[str, Any]
    longest_wait_s: float
    longest_alone_s: float

    @property
    def is_exact(self) -> bool:
        """The server counted each product once."""
        row = self.summary["operations"]["matmul"]
        each = SIDE * SIDE * (2 * SIDE - 1)
        return bool(row["calls"] == self.rounds and row["flop_cost"] == self.rounds * each)


def run(clients: int, seconds: float, memory: str, hogs: int = 0) -> Outcome:
    """Serve so many clients, and so many that ask for what takes long, for so long."""
    options = ("--log-level", "error", "--max-memory", memory, "--budget", "1e18")
    with RunningServer(*options) as server, RunningServer(*options) as other:
        programs = [_WATCHER, *[_CLIENT] * clients, *[_HOG] * hogs]
        started = [_start(server.url, program, seconds) for program in programs]
        alone = _start(other.url, _WATCHER, seconds)
        said = [process.communicate()[0].strip() for process in started]
        good = all(process.returncode == 0 for process in started)
        time.sleep(0.3)
        lived = server.process.poll() is None
        summary = server.stop() if lived else {}
        longest_alone = float(alone.communicate()[0].strip() or "inf")
    rounds = sum(int(text) for text in said[1 : 1 + clients] if text)
    return Outcome(lived and good, rounds, summary, float(said[0] or "inf"), longest_alone)


def _start(url: str, program: str, seconds: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", program, str(seconds)]
    environment = client_environment(url)
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
