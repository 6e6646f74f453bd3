"""``fnp.polynomial.chebyshev``: Chebyshev polynomials of the first kind.

The functions are those of :mod:`flopscope._composed.polynomials`.
"""

from __future__ import annotations

from flopscope._composed.polynomials import public
from flopscope._composed.polynomials.families import CHEBYSHEV
from flopscope._composed.polynomials.series import ABCPolyBase


class Chebyshev(ABCPolyBase):
    """A series of Chebyshev polynomials of the first kind."""

    family = CHEBYSHEV
    basis_name = "T"


_functions = public.functions(CHEBYSHEV, __name__)
globals().update(_functions)
__getattr__, _constants = public.constants(CHEBYSHEV)
__all__ = ["Chebyshev", *_functions, *_constants]


def __dir__() -> list[str]:
    return sorted(__all__)
