"""Roots, quadratures and least-squares fits in a basis."""

from __future__ import annotations

import math
import warnings
from typing import Any

from flopscope._api import ops
from flopscope._api.info import finfo
from flopscope._api.shapes import ndim
from flopscope._arrays.array import ndarray
from flopscope._base.exceptions import RankWarning
from flopscope._composed.choosing import where
from flopscope._composed.polynomials.analysis import Analysis
from flopscope._composed.polynomials.utils import as_series, integer


class Fitting(Analysis):
    """What is found by solving with matrices."""

    is_turned: bool = True
    mass: float | None = None
    """The integral of the weight function, where the basis has a Gauss quadrature."""
    symmetric = True
    """Whether the quadrature is symmetric about 0."""

    def companion(self, c: Any) -> ndarray:
        """A matrix whose eigenvalues are the series' roots, scaled to be symmetric for a basis element.

        Parameters
        ----------
        c : array_like
            Coefficients, the lowest first.

        Raises
        ------
        ValueError
            If the degree is less than 1.
        """
        (series,) = as_series([c])
        n = len(series) - 1
        if n < 1:
            raise ValueError("Series must have maximum degree of at least 1.")
        ratios = series[:-1] / series[-1]
        if n == 1:
            return ops.array([[self.level(0) - ratios[0] * self.up(0)]])
        sides = [self._off_diagonal(k) for k in range(n - 1)]
        made = ops.diag(ops.array([s[0] for s in sides], dtype=series.dtype), -1)
        if any(s[1] for s in sides):
            made = made + ops.diag(ops.array([s[1] for s in sides], dtype=series.dtype), 1)
        if any(self.level(k) for k in range(n)):
            levels = [self.level(k) for k in range(n)]
            made = made + ops.diag(ops.array(levels, dtype=series.dtype))
        made[:, -1] -= ratios * ops.array(self._scales(n)) * self.up(n - 1)
        return made

    def _off_diagonal(self, k: int) -> tuple[float, float]:
        """Below and above the diagonal: the recurrence's entries, made equal where both are there."""
        below, above = self.up(k), self.down(k + 1)
        if not above:
            return below, above
        both = math.copysign(math.sqrt(below * above), below)
        return both, both

    def _scales(self, n: int) -> list[float]:
        """By what each row differs from the last, so that the matrix is symmetric."""
        scales = [1.0]
        for k in range(n - 1):
            above = self.down(k + 1)
            scales.append(scales[-1] * (math.sqrt(above / self.up(k)) if above else 1.0))
        return [s / scales[-1] for s in scales]

    def roots(self, c: Any) -> ndarray:
        """The series' roots, sorted.

        Parameters
        ----------
        c : array_like
            Coefficients, the lowest first.

        Returns
        -------
        ndarray
            Complex if any root is.
        """
        (series,) = as_series([c])
        if len(series) < 2:
            return ops.array([], dtype=series.dtype)
        if len(series) == 2:
            return ops.array([self.level(0) - series[0] / series[1] * self.up(0)])
        matrix = self.companion(series)
        if self.is_turned:
            matrix = matrix[::-1, ::-1]
        found = ops.linalg.eigvals(matrix)
        found.sort()
        return found

    def gauss(self, deg: Any) -> tuple[ndarray, ndarray]:
        """Points and weights of the Gauss quadrature that is exact up to degree ``2 * deg - 1``.

        Parameters
        ----------
        deg : int
            Number of points, at least 1.

        Raises
        ------
        ValueError
            If it is less than 1.
        """
        degree = integer(deg, "deg")
        if degree <= 0:
            raise ValueError("deg must be a positive integer")
        assert self.mass is not None
        series = ops.eye(1, degree + 1, degree)[0]
        points = ops.linalg.eigvalsh(self.companion(series))
        slope = self.val(points, self.der(series))
        points = points - self.val(points, series) / slope  # one step of Newton's method
        lower = self.val(points, series[1:])
        lower = lower / ops.abs(lower).max()
        slope = slope / ops.abs(slope).max()
        weights = 1 / (lower * slope)
        if self.symmetric:
            weights = (weights + weights[::-1]) / 2
            points = (points - points[::-1]) / 2
        return points, weights * (self.mass / weights.sum())

    def fit(
        self,
        x: Any,
        y: Any,
        deg: Any,
        rcond: float | None = None,
        full: bool = False,
        w: Any = None,
    ) -> Any:
        """The series that fits points best, by least squares.

        Parameters
        ----------
        x : array_like
            Shape (m,).
        y : array_like
            Shape (m,) or (m, k).
        deg : int or sequence of int
            The degree, or those degrees that take part.
        rcond : float, optional
            Singular values below this part of the largest are taken for 0; default ``m * eps``.
        full : bool, optional
            Return diagnostics too.
        w : array_like, optional
            Weight of each point's residual.

        Returns
        -------
        ndarray
            Coefficients, the lowest first; with ``full``, and ``[residuals, rank, singular values,
            rcond]``.

        Raises
        ------
        TypeError
            If the arguments are of wrong dimensions, or degrees not integers.
        ValueError
            If a degree is negative.

        Warns
        -----
        RankWarning
            If the points do not determine the series.
        """
        x, y = ops.asarray(x) + 0.0, ops.asarray(y) + 0.0
        degrees = _degrees(deg)
        _check_points(x, y)
        matrix = self.vander(x, max(degrees))
        if ndim(deg):
            matrix = matrix[:, sorted(degrees)]
        right = y
        if w is not None:
            weights = ops.asarray(w) + 0.0
            if weights.ndim != 1:
                raise TypeError("expected 1D vector for w")
            if len(x) != len(weights):
                raise TypeError("expected x and w to have same length")
            matrix = matrix * weights[:, None]
            right = y * (weights[:, None] if y.ndim == 2 else weights)
        limit = len(x) * finfo(x.dtype).eps if rcond is None else rcond
        return self._solved(matrix, right, limit, full, sorted(degrees) if ndim(deg) else None)

    def _solved(
        self, matrix: ndarray, right: ndarray, rcond: Any, full: bool, degrees: list[int] | None
    ) -> Any:
        # Columns of one length make the smallest singular values say more.
        if matrix.dtype.kind == "c":
            squares = ops.square(matrix.real) + ops.square(matrix.imag)
        else:
            squares = ops.square(matrix)
        scales = ops.sqrt(squares.sum(axis=0))
        scales = where(scales == 0, 1, scales)
        found, residuals, rank, values = ops.linalg.lstsq(matrix / scales, right, rcond)
        found = (found.T / scales).T
        if degrees is not None:
            spread = ops.zeros((max(degrees) + 1, *found.shape[1:]), dtype=found.dtype)
            spread[degrees] = found
            found = spread
        if full:
            return found, [residuals, rank, values, rcond]
        if int(rank) != matrix.shape[1]:
            warnings.warn("The fit may be poorly conditioned", RankWarning, stacklevel=4)
        return found


def _degrees(deg: Any) -> list[int]:
    given = ops.asarray(deg)
    if given.ndim > 1 or given.dtype.kind not in "iu" or given.size == 0:
        raise TypeError("deg must be an int or non-empty 1-D array of int")
    degrees: list[int] = given.reshape(-1).tolist()
    if min(degrees) < 0:
        raise ValueError("expected deg >= 0")
    return degrees


def _check_points(x: ndarray, y: ndarray) -> None:
    if x.ndim != 1:
        raise TypeError("expected 1D vector for x")
    if x.size == 0:
        raise TypeError("expected non-empty vector for x")
    if y.ndim < 1 or y.ndim > 2:
        raise TypeError("expected 1D or 2D array for y")
    if len(x) != len(y):
        raise TypeError("expected x and y to have same length")
