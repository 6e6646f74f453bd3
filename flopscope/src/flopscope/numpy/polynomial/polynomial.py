"""``fnp.polynomial.polynomial``: powers of x.

The functions are those of :mod:`flopscope._composed.polynomials`.
"""

from __future__ import annotations

from flopscope._composed.polynomials import public
from flopscope._composed.polynomials.families import POWER
from flopscope._composed.polynomials.series import ABCPolyBase


class Polynomial(ABCPolyBase):
    """A series of powers of x."""

    family = POWER


_functions = public.functions(POWER, __name__)
globals().update(_functions)
__getattr__, _constants = public.constants(POWER)
__all__ = ["Polynomial", *_functions, *_constants]


def __dir__() -> list[str]:
    return sorted(__all__)
