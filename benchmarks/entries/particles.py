"""A particle filter: weights, a test of their effective number, and resampling where it is too small."""

from __future__ import annotations

import flopscope.numpy as fnp

PARTICLES, STEPS = 1000, 60


def main() -> list[float]:
    """The error of the estimate, and how often the particles were resampled."""
    rng = fnp.random.default_rng(31)
    path = fnp.cumsum(rng.normal(size=STEPS) * 0.5)
    seen = path + rng.normal(size=STEPS) * 0.4
    particles = rng.normal(size=PARTICLES)
    weights = fnp.full(PARTICLES, 1.0 / PARTICLES)
    error, resampled = 0.0, 0
    for step in range(STEPS):
        particles = particles + rng.normal(size=PARTICLES) * 0.5
        distance = (seen[step] - particles) / 0.4
        weights = weights * fnp.exp(-0.5 * distance * distance) + 1e-300
        weights = weights / fnp.sum(weights)
        estimate = fnp.sum(weights * particles)
        error += abs(float(estimate - path[step]))
        if 1.0 / float(fnp.sum(weights * weights)) < PARTICLES / 2:
            edges = fnp.cumsum(weights)
            ticks = (fnp.arange(PARTICLES) + float(rng.random())) / PARTICLES
            chosen = fnp.minimum(fnp.searchsorted(edges, ticks), PARTICLES - 1)
            particles = particles[chosen]
            weights = fnp.full(PARTICLES, 1.0 / PARTICLES)
            resampled += 1
    return [error / STEPS, float(resampled)]
