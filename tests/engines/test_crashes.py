"""Calls that crash NumPy itself, and so have no case that shows what it does."""

from __future__ import annotations

import operator

import pytest

import flopscope.numpy as fnp
from flopscope.errors import UnsupportedFunctionError

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


ENDING = {
    "a value of too many dimensions": lambda: fnp.add.at(
        fnp.ones(1), (None, 0), fnp.ones((1, 1, 3))
    ),
    "a value that does not fit": lambda: fnp.add.at(
        fnp.ones((6, 6)), (slice(None), 0), fnp.ones((2, 3, 3))
    ),
    "another ufunc's": lambda: fnp.logical_and.at(
        fnp.ones((2, 2, 2)), (slice(None), [0]), fnp.ones((2, 1, 1, 1, 1))
    ),
    "places of 33 dimensions": lambda: fnp.fmin.at(fnp.ones((1,) * 32), False, 0.5),
    "a number without bound": lambda: fnp.power.at(fnp.array([6], dtype="int8"), -1, 10**30),
    "an integer that grows for ever": lambda: fnp.lcm.outer(10**30, float("inf")),
    "powers of ten": lambda: fnp.round(fnp.ones(2, dtype="complex64"), 2**31 - 1),
    "negative powers of ten": lambda: fnp.ones(2).round(-(2**31) + 1),
    "cumsum out": lambda: fnp.cumsum(fnp.array(1.0), out=fnp.zeros(())),
    "cumsum out, of a matrix": lambda: fnp.cumsum(fnp.ones((2, 2)), out=fnp.zeros(())),
    "cumprod out, by place": lambda: fnp.cumprod(fnp.array(1.0), None, None, fnp.zeros(())),
    "the method": lambda: fnp.array(1.0).cumsum(out=fnp.zeros(())),
    "cumulative_sum out": lambda: fnp.cumulative_sum(fnp.array(1.0), out=fnp.zeros(())),
    "nancumprod out": lambda: fnp.nancumprod(fnp.array(1.0), out=fnp.zeros(())),
    "accumulate out": lambda: fnp.add.accumulate(fnp.ones(3), out=fnp.zeros(())),
    "trace": lambda: fnp.trace(fnp.ones((1, 1, 3)), -(2**31), 0, 1),
    "diagonal": lambda: fnp.diagonal(fnp.ones((1, 3)), -(2**31)).tolist(),
    "the method diagonal": lambda: fnp.ones((1, 3)).diagonal(-(2**31)).tolist(),
    "linalg.trace": lambda: fnp.linalg.trace(fnp.ones((3, 3)), offset=-(2**31)),
    "linalg.diagonal": lambda: fnp.linalg.diagonal(fnp.ones((3, 3)), offset=-(2**31)).tolist(),
    "diag": lambda: fnp.diag(fnp.ones((1, 3)), -(2**31)).tolist(),
}


@pytest.mark.parametrize("name", ENDING)
def test_what_would_end_the_process_is_refused(name: str) -> None:
    with pytest.raises((ValueError, TypeError, OverflowError, UnsupportedFunctionError)):
        ENDING[name]()


@pytest.mark.parametrize("name", COMPARISONS)
def test_numbers_that_no_element_can_be_are_compared_with_strided_arrays(name: str) -> None:
    x = fnp.ones((2, 3), dtype="uint64")[::-1]
    expected = [[COMPARISONS[name](1, -2)] * 3] * 2
    assert getattr(fnp, name)(x, -2).tolist() == expected
    assert getattr(fnp, name).outer(x[0], -2).tolist() == expected[0]


def test_numbers_that_no_element_can_be_are_compared_into_an_array() -> None:
    out = fnp.zeros((2,) * 7, dtype=bool)[::-1]
    fnp.less_equal(fnp.full((1,) * 5, 7, dtype="int16"), 2**62, out=out)
    assert out.all()


def test_the_search_for_common_memory_is_bounded() -> None:
    calls = pytest.importorskip("flopscope._local.calls", exc_type=ImportError)
    asked: list[int] = []

    def function(a: object, b: object, max_work: int) -> bool:
        asked.append(max_work)
        return True

    search = calls.overlap(function, -1)
    search(1, 2)
    search(1, 2, 10**9)
    search(1, 2, max_work=5)
    search(1, 2, 0)
    assert asked == [calls.MOST_CANDIDATES, calls.MOST_CANDIDATES, 5, 0]


def test_places_that_a_value_fits_are_written() -> None:
    x = fnp.zeros((6, 6))
    fnp.add.at(x, (slice(None), 0), fnp.ones(6))
    fnp.add.at(x, (slice(None), [0, 0]), 1.0)
    assert x[:, 0].tolist() == [3.0] * 6
    total = fnp.zeros(3)
    assert fnp.cumsum(fnp.arange(3.0), out=total).tolist() == [0.0, 1.0, 3.0]
