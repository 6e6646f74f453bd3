"""Creation: arrays filled with a value, or counted up."""

from __future__ import annotations

import math
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import (
    NOTHING,
    Units,
    additions,
    evaluations,
    moved,
    products,
)
from flopscope._table import queueing
from flopscope._table.call import Call
from flopscope._table.operation import op
from flopscope._table.spec import Spec, broadcast, dims, shape, size
from flopscope._table.ufunc_units import folded
from flopscope._table.work import converted, parts

_FILL = "\n\nFLOPs: 0 under the default policy; one move per element."


_CAST = " An array as the value costs its cast where the dtypes differ."


for _name, _doc in {"zeros": "Zeros", "ones": "Ones", "empty": "Uninitialized elements"}.items():
    op(
        _name,
        "shape, dtype: dtype=None, order='C', *, device=None",
        cls="movement",
        takes_like=True,
        is_builtin=_name != "ones",
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
    takes_like=True,
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
    takes_like=True,
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
    takes_like=True,
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
    count = (last - first) / stride
    if count != count:
        raise ValueError("arange: cannot compute length")
    if count in (math.inf, -math.inf):
        raise ValueError("Maximum allowed size exceeded")
    return max(0, math.ceil(count))


def _range_result(c: Call) -> Spec:
    given = [x for x in (c.start, c.stop, c.step) if x is not None]
    return Spec(
        (_range(c.start, c.stop, c.step),), c.dtype or _dtypes.result_type(_dtypes.int64, *given)
    )


op(
    "arange",
    "start, stop=None, step=None, dtype: dtype=None, *, device=None",
    cls="arithmetic",
    takes_like=True,
    is_builtin=True,
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
op(
    "meshgrid",
    "*xi: array, copy=True, sparse=False, indexing='xy'",
    cls="movement",
    doc="Coordinate arrays of a grid." + _FILL,
    flops=lambda c: sum(map(size, c.xi)) if c.sparse else len(c.xi) * math.prod(map(size, c.xi)),
)
