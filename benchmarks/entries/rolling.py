"""A rolling buffer of the latest observations: means, deviations and alarms, one observation at a time."""

from __future__ import annotations

import flopscope.numpy as fnp

WINDOW, STEPS = 32, 400


def main() -> list[float]:
    """How many alarms there were, and the last mean."""
    rng = fnp.random.default_rng(41)
    observations = rng.normal(size=STEPS)
    buffer = fnp.zeros(WINDOW)
    scores = fnp.zeros(STEPS)
    for step in range(STEPS):
        buffer[step % WINDOW] = observations[step]
        mean = fnp.mean(buffer)
        spread = fnp.sqrt(fnp.mean((buffer - mean) ** 2)) + 1e-9
        scores[step] = (observations[step] - mean) / spread
    alarms = fnp.sum(fnp.abs(scores) > 2.0)
    return [float(alarms), float(mean)]
