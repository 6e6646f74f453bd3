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
            lambda: fnp.bincount([-1]),
            lambda: fnp.einsum(
                "ij,jk->ik", fnp.ones((2, 2)), fnp.ones((2, 2)), optimize=["einsum_path"]
            ),
        ):
            with pytest.raises((TypeError, ValueError, IndexError)):
                call()
    assert budget.flops_used == 0
