"""Train a small network by gradient descent with momentum, looking at the loss now and then."""

from __future__ import annotations

import flopscope.numpy as fnp

SAMPLES, WIDTH, STEPS = 128, 24, 80


def main() -> list[float]:
    """The losses that were looked at."""
    rng = fnp.random.default_rng(29)
    inputs = rng.normal(size=(SAMPLES, 8))
    targets = fnp.sin(fnp.sum(inputs, axis=1, keepdims=True))
    first = rng.normal(size=(8, WIDTH)) * 0.3
    second = rng.normal(size=(WIDTH, 1)) * 0.3
    speed_first, speed_second = fnp.zeros_like(first), fnp.zeros_like(second)
    rate, losses = 0.05, []
    for step in range(STEPS):
        hidden = fnp.tanh(inputs @ first)
        errors = hidden @ second - targets
        slope_second = hidden.T @ errors / SAMPLES
        slope_first = inputs.T @ ((errors @ second.T) * (1.0 - hidden * hidden)) / SAMPLES
        speed_first = 0.9 * speed_first - rate * slope_first
        speed_second = 0.9 * speed_second - rate * slope_second
        first = first + speed_first
        second = second + speed_second
        if step % 10 == 9:
            losses.append(float(fnp.mean(errors * errors)))
            if len(losses) > 1 and losses[-1] > losses[-2]:
                rate *= 0.5
    return losses
