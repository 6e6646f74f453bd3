"""``where`` in its two forms: choosing elements, and finding them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from flopscope._api import functions
from flopscope._table import TABLE, NoValue


@functools.cache
def _row(name: str) -> Callable[..., Any]:
    return functions.function(TABLE[name], name, "flopscope.numpy")


def where(condition: Any, x: Any = NoValue, y: Any = NoValue, /) -> Any:
    """Elements of ``x`` where the condition holds, else of ``y``; or the indices where it holds.

    Parameters
    ----------
    condition : array_like of bool
    x, y : array_like, optional
        Both or neither. Without them this is :func:`nonzero`.

    Returns
    -------
    ndarray, or tuple of ndarray

    Notes
    -----
    FLOPs: 1 an element of the broadcast result (of the condition, without ``x`` and ``y``); three (4, 5)
    arrays are 20.

    Raises
    ------
    ValueError
        If only one of ``x`` and ``y`` is given.
    """
    if y is not NoValue:
        return _row("where")(condition, x, y)
    if x is not NoValue:
        raise ValueError("either both or neither of x and y should be given")
    return _row("nonzero")(condition)
