"""``fnp.polynomial``: series in six bases, as classes and as functions of coefficients.

>>> import flopscope.numpy as fnp
>>> p = fnp.polynomial.Polynomial([1, 2, 3])
>>> p(2.0).item(), p.deriv().coef.tolist()
(17.0, [2.0, 6.0])
"""

from flopscope._base.presented import present_all as _present_all
from flopscope._composed.polynomials.text import set_default_printstyle
from flopscope.numpy.polynomial import (
    chebyshev,
    hermite,
    hermite_e,
    laguerre,
    legendre,
    polynomial,
    polyutils,
)
from flopscope.numpy.polynomial.chebyshev import Chebyshev
from flopscope.numpy.polynomial.hermite import Hermite
from flopscope.numpy.polynomial.hermite_e import HermiteE
from flopscope.numpy.polynomial.laguerre import Laguerre
from flopscope.numpy.polynomial.legendre import Legendre
from flopscope.numpy.polynomial.polynomial import Polynomial

__all__ = [
    "Chebyshev",
    "Hermite",
    "HermiteE",
    "Laguerre",
    "Legendre",
    "Polynomial",
    "chebyshev",
    "hermite",
    "hermite_e",
    "laguerre",
    "legendre",
    "polynomial",
    "polyutils",
    "set_default_printstyle",
]

_present_all(globals(), __all__)
