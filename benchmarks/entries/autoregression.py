"""Fit an autoregressive model by least squares, and forecast step by step with a window that moves."""

from __future__ import annotations

import flopscope.numpy as fnp

LENGTH, ORDER, STEPS = 4000, 8, 120


def main() -> list[float]:
    """The size of the residuals, and the last forecast."""
    rng = fnp.random.default_rng(5)
    noise = rng.normal(size=LENGTH)
    series = fnp.cumsum(noise) * 0.05 + fnp.sin(fnp.arange(LENGTH) * 0.1)
    columns = [series[lag : LENGTH - ORDER + lag] for lag in range(ORDER)]
    design = fnp.stack(columns, axis=1)
    target = series[ORDER:]
    weights = fnp.linalg.solve(design.T @ design + 1e-6 * fnp.eye(ORDER), design.T @ target)
    residual = float(fnp.sqrt(fnp.mean((target - design @ weights) ** 2)))
    window = series[-ORDER:].copy()
    for _ in range(STEPS):
        forecast = weights @ window
        window = fnp.roll(window, -1)
        window[-1] = fnp.clip(forecast, -50.0, 50.0)
    return [residual, float(window[-1])]
