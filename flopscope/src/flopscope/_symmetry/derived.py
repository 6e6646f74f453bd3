"""Groups that follow from groups: of a transposed, indexed, reduced or combined tensor.

Each function gives a group that is *interned* (equal groups are one object), or None where nothing but the
identity is left, so that results may be keys of caches and be compared by identity.
"""

from __future__ import annotations

import functools
from collections.abc import Hashable, Sequence
from typing import Any, Final, NamedTuple
from weakref import WeakValueDictionary

from flopscope._symmetry.contraction import Contraction, Factor
from flopscope._symmetry.group import SymmetryGroup, _fewest

_INTERNED: WeakValueDictionary[SymmetryGroup, SymmetryGroup] = WeakValueDictionary()

MAX_EXCHANGED: Final = 720
"""Largest order of a group with which an exchange of operands is combined; larger ones keep what they have."""


def interned(group: SymmetryGroup | None) -> SymmetryGroup | None:
    """The one object that stands for all groups equal to this; None for the trivial one.

    It acts on the axes that are moved, in increasing order.
    """
    if group is None or group.is_trivial:
        return None
    found = _INTERNED.get(group)
    return found if found is not None else _INTERNED.setdefault(group, _on_moved_axes(group))


def _on_moved_axes(group: SymmetryGroup) -> SymmetryGroup:
    moved = tuple(sorted(a for orbit in group.orbits() if len(orbit) > 1 for a in orbit))
    if moved == group.axes:
        return group
    maps = (
        {group.axes[i]: group.axes[image] for i, image in enumerate(g) if i != image}
        for g in group.generators
    )
    return SymmetryGroup(*maps, axes=moved)


@functools.lru_cache(maxsize=4096)
def permuted(group: SymmetryGroup, order: tuple[int, ...]) -> SymmetryGroup | None:
    """The group of a transposed tensor, whose axis ``i`` is the old axis ``order[i]``."""
    return interned(group.relabel({old: new for new, old in enumerate(order)}))


@functools.lru_cache(maxsize=4096)
def fixing(group: SymmetryGroup, marks: tuple[Hashable, ...]) -> SymmetryGroup:
    """The elements that carry each axis to one with the same mark."""
    axes = group.axes
    kept = (
        g
        for g in group.elements()
        if all(marks[axes[i]] == marks[axes[image]] for i, image in enumerate(g))
    )
    return SymmetryGroup(*_fewest(kept, group.degree), axes=axes)


@functools.lru_cache(maxsize=4096)
def placed(group: SymmetryGroup, places: tuple[int | None, ...]) -> SymmetryGroup | None:
    """What a group does to the axes that have a new place; it must carry them among themselves.

    Parameters
    ----------
    places : tuple of int or None
        The new number of each axis of the tensor; None for one that is gone.
    """
    kept = [a for a in group.axes if places[a] is not None]
    restricted = group.restrict(kept)
    return interned(restricted.relabel({a: places[a] for a in kept}))  # type: ignore[misc]


class Operand(NamedTuple):
    """An operand of an elementwise operation, against the axes of the broadcast result.

    Attributes
    ----------
    axes : tuple of int
        The axes of the result along which it varies, in the order of its memory where it is a twin.
    group : SymmetryGroup or None
        Its symmetry, on the axes of the result.
    twin : int or None
        Equal for operands that show the same memory.
    """

    axes: tuple[int, ...]
    group: SymmetryGroup | None
    twin: int | None


@functools.lru_cache(maxsize=4096)
def combined(
    operands: tuple[Operand, ...], shape: tuple[int, ...], exchange: bool
) -> SymmetryGroup | None:
    """The symmetry of an elementwise operation's result.

    An axis permutation is one of the result if it leaves each operand as it is, where an operand does not
    vary along the axes that it is broadcast over. If the operation is commutative, a permutation may also
    carry two twins into each other.

    Parameters
    ----------
    operands : tuple of Operand
        Those that vary; numbers do not matter.
    shape : tuple of int
        The result's.
    exchange : bool
        The order of the operands does not matter.
    """
    twins = [o.twin for o in operands if o.twin is not None]
    orders = [o.group.order() for o in operands if o.group is not None]
    if exchange and len(set(twins)) < len(twins) and max(orders, default=1) <= MAX_EXCHANGED:
        return _exchanged(operands, shape)
    found: SymmetryGroup | None = None
    for operand in operands:
        group = _invariance(operand, shape)
        if group is None or group.is_trivial:
            return None
        found = group if found is None or found == group else found.intersection(group)
    return interned(found)


def _invariance(operand: Operand, shape: tuple[int, ...]) -> SymmetryGroup | None:
    """The permutations of the result's axes that leave an operand as it is."""
    free: dict[int, list[int]] = {}
    for axis, length in enumerate(shape):
        if axis not in operand.axes:
            free.setdefault(length, []).append(axis)
    blocks = [axes for length, axes in free.items() if length > 1 and 1 < len(axes) <= 8]
    groups = [SymmetryGroup.symmetric(axes=axes) for axes in blocks]
    if operand.group is not None:
        groups.append(operand.group)
    return SymmetryGroup.direct_product(*groups) if len(groups) > 1 else next(iter(groups), None)


def _exchanged(operands: tuple[Operand, ...], shape: tuple[int, ...]) -> SymmetryGroup | None:
    factors = [_factor(o, n) for n, o in enumerate(operands)]
    varying = [axis for axis, length in enumerate(shape) if length != 1]
    sizes = {_label(axis): shape[axis] for axis in varying}
    output = [_label(axis) for axis in varying]
    group = Contraction(factors, output, sizes).group
    return interned(group.relabel(dict(enumerate(varying))))


def _factor(operand: Operand, n: int) -> Factor:
    place = {axis: i for i, axis in enumerate(operand.axes)}
    group = operand.group
    own = None if group is None else group.relabel({a: place[a] for a in group.axes})
    twin: Hashable = ("alone", n) if operand.twin is None else ("twin", operand.twin)
    return Factor(tuple(map(_label, operand.axes)), own, twin)


def _label(axis: int) -> str:
    return chr(0x100 + axis)


class Fold(NamedTuple):
    """What summing a symmetric tensor over some of its axes comes down to.

    Attributes
    ----------
    group : SymmetryGroup or None
        The symmetry of the result, on the axes that are left, numbered anew.
    outputs : int
        Results that may differ: these are computed.
    terms : int
        Different terms of these, altogether.
    scalings : int
        Over these, the number of different multiplicities above 1 that terms have.
    """

    group: SymmetryGroup | None
    outputs: int
    terms: int
    scalings: int


@functools.lru_cache(maxsize=4096)
def folded(group: SymmetryGroup, shape: tuple[int, ...], gone: tuple[int, ...]) -> Fold:
    """The fold of a tensor of this shape and symmetry over the axes ``gone``."""
    labels = tuple(map(_label, range(len(shape))))
    output = [label for axis, label in enumerate(labels) if axis not in gone]
    sizes = dict(zip(labels, shape, strict=True))
    made = Contraction([Factor(labels, group)], output, sizes)
    return Fold(interned(made.group), made.unique_outputs, made.distinct_terms, made.scalings)


def group_of(
    symmetry: Any, ndim: int | None = None, shape: Sequence[int] | None = None
) -> SymmetryGroup:
    """The group that a ``symmetry=`` argument means.

    Parameters
    ----------
    symmetry : SymmetryGroup, sequence of int, or sequence of sequences of int
        A group; axes that may be exchanged in any way; or several such blocks of axes.
    ndim : int, optional
        Of the tensor: axes may then count from the end, and must be there.
    shape : sequence of int, optional
        Of the tensor: axes that are exchanged must be equally long.

    Raises
    ------
    ValueError
        If the axes are not those of such a tensor.
    TypeError
        If it is something else.
    """
    if shape is not None:
        ndim = len(shape)
    group = symmetry if isinstance(symmetry, SymmetryGroup) else _young(symmetry, ndim)
    if ndim is not None:
        missing = [a for a in group.axes if a >= ndim]
        if missing:
            raise ValueError(
                f"the symmetry is of axis {missing[0]}, and the tensor has {ndim} dimensions, 0 to {ndim - 1}"
            )
    for orbit in group.orbits() if shape is not None else ():
        lengths = {shape[a] for a in orbit}  # type: ignore[index]
        if len(lengths) > 1:
            raise ValueError(
                f"the axes {orbit} are to be exchanged, but have the lengths "
                f"{', '.join(str(shape[a]) for a in orbit)}"  # type: ignore[index]
            )
    group.order()  # refuses what is too large
    return group


def _young(symmetry: Any, ndim: int | None) -> SymmetryGroup:
    if not isinstance(symmetry, list | tuple | range) or not symmetry:
        raise TypeError(
            "symmetry must be a SymmetryGroup, axes that may be exchanged such as (0, 1), or a list of "
            f"those, not {symmetry!r}"
        )
    blocks: Any = symmetry if isinstance(symmetry[0], list | tuple | range) else [symmetry]
    return SymmetryGroup.young([[_axis(a, ndim) for a in block] for block in blocks])


def _axis(axis: Any, ndim: int | None) -> int:
    if isinstance(axis, bool) or not hasattr(axis, "__index__"):
        raise TypeError(f"axes of a symmetry are integers, not {axis!r}")
    found = int(axis)
    if found >= 0:
        return found
    if ndim is None or found < -ndim:
        raise ValueError(f"axis {found} is not one of a tensor of {ndim} dimensions")
    return found + ndim


def as_plain(group: SymmetryGroup) -> tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]:
    """A group as plain data for an operation's arguments: its axes and as few generators as are found."""
    generators = group.generators
    if len(generators) > 2:
        generators = tuple(_fewest(group.elements(), group.degree))
    return group.axes, generators


@functools.lru_cache(maxsize=1024)
def from_plain(axes: tuple[int, ...], generators: tuple[tuple[int, ...], ...]) -> SymmetryGroup:
    """The group that :func:`as_plain` describes, interned unless it is trivial."""
    group = SymmetryGroup(*generators, axes=axes)
    return interned(group) or group


__all__ = [
    "Fold",
    "Operand",
    "as_plain",
    "combined",
    "fixing",
    "folded",
    "from_plain",
    "group_of",
    "interned",
    "permuted",
    "placed",
]
