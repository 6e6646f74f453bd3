"""Which casts keep every value: those are free, all others are operations."""

from __future__ import annotations

from typing import Final

from flopscope._base import dtypes as _dtypes
from flopscope._base.dtypes import dtype as Dtype

_SIGNIFICANT_BITS: Final = {2: 11, 4: 24, 8: 53}
"""Of floats, by their bytes (IEEE 754)."""


def is_exact(source: Dtype, target: Dtype) -> bool:
    """Whether the target dtype represents every value of the source exactly.

    >>> (
    ...     is_exact(_dtypes.BY_NAME["int32"], _dtypes.float64),
    ...     is_exact(_dtypes.int64, _dtypes.float64),
    ... )
    (True, False)
    """
    if source is target or source.kind == "b":
        return True
    if target.kind == "b" or "fc".find(source.kind) > "fc".find(target.kind):
        return False
    width = target.itemsize // 2 if target.kind == "c" else target.itemsize
    if source.kind in "fc":
        return width >= (source.itemsize // 2 if source.kind == "c" else source.itemsize)
    bits = 8 * source.itemsize - (source.kind == "i")
    if target.kind in "fc":
        return _SIGNIFICANT_BITS[width] >= bits
    if source.kind == "i" and target.kind == "u":
        return False
    return 8 * target.itemsize - (target.kind == "i") >= bits


def casting_dtype(source: Dtype, target: Dtype) -> Dtype:
    """The dtype in which a cast is an operation: the one that has to be taken apart.

    A cast of a float to an integer rounds a float, one of an integer to a float rounds to the float, and one
    of an integer to a narrower integer reads the wider one. It costs no less than the rounding, the comparison
    or the choice of bits that it replaces, whose operands are of that dtype.

    >>> casting_dtype(_dtypes.float64, _dtypes.BY_NAME["uint8"]).name
    'float64'
    >>> casting_dtype(_dtypes.int64, _dtypes.BY_NAME["uint8"]).name
    'int64'
    >>> casting_dtype(_dtypes.int64, _dtypes.float32).name
    'float64'
    """
    if is_exact(source, target):
        return target
    if source.kind in "iu" and target.kind in "biu":
        return source if source.itemsize >= target.itemsize else target
    return _dtypes.result_type(source, target)
