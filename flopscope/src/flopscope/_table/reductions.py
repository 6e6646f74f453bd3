"""Reductions: an axis (or several) folded into one number.

Folding n numbers takes n - 1 operations, so a reduction of an array of ``size`` elements to
``out`` results costs ``size - out``. An initial value is one more number on each line. A mask adds one
choice per element and takes no operation away: the bound is priced.
"""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._base.dtypes import dtype as Dtype
from flopscope._pricing.units import (
    NOTHING,
    Units,
    additions,
    divisions,
    products,
    square_roots,
)
from flopscope._symmetry.derived import Fold
from flopscope._table import queueing, symmetries
from flopscope._table.call import Call
from flopscope._table.operation import NoValue, Operation, op
from flopscope._table.sort_counts import SELECTION_SOURCE, median_units
from flopscope._table.spec import Spec, broadcast, reduced, shape, size, unique
from flopscope._table.ufunc_units import folded
from flopscope._table.work import (
    added,
    compared,
    in_dtype,
    into,
    is_given,
    masked,
    parts,
    tested,
)


def summed(t: Dtype) -> Dtype:
    """Sums and products of small integers are taken in the platform's integer."""
    if t.kind in "bi" and t.itemsize < 8:
        return _dtypes.int64
    return _dtypes.uint64 if t.kind == "u" else t


def averaged(t: Dtype) -> Dtype:
    """Means of integers are taken in float64."""
    return t if t.kind in "fc" else _dtypes.float64


def spread(t: Dtype) -> Dtype:
    """Variances are real."""
    t = averaged(t)
    return t if t.kind != "c" else _dtypes.float32 if t.itemsize == 8 else _dtypes.float64


def _same(t: Dtype) -> Dtype:
    return t


def _bool(_: Dtype) -> Dtype:
    return _dtypes.bool_


def _index(_: Dtype) -> Dtype:
    return _dtypes.int64


def _spec(a: Any, axis: Any, keepdims: Any, out: Any, computed: Dtype) -> Spec:
    made = reduced(shape(a), axis, keepdims)
    if out is not None:
        return Spec(made, _dtypes.of(out))
    return Spec(made, computed, scalar=made == ())


def results(a: Any, axis: Any) -> int:
    """Number of results of a reduction."""
    return Spec(reduced(shape(a), axis)).size


def folds(a: Any, axis: Any) -> int:
    """Operations of one fold: elements less results."""
    return max(0, size(a) - results(a, axis))


def folded_array(c: Call) -> Any:
    """The array as it is folded: broadcast against the mask, if there is one."""
    where = getattr(c, "where", NoValue)
    if where is NoValue or where is True or not shape(where):
        return c.a
    return Spec(broadcast(shape(c.a), shape(where)), _dtypes.of(c.a))


def fold_steps(c: Call) -> int:
    """Operations of a reduction's fold, with its initial value."""
    a = folded_array(c)
    if is_given(getattr(c, "initial", NoValue)):
        return size(a)
    return folds(a, c.axis)


def around_fold(c: Call, loop: Any) -> Units:
    """What a reduction does besides its fold: its mask, and casts by ``dtype=`` and ``out=``."""
    a = folded_array(c)
    computed = loop(_dtypes.of(a))
    units = masked(getattr(c, "where", NoValue), size(a))
    dtype = getattr(c, "dtype", None)
    if dtype is not None:
        units += in_dtype((a,), dtype, computed)
        computed = _dtypes.dtype(dtype)
    return units + into(computed, c.out, results(a, c.axis))


def _fold_units(ufunc: str, loop: Any) -> Any:
    def units(c: Call) -> Units:
        number = parts(c.a, getattr(c, "dtype", None))
        symmetric = symmetries.fold_work(c, c.a, c.axis)
        steps = folded(ufunc, number) * fold_steps(c)
        if symmetric is not None:
            steps = symmetric_fold(ufunc, number, symmetric, c.a)
        found = steps + around_fold(c, loop)
        return found + tested(c.a) if ufunc.startswith("logical") else found

    return units


def symmetric_fold(ufunc: str, numbers: int, fold: Fold, a: Any) -> Units:
    """The steps of folding a symmetric array: of different terms, and of those that occur several times.

    A sum of m equal terms is one product. A product of them takes at most two products for each bit of m.
    Other folds, such as of the largest element, take a term once.
    """
    steps = folded(ufunc, numbers) * (fold.terms - fold.outputs)
    if ufunc == "add":
        return steps + products(numbers * fold.scalings)
    if ufunc == "multiply":
        bits = symmetries.group(a).order().bit_length()  # type: ignore[union-attr]
        return steps + folded(ufunc, numbers) * (2 * bits * fold.scalings)
    if ufunc in IDEMPOTENT:
        return steps
    return folded(ufunc, numbers) * (size(a) - fold.outputs)


IDEMPOTENT = frozenset(
    "maximum minimum fmax fmin logical_and logical_or bitwise_and bitwise_or gcd lcm".split()
)
"""Ufuncs that give of two equal elements the element."""

_UFUNCS = {
    "sum": "add",
    "prod": "multiply",
    "all": "logical_and",
    "any": "logical_or",
}
"""The ufunc that a reduction folds with; the others compare."""


def _fold(name: str, cls: str, loop: Any, doc: str, tail: str, **options: Any) -> Operation:
    typed = "dtype: dtype" in tail

    def result(c: Call) -> Spec:
        return _spec(c.a, c.axis, c.keepdims, c.out, loop(_dtypes.of(c.a)))

    def typed_result(c: Call) -> Spec:
        computed = loop(_dtypes.of(c.a)) if c.dtype is None else _dtypes.dtype(c.dtype)
        return _spec(c.a, c.axis, c.keepdims, c.out, computed)

    options.setdefault("flops", _fold_units(_UFUNCS.get(name, "maximum"), loop))
    return op(
        name,
        "a: array, axis=None, " + tail,
        cls=cls,
        doc=doc,
        result=typed_result if typed else result,
        symmetry=None if name.startswith("arg") else symmetries.reduced("a"),
        method=None if name.startswith("nan") else name,
        **options,
    )


_SUM = "dtype: dtype=None, out: out=None, keepdims=NoValue, initial: array=NoValue, where: mask=NoValue"
_EXTREME = "out: out=None, keepdims=NoValue, initial: array=NoValue, where: mask=NoValue"
_ALL = "out: out=None, keepdims=NoValue, *, where: mask=NoValue"
_ARG = "out: out=None, *, keepdims=NoValue"
_COUNT = """

FLOPs: elements less results; (4, 5) over axis 1 is 20 - 4 = 16. An initial value adds 1 per result, a mask 1
per element, ``dtype`` and ``out`` their casts, a logical fold of numbers 1 per element; complex sums and
comparisons count 2, complex products 6."""

_fold(
    "sum",
    "arithmetic",
    summed,
    "Sum over an axis." + _COUNT,
    _SUM,
    queueable=queueing.always,
    shortcut="add.reduce",
)
_fold(
    "prod",
    "arithmetic",
    summed,
    "Product over an axis." + _COUNT,
    _SUM,
    queueable=queueing.always,
    shortcut="multiply.reduce",
)
_fold(
    "max",
    "comparison",
    _same,
    "Largest element over an axis." + _COUNT,
    _EXTREME,
    aliases=["amax"],
    queueable=queueing.is_not_empty,
    shortcut="maximum.reduce",
)
_fold(
    "min",
    "comparison",
    _same,
    "Smallest element over an axis." + _COUNT,
    _EXTREME,
    aliases=["amin"],
    queueable=queueing.is_not_empty,
    shortcut="minimum.reduce",
)
_fold(
    "all",
    "comparison",
    _bool,
    "Whether all elements over an axis are true." + _COUNT,
    _ALL,
    queueable=queueing.always,
    shortcut="logical_and.reduce bool",
)
_fold(
    "any",
    "comparison",
    _bool,
    "Whether any element over an axis is true." + _COUNT,
    _ALL,
    queueable=queueing.always,
    shortcut="logical_or.reduce bool",
)
_fold(
    "argmax",
    "comparison",
    _index,
    "Index of the largest element." + _COUNT,
    _ARG,
    queueable=queueing.has_one_axis,
    shortcut="ndarray.argmax",
)
_fold(
    "argmin",
    "comparison",
    _index,
    "Index of the smallest element." + _COUNT,
    _ARG,
    queueable=queueing.has_one_axis,
    shortcut="ndarray.argmin",
)

_fold(
    "mean",
    "arithmetic",
    averaged,
    """Arithmetic mean over an axis.

    FLOPs: the sum's, and one division per result: as many as elements; (4, 5) over axis 1 is
    16 + 4 = 20.
    """,
    "dtype: dtype=None, out: out=None, keepdims=NoValue, *, where: mask=NoValue",
    flops=lambda c: _mean(c) + around_fold(c, averaged),
    queueable=queueing.has_dimensions,
    shortcut="ndarray.mean",
)


def _mean(c: Call) -> Units:
    a = folded_array(c)
    symmetric = symmetries.fold_work(c, c.a, c.axis)
    if symmetric is not None:
        return _symmetric_sum(symmetric, parts(c.a, c.dtype)) + divisions(
            symmetric.outputs * parts(c.a, c.dtype)
        )
    return (additions(folds(a, c.axis)) + divisions(results(a, c.axis))) * parts(c.a, c.dtype)


def _symmetric_sum(fold: Fold, numbers: int) -> Units:
    return (additions(fold.terms - fold.outputs) + products(fold.scalings)) * numbers


def _variance(c: Call) -> Units:
    """The mean unless it is given, the differences from it, their squares, and the squares' mean."""
    if c.mean is NoValue:
        a, mean = folded_array(c), _mean(c)
    else:
        a, mean = Spec(broadcast(shape(folded_array(c)), shape(c.mean)), _dtypes.of(c.a)), NOTHING
    n, number, lines = size(a), parts(c.a, c.dtype), results(a, c.axis)
    last = additions(folds(a, c.axis)) + divisions(lines)
    symmetric = symmetries.fold_work(c, c.a, c.axis) if c.mean is NoValue else None
    if (
        symmetric is not None
    ):  # the deviations from a line's mean are as symmetric as the terms of its sum
        n = symmetric.terms
        last = _symmetric_sum(symmetric, 1) + divisions(symmetric.outputs)
    squares = products(n * number) + additions(n * (number - 1))
    return mean + additions(n * number) + squares + last + around_fold(c, spread)


def _roots(c: Call) -> int:
    symmetric = symmetries.fold_work(c, c.a, c.axis)
    return results(c.a, c.axis) if symmetric is None else symmetric.outputs


_SPREAD = (
    "dtype: dtype=None, out: out=None, ddof=0, keepdims=NoValue, *, "
    "where: mask=NoValue, mean: array=NoValue, correction=NoValue"
)
_fold(
    "var",
    "arithmetic",
    spread,
    """Variance over an axis, by the two-pass algorithm.

    FLOPs: 4 per element: the mean, the differences from it, their squares, and the squares' mean;
    (4, 5) over axis 1 is 80. With ``mean=`` 3 per element.
    """,
    _SPREAD,
    source="Chan, Golub, LeVeque, Algorithms for Computing the Sample Variance, 1983",
    flops=_variance,
    queueable=queueing.has_dimensions,
    shortcut="ndarray.var positional",
)
_fold(
    "std",
    "arithmetic",
    spread,
    """Standard deviation over an axis: the square root of the variance.

    FLOPs: the variance's, and one square root per result; (4, 5) over axis 1 is 80 + 4 = 84.
    """,
    _SPREAD,
    source="Chan, Golub, LeVeque, Algorithms for Computing the Sample Variance, 1983",
    flops=lambda c: _variance(c) + square_roots(_roots(c)),
    queueable=queueing.has_dimensions,
    shortcut="ndarray.std positional",
)


def medians(a: Any, axis: Any) -> Units:
    """The median of each line: its selection, and the average of the middle pair."""
    lines = results(a, axis)
    length = size(a) // lines if lines else 0
    return median_units(length) * (lines * parts(a))


op(
    "median",
    "a: array, axis=None, out: out=None, overwrite_input=False, keepdims=False",
    cls="sorting",
    overwrites=("overwrite_input", True),
    doc="""Median over an axis.

    FLOPs: for each line of n elements, 3 n comparisons for the selection, n / 2 for its neighbour where n
    is even (or n * ceil(log2 n) for sorting, if that is less), and 2 for the average of the middle pair;
    (4, 5) over axis 1 is 4 * (15 + 2) = 68.
    """,
    source=SELECTION_SOURCE,
    flops=lambda c: (
        medians(c.a, c.axis) + into(averaged(_dtypes.of(c.a)), c.out, results(c.a, c.axis))
    ),
)
op(
    "count_nonzero",
    "a: array, axis=None, *, keepdims=False",
    cls="comparison",
    doc="""Number of elements that are not zero.

    FLOPs: 1 per element, 2 if it is complex; (4, 5) is 20.
    """,
    flops=lambda c: compared(unique(c.a), c.a),
)
op(
    "ptp",
    "a: array, axis=None, out: out=None, keepdims=NoValue",
    cls="comparison",
    doc="""Range, maximum less minimum, over an axis.

    FLOPs: two folds and a difference; (4, 5) over axis 1 is 2 * 16 + 4 = 36.
    """,
    flops=lambda c: (
        compared(2 * folds(c.a, c.axis), c.a)
        + added(results(c.a, c.axis), c.a)
        + into(c.a, c.out, results(c.a, c.axis))
    ),
)
