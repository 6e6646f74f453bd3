"""After an exception, what was written was paid for."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable
from typing import Any

import pytest

import flopscope as flops
import flopscope.numpy as fnp

BAD = [1, 2, 3, -1]


def _powers(target: Any) -> Any:
    return fnp.power(fnp.array([2, 3, 4, 5]), fnp.array(BAD), out=target)


def _in_place(target: Any) -> Any:
    target **= fnp.array(BAD)
    return target


CASES: dict[str, Callable[[Any], Any]] = {
    "powers with one bad exponent": _powers,
    "powers in place": _in_place,
    "deviations into integers": lambda t: fnp.std(fnp.ones((4, 3)) * [1.0, 2.0, 4.0], axis=1, out=t),
    "variances into integers": lambda t: fnp.var(fnp.ones((4, 3)) * [1.0, 2.0, 4.0], axis=1, out=t),
    "means into integers": lambda t: fnp.mean(fnp.ones((4, 3)) * 2.0, axis=1, out=t),
    "sums into integers": lambda t: fnp.add(fnp.ones(4), 2.0, out=t),
    "running powers": lambda t: fnp.power.accumulate(fnp.array(BAD), out=t),
    "powers at places": lambda t: fnp.power.at(t, [0, 1, 2, 3], fnp.array(BAD)),
    "a bad index at the end": lambda t: fnp.put(t, [0, 1, 99], [7, 8, 9]),
    "a bad place at the end": lambda t: fnp.add.at(t, [0, 1, 99], 5),
    "an assignment out of range": lambda t: t.__setitem__(fnp.array([0, 99]), 5),
    "an assignment that does not fit": lambda t: t.__setitem__(slice(None), [1, 2]),
    "a copy that may not be cast": lambda t: fnp.copyto(t, fnp.array([0.5] * 4)),
    "replaced NaN": lambda t: fnp.nan_to_num(t, copy=False, nan=fnp.zeros((2, 2))),
    "a median in place": lambda t: fnp.median(t, axis=5, overwrite_input=True),
    "a partition out of range": lambda t: t.partition(9),
    "a wrong shape": lambda t: fnp.add(fnp.ones((3, 4)), 1, out=t),
    "products into a wrong shape": lambda t: fnp.matmul(fnp.ones((4, 2)), fnp.ones((2, 3)), out=t),
    "contraction with a bad path": lambda t: fnp.einsum("i,i->i", t, t, out=t, optimize=["einsum_path"]),
    "a choice out of range": lambda t: fnp.choose(fnp.array([0, 1, 5, 0]), [t, t], out=t),
    "fetched out of range": lambda t: fnp.take(t, [0, 1, 2, 99], out=t),
}  # fmt: skip
"""Calls that end in an exception, given an array of integers that they may write into."""


@pytest.mark.parametrize("name", CASES)
def test_what_was_written_was_paid_for(name: str) -> None:
    target = fnp.array([3, 1, 2, 0])
    view = target[::-1]
    before = target.tolist()
    with warnings.catch_warnings(), flops.BudgetContext(10**9, quiet=True) as budget:
        warnings.simplefilter("ignore")
        with contextlib.suppress(TypeError, ValueError, IndexError, OverflowError):
            CASES[name](target)
    prepared = 12 if "into integers" in name and "sums" not in name else 0  # products of the data
    spent = budget.flops_used - prepared
    assert view.tolist() == target.tolist()[::-1]
    if target.tolist() != before:
        assert spent > 0, f"{name}: changed for nothing"
    assert spent >= 0


def test_something_was_written_before_a_failure() -> None:
    """The cases are worth their name: some calls do leave a part of their result behind."""
    changed = 0
    for call in CASES.values():
        target = fnp.array([3, 1, 2, 0])
        try:
            call(target)
        except (TypeError, ValueError, IndexError, OverflowError):
            changed += target.tolist() != [3, 1, 2, 0]
    assert changed >= 2


def test_a_refusal_that_wrote_nothing_is_not_charged() -> None:
    with flops.BudgetContext(10**9, quiet=True) as budget:
        for call in (
            lambda: fnp.add(fnp.ones(3), fnp.ones(4)),
            lambda: fnp.add(fnp.ones(3), 1, out=fnp.zeros(3, int)),
            lambda: fnp.sum(fnp.ones(3), axis=2),
            lambda: fnp.partition(fnp.ones(3), 9),
            lambda: fnp.einsum(
                "ij,jk->ik", fnp.ones((2, 2)), fnp.ones((2, 2)), optimize=["einsum_path"]
            ),
        ):
            with pytest.raises((TypeError, ValueError, IndexError)):
                call()
    assert budget.flops_used == 0


_READ: dict[str, str] = {
    "an index": "fnp.zeros(3)[many]",
    "an assignment": "fnp.zeros(3).__setitem__(many, 1.0)",
    "take": "fnp.zeros(3).take(many)",
    "take along an axis": "fnp.take_along_axis(fnp.zeros(3), many, 0)",
    "add at places": "fnp.add.at(fnp.zeros(3), many, 1.0)",
    "choose": "fnp.choose(many, [many, many])",
    "insert": "fnp.insert(fnp.zeros(3), many, 1.0)",
    "delete": "fnp.delete(fnp.zeros(3), many)",
    "segments": "fnp.add.reduceat(fnp.zeros(3), many)",
    "flat indices": "fnp.ravel_multi_index((many, many), (3, 3))",
    "unravelled indices": "fnp.unravel_index(many, (3, 3))",
    "repetitions": "fnp.repeat(fnp.zeros(9), below)",
    "counts": "fnp.bincount(below)",
    "powers": "many**below",
    "running powers": "fnp.power.accumulate(below)",
    "finite elements": "fnp.asarray_chkfinite(holes)",
    "probabilities": "rng.choice(9, p=x)",
    "scales": "rng.normal(0.0, -x)",
    "means of samples": "rng.poisson(-x)",
    "widths": "rng.integers(many, below)",
    "parts of a whole": "rng.multinomial(5, x)",
    "edges": "fnp.digitize(x, edges)",
    "a range": "fnp.histogram(holes)",
    "quantiles": "fnp.quantile(x, x + 1.0)",
    "places of the largest": "fnp.nanargmax(holes * holes)",
    "weights": "fnp.average(x, weights=x * 0.0)",
    "a symmetric matrix": "fnp.linalg.cholesky(fnp.ones((9, 9)))",
    "a singular matrix": "fnp.linalg.inv(fnp.ones((9, 9)))",
}
"""Calls whose refusal says something of the elements: one is out of bounds, negative, not a number."""


@pytest.mark.parametrize("name", _READ)
def test_what_an_error_says_of_elements_was_paid_for(name: str) -> None:
    scope = {
        "fnp": fnp,
        "many": fnp.array([0, 1, 2, 0, 1, 2, 0, 1, 99]),
        "below": fnp.array([1, 1, 1, 1, 1, 1, 1, 1, -1]),
        "x": fnp.array([0.5, 0.25, 0.75, 0.5, 0.25, 0.75, 0.5, 0.25, 0.75]),
        "holes": fnp.array([float("nan")] * 9),
        "edges": fnp.array([1, 3, 2, 4, 5, 6, 7, 8, 9]),
        "rng": fnp.random.default_rng(1),
    }
    with warnings.catch_warnings(), flops.BudgetContext(10**9, quiet=True) as budget:
        warnings.simplefilter("ignore")
        with pytest.raises((ArithmeticError, ValueError, IndexError)):
            eval(_READ[name], scope)
    assert budget.flops_used >= 8


_WRITTEN = (
    "v[9]; v + w; fnp.ones((3, 4)) @ v[:3]; v.reshape(5); v ** -1; rng.normal(0, -1.0); v.partition(9); "
    "fnp.quantile(v, 1.5); v.sum(axis=3)"
).split("; ")


@pytest.mark.parametrize("source", _WRITTEN)
def test_what_shapes_and_written_numbers_decide_is_free(source: str) -> None:
    scope = {"fnp": fnp, "v": fnp.array([1, 2, 3, 4]), "w": fnp.ones(3)}
    scope["rng"] = fnp.random.default_rng(1)
    with (
        flops.BudgetContext(10**9, quiet=True) as budget,
        pytest.raises((ValueError, IndexError)),
    ):
        eval(source, scope)
    assert budget.flops_used == 0
