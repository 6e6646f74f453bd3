"""Find the scale at which a network's mean output reaches each of some targets: a value decides each step."""

from __future__ import annotations

import flopscope.numpy as fnp

WIDTH, SAMPLES, STEPS = 64, 500, 24


def main() -> list[float]:
    """The scales."""
    rng = fnp.random.default_rng(11)
    weights = rng.normal(size=(WIDTH, WIDTH)) / WIDTH**0.5
    inputs = rng.normal(size=(SAMPLES, WIDTH))
    found = []
    for target in (0.2, 0.4, 0.6):
        low, high = 0.0, 8.0
        for _ in range(STEPS):
            middle = (low + high) / 2.0
            outputs = fnp.tanh(fnp.maximum(inputs @ weights * middle, 0.0))
            if float(fnp.mean(outputs)) < target:
                low = middle
            else:
                high = middle
        found.append(middle)
    return found
