"""The distributions: each one's formulas in standard form."""

from __future__ import annotations

import math
from typing import Any, Final

from flopscope import numpy as fnp
from flopscope.stats._distribution import Distribution
from flopscope.stats._special import ndtr, ndtri

_ROOT_TWO_PI: Final = math.sqrt(2 * math.pi)


def _normal_density(y: Any) -> Any:
    return fnp.exp(y * y * -0.5) / _ROOT_TWO_PI


class Normal(Distribution):
    """The normal distribution of mean ``loc`` and standard deviation ``scale``."""

    name = "norm"

    def _pdf(self, y: Any, *shapes: Any) -> Any:
        return _normal_density(y)

    def _cdf(self, y: Any, *shapes: Any) -> Any:
        return ndtr(y)

    def _ppf(self, q: Any, *shapes: Any) -> Any:
        return ndtri(q)


class TruncatedNormal(Distribution):
    """The normal distribution between ``a`` and ``b``, counted in ``scale`` from ``loc``.

    An interval above the mean is mirrored, so that its probabilities are not lost against 1.
    """

    name = "truncnorm"
    shapes = ("a", "b")

    def _support(self, *shapes: Any) -> tuple[Any, Any]:
        return shapes[0], shapes[1]

    def _within(self, *shapes: Any) -> Any:
        return shapes[0]

    def _allowed(self, *shapes: Any) -> Any:
        return shapes[0] < shapes[1]

    @staticmethod
    def _mirrored(a: Any, b: Any) -> tuple[Any, Any, Any]:
        """Whether the interval is above the mean, and probabilities below its ends once mirrored."""
        above = a > 0
        return above, ndtr(fnp.where(above, -b, a)), ndtr(fnp.where(above, -a, b))

    def _mass(self, a: Any, b: Any) -> Any:
        _, low, high = self._mirrored(a, b)
        return fnp.where(a < b, high - low, 1.0)

    def _pdf(self, y: Any, *shapes: Any) -> Any:
        return _normal_density(y) / self._mass(*shapes)

    def _cdf(self, y: Any, *shapes: Any) -> Any:
        above, low, high = self._mirrored(*shapes)
        part = ndtr(fnp.where(above, -y, y))
        return fnp.where(above, high - part, part - low) / self._mass(*shapes)

    def _ppf(self, q: Any, *shapes: Any) -> Any:
        above, low, high = self._mirrored(*shapes)
        mass = self._mass(*shapes)
        part = fnp.where(above, high - q * mass, low + q * mass)
        found = ndtri(fnp.clip(part, 1e-300, 1 - 2.0**-53))
        return fnp.clip(fnp.where(above, -found, found), *shapes)


class Uniform(Distribution):
    """The uniform distribution from ``loc`` to ``loc + scale``."""

    name = "uniform"

    def _support(self, *shapes: Any) -> tuple[Any, Any]:
        return 0.0, 1.0

    def _pdf(self, y: Any, *shapes: Any) -> Any:
        return fnp.ones_like(y)

    def _cdf(self, y: Any, *shapes: Any) -> Any:
        return y

    def _ppf(self, q: Any, *shapes: Any) -> Any:
        return q


class Exponential(Distribution):
    """The exponential distribution of mean ``scale`` above ``loc``."""

    name = "expon"

    def _support(self, *shapes: Any) -> tuple[Any, Any]:
        return 0.0, math.inf

    def _pdf(self, y: Any, *shapes: Any) -> Any:
        return fnp.exp(-y)

    def _cdf(self, y: Any, *shapes: Any) -> Any:
        return -fnp.expm1(-y)

    def _ppf(self, q: Any, *shapes: Any) -> Any:
        return -fnp.log1p(-q)


class Laplace(Distribution):
    """The Laplace (double exponential) distribution."""

    name = "laplace"

    def _pdf(self, y: Any, *shapes: Any) -> Any:
        return 0.5 * fnp.exp(-fnp.abs(y))

    def _cdf(self, y: Any, *shapes: Any) -> Any:
        half = 0.5 * fnp.exp(-fnp.abs(y))
        return fnp.where(y > 0, 1.0 - half, half)

    def _ppf(self, q: Any, *shapes: Any) -> Any:
        depth = fnp.log(2.0 * fnp.minimum(q, 1.0 - q))
        return fnp.where(q > 0.5, -depth, depth)


class Logistic(Distribution):
    """The logistic distribution."""

    name = "logistic"

    def _pdf(self, y: Any, *shapes: Any) -> Any:
        decay = fnp.exp(-fnp.abs(y))
        return decay / ((1.0 + decay) * (1.0 + decay))

    def _cdf(self, y: Any, *shapes: Any) -> Any:
        decay = fnp.exp(-fnp.abs(y))
        return fnp.where(y < 0, decay, 1.0) / (1.0 + decay)

    def _ppf(self, q: Any, *shapes: Any) -> Any:
        return fnp.log(q) - fnp.log1p(-q)


class LogNormal(Distribution):
    """The distribution of ``loc + scale * exp(s * z)`` for standard normal z."""

    name = "lognorm"
    shapes = ("s",)

    def _support(self, *shapes: Any) -> tuple[Any, Any]:
        return 0.0, math.inf

    def _within(self, *shapes: Any) -> Any:
        return 1.0

    def _inside(self, y: Any, *shapes: Any) -> Any:
        return (y > 0) & (y < math.inf)

    def _allowed(self, *shapes: Any) -> Any:
        return shapes[0] > 0

    @staticmethod
    def _deviation(s: Any) -> Any:
        return fnp.where(s > 0, s, 1.0)

    def _pdf(self, y: Any, *shapes: Any) -> Any:
        s = self._deviation(*shapes)
        return _normal_density(fnp.log(y) / s) / (s * y)

    def _cdf(self, y: Any, *shapes: Any) -> Any:
        return ndtr(fnp.log(y) / self._deviation(*shapes))

    def _ppf(self, q: Any, *shapes: Any) -> Any:
        return fnp.exp(self._deviation(*shapes) * ndtri(q))


class Cauchy(Distribution):
    """The Cauchy distribution."""

    name = "cauchy"

    def _pdf(self, y: Any, *shapes: Any) -> Any:
        return 1.0 / (math.pi * (1.0 + y * y))

    def _cdf(self, y: Any, *shapes: Any) -> Any:
        return fnp.arctan2(1.0, -y) / math.pi

    def _ppf(self, q: Any, *shapes: Any) -> Any:
        depth = fnp.minimum(q, 1.0 - q)
        inner = fnp.tan(math.pi * (q - 0.5))
        outer = 1.0 / fnp.tan(math.pi * depth)
        return fnp.where(depth > 0.25, inner, fnp.where(q > 0.5, outer, -outer))


norm = Normal()
truncnorm = TruncatedNormal()
uniform = Uniform()
expon = Exponential()
laplace = Laplace()
logistic = Logistic()
lognorm = LogNormal()
cauchy = Cauchy()
