"""Prices are kept by what they depend on: a loop over an array's places, or over lists of numbers, has one."""

from __future__ import annotations

import pytest

import flopscope as flops
import flopscope.numpy as fnp
from flopscope._pricing.policy import Policy

LOOPS = {
    "integers": "for i in range(-50, 50): x[i] = 1.0",
    "slices": "for i in range(80): x[i : i + 5] = 1.0",
    "places in a matrix": "for i in range(90): a[i % 9, i % 10] = 1.0",
    "rows of a matrix": "for i in range(9): a[i, :] = x[:10]",
    "lists": "for i in range(90): fnp.array([float(i), 2.0])",
    "lists of lists": "for i in range(90): fnp.array([[float(i), 2.0], [3.0, 4.0]])",
}


@pytest.mark.parametrize("source", LOOPS.values(), ids=list(LOOPS))
def test_a_loop_has_one_price(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    worked_out: list[str] = []
    price = Policy.price

    def counted(self: Policy, op: object, args: object) -> object:
        worked_out.append(str(op))
        return price(self, op, args)  # type: ignore[arg-type]

    names = {"fnp": fnp, "x": fnp.zeros(100), "a": fnp.zeros((9, 10))}
    exec(source, names)
    monkeypatch.setattr(Policy, "price", counted)
    exec(source, names)
    assert not worked_out


def test_what_lies_out_of_bounds_is_refused_all_the_same() -> None:
    x = fnp.zeros(4)
    x[3] = 1.0
    with pytest.raises(IndexError):
        x[4] = 1.0
    with pytest.raises(IndexError):
        x[-5] = 1.0


@pytest.mark.parametrize("rows", [[1.0, 2], [True, 2.0], [[1.0], [2.0, 3.0]], [2**63, 1], [[], []]])
def test_other_lists_are_what_numpy_makes_of_them(rows: list[object]) -> None:
    import numpy as np

    try:
        wanted = np.array(rows)
    except ValueError:
        with pytest.raises(ValueError, match="inhomogeneous"):
            fnp.array(rows)
        return
    assert np.asarray(fnp.array(rows)).tobytes() == wanted.tobytes()


def test_an_index_array_is_charged_on_the_short_way_as_on_the_long_one() -> None:
    x, places = fnp.arange(10.0), fnp.array([1, 2, 2])
    with flops.BudgetContext(10**6, quiet=True) as budget:
        short = x[places]
        spent = budget.flops_used
        long = x[[1, 2, 2]]
        assert budget.flops_used - spent == spent
    assert short.tolist() == long.tolist()
