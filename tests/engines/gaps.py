"""Where flopscope differs from NumPy, and why. A gap that is closed makes its test say so."""

from __future__ import annotations

_UFUNC = "a scalar's operator is the ufunc, which words its warnings as for arrays"
_TEXT = "there is no text dtype: text is no operand at all"

GAPS = {
    "fnp.float64(1) / 0": _UFUNC,
    "fnp.int8(100) * fnp.int8(2)": _UFUNC,
    "v == 'text'": _TEXT,
    "A[0] = 'text'; A": _TEXT,
}
"""Source of a case -> the reason for its difference."""
