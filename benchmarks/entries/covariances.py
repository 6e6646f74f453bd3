"""Propagate a mean and a covariance through rectifiers, by the formulas of the normal distribution."""

from __future__ import annotations

import flopscope.numpy as fnp

WIDTH, LAYERS = 128, 24


def main() -> list[float]:
    """The mean output and the mean variance."""
    rng = fnp.random.default_rng(17)
    mean = fnp.zeros(WIDTH)
    cov = fnp.eye(WIDTH)
    for _ in range(LAYERS):
        weights = rng.normal(size=(WIDTH, WIDTH)) * (2.0 / WIDTH) ** 0.5
        mean = weights @ mean
        cov = weights @ cov @ weights.T
        variance = fnp.maximum(fnp.diagonal(cov), 1e-12)
        deviation = fnp.sqrt(variance)
        ratio = mean / deviation
        density = fnp.exp(-0.5 * ratio * ratio) * 0.3989422804
        chance = 0.5 * (1.0 + fnp.tanh(0.7978845608 * (ratio + 0.044715 * ratio**3)))
        rectified = mean * chance + deviation * density
        second = (mean * mean + variance) * chance + mean * deviation * density
        gain = fnp.outer(chance, chance)
        cov = cov * gain
        fnp.fill_diagonal(cov, fnp.maximum(second - rectified * rectified, 1e-12))
        mean = rectified
    return [float(fnp.mean(mean)), float(fnp.mean(fnp.diagonal(cov)))]
