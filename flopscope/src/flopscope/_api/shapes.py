"""Questions about an argument that need no engine: its shape, size, dtype."""

from __future__ import annotations

import math
from typing import Any

from flopscope._api import ops
from flopscope._arrays.array import ndarray
from flopscope._base import dtypes as _dtypes
from flopscope._engine import arguments
from flopscope._table.spec import axes


def _array(a: Any) -> Any:
    if isinstance(a, ndarray | int | float | complex):
        return a
    made_of = hasattr(a, "__array__") or arguments.is_sequence(a) or arguments.has_buffer(a)
    return ops.asarray(a) if made_of else a


def shape(a: Any) -> tuple[int, ...]:
    """The shape of an array, or of what would become one.

    FLOPs: 0.
    """
    found: tuple[int, ...] = getattr(_array(a), "shape", ())
    return found


def ndim(a: Any) -> int:
    """The number of dimensions of an array, or of what would become one.

    FLOPs: 0.
    """
    return len(shape(a))


def size(a: Any, axis: int | tuple[int, ...] | None = None) -> int:
    """The number of elements, along an axis, or several, if they are given.

    FLOPs: 0.
    """
    if axis is not None:
        lengths = shape(a)
        if not isinstance(axis, tuple):
            return lengths[axis]
        return math.prod(lengths[i] for i in axes(axis, len(lengths)))
    return int(getattr(_array(a), "size", 1))


def result_type(*arrays_and_dtypes: Any) -> _dtypes.dtype:
    """The dtype that NumPy's promotion gives these operands.

    FLOPs: 0.
    """
    return _dtypes.result_type(*map(_array, arrays_and_dtypes))
