"""Contract a chain of small tensors with a state, normalizing as it grows."""

from __future__ import annotations

import flopscope.numpy as fnp

BOND, PHYSICAL, SITES = 40, 4, 40


def main() -> list[float]:
    """The logarithm of the norm, and an expectation."""
    rng = fnp.random.default_rng(23)
    tensors = [rng.normal(size=(BOND, PHYSICAL, BOND)) * 0.1 for _ in range(SITES)]
    state = fnp.eye(BOND)
    logarithm = 0.0
    for tensor in tensors:
        state = fnp.einsum("ab,apc,bpd->cd", state, tensor, tensor)
        norm = float(fnp.sqrt(fnp.sum(state * state)))
        state = state / norm
        logarithm += float(fnp.log(norm))
    operator = fnp.diag(fnp.arange(1.0, PHYSICAL + 1.0))
    value = fnp.einsum("ab,apc,pq,bqc->", state, tensors[0], operator, tensors[0])
    return [logarithm, float(value)]
