"""Conversions: arrays of nested numbers or of other arrays, in another dtype or memory order, and copies."""

from __future__ import annotations

import math
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import (
    comparisons,
    moved,
)
from flopscope._table import queueing, symmetries
from flopscope._table.operation import op
from flopscope._table.spec import Spec, is_scalar, nested_shape, shape, size, unique
from flopscope._table.work import (
    converted,
    made_of,
)

_MADE = "\n\nFLOPs: 0 under the default policy; one move per element of a copy."

op(
    "array",
    "object: nested, dtype: dtype=None, *, copy=True, order='K', subok=False, ndmin=0",
    cls="movement",
    takes_like=True,
    is_builtin=True,
    reads=("object", "dtype"),
    calls="supported",
    doc="A new array from numbers nested in lists, or from an array." + _MADE,
    flops=lambda c: moved(math.prod(nested_shape(c.object))) + made_of(c.object, c.dtype),
    result=lambda c: _made(c.object, c.dtype, c.ndmin),
)
op(
    "asarray",
    "a: nested, dtype: dtype=None, order=None, *, device=None, copy=None",
    cls="movement",
    takes_like=True,
    is_builtin=True,
    reads=("a", "dtype"),
    calls="supported",
    doc="An array: the argument itself where it is one of that dtype." + _MADE,
    flops=lambda c: (
        moved(0 if _is_one(c.a, c.dtype) else math.prod(nested_shape(c.a))) + made_of(c.a, c.dtype)
    ),
    result=lambda c: _made(c.a, c.dtype, 0),
    aliases=["asanyarray"],
)


def _is_one(a: Any, dtype: Any) -> bool:
    """Whether ``a`` is an array of the dtype already."""
    return hasattr(a, "shape") and (dtype is None or _dtypes.dtype(dtype) is _dtypes.of(a))


def _made(source: Any, dtype: Any, ndmin: Any) -> Spec | None:
    if not hasattr(source, "dtype"):
        return None
    made = (1,) * (int(ndmin) - len(shape(source))) + shape(source)
    return Spec(made, _dtypes.of(source) if dtype is None else dtype)


op(
    "copy",
    "a: array, order='K', subok=False",
    cls="movement",
    queueable=queueing.always,
    doc="A copy of the array." + _MADE,
    flops=lambda c: size(c.a),
    result=lambda c: Spec(shape(c.a), _dtypes.of(c.a)),
)
op(
    "ndarray.copy",
    "a: array, order='C'",
    cls="movement",
    queueable=queueing.always,
    calls="method",
    doc="A copy of the array." + _MADE,
    flops=lambda c: size(c.a),
    result=lambda c: Spec(shape(c.a), _dtypes.of(c.a), scalar=is_scalar(c.a)),
    method="copy",
)
op(
    "ascontiguousarray",
    "a: nested, dtype: dtype=None",
    cls="movement",
    takes_like=True,
    is_builtin=True,
    reads=("a", "dtype"),
    calls="supported",
    doc="The array in row-major memory order." + _MADE,
    flops=lambda c: moved(math.prod(nested_shape(c.a))) + made_of(c.a, c.dtype),
)
op(
    "ndarray.astype",
    "a: array, dtype: dtype, order='K', casting='unsafe', subok=True, copy=True",
    cls="movement",
    queueable=queueing.is_copy,
    warns=True,
    dtype_of_result=True,
    calls="method",
    doc="""A copy in another dtype.

    FLOPs: 1 per element, 2 if the target is complex, unless the target dtype represents every value of the
    source exactly: 10 float64 to int64 are 10, 10 int32 to float64 are 0.
    """,
    flops=lambda c: moved(size(c.a)) + converted(c.a, c.dtype, unique(c.a)),
    result=lambda c: Spec(shape(c.a), c.dtype, scalar=shape(c.a) == () and is_scalar(c.a)),
    symmetry=symmetries.same("a"),
    method="astype",
)
op(
    "_scalar",
    "value: array, dtype: dtype",
    cls="view",
    reads=("value", "dtype"),
    calls="scalar",
    doc="A number as a scalar of a dtype (``fnp.float32(3)``).\n\nFLOPs: 0; an array's cast.",
    flops=lambda c: converted(c.value, c.dtype),
    result=lambda c: Spec(shape(c.value), c.dtype, scalar=shape(c.value) == ()),
)


op(
    "asfortranarray",
    "a: nested, dtype: dtype=None",
    cls="movement",
    takes_like=True,
    is_builtin=True,
    reads=("a", "dtype"),
    doc="The array in column-major memory order." + _MADE,
    flops=lambda c: moved(math.prod(nested_shape(c.a))) + made_of(c.a, c.dtype),
)
op(
    "require",
    "a: nested, dtype: dtype=None, requirements=None",
    cls="movement",
    takes_like=True,
    doc="An array of the given dtype and memory layout." + _MADE,
    flops=lambda c: moved(math.prod(nested_shape(c.a))) + made_of(c.a, c.dtype),
)
op(
    "asarray_chkfinite",
    "a: nested, dtype: dtype=None, order=None",
    cls="comparison",
    doc="""An array, refused if it has NaN or infinities.

    FLOPs: one test per element, and the cast; (4, 5) is 20.
    """,
    flops=lambda c: comparisons(math.prod(nested_shape(c.a))) + made_of(c.a, c.dtype),
)
op(
    "astype",
    "x: array, dtype: dtype, /, *, copy=True, device=None",
    cls="movement",
    doc="""A copy in another dtype.

    FLOPs: 1 per element, 2 if the target is complex, unless the target dtype represents every value of the
    source exactly: 10 float64 to int64 are 10, 10 int32 to float64 are 0.
    """,
    flops=lambda c: moved(size(c.x)) + converted(c.x, c.dtype),
    result=lambda c: Spec(shape(c.x), c.dtype) if shape(c.x) else None,
)
