"""Reductions that skip NaN: one test per element, and the reduction of what is left.

How many elements are NaN depends on the data, so the bound, none, is priced.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._base.dtypes import dtype as Dtype
from flopscope._pricing.units import (
    Units,
    additions,
    comparisons,
    divisions,
    products,
    square_roots,
)
from flopscope._table import queueing
from flopscope._table.call import Call
from flopscope._table.operation import NoValue, op
from flopscope._table.reductions import (
    around_fold,
    averaged,
    fold_steps,
    folded_array,
    folds,
    medians,
    results,
    spread,
    summed,
)
from flopscope._table.running import running, running_units
from flopscope._table.sort_counts import SELECTION_SOURCE
from flopscope._table.spec import Spec, broadcast, reduced, shape, size
from flopscope._table.ufunc_units import folded
from flopscope._table.work import compared, parts

Rule = Callable[[Call], Any]


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


def _tested_fold(ufunc: str, loop: Callable[[Dtype], Dtype]) -> Rule:
    def units(c: Call) -> Units:
        a = folded_array(c)
        fold = folded(ufunc, parts(c.a, getattr(c, "dtype", None))) * fold_steps(c)
        return compared(size(a), a) + fold + around_fold(c, loop)

    return units


def _mean(c: Call) -> Units:
    """Tests, the sum, the number of summands, and one division per result."""
    a, number = folded_array(c), parts(c.a, c.dtype)
    steps, lines = folds(a, c.axis), results(a, c.axis)
    return compared(size(a), a) + additions((1 + number) * steps) + divisions(number * lines)


def _variance(c: Call) -> Units:
    """The mean unless it is given; differences and squares; their sum and its division."""
    if c.mean is NoValue:
        a, mean = folded_array(c), _mean(c)
    else:
        a = Spec(broadcast(shape(folded_array(c)), shape(c.mean)), _dtypes.of(c.a))
        mean = compared(size(a), a) + additions(folds(a, c.axis))
    n, number, lines = size(a), parts(c.a, c.dtype), results(a, c.axis)
    squares = products(n * number) + additions(n * (2 * number - 1))
    last = additions(folds(a, c.axis)) + divisions(lines)
    return mean + squares + last + around_fold(c, spread)


_SUM = "a: array, axis=None, dtype: dtype=None, out: out=None, keepdims=NoValue, initial: array=NoValue, where: mask=NoValue"
_EXTREME = "a: array, axis=None, out: out=None, keepdims=NoValue, initial: array=NoValue, where: mask=NoValue"
_FOLD_DOC = """

FLOPs: a test per element, and the fold; (4, 5) over axis 1 is 20 + 16 = 36. An initial value adds 1 per
result, a mask 1 per element, ``dtype`` and ``out`` their casts."""

for _name, _loop, _doc in (
    ("nansum", summed, "Sum over an axis, NaN counting as 0."),
    ("nanprod", summed, "Product over an axis, NaN counting as 1."),
):
    op(
        _name,
        _SUM,
        cls="arithmetic",
        queueable=queueing.always,
        doc=_doc + _FOLD_DOC,
        flops=_tested_fold("add" if _name == "nansum" else "multiply", _loop),
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
        queueable=queueing.is_not_empty,
        warns=True,
        doc=_doc + _FOLD_DOC,
        flops=_tested_fold("maximum", _same),
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
        flops=_tested_fold("maximum", _index),
        result=_untyped(_index),
    )
op(
    "nanmean",
    "a: array, axis=None, dtype: dtype=None, out: out=None, keepdims=NoValue, *, where: mask=NoValue",
    cls="arithmetic",
    queueable=queueing.has_dimensions,
    doc="""Arithmetic mean over an axis, NaN left out.

    FLOPs: a test per element, the sum, the count of summands, a division per result; (4, 5) over
    axis 1 is 20 + 2 * 16 + 4 = 56.
    """,
    flops=lambda c: _mean(c) + around_fold(c, averaged),
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
    queueable=queueing.has_dimensions,
    doc="""Variance over an axis, NaN left out, by the two-pass algorithm.

    FLOPs: the mean's, two per element for differences and squares, their fold and a
    division per result; (4, 5) over axis 1 is 56 + 40 + 16 + 4 = 116.
    """,
    source="Chan, Golub, LeVeque, Algorithms for Computing the Sample Variance, 1983",
    flops=_variance,
    result=_typed(spread),
)
op(
    "nanstd",
    _SPREAD,
    cls="arithmetic",
    queueable=queueing.has_dimensions,
    doc="""Standard deviation over an axis, NaN left out: the square root of the variance.

    FLOPs: the variance's, and a square root per result; (4, 5) over axis 1 is 116 + 4 = 120.
    """,
    source="Chan, Golub, LeVeque, Algorithms for Computing the Sample Variance, 1983",
    flops=lambda c: _variance(c) + square_roots(results(folded_array(c), c.axis)),
    result=_typed(spread),
)


def _running(ufunc: str) -> Rule:
    return lambda c: compared(size(c.a), c.a) + running_units(ufunc, c.a, c.axis, c)


for _name, _doc in {
    "nancumsum": "Running sum along an axis, NaN counting as 0",
    "nancumprod": "Running product along an axis, NaN counting as 1",
}.items():
    op(
        _name,
        "a: array, axis=None, dtype: dtype=None, out: out=None",
        cls="arithmetic",
        doc=f"""{_doc}; of the flattened array where ``axis`` is None.

        FLOPs: a test per element, and n - 1 steps per line of n; (4, 5) along axis 1 is 20 + 16 = 36.
        """,
        flops=_running("add" if _name == "nancumsum" else "multiply"),
        guard="running out",
        result=lambda c: running(c.a, c.axis, c.dtype, c.out),
    )
op(
    "nanmedian",
    "a: array, axis=None, out: out=None, overwrite_input=False, keepdims=NoValue",
    cls="sorting",
    overwrites=("overwrite_input", True),
    doc="""Median over an axis, NaN left out.

    FLOPs: a test per element, and the median's; (4, 5) over axis 1 is 20 + 4 * (15 + 2) = 88.
    """,
    source=SELECTION_SOURCE,
    flops=lambda c: comparisons(size(c.a)) + medians(c.a, c.axis),
)
