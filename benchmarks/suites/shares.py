"""What one queued operation takes of the client's processor, and of the server's beyond NumPy's call."""

from __future__ import annotations

import time
from pathlib import Path

import flopscope.numpy as fnp
from benchmarks import children
from benchmarks.measure import Race, Spread, interleaved, statement
from benchmarks.rows import Effort, Row, duration

CHAIN = 1000


def measure(effort: Effort) -> list[Row]:
    """Both rows, measured in a client process beside a server."""
    with children.serving() as (url, process):
        found = children.rows(
            "benchmarks.suites.shares", effort, children.remote(url), str(process.pid)
        )
    return found


def _seconds(process: str) -> float:
    """What the main thread of a process has had of the processors."""
    return int(Path(f"/proc/{process}/task/{process}/schedstat").read_text().split()[0]) / 1e9


def _measured(effort: Effort, server: str) -> list[Row]:
    import numpy as np  # for np.add alone: the client has no use for it

    x, y = fnp.ones(8), fnp.ones(8)

    def chain(count: int, of_server: bool) -> float:
        taken = 0.0
        for _ in range(count):
            z = x
            begun = _seconds(server) if of_server else time.thread_time()
            for _ in range(CHAIN):
                z = z + y
            taken -= begun if of_server else begun - time.thread_time()
            float(z[0])
            taken += _seconds(server) if of_server else 0.0
        return taken

    race = Race(
        {
            "client": lambda count: chain(count, of_server=False),
            "server": lambda count: chain(count, of_server=True),
            "np.add": statement(
                "add(x, y)", time.thread_time, add=np.add, x=np.ones(8), y=np.ones(8)
            ),
        },
        5 * effort.seconds,
    )
    interleaved(effort.rounds, race)
    add = race.median("np.add")
    rows = []
    for name, what, target, formula in (
        ("client", "queued operation, client's share", 6.0, lambda c, s, add: c / CHAIN / add),
        ("server", "queued operation, server's share beyond NumPy's call", 5.0,
         lambda c, s, add: s / CHAIN / add - 1),
    ):  # fmt: skip
        raw = f"{duration(race.median(name) / CHAIN)}; {duration(add)}"
        samples = {f"{n}_s": race.samples[n] for n in (name, "np.add")}
        found = Spread.of(race.each(formula))
        rows.append(
            Row(f"share-{name}", what, "np.add on 8 elements", target, found, raw, samples=samples)
        )
    return rows


if __name__ == "__main__":
    children.answer(_measured)
