"""The best approximation there is, by a singular value decomposition.

expect: scored
solved: all
"""

import flopscope.numpy as fnp


def approximate(a, rank):
    u, s, v = fnp.linalg.svd(a, full_matrices=False)
    return u[:, :rank] * s[:rank], v[:rank]
