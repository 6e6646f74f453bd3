"""Creation: arrays filled, counted up, or made from values."""

from __future__ import annotations

import math
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import (
    NOTHING,
    Units,
    additions,
    cast,
    comparisons,
    evaluations,
    moved,
    products,
)
from flopscope._table import queueing
from flopscope._table.call import Call
from flopscope._table.operation import op
from flopscope._table.spec import Spec, broadcast, dims, is_scalar, nested_shape, shape, size
from flopscope._table.ufunc_units import folded
from flopscope._table.work import broadcast_size, converted, equality, made_of, parts

_FILL = "\n\nFLOPs: 0 under the default policy; one move per element."


_CAST = " An array as the value costs its cast where the dtypes differ."


for _name, _doc in {"zeros": "Zeros", "ones": "Ones", "empty": "Uninitialized elements"}.items():
    op(
        _name,
        "shape, dtype: dtype=None, order='C', *, device=None",
        cls="movement",
        queueable=queueing.always if _name != "empty" else None,
        calls="zeros" if _name == "empty" else None,
        dtype_of_result=True,
        doc=f"{_doc} in a new array." + _FILL,
        flops=lambda c: c.result.size,
        result=lambda c: Spec(dims(c.shape), c.dtype),
    )

for _name, _doc, _first in (
    ("zeros_like", "Zeros", "a: array"),
    ("ones_like", "Ones", "a: array"),
    ("empty_like", "Uninitialized elements", "prototype: array, /"),
):
    op(
        _name,
        f"{_first}, dtype: dtype=None, order='K', subok=True, shape=None, *, device=None",
        cls="movement",
        queueable=queueing.always if _name != "empty_like" else None,
        calls="zeros_like" if _name == "empty_like" else None,
        dtype_of_result=True,
        doc=f"{_doc} in a new array of another's shape and dtype." + _FILL,
        flops=lambda c: c.result.size,
        result=(
            (lambda c: _like(c.prototype, c.dtype, c.shape))
            if _name == "empty_like"
            else (lambda c: _like(c.a, c.dtype, c.shape))
        ),
    )


def _like(a: Any, dtype: Any, wanted: Any) -> Spec:
    made = shape(a) if wanted is None else dims(wanted)
    return Spec(made, _dtypes.of(a) if dtype is None else dtype)


op(
    "full",
    "shape, fill_value: array, dtype: dtype=None, order='C', *, device=None",
    cls="movement",
    queueable=queueing.is_filled,
    warns=True,
    dtype_of_result=True,
    calls="supported",
    doc="A value in every element of a new array." + _FILL + _CAST,
    flops=lambda c: moved(c.result.size) + converted(c.fill_value, c.result.dtype),
    result=lambda c: Spec(dims(c.shape), _filling(c.fill_value) if c.dtype is None else c.dtype),
)


def _filling(value: Any) -> _dtypes.dtype:
    """The dtype of an array made of a value: large numbers are unsigned."""
    return _dtypes.uint64 if type(value) is int and value >= 2**63 else _dtypes.of(value)


op(
    "full_like",
    "a: array, fill_value: array, dtype: dtype=None, order='K', subok=True, shape=None, *, device=None",
    cls="movement",
    queueable=queueing.is_filled,
    warns=True,
    dtype_of_result=True,
    calls="supported",
    doc="A value in every element of a new array of another's shape and dtype." + _FILL + _CAST,
    flops=lambda c: moved(c.result.size) + converted(c.fill_value, c.result.dtype),
    result=lambda c: _like(c.a, c.dtype, c.shape),
)
op(
    "eye",
    "N, M=None, k=0, dtype: dtype=float, order='C', *, device=None",
    cls="movement",
    queueable=queueing.always,
    dtype_of_result=True,
    doc="Ones on a diagonal, zeros elsewhere." + _FILL,
    flops=lambda c: c.result.size,
    result=lambda c: Spec((int(c.N), int(c.N if c.M is None else c.M)), c.dtype),
)
op(
    "identity",
    "n, dtype: dtype=None",
    cls="movement",
    queueable=queueing.always,
    dtype_of_result=True,
    doc="The identity matrix." + _FILL,
    flops=lambda c: c.result.size,
    result=lambda c: Spec((int(c.n), int(c.n)), c.dtype),
)


def _range(start: Any, stop: Any, step: Any) -> int:
    first, last = (0, start) if stop is None else (start, stop)
    stride = 1 if step is None else step
    if stride == 0:
        raise ZeroDivisionError("division by zero")
    return max(0, math.ceil((last - first) / stride))


def _range_result(c: Call) -> Spec:
    given = [x for x in (c.start, c.stop, c.step) if x is not None]
    return Spec(
        (_range(c.start, c.stop, c.step),), c.dtype or _dtypes.result_type(_dtypes.int64, *given)
    )


op(
    "arange",
    "start, stop=None, step=None, dtype: dtype=None, *, device=None",
    cls="arithmetic",
    queueable=queueing.always,
    warns=True,
    takes_reals=True,
    calls="supported",
    doc="""Evenly spaced numbers from ``start`` (default 0) up to ``stop``, by ``step``.

    FLOPs: one addition per element; ``arange(10)`` is 10.
    """,
    flops=lambda c: _range(c.start, c.stop, c.step),
    result=_range_result,
)
op(
    "linspace",
    "start: array, stop: array, num=50, endpoint=True, retstep=False, dtype: dtype=None, axis=0, *, device=None",
    cls="arithmetic",
    queueable=queueing.always,
    warns=True,
    doc="""``num`` evenly spaced numbers from ``start`` to ``stop``.

    FLOPs: a product and a sum per element; ``linspace(0, 1, 10)`` is 20. ``dtype`` adds its cast.
    """,
    flops=lambda c: _spaced(c, c.start, c.stop),
    result=lambda c: _linspace(c.start, c.stop, c.num, c.retstep, c.dtype),
    room=lambda c: int(c.num),  # their numbers, though start and stop may be empty
)


def _spaced(c: Call, *ends: Any) -> Units:
    """Products and sums of evenly spaced numbers, and their cast to ``dtype=``."""
    n = max(0, int(c.num)) * Spec(broadcast(*map(shape, ends))).size
    computed = _dtypes.result_type(*ends, 1.0)
    casts = NOTHING if c.dtype is None else converted(computed, _dtypes.dtype(c.dtype), n)
    return products(n * parts(*ends)) + additions(n * parts(*ends)) + casts


def _logarithmic(c: Call) -> Units:
    """A power more for each number, and for ``geomspace`` the logarithms of both ends."""
    ends = (c.start, c.stop, *((c.base,) if hasattr(c, "base") else ()))
    n = max(0, int(c.num)) * Spec(broadcast(*map(shape, ends))).size
    name = "power" if len(ends) == 3 else "exp"
    logarithms = NOTHING if len(ends) == 3 else evaluations(size(c.start) + size(c.stop))
    return _spaced(c, *ends) + folded(name, parts(*ends)) * n + logarithms


def _linspace(start: Any, stop: Any, num: Any, retstep: Any, dtype: Any) -> Spec | None:
    if int(num) < 0:
        raise ValueError(f"Number of samples, {num}, must be non-negative.")
    if retstep or shape(start) or shape(stop):
        return None
    return Spec((int(num),), dtype or _dtypes.result_type(start, stop, 1.0))


for _name in ("logspace", "geomspace"):
    op(
        _name,
        "start: array, stop: array, num=50, endpoint=True, "
        + ("base: array=10.0, " if _name == "logspace" else "")
        + "dtype: dtype=None, axis=0",
        cls="transcendental",
        doc=f"""Numbers spaced evenly on a logarithmic scale.

        FLOPs: a product, a sum and a power per element{", and a logarithm of each end" if _name[0] == "g" else ""};
        10 numbers are {"32" if _name[0] == "g" else "30"}.
        """,
        flops=_logarithmic,
        room=lambda c: int(c.num),
    )

_MADE = "\n\nFLOPs: 0 under the default policy; one move per element of a copy."

op(
    "array",
    "object: nested, dtype: dtype=None, *, copy=True, order='K', subok=False, ndmin=0",
    cls="movement",
    calls="supported",
    doc="A new array from numbers nested in lists, or from an array." + _MADE,
    flops=lambda c: moved(math.prod(nested_shape(c.object))) + made_of(c.object, c.dtype),
    result=lambda c: _made(c.object, c.dtype, c.ndmin),
)
op(
    "asarray",
    "a: nested, dtype: dtype=None, order=None, *, device=None, copy=None",
    cls="movement",
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
    flops=lambda c: moved(size(c.a)) + converted(c.a, c.dtype),
    result=lambda c: Spec(shape(c.a), c.dtype, scalar=shape(c.a) == () and is_scalar(c.a)),
    method="astype",
)


def _split(c: Call) -> Units:
    """Parts of elements are new numbers: a view with smaller elements costs their cast."""
    if c.dtype is None:
        return NOTHING
    old, new = _dtypes.of(c.a), _dtypes.dtype(c.dtype)
    whole = old.itemsize // 2 if old.kind == "c" else old.itemsize
    if new.itemsize >= whole:
        return NOTHING
    return cast(size(c.a) * old.itemsize // new.itemsize)


op(
    "ndarray.view",
    "a: array, dtype: dtype=None",
    cls="view",
    calls="method",
    doc="""The same memory, read as another dtype.

    FLOPs: 0, a view. A view that splits elements costs 1 for each of its own, as a cast does: 10 float64 as
    uint16 are 40.
    """,
    flops=_split,
    method="view",
)
op(
    "ndarray.fill",
    "a: array, value: array",
    cls="movement",
    queueable=queueing.fills,
    doc="Write one value into every element." + _FILL,
    flops=lambda c: moved(size(c.a)) + converted(c.value, c.a),
    method="fill",
    writes="a",
)
op("real", "val: array", cls="view", doc="The real part.\n\nFLOPs: 0, a view.")
op("imag", "val: array", cls="view", doc="The imaginary part.\n\nFLOPs: 0, a view.")
op(
    "meshgrid",
    "*xi: array, copy=True, sparse=False, indexing='xy'",
    cls="movement",
    doc="Coordinate arrays of a grid." + _FILL,
    flops=lambda c: sum(map(size, c.xi)) if c.sparse else len(c.xi) * math.prod(map(size, c.xi)),
)
op(
    "tri",
    "N, M=None, k=0, dtype: dtype=float",
    cls="movement",
    doc="""Ones at and below a diagonal.

    FLOPs: 1 per element, which is in the triangle or not; 3 x 3 is 9.
    """,
    flops=lambda c: comparisons(max(0, int(c.N)) * max(0, int(c.N if c.M is None else c.M))),
    result=lambda c: Spec((int(c.N), int(c.N if c.M is None else c.M)), c.dtype),
    # The numbers of rows and of columns, though there may be none of the others.
    room=lambda c: max(0, int(c.N)) + max(0, int(c.N if c.M is None else c.M)),
)


def _compared_size(c: Call) -> int:
    return broadcast_size(c.a, c.b, c.rtol, c.atol)


def _closeness(c: Call) -> Units:
    """The difference and its magnitude, the bound from the other's magnitude, and the comparison."""
    n = _compared_size(c)
    magnitude = folded("absolute", parts(c.a, c.b))
    each = additions(parts(c.a, c.b)) + magnitude * 2 + products(1) + additions(1) + comparisons(1)
    return each * n + comparisons(3 * n if c.equal_nan else 0)


op(
    "allclose",
    "a: array, b: array, rtol: array=1e-05, atol: array=1e-08, equal_nan=False",
    cls="comparison",
    doc="""Whether all elements are equal within a tolerance.

    FLOPs: 6 per element of the broadcast operands and tolerances (the difference, two magnitudes, the bound's
    product and sum, one comparison), and the fold; two (10,) arrays are 60 + 9 = 69. Complex elements take
    13, ``equal_nan`` 3 more.
    """,
    flops=lambda c: _closeness(c) + comparisons(max(0, _compared_size(c) - 1)),
)
op(
    "isclose",
    "a: array, b: array, rtol: array=1e-05, atol: array=1e-08, equal_nan=False",
    cls="comparison",
    doc="""Whether each element is equal within a tolerance.

    FLOPs: 6 per element, as :func:`allclose`; two (10,) arrays are 60.
    """,
    flops=lambda c: _closeness(c),
)
op(
    "array_equal",
    "a1: array, a2: array, equal_nan=False",
    cls="comparison",
    doc="""Whether two arrays have the same shape and elements.

    FLOPs: one comparison per element where the shapes agree, and the fold; two (4, 5) arrays are
    20 + 19 = 39. ``equal_nan`` adds 3 per element.
    """,
    flops=lambda c: (
        equality(size(c.a1), c.a1, c.a2, c.equal_nan) if shape(c.a1) == shape(c.a2) else NOTHING
    ),
)
op(
    "_scalar",
    "value: array, dtype: dtype",
    cls="view",
    calls="scalar",
    doc="A number as a scalar of a dtype (``fnp.float32(3)``).\n\nFLOPs: 0; an array's cast.",
    flops=lambda c: converted(c.value, c.dtype),
    result=lambda c: Spec(shape(c.value), c.dtype, scalar=shape(c.value) == ()),
)
