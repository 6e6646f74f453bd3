"""Arguments as the wire carries them.

Each kind of parameter has its packer. Lists of numbers travel as they are, so that the server makes of
them exactly what NumPy would; large lists of floats and objects with a buffer travel as raw bytes.
"""

from __future__ import annotations

import array
from collections.abc import Callable
from typing import Any

from flopscope._arrays.array import ndarray
from flopscope._arrays.random import RandomObject
from flopscope._base import dtypes as _dtypes
from flopscope._base.dtypes import dtype as Dtype
from flopscope._table import Param, einsum
from flopscope._table.indexing import BAD_INDEX
from flopscope._wire import values
from flopscope._wire.values import ABSENT, BUFFER, DTYPE_NUMBER, HANDLE, LIST
from flopscope.errors import UnsupportedDtypeError

_FORMATS = {d.format: d for d in _dtypes.BY_NAME.values() if d.kind != "c"} | {
    "l": _dtypes.int64,
    "L": _dtypes.uint64,
    "Zf": _dtypes.complex64,
    "Zd": _dtypes.complex128,
}
_RAW_FROM = 256
"""Lists of at least so many floats travel as raw bytes."""

Frames = list[Any]


def packer(param: Param) -> Callable[[Any, Frames], Any]:
    """The function that packs an argument for a parameter, adding its buffers to the frames."""
    if param.kind == "operands":
        return _operands
    one = _PACKERS[param.kind]
    if isinstance(param.default, type) and param.kind == "dtype":
        # randint's int: NumPy returns Python numbers for the type, and scalars for its dtype.
        return lambda value, frames: [ABSENT] if value is param.default else one(value, frames)
    if param.style == "var":
        return lambda given, frames: [values.TUPLE, [one(v, frames) for v in given]]
    return one


def _handle(value: ndarray) -> list[int]:
    return [HANDLE, value._v.id]


def _array(value: Any, frames: Frames) -> Any:
    if type(value) is ndarray:
        return _handle(value)
    if isinstance(value, str | bytes):
        raise UnsupportedDtypeError(f"{value!r} is text; operands are arrays and numbers")
    return (
        values.encode(value, lambda v: _other(v, frames))
        if type(value) is not list
        else _list(value, frames)
    )


def _list(value: list[Any], frames: Frames) -> Any:
    if len(value) >= _RAW_FROM and all(type(v) is float for v in value):
        return _buffer(array.array("d", value), frames)
    return [LIST, [_item(v, frames) for v in value]]


def _item(value: Any, frames: Frames) -> Any:
    if isinstance(value, str | bytes):
        raise UnsupportedDtypeError(f"{value!r} is text; arrays are made of numbers")
    return _list(value, frames) if type(value) is list else _array(value, frames)


def _other(value: Any, frames: Frames) -> Any:
    """What is neither a number nor a plain sequence: arrays, and objects with a buffer."""
    if type(value) is ndarray:
        return _handle(value)
    if isinstance(value, range):
        return _list(list(value), frames)
    if isinstance(value, int | float | complex | list | tuple):  # subclasses
        base: Any = next(t for t in (int, float, complex, list, tuple) if isinstance(value, t))
        return values.encode(base(value), lambda v: _other(v, frames))
    try:
        view = memoryview(value)
    except TypeError:
        raise UnsupportedDtypeError(
            f"an object of type {type(value).__name__} cannot be made an array here; give numbers, "
            "lists of them, arrays, or an object with a buffer"
        ) from None
    return _buffer(view, frames)


def _buffer(source: Any, frames: Frames) -> list[Any]:
    view = memoryview(source)
    found = _FORMATS.get(view.format.lstrip("@=<"))
    if found is None:
        raise UnsupportedDtypeError(
            f"a buffer of format {view.format!r} is not supported; use one of {', '.join(_dtypes.BY_NAME)}"
        )
    # Contiguous memory is sent as it is: the caller waits for the reply, so it stays as it is.
    frames.append(view.cast("B") if view.c_contiguous and view.nbytes else view.tobytes())
    return [BUFFER, len(frames), DTYPE_NUMBER[found], list(view.shape or ())]


def _arrays(value: Any, frames: Frames) -> Any:
    if type(value) is ndarray:
        return _handle(value)
    return [LIST, [_item(v, frames) for v in value]]


def _operands(value: Any, frames: Frames) -> Any:
    text, *arrays = einsum.normalized(value, lambda v: v)
    return [values.TUPLE, [text, *(_array(a, frames) for a in arrays)]]


def _out(value: Any, frames: Frames) -> Any:
    if type(value) is tuple:
        return [values.TUPLE, [_out(v, frames) for v in value]]
    if value is not None and type(value) is not ndarray:
        raise TypeError(f"return arrays must be of ArrayType, not {type(value).__name__}")
    return None if value is None else _handle(value)


def _dtype(value: Any, frames: Frames) -> Any:
    if value is None:
        return None
    return [values.DTYPE, DTYPE_NUMBER[Dtype(value)]]


def _plain(value: Any, frames: Frames) -> Any:
    return values.encode(plain(value), _refuse)


def plain(value: Any) -> Any:
    """Small arrays given where a number or a sequence is meant, as such."""
    kind = type(value)
    if kind is ndarray:
        return value.tolist()
    if kind in (tuple, list):
        return kind(plain(v) for v in value)
    if isinstance(value, int) and kind not in (int, bool):
        return int(value)
    return value


def _refuse(value: Any) -> Any:
    raise TypeError(f"an object of type {type(value).__name__} is not a valid argument")


def _index(value: Any, frames: Frames) -> Any:
    parts = value if type(value) is tuple else (value,)
    if any(isinstance(p, str | bytes | float | complex) for p in parts):
        raise IndexError(BAD_INDEX)
    return values.encode(value, lambda v: _index_part(v, frames))


def _index_part(value: Any, frames: Frames) -> Any:
    if hasattr(value, "__index__") and type(value) is not ndarray:
        return value.__index__()
    try:
        return _other(value, frames)
    except UnsupportedDtypeError:
        raise IndexError(BAD_INDEX) from None


def _generator(value: RandomObject, frames: Frames) -> Any:
    return [HANDLE, value._v.id]


def _seed(value: Any, frames: Frames) -> Any:
    return _generator(value, frames) if isinstance(value, RandomObject) else _plain(value, frames)


def _bins(value: Any, frames: Frames) -> Any:
    return value if isinstance(value, str) else _array(value, frames)


_PACKERS: dict[str, Callable[[Any, Frames], Any]] = {
    "array": _array,
    "arrays": _arrays,
    "nested": _array,
    "mask": _array,
    "out": _out,
    "dtype": _dtype,
    "plain": _plain,
    "index": _index,
    "generator": _generator,
    "seed": _seed,
    "bins": _bins,
}

ABSENT_ARGUMENT = [ABSENT]
