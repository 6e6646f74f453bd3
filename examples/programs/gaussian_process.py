"""Regression with a Gaussian process: posterior mean and variance, and the likelihood of length scales."""

import flopscope as flops
import flopscope.numpy as fnp

NOISE = 0.1


def kernel(a, b, scale):
    """Squared-exponential covariance."""
    return fnp.exp(-0.5 * (a[:, None] - b[None, :]) ** 2 / scale**2)


def triangular_solve(lower, b):
    """``lower x = b`` by forward substitution."""
    x = fnp.zeros_like(b)
    for i in range(len(b)):
        x[i] = (b[i] - lower[i, :i] @ x[:i]) / lower[i, i]
    return x


def posterior(x, y, at, scale):
    """Mean and standard deviation at new points, and the log marginal likelihood."""
    lower = fnp.linalg.cholesky(kernel(x, x, scale) + NOISE**2 * fnp.eye(x.size))
    whitened = triangular_solve(lower, y)
    cross = triangular_solve(lower, kernel(x, at, scale))
    variance = 1.0 - fnp.einsum("ij,ij->j", cross, cross)
    likelihood = (
        -0.5 * whitened @ whitened
        - fnp.log(fnp.diag(lower)).sum()
        - x.size / 2 * fnp.log(2 * fnp.pi)
    )
    return cross.T @ whitened, fnp.sqrt(fnp.clip(variance, 0, None)), likelihood


def main():
    rng = fnp.random.default_rng(4)
    x = fnp.sort(rng.uniform(-3, 3, 30))
    y = fnp.sin(2 * x) + NOISE * rng.standard_normal(30)
    at = fnp.linspace(-3, 3, 7)
    scales = (0.25, 0.5, 1.0, 2.0)
    likelihoods = [float(posterior(x, y, at, s)[2]) for s in scales]
    best = scales[likelihoods.index(max(likelihoods))]
    mean, deviation, _ = posterior(x, y, at, best)
    print("log likelihoods", [v.hex() for v in likelihoods], "best scale", best)
    for place, m, d in zip(at.tolist(), mean.tolist(), deviation.tolist(), strict=True):
        print(f"{place:5.1f} {m:9.5f} +- {d:.5f}  {m.hex()} {d.hex()}")


if __name__ == "__main__":
    main()
    print(f"{flops.budget_summary_dict()['flops_used']:,} FLOPs")
