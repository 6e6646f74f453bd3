"""Values of arguments and results as msgpack's plain types.

None, booleans, 64-bit integers, floats and text stand for themselves. Everything else is a list that
starts with a tag, so that a bare list never occurs and nothing depends on msgpack's extension types.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from flopscope._base import dtypes as _dtypes
from flopscope._table import NoValue
from flopscope._wire.messages import MAX_DEPTH
from flopscope.errors import ProtocolError

HANDLE: Final = 0
TUPLE: Final = 1
LIST: Final = 2
SLICE: Final = 3
DOTS: Final = 4
COMPLEX: Final = 5
BIG: Final = 6
DTYPE: Final = 7
BUFFER: Final = 8
LISTED: Final = 1
"""Marks a buffer of numbers that stood in lists, where that makes a difference."""
ABSENT: Final = 9

DTYPES: Final = tuple(_dtypes.BY_NAME.values())
"""Dtypes by their number on the wire."""
DTYPE_NUMBER: Final = {d: i for i, d in enumerate(DTYPES)}

_INT_MIN, _INT_MAX = -(2**63), 2**64 - 1
_PLAIN = (type(None), bool, float, str)
MAX_DIGITS: Final = 10_050


def encode(value: Any, other: Callable[[Any], Any]) -> Any:
    """A value as plain types; ``other`` encodes what is neither a number, text nor a sequence.

    Raises
    ------
    TypeError
        From ``other``, for a value that does not travel.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is int:
        return value if _INT_MIN <= value <= _INT_MAX else [BIG, format(value, "x")]
    if kind is tuple:
        return [TUPLE, [encode(v, other) for v in value]]
    if kind is list:
        return [LIST, [encode(v, other) for v in value]]
    if kind is complex:
        return [COMPLEX, value.real, value.imag]
    if kind is slice:
        return [SLICE, *(encode(v, other) for v in (value.start, value.stop, value.step))]
    if kind is _dtypes.dtype:
        return [DTYPE, DTYPE_NUMBER[value]]
    if value is Ellipsis:
        return [DOTS]
    if value is NoValue:
        return [ABSENT]
    return other(value)


def decode(data: Any, other: Callable[[int, list[Any]], Any], depth: int = 0) -> Any:
    """The inverse of :func:`encode`; ``other`` decodes the tags HANDLE and BUFFER.

    Raises
    ------
    ProtocolError
        If the data are not an encoded value.
    """
    kind = type(data)
    if kind in _PLAIN or kind is int:
        return data
    if kind is not list or not data or type(data[0]) is not int or depth > MAX_DEPTH:
        raise ProtocolError(
            f"a value of type {kind.__name__} at depth {depth} is not an encoded value"
        )
    tag = data[0]
    if tag in (HANDLE, BUFFER):
        return other(tag, data)
    if tag in (TUPLE, LIST):
        if len(data) != 2 or type(data[1]) is not list:
            raise ProtocolError("a sequence must be [tag, items]")
        items = [decode(v, other, depth + 1) for v in data[1]]
        return tuple(items) if tag == TUPLE else items
    return _decode_atom(tag, data, other, depth)


def _decode_atom(
    tag: int, data: list[Any], other: Callable[[int, list[Any]], Any], depth: int
) -> Any:
    if tag == SLICE and len(data) == 4:
        return slice(*(decode(v, other, depth + 1) for v in data[1:]))
    if tag == COMPLEX and len(data) == 3 and all(type(v) is float for v in data[1:]):
        return complex(data[1], data[2])
    if tag == DTYPE and len(data) == 2 and type(data[1]) is int and 0 <= data[1] < len(DTYPES):
        return DTYPES[data[1]]
    if tag == BIG and len(data) == 2 and type(data[1]) is str and len(data[1]) <= MAX_DIGITS:
        try:
            return int(data[1], 16)
        except ValueError:
            raise ProtocolError("a large integer must be hexadecimal digits") from None
    if tag == DOTS and len(data) == 1:
        return Ellipsis
    if tag == ABSENT and len(data) == 1:
        return NoValue
    raise ProtocolError(f"tag {tag} with {len(data) - 1} items is not an encoded value")
