"""Twelve programs written like contest entries, remotely against locally, and sixteen of them at once.

Each engine has one process that has run them all before, so that what is timed is what they do and not what
they load. The sixteen have a process each and one server.
"""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial

from benchmarks import children
from benchmarks.entries import NAMES
from benchmarks.measure import Race, Spread, interleaved
from benchmarks.rows import Effort, Row, duration

AT_ONCE = 16

_CODE = """
import importlib, time
programs = {}
def clock(count, name):
    if name not in programs:
        programs[name] = importlib.import_module("benchmarks.entries." + name)
        programs[name].main()
        programs[name].main()
        programs[name].main()
    main = programs[name].main
    started = time.perf_counter()
    for _ in range(count):
        main()
    return time.perf_counter() - started
"""


def measure(effort: Effort) -> list[Row]:
    """Time the programs in turn, then many at once."""
    with ExitStack() as stack:
        url, _ = stack.enter_context(children.serving())
        places = {"remote": children.remote(url), "local": children.local()}
        sides = {n: stack.enter_context(children.Program(_CODE, v)) for n, v in places.items()}
        races = {
            name: Race({side: partial(_timed, program, name) for side, program in sides.items()})
            for name in effort.some(NAMES, 2)
        }
        interleaved(effort.fewer(2), *races.values())
    return [*_rows(races), _at_once(effort)]


def _timed(program: children.Program, name: str, count: int) -> float:
    return program(count, name)


def _rows(races: dict[str, Race]) -> list[Row]:
    ratios = {name: race.each(lambda remote, local: remote / local) for name, race in races.items()}
    middle = {name: statistics.median(found) for name, found in ratios.items()}
    means = [statistics.geometric_mean(times) for times in zip(*ratios.values(), strict=True)]
    worst = max(middle, key=lambda name: middle[name])
    race = races[worst]
    raw = f"{duration(race.median('remote'))}; {duration(race.median('local'))}"
    shown = ", ".join(f"{name} {ratio:.2f}" for name, ratio in sorted(middle.items()))
    against = "the same on the local engine"
    return [
        Row(
            "entries-mean", f"{len(races)} programs like contest entries, warm, remote: geometric mean",
            against, 1.2, Spread.of(means), shown, samples={"ratio": means}, details=dict(middle),
        ),
        Row(
            "entries-worst", f"{len(races)} programs like contest entries, warm, remote: worst",
            against, 2.5, Spread.of(ratios[worst]), f"{worst}: {raw}", samples={"ratio": ratios[worst]},
        ),
    ]  # fmt: skip


def _at_once(effort: Effort) -> Row:
    """What many programs take at once, against one after another."""
    names = effort.some([NAMES[i % len(NAMES)] for i in range(AT_ONCE)], 2)
    with ExitStack() as stack:
        url, _ = stack.enter_context(children.serving())
        new = partial(children.Program, _CODE, children.remote(url))
        programs = [stack.enter_context(new()) for _ in names]
        pool = stack.enter_context(ThreadPoolExecutor(AT_ONCE))
        pairs = list(zip(programs, names, strict=True))

        def in_turn(count: int) -> float:
            return sum(program(count, name) for program, name in pairs)

        def together(count: int) -> float:
            started = time.perf_counter()
            list(pool.map(lambda pair: pair[0](count, pair[1]), pairs))
            return time.perf_counter() - started

        race = Race({"together": together, "in turn": in_turn})
        interleaved(effort.fewer(5), race)
    return Row(
        "entries-at-once",
        f"{len(names)} programs at once on one server",
        "one after another",
        1.0,
        race.ratio("together", "in turn"),
        f"{duration(race.median('together'))}; {duration(race.median('in turn'))}",
        samples={f"{name}_s": times for name, times in race.samples.items()},
    )
