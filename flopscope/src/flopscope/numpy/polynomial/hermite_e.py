"""``fnp.polynomial.hermite_e``: Hermite polynomials, as probabilists define them.

The functions are those of :mod:`flopscope._composed.polynomials`.
"""

from __future__ import annotations

from flopscope._composed.polynomials import public
from flopscope._composed.polynomials.families import HERMITE_E
from flopscope._composed.polynomials.series import ABCPolyBase


class HermiteE(ABCPolyBase):
    """A series of Hermite polynomials, as probabilists define them."""

    family = HERMITE_E
    basis_name = "He"


_functions = public.functions(HERMITE_E, __name__)
globals().update(_functions)
__getattr__, _constants = public.constants(HERMITE_E)
__all__ = ["HermiteE", *_functions, *_constants]


def __dir__() -> list[str]:
    return sorted(__all__)
