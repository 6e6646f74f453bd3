"""Sort, rank and trim: robust statistics of many columns."""

from __future__ import annotations

import flopscope.numpy as fnp

ROWS, COLUMNS = 600, 30


def main() -> list[float]:
    """A trimmed mean, a median deviation and a rank correlation, each averaged over the columns."""
    rng = fnp.random.default_rng(37)
    table = rng.standard_normal((ROWS, COLUMNS)) ** 3
    trimmed, deviations, correlations = [], [], []
    previous = None
    for column in range(COLUMNS):
        values = table[:, column]
        ordered = fnp.sort(values)
        cut = ROWS // 10
        trimmed.append(float(fnp.mean(ordered[cut:-cut])))
        median = ordered[ROWS // 2]
        deviations.append(float(fnp.sort(fnp.abs(values - median))[ROWS // 2]))
        ranks = fnp.empty(ROWS)
        ranks[fnp.argsort(values)] = fnp.arange(ROWS, dtype="float64")
        ranks = ranks - (ROWS - 1) / 2.0
        if previous is not None:
            scale = fnp.sqrt(fnp.sum(ranks * ranks) * fnp.sum(previous * previous))
            correlations.append(float(fnp.sum(ranks * previous) / scale))
        previous = ranks
    return [
        sum(trimmed) / COLUMNS,
        sum(deviations) / COLUMNS,
        sum(correlations) / len(correlations),
    ]
