"""The dominant eigenvalue of a symmetric matrix, by power iteration and by factorization."""

import flopscope as flops
import flopscope.numpy as fnp

ORDER = 128


def power_iteration(matrix, tolerance=1e-9, most=10_000):
    """Eigenvalue of largest magnitude and the number of steps that it took."""
    vector = fnp.ones(matrix.shape[0])
    value = 0.0
    for step in range(1, most + 1):
        product = matrix @ vector
        vector = product / fnp.linalg.norm(product)
        new = vector @ matrix @ vector
        if abs(new - value) <= tolerance * abs(new):
            return float(new), step
        value = new
    raise ArithmeticError(f"no convergence in {most} steps")


if __name__ == "__main__":
    rng = fnp.random.default_rng(11)
    a = rng.normal(size=(ORDER, ORDER))
    spread = a @ a.T + fnp.outer(fnp.ones(ORDER), fnp.ones(ORDER)) * 2

    with flops.BudgetContext(flop_budget=10**9) as iterating:
        value, steps = power_iteration(spread)
    with flops.BudgetContext(flop_budget=10**9) as factorizing:
        exact = float(fnp.linalg.eigvalsh(spread)[-1])

    print(f"power iteration: {value:.6f} in {steps} steps, {iterating.flops_used:,} FLOPs")
    print(f"eigvalsh:        {exact:.6f}, {factorizing.flops_used:,} FLOPs")
