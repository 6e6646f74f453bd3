"""Principal components of correlated data, by the singular values of the centred matrix."""

import flopscope as flops
import flopscope.numpy as fnp


def pca(x, components):
    """Directions, the share of variance that each explains, and the projected data."""
    mean = x.mean(axis=0)
    _, s, vt = fnp.linalg.svd(x - mean, full_matrices=False)
    variance = s**2 / (len(x) - 1)
    return vt[:components], variance[:components] / variance.sum(), (x - mean) @ vt[:components].T


def main():
    rng = fnp.random.default_rng(0)
    hidden = rng.standard_normal((300, 3)) * fnp.array([5.0, 2.0, 0.5])
    x = hidden @ rng.standard_normal((3, 12)) + 0.1 * rng.standard_normal((300, 12))
    directions, shares, projected = pca(x, 3)
    for k, share in enumerate(shares):
        print(f"component {k}: {float(share):.6f} of the variance, {float(share).hex()}")
    restored = projected @ directions + x.mean(axis=0)
    print("error of the reconstruction", float(fnp.linalg.norm(x - restored)).hex())
    print("orthogonal:", bool(fnp.allclose(directions @ directions.T, fnp.eye(3))))


if __name__ == "__main__":
    main()
    print(f"{flops.budget_summary_dict()['flops_used']:,} FLOPs")
