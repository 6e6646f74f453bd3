"""The normal distribution's integral and its inverse, by rational approximations.

:func:`ndtr` is W. J. Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23
(1969); :func:`ndtri` is M. J. Wichura, "Algorithm AS 241", Applied Statistics 37 (1988). Both are good
to about 1e-15, relatively, in the tails too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from flopscope import numpy as fnp

# Coefficients from the highest power down; each pair is a numerator and a denominator.
_CENTER: Final = (
    (
        1.85777706184603153e-1,
        3.16112374387056560e0,
        1.13864154151050156e2,
        3.77485237685302021e2,
        3.20937758913846947e3,
    ),
    (
        1.0,
        2.36012909523441209e1,
        2.44024637934444173e2,
        1.28261652607737228e3,
        2.84423683343917062e3,
    ),
)
_SHOULDER: Final = (
    (
        2.15311535474403846e-8,
        5.64188496988670089e-1,
        8.88314979438837594e0,
        6.61191906371416295e1,
        2.98635138197400131e2,
        8.81952221241769090e2,
        1.71204761263407058e3,
        2.05107837782607147e3,
        1.23033935479799725e3,
    ),
    (
        1.0,
        1.57449261107098347e1,
        1.17693950891312499e2,
        5.37181101862009858e2,
        1.62138957456669019e3,
        3.29079923573345963e3,
        4.36261909014324716e3,
        3.43936767414372164e3,
        1.23033935480374942e3,
    ),
)
_TAIL: Final = (
    (
        1.63153871373020978e-2,
        3.05326634961232344e-1,
        3.60344899949804439e-1,
        1.25781726111229246e-1,
        1.60837851487422766e-2,
        6.58749161529837803e-4,
    ),
    (
        1.0,
        2.56852019228982242e0,
        1.87295284992346725e0,
        5.27905102951428412e-1,
        6.05183413124413191e-2,
        2.33520497626869185e-3,
    ),
)
_INVERSE_CENTER: Final = (
    (
        2.5090809287301226727e3,
        3.3430575583588128105e4,
        6.7265770927008700853e4,
        4.5921953931549871457e4,
        1.3731693765509461125e4,
        1.9715909503065514427e3,
        1.3314166789178437745e2,
        3.3871328727963666080e0,
    ),
    (
        5.2264952788528545610e3,
        2.8729085735721942674e4,
        3.9307895800092710610e4,
        2.1213794301586595867e4,
        5.3941960214247511077e3,
        6.8718700749205790830e2,
        4.2313330701600911252e1,
        1.0,
    ),
)
_INVERSE_SHOULDER: Final = (
    (
        7.74545014278341407640e-4,
        2.27238449892691845833e-2,
        2.41780725177450611770e-1,
        1.27045825245236838258e0,
        3.64784832476320460504e0,
        5.76949722146069140550e0,
        4.63033784615654529590e0,
        1.42343711074968357734e0,
    ),
    (
        1.05075007164441684324e-9,
        5.47593808499534494600e-4,
        1.51986665636164571966e-2,
        1.48103976427480074590e-1,
        6.89767334985100004550e-1,
        1.67638483018380384940e0,
        2.05319162663775882187e0,
        1.0,
    ),
)
_INVERSE_TAIL: Final = (
    (
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        1.24266094738807843860e-3,
        2.65321895265761230930e-2,
        2.96560571828504891230e-1,
        1.78482653991729133580e0,
        5.46378491116411436990e0,
        6.65790464350110377720e0,
    ),
    (
        2.04426310338993978564e-15,
        1.42151175831644588870e-7,
        1.84631831751005468180e-5,
        7.86869131145613259100e-4,
        1.48753612908506148525e-2,
        1.36929880922735805310e-1,
        5.99832206555887937690e-1,
        1.0,
    ),
)
Ratio = tuple[Sequence[float], Sequence[float]]


def _ratio(x: Any, coefficients: Ratio) -> Any:
    return _horner(x, coefficients[0]) / _horner(x, coefficients[1])


def _horner(x: Any, coefficients: Sequence[float]) -> Any:
    found = x * coefficients[0] + coefficients[1]
    for c in coefficients[2:]:
        found = found * x + c
    return found


def erfc(x: Any) -> Any:
    """The complementary error function: 2 / sqrt(pi) times the integral of exp(-t**2) from ``x``."""
    size = fnp.abs(x)
    small, large = size <= 0.46875, size > 4
    near = fnp.where(small, x, 0.0)
    center = 1.0 - near * _ratio(near * near, _CENTER)
    middle = fnp.clip(size, 0.46875, 4.0)
    far = fnp.clip(size, 4.0, 30.0)
    inverse = 1.0 / (far * far)
    tail = (1 / math.sqrt(math.pi) - inverse * _ratio(inverse, _TAIL)) / far
    outer = _gaussian(fnp.minimum(size, 30.0)) * fnp.where(large, tail, _ratio(middle, _SHOULDER))
    return fnp.where(small, center, fnp.where(x < 0, 2.0 - outer, outer))


def _gaussian(x: Any) -> Any:
    """exp(-x**2) for x >= 0, of which the part of x**2 that would be rounded away is kept."""
    coarse = fnp.floor(x * 16.0) / 16.0
    return fnp.exp(-coarse * coarse) * fnp.exp(-(x - coarse) * (x + coarse))


def ndtr(x: Any) -> Any:
    """Probability that a standard normal variable is at most ``x``."""
    return 0.5 * erfc(x * -math.sqrt(0.5))


def ndtri(q: Any) -> Any:
    """The standard normal quantile of ``q``, strictly between 0 and 1."""
    centered = q - 0.5
    central = fnp.abs(centered) <= 0.425
    near = fnp.where(central, centered, 0.0)
    center = near * _ratio(0.180625 - near * near, _INVERSE_CENTER)
    depth = fnp.sqrt(-fnp.log(fnp.minimum(q, 1.0 - q)))
    shoulder = _ratio(depth - 1.6, _INVERSE_SHOULDER)
    outer = fnp.where(depth <= 5, shoulder, _ratio(depth - 5.0, _INVERSE_TAIL))
    return fnp.where(central, center, fnp.where(centered < 0, -outer, outer))
