"""Means and covariances of the activations of a random ReLU network, layer by layer, beside sampling."""

import flopscope as flops
import flopscope.numpy as fnp

DEPTH, WIDTH, SAMPLES = 4, 16, 2000


def erf(x):
    """Abramowitz and Stegun 7.1.26, which is good to 1.5e-7."""
    t = 1 / (1 + 0.3275911 * fnp.abs(x))
    series = t * fnp.polyval([1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592], t)
    return fnp.sign(x) * (1 - series * fnp.exp(-(x**2)))


def relu_moments(mean, covariance):
    """Of max(0, x) for Gaussian x: exact means and variances, covariances to first order."""
    deviation = fnp.sqrt(fnp.diagonal(covariance))
    a = mean / deviation
    density = fnp.exp(-(a**2) / 2) / fnp.sqrt(2 * fnp.pi)
    below = 0.5 * (1 + erf(a / fnp.sqrt(2)))
    new = mean * below + deviation * density
    square = (mean**2 + deviation**2) * below + mean * deviation * density
    found = fnp.outer(below, below) * covariance
    fnp.fill_diagonal(found, fnp.maximum(square - new**2, 1e-12))
    return new, found


def propagate(layers):
    """The last layer's moments for standard normal inputs."""
    mean, covariance = fnp.zeros(WIDTH), fnp.eye(WIDTH)
    for w in layers:
        mean, covariance = relu_moments(w @ mean, fnp.einsum("ij,jk,lk->il", w, covariance, w))
        print("trace", float(fnp.trace(covariance)).hex())
    return mean, covariance


def main():
    rng = fnp.random.default_rng(8)
    layers = [rng.standard_normal((WIDTH, WIDTH)) * fnp.sqrt(2 / WIDTH) for _ in range(DEPTH)]
    mean, covariance = propagate(layers)
    sampled = rng.standard_normal((SAMPLES, WIDTH))
    for w in layers:
        sampled = fnp.maximum(sampled @ w.T, 0)
    print("means", [v.hex() for v in mean[:4].tolist()])
    print("largest eigenvalue", float(fnp.linalg.eigvalsh(covariance)[-1]).hex())
    print("error of the means", float(fnp.abs(mean - sampled.mean(axis=0)).max()).hex())
    print("sampled trace", float(fnp.cov(sampled, rowvar=False).trace()).hex())


if __name__ == "__main__":
    main()
    print(f"{flops.budget_summary_dict()['flops_used']:,} FLOPs")
