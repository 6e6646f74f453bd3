"""Functions that call the caller's function, which runs here whatever the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice, product
from typing import Any

from flopscope._api import ops
from flopscope._api.scalars import is_number
from flopscope._arrays.array import ndarray
from flopscope._table.spec import axis_index


def apply_along_axis(
    func1d: Callable[..., Any], axis: int, arr: Any, *args: Any, **kwargs: Any
) -> ndarray:
    """Apply a function to the 1-d slices along an axis.

    Parameters
    ----------
    func1d : callable
        ``func1d(slice, *args, **kwargs)``; its result may have any shape, the same for all slices.
    axis : int
        The axis that the slices run along.
    arr : array_like
    *args, **kwargs
        Passed on to ``func1d``.

    Returns
    -------
    ndarray
        ``arr`` with ``axis`` replaced by the dimensions of the function's results, in the dtype of
        the first of them.

    Raises
    ------
    ValueError
        If there is no slice, or the results differ in shape.

    Notes
    -----
    FLOPs: those of the function's calls.

    Examples
    --------
    >>> import flopscope.numpy as fnp
    >>> fnp.apply_along_axis(lambda row: row.max() - row.min(), 1, [[1, 5], [2, 2]]).tolist()
    [4, 0]
    """
    source = ops.asarray(arr)
    place = axis_index(axis, source.ndim)
    lines = ops.moveaxis(source, place, -1)
    outer = lines.shape[:-1]
    if 0 in outer:
        raise ValueError("Cannot apply_along_axis when any iteration dimensions are 0")
    results = [
        ops.asarray(func1d(lines[index], *args, **kwargs)) for index in product(*map(range, outer))
    ]
    first = results[0]
    stacked = ops.stack(results, dtype=first.dtype, casting="unsafe")
    shaped = stacked.reshape((*outer, *first.shape))
    ends = range(len(outer), len(outer) + first.ndim)
    return ops.moveaxis(shaped, tuple(ends), tuple(range(place, place + first.ndim)))


def apply_over_axes(func: Callable[[ndarray, int], Any], a: Any, axes: Any) -> ndarray:
    """Apply a function over several axes in turn.

    Parameters
    ----------
    func : callable
        ``func(a, axis)``; its result has as many dimensions as ``a``, or one less.
    a : array_like
    axes : int or sequence of int

    Returns
    -------
    ndarray
        Of as many dimensions as ``a``.

    Raises
    ------
    ValueError
        If the function's result has another number of dimensions.

    Notes
    -----
    FLOPs: those of the function's calls.
    """
    found = ops.asarray(a)
    ndim = found.ndim
    wanted = ops.asarray(axes).reshape(-1).tolist()
    for axis in wanted:
        place = axis + ndim if axis < 0 else axis
        result = ops.asarray(func(found, place))
        if result.ndim != ndim:
            result = ops.expand_dims(result, place)
        if result.ndim != ndim:
            raise ValueError("function is not returning an array of the correct shape")
        found = result
    return found


def fromfunction(
    function: Callable[..., Any], shape: Any, *, dtype: Any = float, like: Any = None, **kwargs: Any
) -> Any:
    """An array from a function of its indices, which is called once with all of them.

    Parameters
    ----------
    function : callable
        ``function(i, j, ..., **kwargs)`` with an array of indices a dimension.
    shape : tuple of int
    dtype : dtype, optional
        Of the indices; default float.
    like : None
        Accepted for NumPy's sake.
    **kwargs
        Passed on to ``function``.

    Returns
    -------
    any
        What the function returns.

    Notes
    -----
    FLOPs: those of :func:`indices` and of the function's call.

    Examples
    --------
    >>> import flopscope.numpy as fnp
    >>> fnp.fromfunction(lambda i, j: i == j, (2, 2), dtype=int).tolist()
    [[True, False], [False, True]]
    """
    return function(*ops.indices(shape, dtype=dtype), **kwargs)


def fromiter(iter: Iterable[Any], dtype: Any, count: int = -1, *, like: Any = None) -> ndarray:
    """A 1-d array of what an iterable gives.

    Parameters
    ----------
    iter : iterable of numbers
    dtype : dtype
    count : int, optional
        How many to take; -1 for all.
    like : None
        Accepted for NumPy's sake.

    Returns
    -------
    ndarray

    Raises
    ------
    ValueError
        If the iterable gives fewer than ``count``.

    Notes
    -----
    FLOPs: those of :func:`array`; 0 under the default policy.
    """
    items = list(iter if count < 0 else islice(iter, count))
    if len(items) < count:
        raise ValueError(
            f"iterator too short: Expected {count} but iterator had only {len(items)} items."
        )
    return ops.array(items, dtype=dtype)


def mask_indices(n: int, mask_func: Callable[..., Any], k: Any = 0) -> tuple[ndarray, ...]:
    """The indices that a masking function keeps of an n x n array.

    Parameters
    ----------
    n : int
    mask_func : callable
        ``mask_func(a, k)`` such as :func:`triu`.
    k : scalar, optional

    Returns
    -------
    tuple of ndarray

    Notes
    -----
    FLOPs: those of the function, a comparison and a test an element.
    """
    ones = ops.ones((n, n), int)
    found: tuple[ndarray, ...] = ops.nonzero(mask_func(ones, k) != 0)
    return found


def piecewise(x: Any, condlist: Any, funclist: Sequence[Any], *args: Any, **kw: Any) -> ndarray:
    """A function defined by a function or constant for each condition.

    Parameters
    ----------
    x : array_like
    condlist : list of bool arrays, or one
        Where each function applies; later ones win.
    funclist : list
        Callables ``f(x[condition], *args, **kw)`` and constants. One more than conditions: the last
        holds where no condition does.
    *args, **kw
        Passed on to the functions.

    Returns
    -------
    ndarray
        Of the shape and dtype of ``x``; 0 where nothing applies.

    Raises
    ------
    ValueError
        If the numbers of conditions and functions do not match.

    Notes
    -----
    FLOPs: those of the functions' calls, and of ``any`` over the conditions for the default.
    """
    source = ops.asarray(x)
    conditions = _conditions(source, condlist)
    if len(conditions) == len(funclist) - 1:
        default = ~ops.any(conditions, axis=0, keepdims=True)
        conditions = ops.concatenate([conditions, default])
    if len(conditions) != len(funclist):
        n = len(conditions)
        raise ValueError(f"with {n} condition(s), either {n} or {n + 1} functions are expected")
    made = ops.zeros_like(source)
    for condition, function in zip(conditions, funclist, strict=True):
        if not callable(function):
            made[condition] = function
            continue
        values = source[condition]
        if values.size:
            made[condition] = function(values, *args, **kw)
    return made


def _conditions(x: ndarray, condlist: Any) -> ndarray:
    """The conditions as one boolean array, a condition a row."""
    single = is_number(condlist) or (
        not isinstance(condlist[0], list | tuple | ndarray) and x.ndim != 0
    )
    if isinstance(condlist, ndarray) and condlist.ndim == x.ndim:
        single = True
    return ops.asarray([condlist] if single else condlist, dtype=bool)
