"""Which writes cannot fail: the value broadcasts to its place, and its elements have one in the dtype.

A value that is cast in another way may warn or be refused, by the data. Whether the array itself can be written
to, its handle knows.
"""

from __future__ import annotations

import math
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._base.dtypes import dtype as Dtype
from flopscope._table.spec import Shape, broadcast, shape

_BITS = {"float16": 15, "bool": 63}
"""Of whole numbers that a dtype takes without an overflow, where it is no integer."""


_SPANS = (6e4, 3e38)
"""What float16 and float32 hold."""


def span(number: complex) -> int:
    """How many of the smaller floating dtypes do not hold a number: all hold infinities and NaN."""
    parts = (abs(number.real), abs(number.imag))
    most = max((part for part in parts if math.isfinite(part)), default=0.0)
    return sum(most >= s for s in _SPANS)


def holds(dtype: Dtype, number: complex) -> bool:
    """Whether a dtype beside it takes a number, and all others with the same key, without an overflow."""
    if type(number) is not int:
        size = dtype.itemsize // (2 if dtype.kind == "c" else 1)
        return dtype.kind not in "fc" or span(number) < size.bit_length() - 1
    if dtype.kind == "u":
        return number >= 0 and number.bit_length() <= 8 * dtype.itemsize
    bits = 8 * dtype.itemsize - 1 if dtype.kind == "i" else _BITS.get(dtype.name, 64)
    return number.bit_length() <= bits


def takes(dtype: Dtype, value: Any) -> bool:
    """Whether an array of a dtype takes a value's elements in silence."""
    if type(value) is int:
        return holds(dtype, value)
    return _dtypes.promote(_dtypes.of(value), dtype) is dtype


def fits(value: Any, place: Shape) -> bool:
    """Whether a value broadcasts to a shape."""
    try:
        return broadcast(shape(value), place) == place
    except ValueError:
        return False
