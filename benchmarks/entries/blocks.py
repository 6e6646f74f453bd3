"""Monte Carlo in blocks: the expected largest output of a random layer, until the estimate is sure enough."""

from __future__ import annotations

import flopscope.numpy as fnp

WIDTH, BLOCK, MOST = 64, 1000, 12


def main() -> list[float]:
    """The estimate, its standard error, and how many blocks that took."""
    rng = fnp.random.default_rng(7)
    weights = rng.normal(size=(WIDTH, WIDTH)) / WIDTH**0.5
    total = squares = 0.0
    count = 0
    error = 1.0
    while count < MOST * BLOCK and error > 0.002:
        inputs = rng.normal(size=(BLOCK, WIDTH))
        hidden = fnp.maximum(inputs @ weights, 0.0)
        largest = fnp.max(fnp.maximum(hidden @ weights, 0.0), axis=1)
        total += float(fnp.sum(largest))
        squares += float(fnp.sum(largest * largest))
        count += BLOCK
        mean = total / count
        error = ((squares / count - mean * mean) / count) ** 0.5
    return [total / count, error, count / BLOCK]
