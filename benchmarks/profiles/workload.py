"""Runs under the profiler until it is killed: ``python -m benchmarks.profiles.workload WHICH FILE``.

The texts of what it compiles are in the file, as JSON, before the part that is profiled starts.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.measure import statement
from benchmarks.suites.local import KINDS, operands


def calls() -> Callable[[], object]:
    """All kinds of local call, equally often."""
    import flopscope.numpy as fnp

    clocks = [statement(source, **operands(fnp)) for source in KINDS.values()]
    return lambda: [clock(1000) for clock in clocks]


def messages() -> Callable[[], object]:
    """A chain of queued operations that ends in a fetch, and calls of one round trip each."""
    import flopscope.numpy as fnp

    x, y = fnp.ones(8), fnp.ones(8)

    def chain(z: Any) -> None:
        for _ in range(1000):
            z = z + y
        float(z[0])

    def round_trips() -> None:
        for _ in range(80):
            float(fnp.sum(x))

    def both() -> None:
        chain(x)
        round_trips()

    return both


def main(which: str, path: Path) -> None:
    """Warm up, and go on for ever."""
    from flopscope._base.emitter import SOURCES

    work = {"calls": calls, "messages": messages}[which]()
    work()
    path.write_text(json.dumps(SOURCES))
    steadily(work)


def steadily(work: Callable[[], object]) -> None:
    """What the profile shows."""
    while True:
        work()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
