"""How many multiplications and additions a contraction needs, given its symmetries.

A contraction computes one polynomial for each output entry. Its terms are products of entries of the
factors, one term for each assignment of the summed labels. Two things make terms or outputs equal: the
symmetry of a factor, and a factor that stands twice (a twin). Both are permutations of labels that map
the multiset of factors to itself; they form a group, ``H``.

- Outputs in one orbit of ``H`` are equal: one of them is computed.
- For an output, terms in one orbit of its stabilizer in ``H`` are equal: each distinct term is multiplied
  out once, terms with equal multiplicity are summed, and each sum with a multiplicity above 1 is scaled once.

With ``k`` factors, ``p`` distinct terms and ``s`` different multiplicities above 1, an output takes
``p (k - 1)`` multiplications, ``p - 1`` additions and ``s`` more multiplications. Numbers of orbits follow from
Burnside's lemma (Burnside, Theory of Groups of Finite Order, 1897, section 118). For one symmetric factor
this is the count of BLAS' ``syrk``; see Solomonik & Demmel, Fast Bilinear Algorithms for Symmetric Tensor
Contractions, 2021, section 3.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from flopscope._symmetry import permutations
from flopscope._symmetry.group import SymmetryGroup, _fewest
from flopscope._symmetry.patterns import bell, fixes, orbit_sizes, patterns
from flopscope._symmetry.permutations import Permutation, cycles

MAX_TRIED: Final = 50_000
"""How many label permutations are tried; beyond it, only those that a factor's own group gives are used."""


MAX_LOOKED_AT: Final = 200_000
"""How many pairs of a pattern and an element multiplicities are counted from; beyond, they are bounded."""


class Factor(NamedTuple):
    """One operand of a contraction.

    Attributes
    ----------
    labels : tuple of str
        The label of each axis.
    group : SymmetryGroup or None
        The operand's symmetry, on its axes.
    twin : hashable or None
        Equal for operands that are the same array; None where it is known of no other.
    """

    labels: tuple[str, ...]
    group: SymmetryGroup | None = None
    twin: Hashable = None


class Contraction:
    """A product of factors, summed over the labels that the output lacks.

    Parameters
    ----------
    factors : sequence of Factor
    output : sequence of str
        The output's labels, each once.
    sizes : mapping of str to int
        The length of each label.

    Attributes
    ----------
    multiplications, additions : int
        Real operations, where entries are real.

    Examples
    --------
    >>> a = Factor(("i", "j"), twin="A")
    >>> b = Factor(("i", "k"), twin="A")
    >>> Contraction([a, b], "jk", {"i": 6, "j": 5, "k": 5}).total  # A.T @ A
    165
    """

    def __init__(
        self, factors: Sequence[Factor], output: Sequence[str], sizes: Mapping[str, int]
    ) -> None:
        self._factors = tuple(factors)
        self._output = tuple(output)
        used = dict.fromkeys(label for f in factors for label in f.labels)
        self._labels = (*self._output, *(label for label in used if label not in output))
        self._sizes = tuple(sizes[label] for label in self._labels)
        self.multiplications, self.additions = self._counts()

    @property
    def total(self) -> int:
        """Multiplications and additions."""
        return self.multiplications + self.additions

    @functools.cached_property
    def elements(self) -> tuple[Permutation, ...]:
        """``H``: the permutations of the labels, outputs first, that map the factors to themselves."""
        return _label_permutations(self._factors, self._labels, self._sizes, len(self._output))

    @functools.cached_property
    def group(self) -> SymmetryGroup:
        """The symmetry of the output, on its axes."""
        outputs = len(self._output)
        carried = {element[:outputs] for element in self.elements}
        return SymmetryGroup(*_fewest(carried, outputs), axes=range(outputs))

    @functools.cached_property
    def unique_outputs(self) -> int:
        """The number of outputs that may differ."""
        return _orbit_count(self.elements, self._sizes, range(len(self._output)))

    @functools.cached_property
    def scalings(self) -> int:
        """Over the outputs that are computed, the number of different multiplicities above 1."""
        return self._scalings() if len(self.elements) > 1 and all(self._sizes) else 0

    @functools.cached_property
    def distinct_terms(self) -> int:
        """The number of different terms, over the outputs that are computed."""
        return _orbit_count(self.elements, self._sizes, range(len(self._labels)))

    def _counts(self) -> tuple[int, int]:
        if not all(self._sizes):
            return 0, 0
        terms = self.distinct_terms
        return terms * (len(self._factors) - 1) + self.scalings, terms - self.unique_outputs

    def _scalings(self) -> int:
        outputs = len(self._output)
        classes = permutations.orbits(self.elements, len(self._labels))
        out_classes = [c for c in classes if c[0] < outputs]
        sum_classes = [[i - outputs for i in c] for c in classes if c[0] >= outputs]
        looked_at = math.prod(bell(len(c)) for c in classes) * len(self.elements)
        if looked_at > MAX_LOOKED_AT:
            return self.unique_outputs * _bound(len(self.elements))
        out_lengths = [self._sizes[c[0]] for c in out_classes]
        # Beyond as many values as a class has labels, a longer axis shows no new pattern.
        sum_lengths = [min(self._sizes[c[0] + outputs], len(c)) for c in sum_classes]
        total = 0
        for pattern, tuples in patterns(out_classes, out_lengths):
            stabilizer = [h for h in self.elements if fixes(h[:outputs], pattern)]
            acting = [tuple(i - outputs for i in h[outputs:]) for h in stabilizer]
            different = sum(size > 1 for size in orbit_sizes(acting, sum_classes, sum_lengths))
            total += tuples * len(stabilizer) * different
        return total // len(self.elements)


def _bound(order: int) -> int:
    """No more different multiplicities above 1 than this: each divides the group's order.

    >>> _bound(6)
    3
    """
    return sum(order % n == 0 for n in range(2, order + 1))


def _orbit_count(
    elements: Sequence[Permutation], sizes: Sequence[int], positions: Sequence[int]
) -> int:
    """Burnside's lemma for the index tuples at some positions that the elements keep together."""
    kept = len(positions)
    total = sum(
        math.prod(sizes[cycle[0]] for cycle in cycles(element[:kept])) for element in elements
    )
    return total // len(elements)


def _label_permutations(
    factors: Sequence[Factor], labels: tuple[str, ...], sizes: tuple[int, ...], outputs: int
) -> tuple[Permutation, ...]:
    """The permutations of ``labels`` that map the multiset of factors, and the outputs, to themselves."""
    place = {label: i for i, label in enumerate(labels)}
    if len(factors) == 1 and len(set(factors[0].labels)) == len(factors[0].labels):
        return _within(factors[0], place, outputs)
    shapes = [
        (f.twin if f.twin is not None else (n,), tuple(place[label] for label in f.labels), f.group)
        for n, f in enumerate(factors)
    ]
    wanted = Counter((twin, _canonical(axes, group)) for twin, axes, group in shapes)
    candidates = _candidates(shapes, sizes, outputs)
    order = max((f.group.order() for f in factors if f.group is not None), default=1)
    if (
        math.prod(map(len, candidates)) * order > MAX_TRIED
        and _tries(candidates) * order > MAX_TRIED
    ):
        return _of_largest(factors, place, outputs)
    found = [
        p
        for p in _assignments(candidates, [])
        if Counter((t, _canonical(tuple(p[i] for i in axes), g)) for t, axes, g in shapes) == wanted
    ]
    return tuple(sorted(found))


def _within(
    factor: Factor, place: Mapping[str, int], outputs: int, fixed: frozenset[str] = frozenset()
) -> tuple[Permutation, ...]:
    """What a factor's own group does to its labels: outputs stay outputs, and some labels in place."""
    unit = permutations.identity(len(place))
    if factor.group is None:
        return (unit,)
    at = [place[factor.labels[axis]] for axis in factor.group.axes]
    still = [i for i, axis in enumerate(factor.group.axes) if factor.labels[axis] in fixed]
    found = []
    for element in factor.group.elements():
        if any(element[i] != i for i in still):
            continue
        carried = list(unit)
        for i, image in enumerate(element):
            carried[at[i]] = at[image]
        if all((i < outputs) == (image < outputs) for i, image in enumerate(carried)):
            found.append(tuple(carried))
    return tuple(sorted(found))


def _of_largest(
    factors: Sequence[Factor], place: Mapping[str, int], outputs: int
) -> tuple[Permutation, ...]:
    """What the largest group of one factor does to the labels that no other factor has."""
    n, largest = max(
        enumerate(factors), key=lambda f: 0 if f[1].group is None else f[1].group.order()
    )
    others = {label for i, f in enumerate(factors) if i != n for label in f.labels}
    repeated = {label for label in largest.labels if largest.labels.count(label) > 1}
    return _within(largest, place, outputs, frozenset(others | repeated))


_Shape = tuple[Hashable, tuple[int, ...], SymmetryGroup | None]


def _canonical(axes: tuple[int, ...], group: SymmetryGroup | None) -> tuple[int, ...]:
    """The least of the label tuples that a factor's symmetry makes equal."""
    if group is None or group.is_trivial:
        return axes
    moved = group.axes
    best = axes
    for element in group.elements():
        exchanged = list(axes)
        for i, image in enumerate(element):
            exchanged[moved[image]] = axes[moved[i]]
        best = min(best, tuple(exchanged))
    return best


def _candidates(shapes: list[_Shape], sizes: tuple[int, ...], outputs: int) -> list[list[int]]:
    """For each label, those that it could be mapped to: as long, and standing at like places."""
    roles: list[list[tuple[str, int]]] = [[] for _ in sizes]
    for twin, axes, group in shapes:
        for axis, label in enumerate(axes):
            orbit = min(group.orbit(axis)) if group is not None and axis in group.axes else axis
            roles[label].append((repr(twin), orbit))
    keys = [
        (size, i < outputs, tuple(sorted(role)))
        for i, (size, role) in enumerate(zip(sizes, roles, strict=True))
    ]
    return [[j for j, other in enumerate(keys) if other == key] for key in keys]


def _tries(candidates: list[list[int]]) -> int:
    """How many permutations the candidates allow."""
    groups = Counter(tuple(c) for c in candidates)
    return math.prod(math.factorial(len(group)) for group in groups)


def _assignments(candidates: list[list[int]], chosen: list[int]) -> Iterator[Permutation]:
    if len(chosen) == len(candidates):
        yield tuple(chosen)
        return
    for image in candidates[len(chosen)]:
        if image not in chosen:
            yield from _assignments(candidates, [*chosen, image])
