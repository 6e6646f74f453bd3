"""Propagate the first four cumulants of a sum of nonlinear terms, one small array at a time."""

from __future__ import annotations

import flopscope.numpy as fnp

WIDTH, STEPS = 100, 40


def main() -> list[float]:
    """The four cumulants at the end, averaged over the width."""
    rng = fnp.random.default_rng(19)
    first = rng.normal(size=WIDTH)
    second = fnp.ones(WIDTH)
    third = fnp.zeros(WIDTH)
    fourth = fnp.zeros(WIDTH)
    for step in range(STEPS):
        mixing = rng.normal(size=(WIDTH, WIDTH)) / WIDTH**0.5
        squared = mixing * mixing
        first = mixing @ first
        second = squared @ second
        third = (squared * mixing) @ third
        fourth = (squared * squared) @ fourth
        slope = 1.0 / (1.0 + first * first)
        bend = -2.0 * first * slope * slope
        third = slope**3 * third + 3.0 * slope * slope * bend * second * second
        fourth = slope**4 * fourth + 12.0 * slope * slope * bend * bend * second**3
        first = fnp.arctan(first) + 0.5 * bend * second
        second = slope * slope * second + 0.5 * bend * bend * second * second
        if step % 20 == 19 and float(fnp.max(fnp.abs(first))) > 10.0:
            first = first / 10.0
    return [float(fnp.mean(each)) for each in (first, second, third, fourth)]
