"""``fnp.polynomial.legendre``: Legendre polynomials.

The functions are those of :mod:`flopscope._composed.polynomials`.
"""

from __future__ import annotations

from flopscope._composed.polynomials import public
from flopscope._composed.polynomials.families import LEGENDRE
from flopscope._composed.polynomials.series import ABCPolyBase


class Legendre(ABCPolyBase):
    """A series of Legendre polynomials."""

    family = LEGENDRE
    basis_name = "P"


_functions = public.functions(LEGENDRE, __name__)
globals().update(_functions)
__getattr__, _constants = public.constants(LEGENDRE)
__all__ = ["Legendre", *_functions, *_constants]


def __dir__() -> list[str]:
    return sorted(__all__)
