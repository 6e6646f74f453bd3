"""A whole program on the remote engine, against the same program on the local one.

Each engine has a process that runs the example's ``main()`` as often as it is asked to, so that the two can be
timed in turn: that is the first row. A program that runs once also imports the library and compiles its
functions, and a remote one connects. So the second row's time is from before the first import to the end of
``main()``, in a new process each time. The start of the interpreter is in neither.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack

from benchmarks import children
from benchmarks.measure import Clock, Race, interleaved
from benchmarks.rows import Effort, Row, duration

NAME = "covariance_propagation"

_START = f"""
import contextlib, io, sys, time
sys.path.insert(0, {str(children.ROOT / "examples" / "programs")!r})
"""
_CLOCK = f"""
import {NAME} as program
def clock(count):
    with contextlib.redirect_stdout(io.StringIO()):
        started = time.perf_counter()
        for _ in range(count):
            program.main()
        return time.perf_counter() - started
"""
_ONCE = f"""
with contextlib.redirect_stdout(io.StringIO()):
    started = time.perf_counter()
    import {NAME}
    {NAME}.main()
    taken = time.perf_counter() - started
print(taken)
"""


def measure(effort: Effort) -> list[Row]:
    """Time covariance propagation, warm and cold."""
    with ExitStack() as stack:
        url, _ = stack.enter_context(children.serving())
        places = {"remote": children.remote(url), "local": children.local()}
        warm = Race(
            {
                name: stack.enter_context(children.Program(_START + _CLOCK, place))
                for name, place in places.items()
            },
            10 * effort.seconds,
        )
        interleaved(effort.rounds, warm)
        cold = Race({name: _once(place) for name, place in places.items()})
        interleaved(effort.fewer(2), cold)
    return [
        _row("program-covariance", "remote covariance propagation, main() once more", warm),
        _row("program-covariance-once", "remote covariance propagation, from import to end", cold),
    ]


def _row(key: str, what: str, race: Race) -> Row:
    return Row(
        key,
        what,
        "the same on the local engine",
        1.5,
        race.ratio("remote", "local"),
        f"{duration(race.median('remote'))}; {duration(race.median('local'))}",
        samples={f"{name}_s": times for name, times in race.samples.items()},
    )


def _once(variables: dict[str, str]) -> Clock:
    command = [sys.executable, "-c", _START + _ONCE]

    def clock(count: int) -> float:
        runs = (
            subprocess.run(command, env=variables, check=True, stdout=subprocess.PIPE).stdout
            for _ in range(count)
        )
        return sum(map(float, runs))

    return clock
