"""Interleaved timing: every round measures each candidate once, so that noise falls on all alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Action = Callable[[], object]


@dataclass(frozen=True)
class Timing:
    """Seconds a call, over the rounds.

    Attributes
    ----------
    median, best, worst : float
    """

    median: float
    best: float
    worst: float


def interleaved(
    actions: Mapping[str, Action], rounds: int = 9, seconds: float = 0.02
) -> dict[str, Timing]:
    """Time the actions side by side.

    Parameters
    ----------
    actions : mapping
        What to time, by name.
    rounds : int
    seconds : float
        About how long one action is repeated in one round.

    Returns
    -------
    dict of str to Timing
        Per call.
    """
    counts = {name: _calibrated(action, seconds) for name, action in actions.items()}
    samples: dict[str, list[float]] = {name: [] for name in actions}
    for _ in range(rounds):
        for name, action in actions.items():
            samples[name].append(_timed(action, counts[name]))
    return {
        name: Timing(statistics.median(found), min(found), max(found))
        for name, found in samples.items()
    }


def _timed(action: Action, count: int) -> float:
    started = time.perf_counter()
    for _ in range(count):
        action()
    return (time.perf_counter() - started) / count


def _calibrated(action: Action, seconds: float) -> int:
    """How often to repeat an action; it is warm afterwards."""
    action()
    count = 1
    while True:
        taken = _timed(action, count) * count
        if taken >= seconds / 4:
            return max(1, round(count * seconds / taken))
        count *= 4
