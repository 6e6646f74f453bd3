"""``fnp.polynomial.chebyshev``: Chebyshev polynomials of the first kind.

The functions are those of :mod:`flopscope._composed.polynomials`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from flopscope._composed.polynomials import public
from flopscope._composed.polynomials.families import CHEBYSHEV
from flopscope._composed.polynomials.series import ABCPolyBase
from flopscope._composed.polynomials.utils import mapdomain


class Chebyshev(ABCPolyBase):
    """A series of Chebyshev polynomials of the first kind."""

    family = CHEBYSHEV
    basis_name = "T"

    @classmethod
    def interpolate(
        cls, func: Callable[..., Any], deg: Any, domain: Any = None, args: tuple[Any, ...] = ()
    ) -> Self:
        """The series that equals a function at Chebyshev points of the first kind.

        Parameters
        ----------
        func : callable
            ``func(x, *args)`` for an array of points in ``domain``.
        deg : int
        domain : array_like, optional
            Default that of the class.
        args : tuple, optional
        """
        ends = cls.domain if domain is None else domain
        coef = CHEBYSHEV.interpolate(lambda x: func(mapdomain(x, cls.window, ends), *args), deg)
        return cls(coef, domain=ends)


_functions = public.functions(CHEBYSHEV, __name__)
globals().update(_functions)
__getattr__, _constants = public.constants(CHEBYSHEV)
__all__ = ["Chebyshev", *_functions, *_constants]


def __dir__() -> list[str]:
    return sorted(__all__)
