"""Shorter ways into NumPy: what its functions come down to where their first argument is of one exact class.

``np.mean(a)`` looks for overrides, finds an ``np.ndarray`` and calls its method; ``np.sum(a)`` ends in
``np.add.reduce``. For small arrays the way there takes longer than the work. Going straight gives the
same elements, the same warnings and the same errors.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from flopscope._local.guards import is_guarded
from flopscope._local.randomness import METHODS


class Shortcut(NamedTuple):
    """A callable that takes what the function takes, for a first argument of exactly ``cls``.

    Attributes
    ----------
    cls : type
    call : callable
    options : bool
        Whether it takes the function's keywords too.
    """

    cls: type
    call: Callable[..., Any]
    options: bool = True


def _fold(ufunc: np.ufunc, **fixed: Any) -> Shortcut:
    return Shortcut(np.ndarray, functools.partial(ufunc.reduce, axis=None, **fixed))


_ARRAYS = {
    "sum": _fold(np.add),
    "prod": _fold(np.multiply),
    "max": _fold(np.maximum),
    "min": _fold(np.minimum),
    "all": _fold(np.logical_and, dtype=bool),
    "any": _fold(np.logical_or, dtype=bool),
    **{
        name: Shortcut(np.ndarray, getattr(np.ndarray, name))
        for name in "mean argmax argmin cumsum cumprod reshape ravel squeeze swapaxes".split()
    },
    # These methods lack keywords that the functions have.
    **{
        name: Shortcut(np.ndarray, getattr(np.ndarray, name), options=False)
        for name in ("std", "var", "transpose")
    },
}


def shortcut(name: str) -> Shortcut | None:
    """The shorter way for a row, if there is one."""
    owner, _, leaf = name.rpartition(".")
    if owner == "random.Generator" and name not in METHODS and not is_guarded(name):
        return Shortcut(np.random.Generator, getattr(np.random.Generator, leaf))
    return _ARRAYS.get(name)
