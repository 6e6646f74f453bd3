"""Exact numbers in policy files: whole, decimal, or a fraction written as text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import NamedTuple

_FORM = re.compile(r"([0-9]{1,18})(?:\.([0-9]{1,18})|/([1-9][0-9]{0,17}))?")


class Ratio(NamedTuple):
    """A fraction in lowest terms. Python's own takes long to import, and every client reads a policy."""

    over: int
    under: int = 1

    def times(self, other: Ratio) -> Ratio:
        """The product."""
        return ratio(self.over * other.over, self.under * other.under)

    def whole(self, scale: int) -> int:
        """So many of it, where that is a whole number.

        >>> Ratio(9, 10).whole(20)
        18
        """
        assert scale % self.under == 0  # the scale is a multiple of every denominator
        return scale // self.under * self.over


ONE = Ratio(1)


def ratio(over: int, under: int) -> Ratio:
    """A fraction in lowest terms."""
    common = math.gcd(over, under)
    return Ratio(over // common, under // common)


def exact(value: object) -> Ratio:
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
    (Ratio(over=9, under=10), Ratio(over=31, under=10), Ratio(over=2, under=1))
    """
    text = repr(value) if type(value) in (int, float) else value
    found = _FORM.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(
            f"{value!r} is not a weight; give a whole number, a decimal such as 0.9 or a fraction such as "
            "'9/10', 0 or more"
        )
    whole, decimals, under = found.groups()
    if decimals is not None:
        return ratio(int(whole + decimals), 10 ** len(decimals))
    return ratio(int(whole), int(under or 1))


def denominator(values: Iterable[Ratio]) -> int:
    """The smallest number that makes all of these whole.

    >>> denominator([Ratio(1, 2), Ratio(5, 6)])
    6
    """
    return math.lcm(1, *(v.under for v in values))
