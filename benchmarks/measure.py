"""Side-by-side timing: every round takes one sample of each candidate, so that noise falls on all alike.

What is compared is compared within a round: a row's ratio is the median over the rounds of the ratio in each,
never the ratio of two medians, since a disturbance that lasts longer than a sample hits both sides.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Clock = Callable[[int], float]
"""What takes a count of repetitions and gives the seconds that they took together."""

_UNROLLED = 10


@dataclass(frozen=True)
class Spread:
    """What several rounds found.

    Attributes
    ----------
    median : float
    low, high : float
        The quartiles.
    least, most : float
    """

    median: float
    low: float
    high: float
    least: float
    most: float

    @classmethod
    def of(cls, values: list[float]) -> Spread:
        """Summarize the values of the rounds, at least one."""
        if len(values) == 1:
            return cls(*values * 5)
        low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
        return cls(middle, low, high, min(values), max(values))


class Race:
    """Candidates that are timed side by side.

    Parameters
    ----------
    clocks : mapping of str to Clock
    seconds : float, optional
        About how long a sample of one candidate lasts; 0 for one repetition.
    """

    def __init__(self, clocks: Mapping[str, Clock], seconds: float = 0.0) -> None:
        self.clocks = dict(clocks)
        self.seconds = seconds
        self.samples: dict[str, list[float]] = {name: [] for name in clocks}
        self._counts: dict[str, int] = {}

    def warm_up(self) -> None:
        """Run each, and find out how often a sample repeats it."""
        self._counts = {n: _calibrated(c, self.seconds) for n, c in self.clocks.items()}

    def round(self, number: int) -> None:
        """Take one sample of each, in another order than in the round before."""
        for name in _order(list(self.clocks), number):
            count = self._counts[name]
            self.samples[name].append(self.clocks[name](count) / count)

    def median(self, name: str) -> float:
        """Give the median seconds of one repetition."""
        return statistics.median(self.samples[name])

    def each(self, formula: Callable[..., float]) -> list[float]:
        """Give a formula's value in every round; it takes the candidates' seconds in their order."""
        return [formula(*times) for times in zip(*self.samples.values(), strict=True)]

    def ratio(self, ours: str, theirs: str) -> Spread:
        """Compare two candidates, round by round."""
        pairs = zip(self.samples[ours], self.samples[theirs], strict=True)
        return Spread.of([a / b for a, b in pairs])


def interleaved(rounds: int, *races: Race) -> None:
    """Take so many rounds of all races in turn.

    The garbage collector stays on, since what a wrapper costs it belongs to the wrapper; but it does not look
    at what was there before, which is this program's and not that of a program of the library.
    """
    for race in races:
        race.warm_up()
    gc.collect()
    gc.freeze()
    try:
        for number in range(rounds):
            for race in races:
                race.round(number)
    finally:
        gc.unfreeze()


def repeated(action: Callable[[], object]) -> Clock:
    """Time a callable; the call itself is in the time, so the callable should take microseconds at least."""

    def clock(count: int) -> float:
        started = time.perf_counter()
        for _ in range(count):
            action()
        return time.perf_counter() - started

    return clock


def statement(source: str, timer: Callable[[], float] = time.perf_counter, **names: Any) -> Clock:
    """Time a statement as it would stand in a program's function, without a call around it.

    A lambda around ``np.add(x, y)`` takes a fifth of its time, which would flatter whatever is divided by it.
    """
    block = "\n        ".join([source] * _UNROLLED)
    code = f"""
def clock(count):
    loops = max(1, count // {_UNROLLED})
    started = _time()
    for _ in range(loops):
        {block}
    return (_time() - started) * count / (loops * {_UNROLLED})
"""
    scope = names | {"_time": timer}
    exec(code, scope)
    clock: Clock = scope["clock"]
    return clock


def _order(names: list[str], number: int) -> list[str]:
    """Rotate by one a round, and turn round after each full turn: everything follows everything."""
    turns, first = divmod(number, len(names))
    order = names[first:] + names[:first]
    return order[::-1] if turns % 2 else order


def _calibrated(clock: Clock, seconds: float) -> int:
    """How often to repeat what is timed."""
    clock(1)
    if not seconds:
        return 1
    count = 1
    while (taken := clock(count)) < seconds / 4:
        count *= 4
    return max(1, round(count * seconds / taken))
