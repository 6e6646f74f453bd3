"""Arrays from bytes in memory, on either engine."""

from __future__ import annotations

import array as stdlib_array
import math
from collections.abc import Sequence
from typing import Any, Final

from flopscope._api import ops
from flopscope._arrays.array import ndarray
from flopscope._base.dtypes import dtype as Dtype

_CARRIED: Final = {"float16": "H", "complex64": "f", "complex128": "d"}
"""What carries the dtypes that ``memoryview`` cannot name; a view restores them."""


def from_bytes(data: Any, dtype: Dtype, shape: Sequence[int]) -> ndarray:
    """An array of these little-endian bytes, a copy.

    Parameters
    ----------
    data : bytes-like
        Exactly the elements, in row-major order.
    dtype : dtype
    shape : sequence of int
    """
    if not math.prod(shape):
        return ops.empty(tuple(shape), dtype)
    flat = memoryview(data).cast("B").cast(_CARRIED.get(dtype.name, dtype.format))  # type: ignore[call-overload]
    made = ops.array(flat)
    if dtype.name in _CARRIED:
        made = made.view(dtype)
    return made.reshape(tuple(shape))


def swapped(data: Any, itemsize: int) -> bytes:
    """The bytes with those of each item in the other order."""
    code = next(c for c in "BHIQ" if stdlib_array.array(c).itemsize == itemsize)
    items = stdlib_array.array(code, bytes(data))
    items.byteswap()
    return items.tobytes()


def frombuffer(
    buffer: Any, dtype: Any = float, count: int = -1, offset: int = 0, *, like: Any = None
) -> ndarray:
    """A 1-d array of the items in a buffer, copied.

    Parameters
    ----------
    buffer : bytes-like
    dtype : dtype, optional
    count : int, optional
        Items to take; -1 for all.
    offset : int, optional
        Bytes to skip.
    like : None
        Accepted for NumPy's sake.

    Returns
    -------
    ndarray

    Raises
    ------
    ValueError
        If the buffer is too short, or no whole number of items.

    Notes
    -----
    FLOPs: 0 under the default policy; one move an item.
    """
    found = Dtype(dtype)
    data = memoryview(buffer).cast("B")
    if not 0 <= offset <= len(data):
        raise ValueError(
            f"offset must be non-negative and no greater than buffer length ({len(data)})"
        )
    rest = len(data) - offset
    if count < 0 and rest % found.itemsize:
        raise ValueError("buffer size must be a multiple of element size")
    items = rest // found.itemsize if count < 0 else count
    if items * found.itemsize > rest:
        raise ValueError("buffer is smaller than requested size")
    return from_bytes(data[offset : offset + items * found.itemsize], found, (items,))
