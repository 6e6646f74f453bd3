"""``fnp.lib.array_utils``: axes as NumPy counts them."""

from __future__ import annotations

import operator
from typing import Any

from flopscope._api.modules import closed_module
from flopscope._base.exceptions import AxisError


def normalize_axis_index(axis: int, ndim: int, msg_prefix: str | None = None) -> int:
    """An axis counted from the front.

    Parameters
    ----------
    axis : int
    ndim : int
        Number of dimensions.
    msg_prefix : str, optional
        What the error starts with.

    Raises
    ------
    AxisError
        If there is no such axis.

    Examples
    --------
    >>> from flopscope.numpy.lib.array_utils import normalize_axis_index
    >>> normalize_axis_index(-1, ndim=3)
    2
    """
    found = operator.index(axis)
    if not -ndim <= found < ndim:
        raise AxisError(found, ndim, msg_prefix)
    return found % ndim


def normalize_axis_tuple(
    axis: Any, ndim: int, argname: str | None = None, allow_duplicate: bool = False
) -> tuple[int, ...]:
    """An axis or several, counted from the front, in a tuple.

    Parameters
    ----------
    axis : int or iterable of int
    ndim : int
        Number of dimensions.
    argname : str, optional
        What the error starts with.
    allow_duplicate : bool, optional

    Raises
    ------
    AxisError
        If there is no such axis.
    ValueError
        If one is named twice.
    """
    given = axis if isinstance(axis, tuple | list) else None
    if given is None:
        try:
            given = (operator.index(axis),)
        except TypeError:
            given = tuple(axis)
    found = tuple(normalize_axis_index(a, ndim, argname) for a in given)
    if not allow_duplicate and len(set(found)) != len(found):
        where = f" in `{argname}` argument" if argname else ""
        raise ValueError(f"repeated axis{where}")
    return found


__all__ = ["normalize_axis_index", "normalize_axis_tuple"]

__getattr__, __dir__ = closed_module(__name__, "lib.array_utils", __all__)
