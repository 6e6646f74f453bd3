"""The six bases, and what each has besides the common functions.

Recurrences, derivatives and integrals: Abramowitz & Stegun, *Handbook of Mathematical Functions*,
chapter 22.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from flopscope._api import ops
from flopscope._arrays.array import ndarray
from flopscope._composed.polynomials.fitting import Fitting
from flopscope._composed.polynomials.utils import column, integer, suffix_sums


class Power(Fitting):
    """The powers of x."""

    is_turned = False

    maxpower = None

    def _product(self, short: ndarray, long: ndarray) -> ndarray:
        return ops.convolve(short, long)

    def _divided(self, a: ndarray, b: ndarray) -> tuple[ndarray, ndarray]:
        """Synthetic division."""
        lead = b[-1]
        lower = b[:-1] / lead
        rest = a.copy()
        for end in range(len(a) - 1, len(lower) - 1, -1):
            rest[end - len(lower) : end] -= lower * rest[end]
        return rest[len(lower) :] / lead, rest[: len(lower)]

    def valfromroots(self, x: Any, r: Any, tensor: bool = True) -> ndarray:
        """The values at points of the polynomial with these roots.

        Parameters
        ----------
        x : array_like
        r : array_like
            Roots along the first axis; other axes hold more polynomials.
        tensor : bool, optional
            Evaluate every polynomial at every point; False broadcasts points and polynomials.

        Raises
        ------
        ValueError
            If ``tensor`` is False and there are more dimensions of points than of polynomials.
        """
        roots = ops.array(r, ndmin=1, copy=None) + 0.0
        points = ops.asarray(x)
        if tensor:
            roots = roots.reshape(roots.shape + (1,) * points.ndim)
        elif points.ndim >= roots.ndim:
            raise ValueError("x.ndim must be < r.ndim when tensor == False")
        return ops.prod(points - roots, axis=0)


class Chebyshev(Fitting):
    """Chebyshev polynomials of the first kind."""

    prefix = "cheb"

    def up(self, n: int) -> float:
        """See :class:`Recurrence`."""
        return 0.5 if n else 1.0

    def down(self, n: int) -> float:
        """See :class:`Recurrence`."""
        return 0.5 if n else 0.0

    def _product(self, short: ndarray, long: ndarray) -> ndarray:
        """2 T_m T_n = T_{m+n} + T_{|m-n|}: a convolution of coefficients mirrored at 0."""
        both = ops.convolve(_mirrored(short), _mirrored(long))
        half = both[len(both) // 2 :]
        half[1:] *= 2
        return half

    def derivative(self, c: ndarray) -> ndarray:
        """T_n' = 2 n (T_{n-1} + T_{n-3} + ...), with half of T_0."""
        made = suffix_sums(c[1:] * column([2.0 * j for j in range(1, len(c))], c), 2)
        made[0] /= 2
        return made

    def antiderivative(self, c: ndarray) -> ndarray:
        """The integral of T_n is T_{n+1} / (2 n + 2) - T_{n-1} / (2 n - 2) from n = 2."""
        n = len(c)
        factors = [1.0, 0.25, *(0.5 / (j + 1) for j in range(2, n))]
        made = ops.concatenate([c[:1] * 0, c * column(factors[:n], c)])
        if n > 2:
            made[1 : n - 1] -= c[2:] * column([0.5 / (j - 1) for j in range(2, n)], c)
        return made

    def gauss(self, deg: Any) -> tuple[ndarray, ndarray]:
        """Points and weights of the Gauss-Chebyshev quadrature, in closed form.

        Parameters
        ----------
        deg : int
            Number of points, at least 1.
        """
        degree = integer(deg, "deg")
        if degree <= 0:
            raise ValueError("deg must be a positive integer")
        points = ops.cos(ops.arange(1, 2 * degree, 2) * (math.pi / (2.0 * degree)))
        return points, ops.full(degree, math.pi / degree)

    def weight(self, x: Any) -> ndarray:
        """The weight function, 1 / sqrt(1 - x**2)."""
        points = ops.asarray(x)
        return 1.0 / (ops.sqrt(1.0 + points) * ops.sqrt(1.0 - points))

    def pts1(self, npts: Any) -> ndarray:
        """The zeros of T_npts, increasing."""
        n = _count(npts, 1)
        return ops.sin(0.5 * math.pi / n * ops.arange(1 - n, n + 1, 2))

    def pts2(self, npts: Any) -> ndarray:
        """The extremes of T_{npts - 1} on [-1, 1], increasing."""
        return ops.cos(ops.linspace(-math.pi, 0, _count(npts, 2)))

    def interpolate(
        self, func: Callable[..., Any], deg: Any, args: tuple[Any, ...] = ()
    ) -> ndarray:
        """The series that equals a function at the zeros of T_{deg + 1}.

        Parameters
        ----------
        func : callable
            ``func(x, *args)`` for an array of points in [-1, 1].
        deg : int
        args : tuple, optional

        Raises
        ------
        ValueError
            If the degree is negative.
        """
        degree = integer(deg, "deg")
        if degree < 0:
            raise ValueError("expected deg >= 0")
        points = self.pts1(degree + 1)
        found = ops.dot(self.vander(points, degree).T, func(points, *args))
        found[0] /= degree + 1
        found[1:] /= 0.5 * (degree + 1)
        return found


def _mirrored(c: ndarray) -> ndarray:
    half = c[1:] / 2
    return ops.concatenate([half[::-1], c[:1], half])


def _count(npts: Any, least: int) -> int:
    count = int(npts)
    if count != npts:
        raise ValueError("npts must be integer")
    if count < least:
        raise ValueError(f"npts must be >= {least}")
    return count


class Legendre(Fitting):
    """Legendre polynomials."""

    prefix = "leg"
    mass = 2.0

    def up(self, n: int) -> float:
        """See :class:`Recurrence`."""
        return (n + 1) / (2 * n + 1)

    def down(self, n: int) -> float:
        """See :class:`Recurrence`."""
        return n / (2 * n + 1)

    def next_parts(self, n: int) -> tuple[float, float, float]:
        """As the base's, with quotients of whole numbers rounded once."""
        return (2 * n + 1) / (n + 1), 0.0, n / (n + 1)

    def derivative(self, c: ndarray) -> ndarray:
        """P_n' is the sum of (2 k + 1) P_k for k = n - 1, n - 3, ..."""
        return suffix_sums(c[1:], 2) * column([2.0 * k + 1 for k in range(len(c) - 1)], c)

    def antiderivative(self, c: ndarray) -> ndarray:
        """The integral of P_n is (P_{n+1} - P_{n-1}) / (2 n + 1)."""
        parts = c / column([2.0 * j + 1 for j in range(len(c))], c)
        made = ops.concatenate([c[:1] * 0, parts])
        if len(c) > 2:
            made[1 : len(c) - 1] -= parts[2:]
        return made

    def weight(self, x: Any) -> ndarray:
        """The weight function, 1."""
        return ops.asarray(x) * 0.0 + 1.0


class Laguerre(Fitting):
    """Laguerre polynomials."""

    prefix = "lag"
    domain = (0.0, 1.0)
    mass = 1.0
    symmetric = False

    def up(self, n: int) -> float:
        """See :class:`Recurrence`."""
        return -(n + 1.0)

    def level(self, n: int) -> float:
        """See :class:`Recurrence`."""
        return 2.0 * n + 1

    def down(self, n: int) -> float:
        """See :class:`Recurrence`."""
        return -float(n)

    def derivative(self, c: ndarray) -> ndarray:
        """L_n' is minus the sum of all L_k below n."""
        return -suffix_sums(c[1:], 1)

    def antiderivative(self, c: ndarray) -> ndarray:
        """The integral of L_n is L_n - L_{n+1}."""
        made = ops.concatenate([c, -c[-1:]])
        made[1 : len(c)] -= c[:-1]
        return made

    def weight(self, x: Any) -> ndarray:
        """The weight function, exp(-x)."""
        return ops.exp(-ops.asarray(x))


class Hermite(Fitting):
    """Hermite polynomials, as physicists define them."""

    prefix = "herm"
    mass = math.sqrt(math.pi)

    def up(self, n: int) -> float:
        """See :class:`Recurrence`."""
        return 0.5

    def down(self, n: int) -> float:
        """See :class:`Recurrence`."""
        return float(n)

    def derivative(self, c: ndarray) -> ndarray:
        """H_n' = 2 n H_{n-1}."""
        return c[1:] * column([2.0 * j for j in range(1, len(c))], c)

    def antiderivative(self, c: ndarray) -> ndarray:
        """The integral of H_n is H_{n+1} / (2 n + 2)."""
        raised = c / column([2.0 * (j + 1) for j in range(len(c))], c)
        return ops.concatenate([c[:1] * 0, raised])

    def weight(self, x: Any) -> ndarray:
        """The weight function, exp(-x**2)."""
        points = ops.asarray(x)
        return ops.exp(-(points**2))


class HermiteE(Fitting):
    """Hermite polynomials, as probabilists define them."""

    prefix = "herme"
    mass = math.sqrt(2 * math.pi)

    def down(self, n: int) -> float:
        """See :class:`Recurrence`."""
        return float(n)

    def weight(self, x: Any) -> ndarray:
        """The weight function, exp(-x**2 / 2)."""
        points = ops.asarray(x)
        return ops.exp(-0.5 * points**2)


POWER = Power()
CHEBYSHEV = Chebyshev()
LEGENDRE = Legendre()
LAGUERRE = Laguerre()
HERMITE = Hermite()
HERMITE_E = HermiteE()
