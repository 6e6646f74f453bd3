"""Indices that wrap around, however far out they are.

NumPy's ``mode="wrap"`` adds the length to an index as often as it takes, which for an index of 2**62 is never.
Taken modulo the length beforehand, it gives the same element at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def _wraps(mode: Any) -> bool:
    return mode == 1 if isinstance(mode, int) else isinstance(mode, str) and mode[:1] in "wW"


def _near(indices: Any, length: int) -> Any:
    """The same elements' indices, none of them negative or beyond the end."""
    given = np.asarray(indices)
    return given % length if length and given.dtype.kind in "iu" else indices


def _length(a: Any, axis: Any) -> int:
    """Of what is indexed; 0 for an axis that there is not, which NumPy then refuses."""
    if axis is None:
        return int(np.size(a))
    shape = np.shape(a)
    return int(shape[axis]) if -len(shape) <= axis < len(shape) else 0


def _take(a: Any, indices: Any, *, axis: Any = None, mode: Any = "raise", **options: Any) -> Any:
    if _wraps(mode):
        indices = _near(indices, _length(a, axis))
    return np.take(a, indices, axis=axis, mode=mode, **options)


def _put(a: Any, ind: Any, v: Any, *, mode: Any = "raise") -> None:
    np.put(a, _near(ind, a.size) if _wraps(mode) else ind, v, mode=mode)


def _method_put(a: Any, indices: Any, values: Any, *, mode: Any = "raise") -> None:
    np.ndarray.put(a, _near(indices, a.size) if _wraps(mode) else indices, values, mode)


def _choose(a: Any, choices: Any, *, mode: Any = "raise", **options: Any) -> Any:
    return np.choose(_near(a, len(choices)) if _wraps(mode) else a, choices, mode=mode, **options)


CALLS: dict[str, Callable[..., Any]] = {
    "take": _take,
    "put": _put,
    "method_put": _method_put,
    "choose": _choose,
}
"""The rows whose indices may wrap around."""
