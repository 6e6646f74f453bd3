"""Coefficients as arrays, and the linear maps between domains."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from typing import Any

from flopscope._api import ops
from flopscope._arrays.array import ndarray
from flopscope._composed.types import common_type


def inexact(values: Any, ndmin: int = 1) -> ndarray:
    """The values as an array of at least ``ndmin`` dimensions and a floating or complex dtype."""
    found: ndarray = ops.array(values, ndmin=ndmin, copy=None)
    return found if found.dtype.kind in "fc" else found.astype(float)


def integer(value: Any, what: str) -> int:
    """A whole number.

    Raises
    ------
    TypeError
        If it is none.
    """
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(f"{what} must be an integer, received {value}") from None


def trimseq(seq: ndarray) -> ndarray:
    """The coefficients without trailing zeros; one is left.

    FLOPs: one test a coefficient.
    """
    if len(seq) == 0:
        return seq
    places = ops.flatnonzero(seq)
    return seq[: int(places[-1]) + 1 if places.size else 1]


def as_series(alist: Iterable[Any], trim: bool = True) -> list[ndarray]:
    """Each argument as a 1-d array of coefficients, of their common floating dtype.

    Parameters
    ----------
    alist : iterable of array_like
    trim : bool, optional
        Remove trailing zeros.

    Raises
    ------
    ValueError
        If one is empty or not 1-d.
    """
    arrays = [ops.array(a, ndmin=1, copy=None) for a in alist]
    for a in arrays:
        if a.size == 0:
            raise ValueError("Coefficient array is empty")
        if a.ndim != 1:
            raise ValueError("Coefficient array is not 1-d")
    if trim:
        arrays = [trimseq(a) for a in arrays]
    try:
        dtype = common_type(*arrays)
    except TypeError:
        raise ValueError("Coefficient arrays have no common type") from None
    return [ops.array(a, dtype=dtype, copy=True) for a in arrays]


def trimcoef(c: Any, tol: float = 0) -> ndarray:
    """The coefficients without the trailing ones that are at most ``tol`` in size.

    Parameters
    ----------
    c : array_like
    tol : float, optional

    Returns
    -------
    ndarray
        ``[0.]`` if none is left.

    Raises
    ------
    ValueError
        If ``tol`` is negative.
    """
    if tol < 0:
        raise ValueError("tol must be non-negative")
    (series,) = as_series([c])
    places = ops.flatnonzero(ops.abs(series) > tol)
    if not places.size:
        return series[:1] * 0
    return series[: int(places[-1]) + 1].copy()


def getdomain(x: Any) -> ndarray:
    """The smallest interval (or, for complex points, rectangle) that holds the points."""
    (points,) = as_series([x], trim=False)
    if points.dtype.kind != "c":
        return ops.array([points.min(), points.max()])
    re, im = points.real, points.imag
    return ops.array([re.min() + 1j * im.min(), re.max() + 1j * im.max()])


def mapparms(old: Any, new: Any) -> tuple[Any, Any]:
    """The offset and scale of the linear map that takes one interval to another."""
    length = old[1] - old[0]
    offset = (old[1] * new[0] - old[0] * new[1]) / length
    return offset, (new[1] - new[0]) / length


def points_of(x: Any) -> Any:
    """Where to evaluate: Python numbers and series as they are, anything else as an array."""
    if type(x) in (int, float, complex) or hasattr(x, "basis_name"):
        return x
    return ops.asarray(x)


def mapdomain(x: Any, old: Any, new: Any) -> Any:
    """The points under the linear map that takes interval ``old`` to interval ``new``."""
    offset, scale = mapparms(old, new)
    return offset + scale * points_of(x)


def added(a: ndarray, b: ndarray) -> ndarray:
    """The sum of two series of any lengths."""
    long, short = (a, b) if len(a) >= len(b) else (b, a)
    if len(long) == len(short):
        return a + b
    return ops.concatenate([long[: len(short)] + short, long[len(short) :]])


def column(values: Sequence[float], like: ndarray) -> Any:
    """Factors, one along the first axis of ``like``; the number itself where all are the same."""
    if all(v == values[0] for v in values):
        return values[0]
    dtype = like.dtype if like.dtype.kind == "f" else float
    return ops.array(list(values), dtype=dtype).reshape((-1,) + (1,) * (like.ndim - 1))


def suffix_sums(values: ndarray, step: int) -> ndarray:
    """Each item and those ``step``, ``2 * step``, ... after it, summed."""
    found = ops.empty_like(values)
    for start in range(min(step, len(values))):
        found[start::step] = ops.cumsum(values[start::step][::-1], axis=0)[::-1]
    return found
