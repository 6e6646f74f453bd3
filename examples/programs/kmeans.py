"""Clusters by Lloyd's algorithm, from centres drawn as k-means++ does."""

import flopscope as flops
import flopscope.numpy as fnp


def squared_distances(x, centres):
    """From every point to every centre."""
    return ((x[:, None, :] - centres[None, :, :]) ** 2).sum(axis=-1)


def first_centres(rng, x, k):
    """Points drawn with probability proportional to their squared distance from those drawn before."""
    centres = x[rng.integers(len(x))][None]
    while len(centres) < k:
        nearest = squared_distances(x, centres).min(axis=1)
        chosen = rng.choice(len(x), p=nearest / nearest.sum())
        centres = fnp.concatenate([centres, x[chosen][None]])
    return centres


def kmeans(rng, x, k, rounds=50):
    """Centres and labels, when no label changes any more."""
    centres, labels = first_centres(rng, x, k), None
    for _ in range(rounds):
        found = squared_distances(x, centres).argmin(axis=1)
        if labels is not None and (found == labels).all():
            break
        labels = found
        for j in range(k):
            members = x[labels == j]
            if members.size:
                centres[j] = members.mean(axis=0)
    return centres, labels


def main():
    rng = fnp.random.default_rng(2)
    around = fnp.array([[0, 0], [6, 1], [-3, 5], [4, -6]], dtype=float)
    x = fnp.vstack([c + rng.standard_normal((60, 2)) for c in around])
    rng.shuffle(x)
    centres, labels = kmeans(rng, x, 4)
    for j in fnp.lexsort((centres[:, 1], centres[:, 0])).tolist():
        where = [v.hex() for v in centres[j].tolist()]
        print(where, fnp.count_nonzero(labels == j))
    inertia = ((x - centres[labels]) ** 2).sum()
    print("inertia", f"{inertia:.6f}", float(inertia).hex(), fnp.bincount(labels).tolist())


if __name__ == "__main__":
    main()
    print(f"{flops.budget_summary_dict()['flops_used']:,} FLOPs")
