"""Messages between the harness and a task's process: a JSON header and raw buffers.

::

    length of the header (4 bytes)  header  buffer  buffer ...

The header's ``buffers`` has the buffers' lengths. An array is ``{"@array": [dtype, shape, number]}``.
"""

from __future__ import annotations

import hashlib
import json
import math
import struct
from collections.abc import Callable
from typing import Any

import msgspec

MAX_HEADER_BYTES = 64 << 20
MAX_BUFFER_BYTES = 4 << 30
ARRAY = "@array"

_LENGTH = struct.Struct(">I")


class FrameError(ValueError):
    """What came is no message."""


class Array(msgspec.Struct, frozen=True):
    """An array's bytes, C-contiguous and little-endian, with what they mean."""

    dtype: str
    shape: tuple[int, ...]
    data: bytes

    @property
    def size(self) -> int:
        """How many elements it has."""
        return math.prod(self.shape)


def pack(header: dict[str, Any], buffers: list[bytes]) -> list[bytes]:
    """Give the pieces of a message."""
    text = json.dumps({**header, "buffers": [len(b) for b in buffers]}, allow_nan=False).encode()
    if len(text) > MAX_HEADER_BYTES:
        raise FrameError(f"a header of {len(text):,} bytes is too long")
    return [_LENGTH.pack(len(text)), text, *buffers]


def read(exactly: Callable[[int], bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """Read one message.

    Parameters
    ----------
    exactly : callable
        Gives the next so many bytes.

    Raises
    ------
    FrameError
        It is none.
    """
    (length,) = _LENGTH.unpack(exactly(_LENGTH.size))
    if length > MAX_HEADER_BYTES:
        raise FrameError(f"a header of {length:,} bytes is too long")
    try:
        header = json.loads(exactly(length), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise FrameError(f"a header is not JSON: {error}") from None
    sizes = header.get("buffers") if isinstance(header, dict) else None
    if not isinstance(sizes, list) or not all(type(n) is int and n >= 0 for n in sizes):
        raise FrameError("a header is an object with the lengths of its buffers")
    if sum(sizes) > MAX_BUFFER_BYTES:
        raise FrameError(f"buffers of {sum(sizes):,} bytes are too long")
    return header, [exactly(n) for n in sizes]


def encode(value: Any, buffers: list[bytes]) -> Any:
    """Give a value as JSON, its arrays as buffers. Arrays are `Array` or whatever has the same fields."""
    if isinstance(value, Array):
        buffers.append(value.data)
        return {ARRAY: [value.dtype, list(value.shape), len(buffers) - 1]}
    if isinstance(value, dict):
        return {name: encode(item, buffers) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [encode(item, buffers) for item in value]
    return value


def decode(value: Any, buffers: list[bytes]) -> Any:
    """The inverse of `encode`.

    Raises
    ------
    FrameError
        An array's bytes are not there.
    """
    if isinstance(value, dict):
        if value.keys() == {ARRAY}:
            return _array(value[ARRAY], buffers)
        return {name: decode(item, buffers) for name, item in value.items()}
    if isinstance(value, list):
        return [decode(item, buffers) for item in value]
    return value


def _array(described: Any, buffers: list[bytes]) -> Array:
    try:
        dtype, shape, number = described
        return Array(str(dtype), tuple(map(int, shape)), buffers[number])
    except (TypeError, ValueError, IndexError) as error:
        raise FrameError(f"an array is described as {described!r}: {error}") from None


def sha256(value: Any) -> str:
    """Hash a value with its arrays, framed so that no other value has the same bytes."""
    buffers: list[bytes] = []
    text = json.dumps(encode(value, buffers), sort_keys=True, allow_nan=True).encode()
    total = hashlib.sha256(len(text).to_bytes(8, "big") + text)
    for buffer in buffers:
        total.update(len(buffer).to_bytes(8, "big"))
        total.update(buffer)
    return total.hexdigest()


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")
