"""Poisson's equation on a square by conjugate gradients, without ever making the matrix."""

import flopscope as flops
import flopscope.numpy as fnp

N = 24


def laplacian(u):
    """The five-point operator with zero boundaries."""
    result = 4 * u
    result[1:] -= u[:-1]
    result[:-1] -= u[1:]
    result[:, 1:] -= u[:, :-1]
    result[:, :-1] -= u[:, 1:]
    return result


def solve(operator, b, tolerance=1e-10):
    """Conjugate gradients from zero; the solution and the number of steps."""
    x = fnp.zeros_like(b)
    r = b.copy()
    p = r.copy()
    squared = fnp.vdot(r, r)
    steps = 0
    while fnp.sqrt(squared) > tolerance:
        image = operator(p)
        alpha = squared / fnp.vdot(p, image)
        x += alpha * p
        r -= alpha * image
        before, squared = squared, fnp.vdot(r, r)
        p = r + squared / before * p
        steps += 1
    return x, steps


def main():
    axis = fnp.linspace(0, 1, N + 2)[1:-1]
    source = fnp.outer(fnp.sin(fnp.pi * axis), fnp.sin(2 * fnp.pi * axis)) + axis[:, None] * axis
    u, steps = solve(laplacian, source / (N + 1) ** 2)
    print(f"{steps} steps, residual below 1e-10")
    print("maximum", float(u.max()).hex(), "at", divmod(int(u.argmax()), N))
    print("diagonal", [v.hex() for v in fnp.diag(u)[::6].tolist()])
    print("mean", float(u.mean()).hex())


if __name__ == "__main__":
    main()
    print(f"{flops.budget_summary_dict()['flops_used']:,} FLOPs")
