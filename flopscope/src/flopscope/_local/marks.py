"""Arrays with a symmetry: NumPy's arrays that are marked with a group, and entries that are equal by it.

A marked array is read-only, and so is all memory that it shows: its entries are symmetric to the last bit as
long as it lives. It never gets to NumPy's functions itself; see :mod:`.symmetric`.

The *canonical* entry of several that are equal is the first of them in row-major order.
"""

from __future__ import annotations

import functools
import math
from typing import Any, Final

import numpy as np

from flopscope._symmetry import SymmetryGroup
from flopscope._symmetry.derived import from_plain
from flopscope.errors import SymmetryError

Plain = tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]
"""A group as :func:`flopscope._symmetry.derived.as_plain` gives it."""

ATOL: Final = 1e-6
RTOL: Final = 1e-5

_KEPT_SIZE = 1 << 14
"""Canonical places are kept for arrays of up to so many elements."""


class Marked(np.ndarray):
    """A read-only array whose entries are symmetric.

    Attributes
    ----------
    group : SymmetryGroup or None
        Interned. None only for what NumPy makes of one by itself.
    """

    group: SymmetryGroup | None

    def __array_finalize__(self, made_from: Any) -> None:
        self.group = None


def marked(array: np.ndarray[Any, Any], group: SymmetryGroup) -> Marked:
    """An array that is symmetric to the last bit, marked; nobody else may hold it to write to it."""
    array.flags.writeable = False
    made = array.view(Marked)
    made.group = group
    return made


def bare(value: Any) -> Any:
    """A marked array as a read-only one of NumPy's; anything else as it is."""
    return value.view(np.ndarray) if value.__class__ is Marked else value


# --- canonical entries -----------------------------------------------------------------------------


def mirror(array: np.ndarray[Any, Any], group: SymmetryGroup) -> None:
    """Write each canonical entry to all that equal it."""
    pair = _pair(group)
    if pair is not None:
        np.copyto(array, array.swapaxes(*pair), where=_below(array.shape, *pair))
        return
    flat = array.reshape(-1)
    array[...] = flat[canonical(group, array.shape)].reshape(array.shape)


def _pair(group: SymmetryGroup) -> tuple[int, int] | None:
    """The two axes that a group exchanges, if it does nothing else; the first is the lower."""
    if len(group.generators) != 1 or group.order() != 2:
        return None
    moved = sorted(group.axes[i] for i, image in enumerate(group.generators[0]) if i != image)
    return (moved[0], moved[1]) if len(moved) == 2 else None


def _below(shape: tuple[int, ...], i: int, j: int) -> np.ndarray[Any, Any]:
    """Where an entry's index along axis ``i`` is larger than along ``j``: it is not canonical."""
    lengths = [1] * len(shape)
    lengths[i] = lengths[j] = shape[i]
    return np.tri(shape[i], k=-1, dtype=bool).reshape(lengths)


def canonical(group: SymmetryGroup, shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
    """For each entry in row-major order, the place of its canonical entry."""
    small = math.prod(shape) <= _KEPT_SIZE
    return (_kept_places if small else _places)(group, shape)


def _places(group: SymmetryGroup, shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
    places = np.arange(math.prod(shape)).reshape(shape)
    steps = [_order(group, g, len(shape)) for g in group.generators]
    while True:
        before = places.copy()
        for order in steps:
            np.minimum(places, places.transpose(order), out=places)
        if np.array_equal(before, places):
            return places.reshape(-1)


_kept_places = functools.lru_cache(maxsize=256)(_places)


def _order(group: SymmetryGroup, element: tuple[int, ...], ndim: int) -> list[int]:
    """An element as an order of all axes."""
    order = list(range(ndim))
    for i, image in enumerate(element):
        order[group.axes[i]] = group.axes[image]
    return order


# --- declaring -------------------------------------------------------------------------------------


def as_symmetric(data: Any, symmetry: Plain) -> Marked:
    """Compare the entries that are to be equal, and mirror the canonical ones in a new array."""
    array, group = np.asarray(bare(data)), from_plain(*symmetry)
    worst = _worst(array, group, ATOL, RTOL)
    if worst is not None:
        place, deviation = worst
        raise SymmetryError(
            f"the data are not symmetric under {group}: the entry at {place} differs by {deviation:.3g} from "
            f"the one that it should equal, the most of all; the tolerance is {ATOL:g} + {RTOL:g} times the "
            "entry. Use symmetrize to make them symmetric. The comparison is charged"
        )
    made = np.array(array)
    mirror(made, group)
    return marked(made, group)


def is_symmetric(data: Any, symmetry: Plain, atol: float, rtol: float) -> np.bool_:
    """Whether the entries that are to be equal are, within a tolerance."""
    worst = _worst(np.asarray(bare(data)), from_plain(*symmetry), atol, rtol)
    return np.bool_(worst is None)


def _worst(
    array: np.ndarray[Any, Any], group: SymmetryGroup, atol: float, rtol: float
) -> tuple[tuple[int, ...], float] | None:
    """Where an entry deviates most from its canonical one, and by how much; None if all are close."""
    if group.is_trivial or not array.size:
        return None
    flat = array.reshape(-1)
    wanted = flat[canonical(group, array.shape)]
    with np.errstate(all="ignore"):
        if flat.dtype.kind in "biu":
            flat, wanted = flat.astype(np.float64), wanted.astype(np.float64)
        if np.isclose(flat, wanted, rtol=rtol, atol=atol).all():
            return None
        deviations = np.abs(flat - wanted)
        deviations[flat == wanted] = 0  # infinities
    at = int(np.argmax(deviations))
    place = tuple(map(int, np.unravel_index(at, array.shape)))
    return place, float(deviations[at])


def symmetrize(data: Any, symmetry: Plain) -> Marked:
    """The mean of the entries that are to be equal, in all of their places."""
    array, group = np.asarray(bare(data)), from_plain(*symmetry)
    if array.dtype.kind in "biu":
        array = array.astype(np.float64)
    pair = _pair(group)
    if pair is not None:
        made = np.array((array + array.swapaxes(*pair)) * array.dtype.type(0.5), order="C")
    else:
        made = _projected(array, group)
    return marked(made, group)


def _projected(array: np.ndarray[Any, Any], group: SymmetryGroup) -> np.ndarray[Any, Any]:
    if group.is_trivial or not array.size:
        return np.array(array)
    places = canonical(group, array.shape)
    order = np.argsort(places, kind="stable")
    starts = np.flatnonzero(np.diff(places[order], prepend=-1))
    counts = np.diff(starts, append=places.size)
    sums = np.add.reduceat(array.reshape(-1)[order], starts)
    means = sums * (1 / counts).astype(array.real.dtype)
    means = np.where(counts == 1, sums, means).astype(array.dtype)
    which = np.empty(places.size, dtype=np.intp)
    which[order] = np.repeat(np.arange(starts.size), counts)
    return means[which].reshape(array.shape)
