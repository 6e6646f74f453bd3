"""Reductions that skip NaN: one test an element, and the reduction of what is left.

How many elements are NaN depends on the data, so the bound, none, is priced.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._base.dtypes import dtype as Dtype
from flopscope._table.call import Call
from flopscope._table.operation import op
from flopscope._table.reductions import (
    averaged,
    folds,
    results,
    running,
    running_steps,
    spread,
    summed,
)
from flopscope._table.spec import Spec, reduced, shape, size

Rule = Callable[..., Any]


def _same(t: Dtype) -> Dtype:
    return t


def _index(_: Dtype) -> Dtype:
    return _dtypes.int64


def _fold_result(c: Call, computed: Dtype) -> Spec | None:
    if c.out is not None:
        return None
    made = reduced(shape(c.a), c.axis, c.keepdims)
    return Spec(made, computed, scalar=made == ())


def _typed(loop: Callable[[Dtype], Dtype]) -> Rule:
    return lambda c: _fold_result(
        c, loop(_dtypes.of(c.a)) if c.dtype is None else _dtypes.dtype(c.dtype)
    )


def _untyped(loop: Callable[[Dtype], Dtype]) -> Rule:
    return lambda c: _fold_result(c, loop(_dtypes.of(c.a)))


def _tested_fold(a: Any, axis: Any) -> int:
    return size(a) + folds(a, axis)


def _mean(a: Any, axis: Any) -> int:
    """Tests, the sum, the number of summands, and one division a result."""
    return size(a) + 2 * folds(a, axis) + results(a, axis)


def _variance(a: Any, axis: Any) -> int:
    """The mean; differences and squares; their sum and its division."""
    return _mean(a, axis) + 2 * size(a) + folds(a, axis) + results(a, axis)


_SUM = "a: array, axis=None, dtype: dtype=None, out: out=None, keepdims=NoValue, initial: array=NoValue, where: mask=NoValue"
_EXTREME = "a: array, axis=None, out: out=None, keepdims=NoValue, initial: array=NoValue, where: mask=NoValue"
_FOLD_DOC = "\n\nFLOPs: a test an element, and the fold; (4, 5) over axis 1 is 20 + 16 = 36."

for _name, _loop, _doc in (
    ("nansum", summed, "Sum over an axis, NaN counting as 0."),
    ("nanprod", summed, "Product over an axis, NaN counting as 1."),
):
    op(
        _name,
        _SUM,
        cls="arithmetic",
        doc=_doc + _FOLD_DOC,
        flops=lambda c: _tested_fold(c.a, c.axis),
        result=_typed(_loop),
    )
for _name, _doc in {
    "nanmax": "Largest element over an axis, NaN left out.",
    "nanmin": "Smallest element over an axis, NaN left out.",
}.items():
    op(
        _name,
        _EXTREME,
        cls="comparison",
        doc=_doc + _FOLD_DOC,
        flops=lambda c: _tested_fold(c.a, c.axis),
        result=_untyped(_same),
    )
for _name, _doc in {
    "nanargmax": "Index of the largest element, NaN left out.",
    "nanargmin": "Index of the smallest element, NaN left out.",
}.items():
    op(
        _name,
        "a: array, axis=None, out: out=None, *, keepdims=NoValue",
        cls="comparison",
        doc=_doc + _FOLD_DOC,
        flops=lambda c: _tested_fold(c.a, c.axis),
        result=_untyped(_index),
    )
op(
    "nanmean",
    "a: array, axis=None, dtype: dtype=None, out: out=None, keepdims=NoValue, *, where: mask=NoValue",
    cls="arithmetic",
    doc="""Arithmetic mean over an axis, NaN left out.

    FLOPs: a test an element, the sum, the count of summands, a division a result; (4, 5) over
    axis 1 is 20 + 2 * 16 + 4 = 56.
    """,
    flops=lambda c: _mean(c.a, c.axis),
    result=_typed(averaged),
)

_SPREAD = (
    "a: array, axis=None, dtype: dtype=None, out: out=None, ddof=0, keepdims=NoValue, *, "
    "where: mask=NoValue, mean: array=NoValue, correction=NoValue"
)
op(
    "nanvar",
    _SPREAD,
    cls="arithmetic",
    doc="""Variance over an axis, NaN left out, by the two-pass algorithm.

    FLOPs: the mean's, two an element for differences and squares, their fold and a
    division a result; (4, 5) over axis 1 is 56 + 40 + 16 + 4 = 116.
    """,
    source="Chan, Golub, LeVeque, Algorithms for Computing the Sample Variance, 1983",
    flops=lambda c: _variance(c.a, c.axis),
    result=_typed(spread),
)
op(
    "nanstd",
    _SPREAD,
    cls="arithmetic",
    doc="""Standard deviation over an axis, NaN left out: the square root of the variance.

    FLOPs: the variance's, and a square root a result; (4, 5) over axis 1 is 116 + 4 = 120.
    """,
    flops=lambda c: _variance(c.a, c.axis) + results(c.a, c.axis),
    result=_typed(spread),
)
for _name, _doc in {
    "nancumsum": "Running sum along an axis, NaN counting as 0",
    "nancumprod": "Running product along an axis, NaN counting as 1",
}.items():
    op(
        _name,
        "a: array, axis=None, dtype: dtype=None, out: out=None",
        cls="arithmetic",
        doc=f"""{_doc}; of the flattened array where ``axis`` is None.

        FLOPs: a test an element, and n - 1 steps a line of n; (4, 5) along axis 1 is 20 + 16 = 36.
        """,
        flops=lambda c: size(c.a) + running_steps(c.a, c.axis),
        result=lambda c: running(c.a, c.axis, c.dtype, c.out),
    )
