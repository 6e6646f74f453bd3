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

from flopscope._table import Operation


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


def shortcut(op: Operation) -> Shortcut | None:
    """The shorter way of a row, if it names one; a generator's own method needs no name."""
    if op.name.startswith("random.Generator.") and op.calls is None and op.guard is None:
        return Shortcut(np.random.Generator, getattr(np.random.Generator, op.leaf))
    if op.shortcut is None:
        return None
    named = _named(op.shortcut)
    # Options that a guard would look at go by the function, which is behind it.
    return named if op.guard is None else named._replace(options=False)


def _named(text: str) -> Shortcut:
    """What a row's ``shortcut=`` names.

    ``"ndarray.mean"`` is the method, with ``positional`` behind it one that lacks keywords of the function.
    ``"add.reduce"`` folds all axes unless told otherwise, with ``bool`` behind it in that dtype.
    """
    path, _, extra = text.partition(" ")
    owner, leaf = path.split(".")
    if owner == "ndarray":
        return Shortcut(np.ndarray, getattr(np.ndarray, leaf), options=extra != "positional")
    fixed: dict[str, Any] = {"dtype": bool} if extra == "bool" else {}
    fold = getattr(getattr(np, owner), leaf)
    return Shortcut(np.ndarray, functools.partial(fold, axis=None, **fixed))
