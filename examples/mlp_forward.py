"""The forward pass of a ReLU network of depth 8 and width 256, counted.

Run it here with `python examples/mlp_forward.py`, or score it with
`flopscope-eval run examples/mlp_forward.py --budget 1e8`.
"""

import flopscope as flops
import flopscope.numpy as fnp

DEPTH, WIDTH = 8, 256


def first_layer():
    """One matrix-vector product: 65,536 samples and 256 * (2 * 256 - 1) = 130,816 FLOPs."""
    with flops.BudgetContext(flop_budget=10**6) as budget:
        x = fnp.zeros((WIDTH,))
        weights = fnp.random.randn(WIDTH, WIDTH)
        fnp.einsum("ij,j->i", weights, x)
        print(budget.summary())
        print(f"FLOPs left: {budget.flops_remaining:,}")


def network(seed):
    """He-initialized weights; ReLU after every layer."""
    rng = fnp.random.default_rng(seed)
    h = rng.standard_normal(WIDTH)
    with flops.BudgetContext(flop_budget=10**7) as budget:
        for layer in range(DEPTH):
            with flops.namespace(f"layer{layer}"):
                weights = rng.standard_normal((WIDTH, WIDTH)) * fnp.sqrt(2 / WIDTH)
                h = fnp.maximum(fnp.einsum("ij,j->i", weights, h), 0)
        print(f"depth {DEPTH}: mean activation {fnp.mean(h):.6f}, {budget.flops_used:,} FLOPs")


if __name__ == "__main__":
    first_layer()
    network(seed=7)
