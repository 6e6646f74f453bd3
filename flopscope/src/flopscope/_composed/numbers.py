"""One number as text: ``format_float_positional``, ``base_repr`` and their kin, in plain Python."""

from __future__ import annotations

import math
import operator
import struct
from typing import Any, Final

from flopscope._arrays.array import ndarray

_STRUCT: Final = {"float16": "e", "float32": "f"}


def shortest(x: Any) -> tuple[float, str]:
    """A number, and the shortest scientific text that reads back as it in its own dtype."""
    name = x.dtype.name if isinstance(x, ndarray) else "float64"
    value = float(x)
    if name not in _STRUCT:
        return value, f"{float(repr(value)):.{_digits(repr(value)) - 1}e}"
    code = _STRUCT[name]
    for places in range(17):
        text = f"{value:.{places}e}"
        if struct.pack(code, float(text)) == struct.pack(code, value):
            return value, text
    return value, f"{value:.17e}"


def _digits(text: str) -> int:
    """Significant digits of a float's repr."""
    mantissa = text.lstrip("-").partition("e")[0].replace(".", "").lstrip("0")
    return max(1, len(mantissa.rstrip("0")))


def _special(value: float, sign: bool) -> str | None:
    if math.isfinite(value):
        return None
    shown = "nan" if math.isnan(value) else "inf"
    negative = value < 0
    return ("-" if negative else "+" if sign else "") + shown


def _trimmed(fraction: str, trim: str, least: int) -> str:
    """Digits after the point, with the point, as ``trim`` says."""
    if trim not in ("k", ".", "0", "-"):
        raise ValueError(f"trim must be 'k', '.', '0' or '-', not {trim!r}")
    kept = fraction if trim == "k" else fraction.rstrip("0")
    kept = kept.ljust(least, "0")
    if trim == "0" and not kept:
        kept = "0"
    return "" if trim == "-" and not kept else "." + kept


def format_float_positional(
    x: Any,
    precision: int | None = None,
    unique: bool = True,
    fractional: bool = True,
    trim: str = "k",
    sign: bool = False,
    pad_left: int | None = None,
    pad_right: int | None = None,
    min_digits: int | None = None,
) -> str:
    """A number in positional notation.

    Parameters
    ----------
    x : float or 0-d array
    precision : int, optional
        Most digits to show.
    unique : bool, optional
        Show only the digits that tell the number from its neighbours.
    fractional : bool, optional
        Count ``precision`` and ``min_digits`` after the point; False counts significant digits.
    trim : {"k", ".", "0", "-"}, optional
        Keep trailing zeros, trim them, trim all but one, trim them and the point.
    sign : bool, optional
        Show ``+``.
    pad_left, pad_right : int, optional
        Least characters on each side of the point.
    min_digits : int, optional
        Least digits to show.

    Returns
    -------
    str
    """
    value, text = shortest(x)
    shown = _special(value, sign)
    if shown is None:
        places = _places(text, precision, unique, fractional)
        if precision is not None and not fractional:
            value = float(f"{value:.{max(1, precision) - 1}e}")
        whole, _, fraction = f"{abs(value):.{places}f}".partition(".")
        if unique and precision is None and places == 0:
            digits = text.lstrip("-").partition("e")[0].replace(".", "")
            whole = digits.ljust(int(text.partition("e")[2]) + 1, "0")
        negative = math.copysign(1.0, value) < 0
        least = (min_digits or 0) if fractional else (min_digits or 0) - len(whole)
        prefix = "-" if negative else "+" if sign else ""
        shown = prefix + whole + _trimmed(fraction, trim, least)
    left, point, right = shown.partition(".")
    left = left.rjust(pad_left or 0)
    return left + (point + right).ljust((pad_right or -1) + 1)


def _significant(text: str) -> int:
    return len(text.lstrip("-").partition("e")[0].replace(".", "")) - 1


def _places(text: str, precision: int | None, unique: bool, fractional: bool) -> int:
    """How many digits stand after the point."""
    exponent = int(text.partition("e")[2])
    natural = max(0, _significant(text) - exponent)
    if precision is None:
        return natural
    wanted = precision if fractional else max(0, precision - exponent - 1)
    return min(natural, wanted) if unique else wanted


def format_float_scientific(
    x: Any,
    precision: int | None = None,
    unique: bool = True,
    trim: str = "k",
    sign: bool = False,
    pad_left: int | None = None,
    exp_digits: int | None = None,
    min_digits: int | None = None,
) -> str:
    """A number in scientific notation.

    Parameters
    ----------
    x : float or 0-d array
    precision : int, optional
        Most digits after the point.
    unique, trim, sign, pad_left, min_digits : optional
        As for :func:`format_float_positional`.
    exp_digits : int, optional
        Least digits of the exponent; default 2.

    Returns
    -------
    str
    """
    value, text = shortest(x)
    shown = _special(value, sign)
    if shown is not None:
        return shown.rjust(pad_left or 0)
    natural = _significant(text)
    places = natural if precision is None else min(natural, precision) if unique else precision
    mantissa, _, exponent = f"{abs(value):.{places}e}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    negative = math.copysign(1.0, value) < 0
    left = (("-" if negative else "+" if sign else "") + whole).rjust(pad_left or 0)
    power = exponent[0] + exponent[1:].lstrip("0").rjust(exp_digits or 2, "0")
    return f"{left}{_trimmed(fraction, trim, min_digits or 0)}e{power}"


_FIGURES: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def base_repr(number: Any, base: int = 2, padding: int = 0) -> str:
    """A whole number in a base from 2 to 36.

    Parameters
    ----------
    number : int
    base : int, optional
    padding : int, optional
        Zeros to put in front.

    Raises
    ------
    ValueError
        For another base.

    Examples
    --------
    >>> import flopscope.numpy as fnp
    >>> fnp.base_repr(-255, 16)
    '-FF'
    """
    if base > 36:
        raise ValueError("Bases greater than 36 not handled in base_repr.")
    if base < 2:
        raise ValueError("Bases less than 2 not handled in base_repr.")
    value = abs(operator.index(number))
    figures = ""
    while value:
        value, figure = divmod(value, base)
        figures = _FIGURES[figure] + figures
    negative = "-" if operator.index(number) < 0 else ""
    return negative + "0" * padding + figures if figures or padding else "0"


def binary_repr(num: Any, width: int | None = None) -> str:
    """A whole number in base 2; a negative one with a width in two's complement.

    Parameters
    ----------
    num : int
    width : int, optional

    Raises
    ------
    ValueError
        If the width is not enough.

    Examples
    --------
    >>> import flopscope.numpy as fnp
    >>> fnp.binary_repr(3, width=4), fnp.binary_repr(-3, width=4)
    ('0011', '1101')
    """
    value = operator.index(num)
    if width is None or value >= 0:
        shown = f"{value:b}"
        needed = len(shown)
    else:
        needed = (-value - 1).bit_length() + 1
        shown = f"{value & ((1 << max(width, needed)) - 1):b}"
    if width is not None and width < needed:
        raise ValueError(f"Insufficient bit width={width} provided for binwidth={needed}")
    return shown.zfill(width or 0)
