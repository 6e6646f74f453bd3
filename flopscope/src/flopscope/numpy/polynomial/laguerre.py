"""``fnp.polynomial.laguerre``: Laguerre polynomials.

The functions are those of :mod:`flopscope._composed.polynomials`.
"""

from __future__ import annotations

from flopscope._composed.polynomials import public
from flopscope._composed.polynomials.families import LAGUERRE
from flopscope._composed.polynomials.series import ABCPolyBase


class Laguerre(ABCPolyBase):
    """A series of Laguerre polynomials."""

    family = LAGUERRE
    basis_name = "L"


_functions = public.functions(LAGUERRE, __name__)
globals().update(_functions)
__getattr__, _constants = public.constants(LAGUERRE)
__all__ = ["Laguerre", *_functions, *_constants]


def __dir__() -> list[str]:
    return sorted(__all__)
