"""The Lorenz equations, for many starting points at once, by the classical Runge-Kutta method."""

import flopscope as flops
import flopscope.numpy as fnp

SIGMA, RHO, BETA = 10.0, 28.0, 8 / 3


def lorenz(state):
    """The derivative of states that are the columns."""
    x, y, z = state
    return fnp.stack([SIGMA * (y - x), x * (RHO - z) - y, x * y - BETA * z])


def step(f, state, h):
    """One step of order four."""
    k1 = f(state)
    k2 = f(state + h / 2 * k1)
    k3 = f(state + h / 2 * k2)
    k4 = f(state + h * k3)
    return state + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


def main():
    rng = fnp.random.default_rng(5)
    state = fnp.array([1.0, 1.0, 20.0])[:, None] + 1e-6 * rng.standard_normal((3, 8))
    spreads = []
    for n in range(400):
        state = step(lorenz, state, 0.01)
        if n % 100 == 99:
            spreads.append(float(fnp.max(fnp.ptp(state, axis=1))))
    for time, spread in enumerate(spreads, start=1):
        print(f"t = {time}: the states differ by {spread:.3e}, {spread.hex()}")
    print(state.round(4))
    print("checksum", float(state.sum()).hex())


if __name__ == "__main__":
    main()
    print(f"{flops.budget_summary_dict()['flops_used']:,} FLOPs")
