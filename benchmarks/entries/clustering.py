"""K-means: distances, labels, masks and means, until the centres stay where they are."""

from __future__ import annotations

import flopscope.numpy as fnp

POINTS, GROUPS, STEPS = 1500, 6, 25


def main() -> list[float]:
    """The inertia, and how many rounds that took."""
    rng = fnp.random.default_rng(13)
    centres = rng.normal(size=(GROUPS, 2)) * 4.0
    points = centres[rng.integers(0, GROUPS, size=POINTS)] + rng.normal(size=(POINTS, 2))
    means = points[:GROUPS].copy()
    rounds = 0
    for _ in range(STEPS):
        rounds += 1
        distances = fnp.sum((points[:, None, :] - means[None, :, :]) ** 2, axis=2)
        labels = fnp.argmin(distances, axis=1)
        moved = fnp.zeros((GROUPS, 2))
        for group in range(GROUPS):
            members = (labels == group).astype("float64")
            count = fnp.maximum(fnp.sum(members), 1.0)
            moved[group] = members @ points / count
        change = float(fnp.max(fnp.abs(moved - means)))
        means = moved
        if change < 1e-6:
            break
    return [float(fnp.sum(fnp.min(distances, axis=1))), float(rounds)]
