"""Calls that crash NumPy itself, and so have no case that shows what it does."""

from __future__ import annotations

import operator

import pytest

import flopscope.numpy as fnp

COMPARISONS = {
    "equal": operator.eq,
    "not_equal": operator.ne,
    "less": operator.lt,
    "less_equal": operator.le,
    "greater": operator.gt,
    "greater_equal": operator.ge,
}


@pytest.mark.parametrize("number", [-1, 2, 300, 2**40, 2**63, 2**64, -(2**70)])
@pytest.mark.parametrize("name", COMPARISONS)
def test_numbers_that_no_element_can_be_are_compared_under_a_mask(name: str, number: int) -> None:
    compare, mask = COMPARISONS[name], fnp.array([True, False, True])
    for dtype in ("uint8", "int32", "uint64"):
        x = fnp.ones(3, dtype=dtype)
        out = fnp.zeros(3, dtype=bool)
        getattr(fnp, name)(x, number, out=out, where=mask)
        assert out.tolist() == [compare(1, number), False, compare(1, number)]
        getattr(fnp, name)(number, x, out=out, where=mask)
        assert out.tolist() == [compare(number, 1), False, compare(number, 1)]
