"""Arrays from bytes in memory, and from other libraries' arrays, on either engine."""

from __future__ import annotations

import array as stdlib_array
from typing import Any

from flopscope._api import ops
from flopscope._api.exchange import from_bytes
from flopscope._arrays.array import ndarray
from flopscope._base.dtypes import dtype as Dtype


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


def from_dlpack(x: Any, /, *, device: Any = None, copy: bool | None = None) -> ndarray:
    """An array with a copy of what another library's array holds, taken through DLPack.

    Parameters
    ----------
    x : object
        With ``__dlpack__`` and ``__dlpack_device__``, on the processor.
    device : "cpu", optional
        The only device.
    copy : bool, optional
        False is refused: an array's elements may be in another process, so that they are always copied.

    Returns
    -------
    ndarray

    Raises
    ------
    ValueError
        For another device, and for ``copy=False``.
    ImportError
        For another library's array where there is no NumPy to read it with.

    Notes
    -----
    FLOPs: 0 under the default policy; one move an element.
    """
    if device not in (None, "cpu"):
        raise ValueError(f"device {device!r} is not available: arrays are on 'cpu'")
    if copy is False:
        raise ValueError("elements are always copied in; leave copy out, or give copy=True")
    if isinstance(x, ndarray):
        return ops.copy(x)
    import numpy as np

    return ops.array(np.from_dlpack(x))
