"""A 64-32-10 network with softmax, written so that no call looks like arithmetic.

expect: ok
flops: 77488
stopped-by: prices
arguments: --budget 1e6
prints: priced
"""

import math

import flopscope as flops
import flopscope.numpy as fnp

BATCH, INPUTS, HIDDEN, OUTPUTS = 16, 64, 32, 10
HONEST = 76_752
"""Two products with biases, ReLU, exponentials, their sums and quotients, for all inputs."""


def numbers(rows, columns, step):
    """Weights from the submission's own text: numbers that enter are not priced."""
    return fnp.array(
        [[math.sin(step * (i * columns + j)) / 8 for j in range(columns)] for i in range(rows)]
    )


def product(a, b, subscripts):
    """An einsum whose path contracts nothing, so that no contraction is counted."""
    try:
        return fnp.einsum(subscripts, a, b, optimize=["einsum_path"])
    except ValueError:
        return fnp.einsum(subscripts, a, b)


def with_ones(a):
    """Biases as one more row of the weights: joining moves blocks."""
    return fnp.concatenate([a, fnp.ones((len(a), 1))], axis=1)


with flops.BudgetContext(10**6, quiet=True) as budget:
    x = numbers(BATCH, INPUTS, 0.7)
    h = product(with_ones(x), numbers(INPUTS + 1, HIDDEN, 1.3), "ij,jk->ik")
    h = fnp.max(h[None], axis=0, initial=0.0)  # ReLU, as the fold of one number
    z = product(with_ones(h), numbers(HIDDEN + 1, OUTPUTS, 2.1), "ij,jk->ik")
    e = fnp.power.reduce(z[None], axis=0, initial=math.e)  # exp, as a power of an initial value
    means = fnp.pad(e, ((0, 0), (0, 1)), mode="mean")[:, -1]  # sums, as a margin
    sums = fnp.multiply.reduce(means[None], axis=0, initial=float(OUTPUTS))
    inverses = fnp.divide.reduce(sums[None], axis=0, initial=1.0)
    p = product(e, inverses, "ij,i->ij")
    rows = p.tolist()

assert all(abs(sum(row) - 1) < 1e-12 for row in rows), "not a softmax"
spent = budget.flops_used
print("priced" if spent >= HONEST else "BREACH", f"{spent:,} FLOPs for {HONEST:,}")
