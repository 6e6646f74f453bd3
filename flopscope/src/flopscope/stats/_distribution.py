"""What all distributions share: parameters, standardization, support."""

from __future__ import annotations

import math
from typing import Any

from flopscope import numpy as fnp
from flopscope._arrays.array import ndarray


class Distribution:
    """A continuous distribution, standardized by ``loc`` and ``scale``.

    Every function broadcasts its arguments, computes in float64, and gives NaN where a parameter is
    not valid. FLOPs are those of the operations that the formulas take: they are evaluated for every
    element, within the support or not.

    Attributes
    ----------
    name : str
    shapes : tuple of str
        Its shape parameters.
    """

    name = ""
    shapes: tuple[str, ...] = ()

    def pdf(self, x: Any, *args: Any, **kwds: Any) -> ndarray:
        """Density at ``x``.

        Parameters
        ----------
        x : array_like
        *args, **kwds
            Shape parameters, then ``loc`` (default 0) and ``scale`` (default 1).

        Returns
        -------
        ndarray

        Raises
        ------
        TypeError
            If a shape parameter is missing, or a parameter unknown.
        """
        shapes, loc, scale = self._parameters(args, kwds)
        y = (_floats(x) - loc) / scale
        inside = self._inside(y, *shapes)
        density = self._pdf(fnp.where(inside, y, self._within(*shapes)), *shapes) / scale
        return self._valid(fnp.where(inside, density, 0.0), y == y, scale, shapes)

    def cdf(self, x: Any, *args: Any, **kwds: Any) -> ndarray:
        """Probability of values up to ``x``; parameters as for :meth:`pdf`."""
        shapes, loc, scale = self._parameters(args, kwds)
        y = (_floats(x) - loc) / scale
        inside = self._inside(y, *shapes)
        probability = self._cdf(fnp.where(inside, y, self._within(*shapes)), *shapes)
        outside = fnp.where(y > self._within(*shapes), 1.0, 0.0)
        return self._valid(fnp.where(inside, probability, outside), y == y, scale, shapes)

    def ppf(self, q: Any, *args: Any, **kwds: Any) -> ndarray:
        """Quantile: the value that a probability ``q`` lies below; parameters as for :meth:`pdf`."""
        shapes, loc, scale = self._parameters(args, kwds)
        q = _floats(q)
        low, high = self._support(*shapes)
        open_interval = (q > 0) & (q < 1)
        y = self._ppf(fnp.where(open_interval, q, 0.5), *shapes)
        y = fnp.where(open_interval, y, fnp.where(q > 0.5, high, low))
        return self._valid(loc + scale * y, (q >= 0) & (q <= 1), scale, shapes)

    # --- parameters ------------------------------------------------------------------------------

    def _parameters(
        self, args: tuple[Any, ...], kwds: dict[str, Any]
    ) -> tuple[list[ndarray], ndarray, ndarray]:
        names = (*self.shapes, "loc", "scale")
        if len(args) > len(names):
            raise TypeError(f"{self.name} takes {', '.join(names)} and got {len(args)} parameters")
        given = dict(zip(names, args, strict=False))
        for name, value in kwds.items():
            if name in given or name not in names:
                problem = "twice" if name in given else f"unknown; it takes {', '.join(names)}"
                raise TypeError(f"{self.name}: parameter {name!r} is {problem}")
            given[name] = value
        missing = [n for n in self.shapes if n not in given]
        if missing:
            raise TypeError(f"{self.name} needs its shape parameter {missing[0]!r}")
        shapes = [_floats(given[n]) for n in self.shapes]
        scale = _floats(given.get("scale", 1.0))
        return shapes, _floats(given.get("loc", 0.0)), fnp.where(scale > 0, scale, fnp.nan)

    def _valid(self, found: ndarray, good: Any, scale: ndarray, shapes: list[ndarray]) -> ndarray:
        good = good & (scale == scale) & self._allowed(*shapes)
        return fnp.where(good, found, fnp.nan)[()]

    # --- of each distribution --------------------------------------------------------------------

    def _support(self, *shapes: Any) -> tuple[Any, Any]:
        return -math.inf, math.inf

    def _within(self, *shapes: Any) -> Any:
        """A point where the formulas are harmless, which stands in for those outside the support."""
        return 0.0

    def _inside(self, y: Any, *shapes: Any) -> Any:
        low, high = self._support(*shapes)
        return (y >= low) & (y <= high)

    def _allowed(self, *shapes: Any) -> Any:
        return True

    def _pdf(self, y: Any, *shapes: Any) -> Any:
        raise NotImplementedError

    def _cdf(self, y: Any, *shapes: Any) -> Any:
        raise NotImplementedError

    def _ppf(self, q: Any, *shapes: Any) -> Any:
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"flopscope.stats.{self.name}"


def _floats(value: Any) -> ndarray:
    found: ndarray = fnp.asarray(value, dtype=float)
    return found
