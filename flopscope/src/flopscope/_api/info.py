"""``finfo`` and ``iinfo``: the limits of the number types, from their IEEE 754 parameters."""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes

_BITS = {"float16": (10, 5), "float32": (23, 8), "float64": (52, 11)}
"""Mantissa and exponent bits."""
_PARTS = {"complex64": "float32", "complex128": "float64"}


class finfo:
    """Limits of a floating-point dtype (of its parts, where it is complex).

    Attributes
    ----------
    bits, nmant, nexp, precision : int
    eps, epsneg, max, min, tiny, smallest_normal, smallest_subnormal, resolution : ndarray
        Scalars of the dtype.
    """

    def __init__(self, dtype: Any) -> None:
        found = _dtypes.dtype(dtype)
        name = _PARTS.get(found.name, found.name)
        if name not in _BITS:
            raise ValueError(f"data type {found.name!r} not inexact")
        self.dtype = _dtypes.dtype(name)
        self.nmant, self.nexp = _BITS[name]
        self.bits = self.dtype.itemsize * 8
        self.maxexp = 2 ** (self.nexp - 1)
        self.minexp = 2 - self.maxexp
        self.machep = -self.nmant
        self.precision = int(self.nmant * 0.30103)
        scalar = self.dtype.type
        self.eps = scalar(2.0**-self.nmant)
        self.epsneg = scalar(2.0 ** -(self.nmant + 1))
        self.max = scalar((2 - 2.0**-self.nmant) * 2.0 ** (self.maxexp - 1))
        self.min = -self.max
        self.tiny = self.smallest_normal = scalar(2.0**self.minexp)
        self.smallest_subnormal = scalar(2.0 ** (self.minexp - self.nmant))
        self.resolution = scalar(10.0**-self.precision)

    def __repr__(self) -> str:
        return f"finfo(dtype={self.dtype.name})"


class iinfo:
    """Limits of an integer dtype.

    Attributes
    ----------
    bits, min, max : int
    """

    def __init__(self, int_type: Any) -> None:
        self.dtype = _dtypes.dtype(int_type)
        if self.dtype.kind not in "iu":
            raise ValueError(f"Invalid integer data type {self.dtype.kind!r}.")
        self.bits = self.dtype.itemsize * 8
        self.min = 0 if self.dtype.kind == "u" else -(2 ** (self.bits - 1))
        self.max = 2 ** (self.bits - (self.dtype.kind == "i")) - 1

    def __repr__(self) -> str:
        return f"iinfo(min={self.min}, max={self.max}, dtype={self.dtype.name})"
