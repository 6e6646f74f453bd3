"""``fnp.polynomial.polyutils``: coefficients as arrays, and the linear maps between domains."""

from flopscope._composed.polynomials.text import format_float
from flopscope._composed.polynomials.utils import (
    as_series,
    getdomain,
    mapdomain,
    mapparms,
    trimcoef,
    trimseq,
)

__all__ = [
    "as_series",
    "format_float",
    "getdomain",
    "mapdomain",
    "mapparms",
    "trimcoef",
    "trimseq",
]
