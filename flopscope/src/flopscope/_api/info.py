"""``finfo`` and ``iinfo``: the limits of the number types, from their IEEE 754 parameters."""

from __future__ import annotations

from types import GenericAlias
from typing import Any

from flopscope._base import dtypes as _dtypes

_BITS = {"float16": (10, 5), "float32": (23, 8), "float64": (52, 11)}
"""Mantissa and exponent bits."""
_PARTS = {"complex64": "float32", "complex128": "float64"}


_RULE = "-" * 63


class _Limits:
    """What ``finfo`` and ``iinfo`` share: a parameter in annotations."""

    def __class_getitem__(cls, item: Any) -> GenericAlias:
        """``finfo[float64]``, for annotations."""
        return GenericAlias(cls, item)


class finfo(_Limits):
    """Limits of a floating-point dtype; of its parts, where the dtype is complex.

    Attributes
    ----------
    bits, nmant, nexp, iexp, machep, negep, minexp, maxexp, precision : int
    eps, epsneg, max, min, tiny, smallest_normal, smallest_subnormal, resolution : ndarray
        Scalars of the dtype.
    """

    def __init__(self, dtype: Any) -> None:
        found = _dtypes.of(dtype)
        name = _PARTS.get(found.name, found.name)
        if name not in _BITS:
            raise ValueError(f"data type {found.name!r} not inexact")
        dtype = _dtypes.dtype(name)
        self.dtype = dtype
        self.nmant, self.nexp = _BITS[name]
        self.iexp = self.nexp
        self.bits = dtype.itemsize * 8
        self.maxexp = 2 ** (self.nexp - 1)
        self.minexp = 2 - self.maxexp
        self.machep = -self.nmant
        self.negep = -self.nmant - 1
        self.precision = int(self.nmant * 0.30103)
        scalar = dtype.type
        self.eps = scalar(2.0**self.machep)
        self.epsneg = scalar(2.0**self.negep)
        largest = (2 - 2.0**self.machep) * 2.0 ** (self.maxexp - 1)
        self.max, self.min = scalar(largest), scalar(-largest)
        self.tiny = self.smallest_normal = scalar(2.0**self.minexp)
        self.smallest_subnormal = scalar(2.0 ** (self.minexp - self.nmant))
        self.resolution = scalar(10.0**-self.precision)

    def __repr__(self) -> str:
        low, high = (
            (f"{float(self.min):.5e}", f"{float(self.max):.5e}")
            if self.dtype.name == "float16"
            else (str(self.min), str(self.max))
        )
        return f"finfo(resolution={self.resolution!s}, min={low}, max={high}, dtype={self.dtype})"

    def __str__(self) -> str:
        return "\n".join(
            [
                f"Machine parameters for {self.dtype}",
                _RULE,
                f"precision = {self.precision}   resolution = {self.resolution!s}",
                f"machep = {self.machep}   eps =        {self.eps!s}",
                f"negep =  {self.negep}   epsneg =     {self.epsneg!s}",
                f"minexp = {self.minexp}   tiny =       {self.tiny!s}",
                f"maxexp = {self.maxexp}   max =        {self.max!s}",
                f"nexp =   {self.nexp}   min =        -max",
                f"smallest_normal = {self.smallest_normal!s}   "
                f"smallest_subnormal = {self.smallest_subnormal!s}",
                _RULE,
                "",
            ]
        )


class iinfo(_Limits):
    """Limits of an integer dtype.

    Attributes
    ----------
    bits, min, max : int
    """

    def __init__(self, int_type: Any) -> None:
        self.dtype = _dtypes.of(int_type)
        self.kind = self.dtype.kind
        if self.dtype.kind not in "iu":
            raise ValueError(f"Invalid integer data type {self.dtype.kind!r}.")
        self.bits = self.dtype.itemsize * 8
        self.min = 0 if self.dtype.kind == "u" else -(2 ** (self.bits - 1))
        self.max = 2 ** (self.bits - (self.dtype.kind == "i")) - 1

    def __repr__(self) -> str:
        return f"iinfo(min={self.min}, max={self.max}, dtype={self.dtype.name})"

    def __str__(self) -> str:
        lines = [f"Machine parameters for {self.dtype}", _RULE]
        return "\n".join([*lines, f"min = {self.min}", f"max = {self.max}", _RULE, ""])
