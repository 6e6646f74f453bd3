"""Evaluation, Vandermonde matrices, derivatives and integrals of series."""

from __future__ import annotations

from typing import Any

from flopscope._api import ops
from flopscope._api.shapes import ndim
from flopscope._arrays.array import ndarray
from flopscope._composed.polynomials.basis import Arithmetic
from flopscope._composed.polynomials.utils import inexact, integer, points_of
from flopscope._composed.types import iterable
from flopscope._table.spec import axis_index


class Analysis(Arithmetic):
    """What a series' values, derivatives and integrals are."""

    # --- values ----------------------------------------------------------------------------------

    def val(self, x: Any, c: Any, tensor: bool = True) -> ndarray:
        """The series' values at points, by Clenshaw's rule (for powers, Horner's).

        Parameters
        ----------
        x : array_like
            Points.
        c : array_like
            Coefficients along the first axis, the lowest first; other axes hold more series.
        tensor : bool, optional
            Evaluate every series at every point; False broadcasts points and series.

        Returns
        -------
        ndarray
        """
        series = inexact(c)
        points = points_of(x)
        if tensor and isinstance(points, ndarray):
            series = series.reshape(series.shape + (1,) * points.ndim)
        n = len(series)
        if n == 1:
            return series[0] + 0 * points
        c0, c1 = series[n - 2], series[n - 1]
        known: dict[tuple[float, float], Any] = {}
        for k in range(n - 2, 0, -1):
            a, b, factor = self.next_parts(k)
            if (a, b) not in known:
                known[a, b] = _affine(points, a, b)
            lower = series[k - 1] - c1 * factor if factor else series[k - 1]
            c0, c1 = lower, c0 + c1 * known[a, b]
        a, b, _ = self.next_parts(0)
        return c0 + c1 * _affine(points, a, b)

    def _val_each(self, c: Any, *points: Any) -> ndarray:
        arrays = [ops.asarray(p) for p in points]
        if any(a.shape != arrays[0].shape for a in arrays):
            named = ", ".join("xyz"[: len(arrays)]) if len(arrays) < 4 else "ordinates"
            raise ValueError(f"{named} are incompatible")
        made = self.val(arrays[0], c)
        for a in arrays[1:]:
            made = self.val(a, made, tensor=False)
        return made

    def val2d(self, x: Any, y: Any, c: Any) -> ndarray:
        """A 2-d series' values at points (x, y).

        Parameters
        ----------
        x, y : array_like
            Of one shape.
        c : array_like
            Coefficients along the first two axes.
        """
        return self._val_each(c, x, y)

    def val3d(self, x: Any, y: Any, z: Any, c: Any) -> ndarray:
        """A 3-d series' values at points (x, y, z).

        Parameters
        ----------
        x, y, z : array_like
            Of one shape.
        c : array_like
            Coefficients along the first three axes.
        """
        return self._val_each(c, x, y, z)

    def valnd(self, pts: Any, c: Any) -> ndarray:
        """A series of several variables' values at points.

        Parameters
        ----------
        pts : sequence of array_like
            The points' ordinates, of one shape.
        c : array_like
            Coefficients along the first axes, one for each of ``pts``.
        """
        return self._val_each(c, *pts)

    def grid2d(self, x: Any, y: Any, c: Any) -> ndarray:
        """A 2-d series' values on the grid of all pairs of x and y.

        Parameters
        ----------
        x, y : array_like
        c : array_like
            Coefficients along the first two axes.
        """
        return self.val(y, self.val(x, c))

    def grid3d(self, x: Any, y: Any, z: Any, c: Any) -> ndarray:
        """A 3-d series' values on the grid of all triples of x, y and z.

        Parameters
        ----------
        x, y, z : array_like
        c : array_like
            Coefficients along the first three axes.
        """
        return self.val(z, self.val(y, self.val(x, c)))

    def vander(self, x: Any, deg: Any) -> ndarray:
        """The basis at points: an axis of degrees 0 to ``deg`` after those of ``x``.

        Parameters
        ----------
        x : array_like
        deg : int

        Raises
        ------
        ValueError
            If the degree is negative.
        """
        degree = integer(deg, "deg")
        if degree < 0:
            raise ValueError("deg must be non-negative")
        points = ops.array(x, ndmin=1, copy=None) + 0.0
        rows = [points * 0 + 1]
        for k in range(degree):
            a, b, factor = self.next_parts(k)
            row = rows[-1] * _affine(points, a, b)
            rows.append(row - rows[-2] * factor if k and factor else row)
        return ops.stack(rows, axis=-1)

    def _vander_all(self, points: tuple[Any, ...], deg: Any) -> ndarray:
        degrees = list(deg)
        if len(degrees) != len(points):
            raise ValueError(f"Expected {len(points)} degrees of freedom, got {len(degrees)}")
        arrays = ops.broadcast_arrays(*(ops.asarray(p) + 0.0 for p in points))
        made = self.vander(arrays[0], degrees[0])
        for a, degree in zip(arrays[1:], degrees[1:], strict=True):
            next_factor = self.vander(a, degree)
            made = made[..., None] * next_factor[..., None, :]
            made = made.reshape((*made.shape[:-2], -1))
        return made

    def vander2d(self, x: Any, y: Any, deg: Any) -> ndarray:
        """Products of the basis at points (x, y): all pairs of degrees in one axis.

        Parameters
        ----------
        x, y : array_like
        deg : sequence of 2 ints
        """
        return self._vander_all((x, y), deg)

    def vander3d(self, x: Any, y: Any, z: Any, deg: Any) -> ndarray:
        """Products of the basis at points (x, y, z): all triples of degrees in one axis.

        Parameters
        ----------
        x, y, z : array_like
        deg : sequence of 3 ints
        """
        return self._vander_all((x, y, z), deg)

    # --- calculus --------------------------------------------------------------------------------

    def der(self, c: Any, m: Any = 1, scl: Any = 1, axis: int = 0) -> ndarray:
        """The series' m-th derivative.

        Parameters
        ----------
        c : array_like
            Coefficients along ``axis``, the lowest first.
        m : int, optional
        scl : scalar, optional
            Each derivative is multiplied by it (for a linear change of variable).
        axis : int, optional

        Raises
        ------
        ValueError
            If the order is negative.
        """
        order = integer(m, "The order of derivation")
        if order < 0:
            raise ValueError("The order of derivation must be non-negative")
        given = inexact(c)
        place = axis_index(integer(axis, "The axis"), given.ndim)
        if order == 0:
            return given
        series = ops.moveaxis(given, place, 0)
        if order >= len(series):
            series = series[:1] * 0
        else:
            for _ in range(order):
                series = self.derivative(_scaled(series, scl))
        return ops.moveaxis(series, 0, place)

    def int(
        self, c: Any, m: Any = 1, k: Any = (), lbnd: Any = 0, scl: Any = 1, axis: Any = 0
    ) -> ndarray:
        """The series' m-th integral.

        Parameters
        ----------
        c : array_like
            Coefficients along ``axis``, the lowest first.
        m : int, optional
        k : scalar or sequence, optional
            The integrals' values at ``lbnd``, the first integral's first; 0 where left out.
        lbnd : scalar, optional
            The lower bound.
        scl : scalar, optional
            Each integral is of the series multiplied by it.
        axis : int, optional

        Raises
        ------
        ValueError
            If the order is negative, there are more constants than integrals, or ``lbnd`` or ``scl``
            is no scalar.
        """
        order = integer(m, "The order of integration")
        constants = list(k) if iterable(k) else [k]
        if order < 0:
            raise ValueError("The order of integration must be non-negative")
        if len(constants) > order:
            raise ValueError("Too many integration constants")
        if ndim(lbnd) != 0 or ndim(scl) != 0:
            raise ValueError("lbnd and scl must be scalars.")
        given = inexact(c)
        place = axis_index(integer(axis, "The axis"), given.ndim)
        if order == 0:
            return given
        series = ops.moveaxis(given, place, 0)
        for constant in constants + [0] * (order - len(constants)):
            series = self._integral(_scaled(series, scl), constant, lbnd)
        return ops.moveaxis(series, 0, place)

    def _integral(self, series: ndarray, constant: Any, lbnd: Any) -> ndarray:
        if len(series) == 1 and bool(ops.all(series[0] == 0)):
            return series + constant
        made = self.antiderivative(series)
        made[0] += constant - self.val(lbnd, made)
        return made


def _affine(x: Any, a: float, b: float) -> Any:
    """``a x + b``, without the steps that change nothing."""
    scaled = x if a == 1 else x * a
    return scaled + b if b else scaled


def _scaled(series: ndarray, scl: Any) -> ndarray:
    return series if type(scl) is int and scl == 1 else series * scl
