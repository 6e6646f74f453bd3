"""Second and third moments of a random network's activations, layer by layer, with and without symmetry.

A covariance does not change if its two axes are exchanged, nor a third moment if its three are.
"""

import flopscope as flops
import flopscope.numpy as fnp

DEPTH, WIDTH = 3, 12


def layers():
    """Random weights."""
    rng = fnp.random.default_rng(8)
    return [rng.standard_normal((WIDTH, WIDTH)) / WIDTH**0.5 for _ in range(DEPTH)]


def through_weights(w, second, third):
    """The moments of ``w @ x``, from those of ``x``."""
    return (
        fnp.einsum("ia,jb,ab->ij", w, w, second),
        fnp.einsum("ia,jb,kc,abc->ijk", w, w, w, third),
    )


def through_squash(second, third):
    """The moments after a smooth activation, to lowest order: a function of each entry."""
    return second / (1 + second**2), fnp.tanh(third)


def moments(symmetric):
    """The last layer's moments for inputs that are not normal."""
    rng = fnp.random.default_rng(9)
    x = rng.exponential(size=(50, WIDTH)) - 1
    second = x.T @ x / 50
    third = fnp.einsum("na,nb,nc->abc", x, x, x) / 50
    if symmetric:
        second = flops.as_symmetric(second, symmetry=(0, 1))
        third = flops.as_symmetric(third, symmetry=(0, 1, 2))
    for w in layers():
        second, third = through_squash(*through_weights(w, second, third))
    return second, third


def main():
    found = {}
    for symmetric in (False, True):
        with flops.BudgetContext(10**12, quiet=True) as budget:
            found[symmetric] = moments(symmetric)
        print("with symmetry:" if symmetric else "without:", f"{budget.flops_used:,} FLOPs")
    for plain, marked in zip(found[False], found[True], strict=True):
        assert fnp.allclose(plain, marked, rtol=1e-9, atol=1e-9)
        print(type(marked).__name__, marked.shape, "group of order", marked.symmetry.order())


if __name__ == "__main__":
    main()
