"""Reductions: an axis (or several) folded into one number, and running sums along an axis.

Folding n numbers takes n - 1 operations, so a reduction of an array of ``size`` elements to
``out`` results costs ``size - out`` (and ``where`` changes nothing: the bound is priced).
"""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._base.dtypes import dtype as Dtype
from flopscope._table.call import Call
from flopscope._table.operation import Operation, op
from flopscope._table.spec import Spec, axis_index, ceil_log2, reduced, shape, size


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


def _fold(name: str, cls: str, loop: Any, doc: str, tail: str, **options: Any) -> Operation:
    typed = "dtype: dtype" in tail

    def result(c: Call) -> Spec:
        return _spec(c.a, c.axis, c.keepdims, c.out, loop(_dtypes.of(c.a)))

    def typed_result(c: Call) -> Spec:
        computed = loop(_dtypes.of(c.a)) if c.dtype is None else _dtypes.dtype(c.dtype)
        return _spec(c.a, c.axis, c.keepdims, c.out, computed)

    options.setdefault("flops", lambda c: folds(c.a, c.axis))
    return op(
        name,
        "a: array, axis=None, " + tail,
        cls=cls,
        doc=doc,
        result=typed_result if typed else result,
        method=None if name.startswith("nan") else name,
        **options,
    )


_SUM = "dtype: dtype=None, out: out=None, keepdims=NoValue, initial: array=NoValue, where: mask=NoValue"
_EXTREME = "out: out=None, keepdims=NoValue, initial: array=NoValue, where: mask=NoValue"
_ALL = "out: out=None, keepdims=NoValue, *, where: mask=NoValue"
_ARG = "out: out=None, *, keepdims=NoValue"
_COUNT = "\n\nFLOPs: elements less results; (4, 5) over axis 1 is 20 - 4 = 16."

_fold("sum", "arithmetic", summed, "Sum over an axis." + _COUNT, _SUM)
_fold("prod", "arithmetic", summed, "Product over an axis." + _COUNT, _SUM)
_fold(
    "max", "comparison", _same, "Largest element over an axis." + _COUNT, _EXTREME, aliases=["amax"]
)
_fold(
    "min",
    "comparison",
    _same,
    "Smallest element over an axis." + _COUNT,
    _EXTREME,
    aliases=["amin"],
)
_fold("all", "comparison", _bool, "Whether all elements over an axis are true." + _COUNT, _ALL)
_fold("any", "comparison", _bool, "Whether any element over an axis is true." + _COUNT, _ALL)
_fold("argmax", "comparison", _index, "Index of the largest element." + _COUNT, _ARG)
_fold("argmin", "comparison", _index, "Index of the smallest element." + _COUNT, _ARG)

_fold(
    "mean",
    "arithmetic",
    averaged,
    """Arithmetic mean over an axis.

    FLOPs: the sum's, and one division a result: as many as elements; (4, 5) over axis 1 is
    16 + 4 = 20.
    """,
    "dtype: dtype=None, out: out=None, keepdims=NoValue, *, where: mask=NoValue",
    flops=lambda c: folds(c.a, c.axis) + results(c.a, c.axis),
)


def _variance(a: Any, axis: Any) -> int:
    """Mean (size), differences (size), squares (size), their sum and its division (size)."""
    return 4 * int(size(a))


_SPREAD = (
    "dtype: dtype=None, out: out=None, ddof=0, keepdims=NoValue, *, "
    "where: mask=NoValue, mean: array=NoValue, correction=NoValue"
)
_fold(
    "var",
    "arithmetic",
    spread,
    """Variance over an axis, by the two-pass algorithm.

    FLOPs: 4 an element: the mean, the differences from it, their squares, and the squares' mean;
    (4, 5) over axis 1 is 80.
    """,
    _SPREAD,
    source="Chan, Golub, LeVeque, Algorithms for Computing the Sample Variance, 1983",
    flops=lambda c: _variance(c.a, c.axis),
)
_fold(
    "std",
    "arithmetic",
    spread,
    """Standard deviation over an axis: the square root of the variance.

    FLOPs: the variance's, and one square root a result; (4, 5) over axis 1 is 80 + 4 = 84.
    """,
    _SPREAD,
    flops=lambda c: _variance(c.a, c.axis) + results(c.a, c.axis),
)


def running(a: Any, axis: Any, dtype: Any, out: Any) -> Spec:
    """The result of a running sum or product."""
    made = (size(a),) if axis is None else shape(a)
    if axis is not None and (made or axis not in (0, -1)):
        axis_index(axis, len(made))
    computed = summed(_dtypes.of(a)) if dtype is None else _dtypes.dtype(dtype)
    return Spec(made or (1,), computed if out is None else _dtypes.of(out))


def running_steps(a: Any, axis: Any) -> int:
    """One operation a step, a line of n elements taking n - 1."""
    if size(a) == 0:
        return 0
    made = shape(a) or (1,)
    length = size(a) if axis is None else made[axis_index(axis, len(made))]
    return int(size(a) - size(a) // length)


for _name, _doc in {"cumsum": "Running sum", "cumprod": "Running product"}.items():
    op(
        _name,
        "a: array, axis=None, dtype: dtype=None, out: out=None",
        cls="arithmetic",
        doc=f"""{_doc} along an axis; of the flattened array where ``axis`` is None.

        FLOPs: one a step, a line of n elements taking n - 1; (4, 5) along axis 1 is 16.
        """,
        flops=lambda c: running_steps(c.a, c.axis),
        result=lambda c: running(c.a, c.axis, c.dtype, c.out),
        method=_name,
    )


def _ordered(c: Call) -> int:
    """Sorting each line (the bound of a comparison sort), and one average a result."""
    lines = results(c.a, c.axis)
    length = size(c.a) // lines if lines else 0
    return lines * (length * ceil_log2(length) + 2)


op(
    "median",
    "a: array, axis=None, out: out=None, overwrite_input=False, keepdims=False",
    cls="sorting",
    doc="""Median over an axis.

    FLOPs: for each line of n elements, n * ceil(log2 n) comparisons and 2 for the average of the
    middle pair; (4, 5) over axis 1 is 4 * (15 + 2) = 68.
    """,
    flops=_ordered,
)
op(
    "count_nonzero",
    "a: array, axis=None, *, keepdims=False",
    cls="comparison",
    doc="""Number of elements that are not zero.

    FLOPs: 1 an element.
    """,
    flops=lambda c: size(c.a),
)
op(
    "ptp",
    "a: array, axis=None, out: out=None, keepdims=NoValue",
    cls="comparison",
    doc="""Range, maximum less minimum, over an axis.

    FLOPs: two folds and a difference; (4, 5) over axis 1 is 2 * 16 + 4 = 36.
    """,
    flops=lambda c: 2 * folds(c.a, c.axis) + results(c.a, c.axis),
)
