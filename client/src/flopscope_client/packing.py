"""Arguments as the wire carries them.

They have been normalized (see :mod:`flopscope._engine.arguments`). Lists of numbers travel as they are, so
that the server makes of them exactly what NumPy would; large ones and objects with a buffer travel as raw
bytes.
"""

from __future__ import annotations

import array
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

from flopscope._arrays.array import ndarray
from flopscope._arrays.random import RandomObject
from flopscope._base import dtypes as _dtypes
from flopscope._base.dtypes import dtype as Dtype
from flopscope._table import Param
from flopscope._wire import values
from flopscope._wire.values import ABSENT, BUFFER, DTYPE_NUMBER, HANDLE, LIST
from flopscope.errors import UnsupportedDtypeError

_FORMATS = {(d.format, d.itemsize): d for d in _dtypes.BY_NAME.values() if d.kind != "c"} | {
    ("l", 8): _dtypes.int64,
    ("L", 8): _dtypes.uint64,
    ("l", 4): _dtypes.dtype("int32"),
    ("L", 4): _dtypes.dtype("uint32"),
    ("Zf", 8): _dtypes.complex64,
    ("Zd", 16): _dtypes.complex128,
}
"""Dtypes by a buffer's format and item size: ``l`` has 8 bytes in native formats, 4 in standard ones."""
_RAW_FROM = 256
"""Lists of at least so many numbers travel as raw bytes."""

Frames = list[Any]


def packer(param: Param) -> Callable[[Any, Frames], Any]:
    """The function that packs a normalized argument for a parameter, adding its buffers to the frames."""
    one = param.kind.pack(WIRE)
    if param.style == "var" and not param.kind.has_subscripts:
        return lambda given, frames: [values.TUPLE, [one(v, frames) for v in given]]
    default = param.default
    if param.kind.name != "dtype" or default is None:
        return one
    return lambda value, frames: [ABSENT] if value is default else one(value, frames)


def _value(value: Any, frames: Frames, mark: tuple[int, ...] = ()) -> Any:
    """Anything that :mod:`flopscope._engine.arguments` leaves."""
    if type(value) is list or type(value) is tuple:
        return _listed(value, frames, mark)
    return values.encode(value, lambda v: _other(v, frames))


def _nested(value: Any, frames: Frames) -> Any:
    """What an array is made from: lists of numbers are marked, since casting an array has a price."""
    return _value(value, frames, (values.LISTED,))


def _listed(value: Any, frames: Frames, mark: tuple[int, ...]) -> Any:
    raw = rectangular(value) if len(value) >= _RAW_FROM or _is_deep(value) else None
    if raw is not None:
        frames.append(raw.data)
        return [BUFFER, len(frames), DTYPE_NUMBER[raw.dtype], list(raw.shape), *mark]
    tag = LIST if type(value) is list else values.TUPLE
    return [tag, [_value(v, frames, mark) for v in value]]


def _other(value: Any, frames: Frames) -> Any:
    """What is neither a number nor a sequence: arrays, random objects, and objects with a buffer."""
    if isinstance(value, ndarray | RandomObject):
        return [HANDLE, value._v.id]
    return _buffer(value, frames)


def _buffer(source: Any, frames: Frames) -> list[Any]:
    view = _memory(source)
    found = _FORMATS.get((view.format.lstrip("@=<"), view.itemsize))
    if found is None or sys.byteorder != "little":
        raise UnsupportedDtypeError(
            f"a buffer of format {view.format!r} is not supported; use one of {', '.join(_dtypes.BY_NAME)}"
        )
    # Contiguous memory is sent as it is: the caller waits for the reply, so it stays as it is.
    frames.append(view.cast("B") if view.c_contiguous and view.nbytes else view.tobytes())
    return [BUFFER, len(frames), DTYPE_NUMBER[found], list(view.shape or ())]


def _memory(source: Any) -> memoryview:
    try:
        return memoryview(source)
    except (TypeError, ValueError, BufferError):
        raise UnsupportedDtypeError(
            f"the memory of an object of type {type(source).__name__} cannot be read; give numbers, "
            "lists of them, arrays, or an object with a buffer"
        ) from None


def _contraction(value: Any, frames: Frames) -> Any:
    text, *arrays = value
    return [values.TUPLE, [text, *(_value(a, frames) for a in arrays)]]


def _plain(value: Any, frames: Frames) -> Any:
    return values.encode(value, _refuse)


def _refuse(value: Any) -> Any:
    raise TypeError(f"an object of type {type(value).__name__} is not a valid argument")


def _dtype(value: Any, frames: Frames) -> Any:
    return None if value is None else [values.DTYPE, DTYPE_NUMBER[value]]


def _is_random(value: Any) -> bool:
    return isinstance(value, RandomObject)


class Wire:
    """The parts of arguments; see :class:`flopscope._table.kinds.Wire`."""

    value = staticmethod(_value)
    nested = staticmethod(_nested)
    plain = staticmethod(_plain)
    dtype = staticmethod(_dtype)
    contraction = staticmethod(_contraction)
    is_random = staticmethod(_is_random)


WIRE = Wire()


# --- lists as raw bytes ------------------------------------------------------------------------------


class Raw(NamedTuple):
    """Nested lists of numbers as the bytes of an array."""

    data: Any
    dtype: Dtype
    shape: tuple[int, ...]


def _is_deep(value: Any) -> bool:
    """Whether there may be many numbers in a short list of lists."""
    return (
        bool(value) and type(value[0]) in (list, tuple) and len(value) * len(value[0]) >= _RAW_FROM
    )


def rectangular(value: Any) -> Raw | None:
    """Nested lists of numbers as NumPy would lay them out; None where it would do something else.

    That is where their lengths differ, where arrays are among them, or where their numbers are not all
    of one kind and within 64 bits.
    """
    shape = []
    rows = [value]
    while type(rows[0]) in (list, tuple):
        length = len(rows[0])
        if not length or any(type(r) not in (list, tuple) or len(r) != length for r in rows):
            return None
        shape.append(length)
        rows = [v for r in rows for v in r] if len(rows) > 1 else list(rows[0])
    kinds = set(map(type, rows))
    if len(kinds) > 1 or (found := _RAW.get(kinds.pop())) is None:
        return None
    code, dtype = found
    try:
        return Raw(array.array(code, rows), dtype, tuple(shape))
    except OverflowError:
        return None


_RAW: dict[type, tuple[str, Dtype]] = {
    float: ("d", _dtypes.float64),
    int: ("q", _dtypes.int64),
    bool: ("B", _dtypes.bool_),
}
"""How a Python number is laid out, and the dtype of an array of it."""

ABSENT_ARGUMENT = [ABSENT]
