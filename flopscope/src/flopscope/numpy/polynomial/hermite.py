"""``fnp.polynomial.hermite``: Hermite polynomials, as physicists define them.

The functions are those of :mod:`flopscope._composed.polynomials`.
"""

from __future__ import annotations

from flopscope._composed.polynomials import public
from flopscope._composed.polynomials.families import HERMITE
from flopscope._composed.polynomials.series import ABCPolyBase


class Hermite(ABCPolyBase):
    """A series of Hermite polynomials, as physicists define them."""

    family = HERMITE
    basis_name = "H"


_functions = public.functions(HERMITE, __name__)
globals().update(_functions)
__getattr__, _constants = public.constants(HERMITE)
__all__ = ["Hermite", *_functions, *_constants]


def __dir__() -> list[str]:
    return sorted(__all__)
