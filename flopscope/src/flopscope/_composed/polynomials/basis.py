"""A basis: its recurrence, and the arithmetic of series in it."""

from __future__ import annotations

from typing import Any

from flopscope._api import ops
from flopscope._api.shapes import size
from flopscope._arrays.array import ndarray
from flopscope._composed.polynomials.utils import (
    added,
    as_series,
    column,
    trimcoef,
    trimseq,
)


class Recurrence:
    """What a basis is known by; the default is the powers of x.

    Attributes
    ----------
    prefix : str
        What NumPy's function names start with.
    domain : tuple of float
    maxpower : int or None
        The default bound of :meth:`pow`.
    """

    prefix = "poly"
    domain = (-1.0, 1.0)
    maxpower: int | None = 16

    def up(self, n: int) -> float:
        """The part of P_{n+1} in ``x P_n``."""
        return 1.0

    def level(self, n: int) -> float:
        """The part of P_n in ``x P_n``."""
        return 0.0

    def down(self, n: int) -> float:
        """The part of P_{n-1} in ``x P_n``."""
        return 0.0

    def derivative(self, c: ndarray) -> ndarray:
        """The series' derivative, one coefficient shorter."""
        return c[1:] * column([float(j) for j in range(1, len(c))], c)

    def antiderivative(self, c: ndarray) -> ndarray:
        """A series whose derivative is ``c``, one coefficient longer."""
        raised = c / column([float(j + 1) for j in range(len(c))], c)
        return ops.concatenate([c[:1] * 0, raised])

    def next_parts(self, n: int) -> tuple[float, float, float]:
        """a, b, c of ``P_{n+1} = (a x + b) P_n - c P_{n-1}``."""
        up = self.up(n)
        return 1 / up, -self.level(n) / up, self.down(n) / up


class Arithmetic(Recurrence):
    """Sums, products, quotients and powers of series."""

    def line(self, off: Any, scl: Any) -> ndarray:
        """The series of ``off + scl * x``.

        Parameters
        ----------
        off, scl : scalars
        """
        if scl == 0:
            return ops.array([off])
        level, up = (int(p) if p.is_integer() else p for p in (self.level(0), self.up(0)))
        return ops.array([off + scl * level if level else off, scl * up])

    def add(self, c1: Any, c2: Any) -> ndarray:
        """The sum of two series.

        Parameters
        ----------
        c1, c2 : array_like
            Coefficients, the lowest first.
        """
        a, b = as_series([c1, c2])
        return trimseq(added(a, b))

    def sub(self, c1: Any, c2: Any) -> ndarray:
        """The difference of two series.

        Parameters
        ----------
        c1, c2 : array_like
            Coefficients, the lowest first.
        """
        a, b = as_series([c1, c2])
        return trimseq(added(a, -b))

    def mulx(self, c: Any) -> ndarray:
        """The series times x.

        Parameters
        ----------
        c : array_like
            Coefficients, the lowest first.
        """
        (series,) = as_series([c])
        if len(series) == 1 and bool(series[0] == 0):
            return series
        return self._times_x(series)

    def _times_x(self, c: ndarray) -> ndarray:
        n = len(c)
        raised = c * column([self.up(j) for j in range(n)], c)
        made = ops.concatenate([c[:1] * 0, raised])
        if any(self.level(j) for j in range(n)):
            made[:n] += c * column([self.level(j) for j in range(n)], c)
        if n > 1 and any(self.down(j) for j in range(1, n)):
            made[: n - 1] += c[1:] * column([self.down(j) for j in range(1, n)], c)
        return made

    def _next(self, c: ndarray, n: int) -> ndarray:
        """The series times ``a x + b`` of :meth:`next_parts`."""
        a, b, _ = self.next_parts(n)
        made = self._times_x(c)
        made = made if a == 1 else made * a
        return added(made, c * b) if b else made

    def mul(self, c1: Any, c2: Any) -> ndarray:
        """The product of two series.

        Parameters
        ----------
        c1, c2 : array_like
            Coefficients, the lowest first.
        """
        a, b = as_series([c1, c2])
        return trimseq(self._product(*((a, b) if len(a) <= len(b) else (b, a))))

    def _product(self, short: ndarray, long: ndarray) -> ndarray:
        """Clenshaw's rule, with series for numbers."""
        n = len(short)
        if n == 1:
            return short[0] * long
        c0, c1 = short[n - 2] * long, short[n - 1] * long
        for k in range(n - 2, 0, -1):
            factor = self.next_parts(k)[2]
            c0, c1 = added(short[k - 1] * long, c1 * -factor), added(c0, self._next(c1, k))
        return added(c0, self._next(c1, 0))

    def div(self, c1: Any, c2: Any) -> tuple[ndarray, ndarray]:
        """The quotient of two series and the remainder.

        Parameters
        ----------
        c1, c2 : array_like
            Coefficients, the lowest first.

        Raises
        ------
        ZeroDivisionError
            If ``c2`` is zero.
        """
        a, b = as_series([c1, c2])
        if bool(b[-1] == 0):
            raise ZeroDivisionError("division by zero")
        if len(a) < len(b):
            return a[:1] * 0, a
        if len(b) == 1:
            return a / b[-1], a[:1] * 0
        quotient, rest = self._divided(a, b)
        return quotient, trimseq(rest)

    def _divided(self, a: ndarray, b: ndarray) -> tuple[ndarray, ndarray]:
        steps = len(a) - len(b)
        quotient = ops.empty(steps + 1, dtype=a.dtype)
        for i in range(steps, -1, -1):
            unit = ops.eye(1, i + 1, i, dtype=a.dtype)[0]
            shifted = self._product(*((unit, b) if i + 1 <= len(b) else (b, unit)))
            factor = a[-1] / shifted[-1]
            a = a[:-1] - factor * shifted[:-1]
            quotient[i] = factor
        return quotient, a

    def pow(self, c: Any, pow: Any, maxpower: int | None = None) -> ndarray:
        """The series to a whole power.

        Parameters
        ----------
        c : array_like
            Coefficients, the lowest first.
        pow : int
        maxpower : int, optional
            The largest power that is accepted.

        Raises
        ------
        ValueError
            If the power is negative, not whole, or above ``maxpower``.
        """
        (series,) = as_series([c])
        power = int(pow)
        if power != pow or power < 0:
            raise ValueError("Power must be a non-negative integer.")
        bound = self.maxpower if maxpower is None else maxpower
        if bound is not None and power > bound:
            raise ValueError("Power is too large")
        if power == 0:
            return ops.array([1], dtype=series.dtype)
        made = series
        for _ in range(power - 1):
            made = self._product(*((series, made) if len(series) <= len(made) else (made, series)))
        return made

    def fromroots(self, roots: Any) -> ndarray:
        """The series with these roots, and 1 as the highest power's coefficient.

        Parameters
        ----------
        roots : array_like
        """
        if size(roots) == 0:
            return ops.ones(1)
        (found,) = as_series([roots], trim=False)
        found.sort()
        factors = [self.line(-root, 1) for root in found]
        while len(factors) > 1:
            half, odd = divmod(len(factors), 2)
            paired = [self.mul(factors[i], factors[i + half]) for i in range(half)]
            if odd:
                paired[0] = self.mul(paired[0], factors[-1])
            factors = paired
        return factors[0]

    def trim(self, c: Any, tol: float = 0) -> ndarray:
        """The series without trailing coefficients of at most ``tol`` in size.

        Parameters
        ----------
        c : array_like
        tol : float, optional
        """
        return trimcoef(c, tol)

    def from_powers(self, pol: Any) -> ndarray:
        """The series of a polynomial given by its powers' coefficients.

        Parameters
        ----------
        pol : array_like
            The lowest power first.
        """
        (powers,) = as_series([pol])
        made = powers[-1:]
        for i in range(len(powers) - 2, -1, -1):
            made = self._times_x(made)
            made[0] += powers[i]
        return made

    def to_powers(self, c: Any) -> ndarray:
        """The coefficients of the series' powers of x.

        Parameters
        ----------
        c : array_like
            The lowest first.
        """
        (series,) = as_series([c])
        n = len(series)
        if n == 1:
            return series
        c0, c1 = series[n - 2 : n - 1], series[n - 1 :]
        for k in range(n - 2, 0, -1):
            factor = self.next_parts(k)[2]
            c0, c1 = added(series[k - 1 : k], c1 * -factor), added(c0, self._as_power(c1, k))
        return added(c0, self._as_power(c1, 0))

    def _as_power(self, c: ndarray, n: int) -> ndarray:
        a, b, _ = self.next_parts(n)
        made = ops.concatenate([c[:1] * 0, c * a])
        return added(made, c * b) if b else made
