"""Pi by Monte Carlo: how much accuracy a FLOP budget buys."""

import flopscope as flops
import flopscope.numpy as fnp


def estimate(samples, seed=0):
    """Four times the share of random points of the unit square that lie in the quarter disk."""
    points = fnp.random.default_rng(seed).random((samples, 2))
    inside = fnp.sum(points**2, axis=1) <= 1.0
    return 4 * fnp.mean(inside)


if __name__ == "__main__":
    for samples in (10**2, 10**4, 10**6):
        with flops.BudgetContext(flop_budget=10**7, namespace="monte-carlo") as budget:
            pi = estimate(samples)
            error = abs(float(pi) - fnp.pi)
            print(
                f"{samples:>9,} samples: pi = {pi:.5f}, error {error:.5f}, {budget.flops_used:,} FLOPs"
            )
