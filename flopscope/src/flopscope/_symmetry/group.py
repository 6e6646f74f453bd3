"""A group of axis permutations: :class:`SymmetryGroup`."""

from __future__ import annotations

import functools
import math
import operator
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from flopscope._symmetry import permutations
from flopscope._symmetry.permutations import Permutation, closure, compose, cycles

MAX_ORDER: Final = 40_320
"""The largest group, 8! permutations: larger ones take too long to price."""


class SymmetryGroup:
    """A group of permutations of some axes of a tensor.

    A tensor has this symmetry if exchanging its axes by any element leaves every entry as it is.

    Parameters
    ----------
    *generators : sequence of int, or mapping
        Permutations that generate the group. A sequence gives the image of each position
        ``0 .. degree-1``; a mapping gives ``{axis: its image}`` and leaves other axes in place.
    axes : sequence of int, optional
        The tensor's axes that positions stand for. Default: ``0 .. degree-1``.

    Raises
    ------
    ValueError
        If a generator is no permutation of the axes, or the group has more than 40,320 elements.
    TypeError
        If generators or axes are no sequences of integers.

    Examples
    --------
    >>> SymmetryGroup((1, 0))
    SymmetryGroup((1, 0), axes=(0, 1))
    >>> SymmetryGroup.symmetric(axes=(0, 1, 2)).burnside_unique_count({0: 10, 1: 10, 2: 10})
    220
    """

    __slots__ = ("__dict__", "__weakref__", "_axes", "_generators")

    def __init__(
        self, *generators: Sequence[int] | Mapping[int, int], axes: Iterable[int] | None = None
    ) -> None:
        self._axes = _axes(generators, axes)
        position = {axis: i for i, axis in enumerate(self._axes)}
        given = (_generator(g, position) for g in generators)
        self._generators = tuple(
            dict.fromkeys(g for g in given if g != permutations.identity(self.degree))
        )

    # --- making groups ---------------------------------------------------------------------------

    @classmethod
    def from_generators(
        cls,
        generators: Iterable[Sequence[int] | Mapping[int, int]],
        *,
        axes: Iterable[int] | None = None,
    ) -> SymmetryGroup:
        """The group that the generators generate; see the class for their form."""
        return cls(*generators, axes=axes)

    @classmethod
    def symmetric(cls, *, axes: Iterable[int]) -> SymmetryGroup:
        """All permutations of ``axes``.

        >>> SymmetryGroup.symmetric(axes=(0, 1, 2)).order()
        6
        """
        axes = _integers(axes, "axes")
        k = len(axes)
        if k < 2:
            return cls(axes=axes)
        return cls((1, 0, *range(2, k)), (*range(1, k), 0), axes=axes)

    @classmethod
    def cyclic(cls, *, axes: Iterable[int]) -> SymmetryGroup:
        """Rotations of ``axes``.

        >>> SymmetryGroup.cyclic(axes=(0, 1, 2)).order()
        3
        """
        axes = _integers(axes, "axes")
        return cls((*range(1, len(axes)), 0), axes=axes) if len(axes) > 1 else cls(axes=axes)

    @classmethod
    def dihedral(cls, *, axes: Iterable[int]) -> SymmetryGroup:
        """Rotations and reflections of ``axes``.

        >>> SymmetryGroup.dihedral(axes=(0, 1, 2, 3)).order()
        8
        """
        axes = _integers(axes, "axes")
        k = len(axes)
        if k < 2:
            return cls(axes=axes)
        return cls((*range(1, k), 0), tuple(reversed(range(k))), axes=axes)

    @classmethod
    def young(cls, blocks: Iterable[Iterable[int]]) -> SymmetryGroup:
        """All permutations that keep each block of axes together.

        >>> SymmetryGroup.young([(0, 1), (2, 3)]).order()
        4
        """
        return cls.direct_product(*(cls.symmetric(axes=block) for block in blocks))

    @classmethod
    def direct_product(cls, *groups: SymmetryGroup) -> SymmetryGroup:
        """The groups side by side.

        Raises
        ------
        ValueError
            If two of them act on the same axis.
        """
        axes = tuple(axis for group in groups for axis in group.axes)
        shared = [axis for axis, times in Counter(axes).items() if times > 1]
        if shared:
            raise ValueError(f"the groups of a direct product share the axes {shared}")
        maps = [group._mapping(g) for group in groups for g in group._generators]
        return cls(*maps, axes=axes)

    # --- what it is ------------------------------------------------------------------------------

    @property
    def axes(self) -> tuple[int, ...]:
        """The tensor's axes that the group acts on; positions are places in this tuple."""
        return self._axes

    @property
    def degree(self) -> int:
        """The number of axes that the group acts on."""
        return len(self._axes)

    @property
    def generators(self) -> tuple[Permutation, ...]:
        """The generators, as images of positions; the identity is left out."""
        return self._generators

    @property
    def identity(self) -> Permutation:
        """The permutation that moves nothing."""
        return permutations.identity(self.degree)

    @functools.cached_property
    def _elements(self) -> tuple[Permutation, ...]:
        made = closure(self._generators, self.degree, MAX_ORDER)
        if made is None:
            raise ValueError(
                f"this group of {self.degree} axes has more than {MAX_ORDER:,} permutations; "
                "declare the symmetry of fewer axes, or as blocks"
            )
        return made

    def elements(self) -> tuple[Permutation, ...]:
        """All permutations, as images of positions, in increasing order."""
        return self._elements

    def order(self) -> int:
        """The number of elements."""
        return len(self._elements)

    @functools.cached_property
    def _maps(self) -> frozenset[tuple[tuple[int, int], ...]]:
        """The elements as the axes that they move, which does not depend on the order of axes."""
        return frozenset(tuple(sorted(self._moves(g))) for g in self._elements)

    def _moves(self, g: Permutation) -> Iterable[tuple[int, int]]:
        return ((self._axes[i], self._axes[image]) for i, image in enumerate(g) if i != image)

    def _mapping(self, g: Permutation) -> dict[int, int]:
        return dict(self._moves(g))

    def orbits(self) -> tuple[tuple[int, ...], ...]:
        """The axes that the group carries into each other."""
        by_position = permutations.orbits(self._generators, self.degree)
        return tuple(tuple(self._axes[i] for i in orbit) for orbit in by_position)

    def orbit(self, axis: int) -> tuple[int, ...]:
        """The axes that the group carries ``axis`` to."""
        self._positions([axis])
        return next(orbit for orbit in self.orbits() if axis in orbit)

    def is_symmetric(self) -> bool:
        """Whether it is the group of all permutations of its axes."""
        return self.degree <= 8 and self.order() == math.factorial(self.degree)

    @property
    def is_transitive(self) -> bool:
        """Whether every axis can be carried to every other."""
        return len(self.orbits()) <= 1

    @property
    def is_abelian(self) -> bool:
        """Whether the order in which permutations are done never matters."""
        return all(
            compose(a, b) == compose(b, a)
            for i, a in enumerate(self._generators)
            for b in self._generators[i + 1 :]
        )

    @property
    def is_trivial(self) -> bool:
        """Whether the identity is its only element."""
        return not self._generators

    def equals(self, other: SymmetryGroup) -> bool:
        """Whether both move the same axes in the same ways."""
        return isinstance(other, SymmetryGroup) and self._maps == other._maps

    def __eq__(self, other: object) -> bool:
        return self.equals(other) if isinstance(other, SymmetryGroup) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._maps)

    def contains(self, other: Sequence[int] | Mapping[int, int] | SymmetryGroup) -> bool:
        """Whether a permutation, or every permutation of a group, is an element."""
        if isinstance(other, SymmetryGroup):
            return other._maps <= self._maps
        position = {axis: i for i, axis in enumerate(self._axes)}
        return _generator(other, position) in set(self._elements)

    # --- groups from it --------------------------------------------------------------------------

    def _subgroup(self, elements: Iterable[Permutation]) -> SymmetryGroup:
        return SymmetryGroup(*_fewest(elements, self.degree), axes=self._axes)

    def pointwise_stabilizer(self, axes: Iterable[int]) -> SymmetryGroup:
        """The elements that leave each of ``axes`` in place."""
        fixed = self._positions(axes)
        return self._subgroup(g for g in self._elements if all(g[i] == i for i in fixed))

    def setwise_stabilizer(self, axes: Iterable[int]) -> SymmetryGroup:
        """The elements that carry ``axes`` among themselves."""
        kept = set(self._positions(axes))
        return self._subgroup(g for g in self._elements if {g[i] for i in kept} == kept)

    def restrict(self, axes: Iterable[int]) -> SymmetryGroup:
        """What the elements that carry ``axes`` among themselves do to them."""
        axes = _integers(axes, "axes")
        kept = self._positions(axes)
        place = {p: i for i, p in enumerate(kept)}
        carried = (
            tuple(place[g[i]] for i in kept)
            for g in self._elements
            if all(g[i] in place for i in kept)
        )
        return SymmetryGroup(*_fewest(carried, len(kept)), axes=axes)

    def relabel(self, axes: Mapping[int, int]) -> SymmetryGroup:
        """The same group on other axes.

        Parameters
        ----------
        axes : mapping
            Each axis' new number.
        """
        return SymmetryGroup(*self._generators, axes=[axes[a] for a in self._axes])

    def intersection(self, other: SymmetryGroup) -> SymmetryGroup:
        """The elements of both."""
        shared = self._maps & other._maps
        axes = tuple(a for a in self._axes if a in set(other._axes))
        place = {axis: i for i, axis in enumerate(axes)}
        elements = (tuple(place[dict(m).get(a, a)] for a in axes) for m in shared)
        return SymmetryGroup(*_fewest(elements, len(axes)), axes=axes)

    def _positions(self, axes: Iterable[int]) -> list[int]:
        place = {axis: i for i, axis in enumerate(self._axes)}
        wanted = _integers(axes, "axes")
        missing = [a for a in wanted if a not in place]
        if missing:
            raise ValueError(f"the group acts on the axes {self._axes}, not on {missing}")
        return [place[a] for a in wanted]

    # --- counting --------------------------------------------------------------------------------

    @functools.cached_property
    def _cycle_index(self) -> dict[tuple[int, ...], int]:
        """How many elements have so many cycles within each orbit."""
        orbit_of = {
            i: n
            for n, orbit in enumerate(permutations.orbits(self._generators, self.degree))
            for i in orbit
        }
        counts: Counter[tuple[int, ...]] = Counter()
        for element in self._elements:
            numbers = [0] * len(set(orbit_of.values()))
            for cycle in cycles(element):
                numbers[orbit_of[cycle[0]]] += 1
            counts[tuple(numbers)] += 1
        return dict(counts)

    def burnside_unique_count(self, size_dict: Mapping[int, int]) -> int:
        """The number of entries of a tensor with this symmetry that may differ.

        Burnside's lemma: the mean, over the group's elements, of the product over an element's cycles
        of the axis length (Burnside, Theory of Groups of Finite Order, 1897, section 118).

        Parameters
        ----------
        size_dict : mapping of int to int
            The length of each axis. Axes that the group does not act on count in full.

        Raises
        ------
        ValueError
            If an axis has no length, or two axes that the group exchanges differ in length.

        Examples
        --------
        >>> SymmetryGroup.symmetric(axes=(0, 1)).burnside_unique_count({0: 256, 1: 256})
        32896
        """
        lengths = []
        for orbit in self.orbits():
            missing = [axis for axis in orbit if axis not in size_dict]
            if missing:
                raise ValueError(f"size_dict has no length for the axes {missing}")
            values = {size_dict[axis] for axis in orbit}
            if len(values) > 1:
                raise ValueError(
                    f"the axes {orbit} are exchanged but have the lengths {sorted(values)}"
                )
            lengths.append(values.pop())
        fixed = sum(
            count * math.prod(n**k for n, k in zip(lengths, numbers, strict=True))
            for numbers, count in self._cycle_index.items()
        )
        others = math.prod(n for axis, n in size_dict.items() if axis not in set(self._axes))
        return fixed // self.order() * others

    # --- as data ---------------------------------------------------------------------------------

    def to_payload(self) -> dict[str, list[Any]]:
        """The group as plain data: ``{"axes": [...], "generators": [[...], ...]}``."""
        return {"axes": list(self._axes), "generators": [list(g) for g in self._generators]}

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> SymmetryGroup:
        """The group that :meth:`to_payload` describes.

        Raises
        ------
        ValueError
            If the payload has other keys, or its values make no group.
        """
        if not isinstance(payload, Mapping) or set(payload) != {"axes", "generators"}:
            raise ValueError("a symmetry group's payload has the keys 'axes' and 'generators'")
        return cls(*payload["generators"], axes=payload["axes"])

    def __reduce__(self) -> tuple[Any, ...]:
        return (SymmetryGroup.from_payload, (self.to_payload(),))

    def __repr__(self) -> str:
        shown = "".join(f"{g}, " for g in self._generators)
        return f"SymmetryGroup({shown}axes={self._axes})"


def _integers(values: Iterable[int], what: str) -> tuple[int, ...]:
    try:
        return tuple(operator.index(v) for v in values)
    except TypeError:
        raise TypeError(f"{what} must be a sequence of integers, not {values!r}") from None


def _axes(
    generators: tuple[Sequence[int] | Mapping[int, int], ...], axes: Iterable[int] | None
) -> tuple[int, ...]:
    """The axes that a group acts on, given or read off its generators."""
    if axes is None:
        lengths = {len(g) for g in generators if not isinstance(g, Mapping)}
        if len(lengths) > 1:
            raise ValueError(f"the generators move {sorted(lengths)} axes: give each the same")
        moved = {a for g in generators if isinstance(g, Mapping) for a in (*g, *g.values())}
        return tuple(sorted(moved | set(range(max(lengths, default=0)))))
    found = _integers(axes, "axes")
    if len(set(found)) != len(found):
        raise ValueError(f"an axis stands twice in axes={found}")
    if any(axis < 0 for axis in found):
        raise ValueError(f"axes={found}: axes of a group are counted from the front, from 0")
    return found


def _generator(
    given: Sequence[int] | Mapping[int, int], position: Mapping[int, int]
) -> Permutation:
    """A generator as the images of positions."""
    if isinstance(given, Mapping):
        outside = [a for a in (*given, *given.values()) if a not in position]
        if outside:
            raise ValueError(f"the generator {dict(given)} moves {outside}, which are not in axes")
        made = tuple(position[given.get(axis, axis)] for axis in position)
    else:
        made = _integers(given, "a generator")
    if len(made) != len(position) or not permutations.is_permutation(made):
        raise ValueError(
            f"the generator {given!r} is not a permutation of the {len(position)} positions "
            f"0 .. {len(position) - 1}"
        )
    return made


def _fewest(elements: Iterable[Permutation], degree: int) -> list[Permutation]:
    """Some of a group's elements that generate all of it."""
    chosen: list[Permutation] = []
    reached: set[Permutation] = {permutations.identity(degree)}
    for element in sorted(set(elements)):
        if element not in reached:
            chosen.append(element)
            reached = set(closure(chosen, degree, MAX_ORDER) or ())
    return chosen
