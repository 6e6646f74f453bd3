"""Exact numbers in policy files: whole, decimal, or a fraction written as text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from fractions import Fraction

_FORM = re.compile(r"[0-9]{1,18}(\.[0-9]{1,18}|/[1-9][0-9]{0,17})?")


def exact(value: object) -> Fraction:
    """A weight or rate as a fraction.

    Parameters
    ----------
    value : int, float or str
        A number of JSON, or a text such as ``"9/10"``. A decimal means itself, not the nearest binary number.

    Raises
    ------
    ValueError
        If it is negative, not finite, or not a number.

    Examples
    --------
    >>> exact(0.9), exact("31/10"), exact(2)
    (Fraction(9, 10), Fraction(31, 10), Fraction(2, 1))
    """
    text = repr(value) if type(value) in (int, float) else value
    if not isinstance(text, str) or not _FORM.fullmatch(text):
        raise ValueError(
            f"{value!r} is not a weight; give a whole number, a decimal such as 0.9 or a fraction such as "
            "'9/10', 0 or more"
        )
    return Fraction(text)


def denominator(values: Iterable[Fraction]) -> int:
    """The smallest number that makes all of these whole.

    >>> denominator([Fraction(1, 2), Fraction(5, 6)])
    6
    """
    return math.lcm(1, *(v.denominator for v in values))
