"""A random projection, once refined: nearly as good, and far cheaper.

expect: scored
solved: all
"""

import flopscope.numpy as fnp


def approximate(a, rank):
    probe = fnp.random.default_rng(1).standard_normal((a.shape[1], rank + 3))
    q, _ = fnp.linalg.qr(a @ (a.T @ (a @ probe)))
    u, s, v = fnp.linalg.svd(q.T @ a, full_matrices=False)
    return q @ (u[:, :rank] * s[:rank]), v[:rank]
