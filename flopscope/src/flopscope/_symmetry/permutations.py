"""Permutations of ``0 .. n-1`` as tuples: ``p[i]`` is where ``i`` goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

Permutation = tuple[int, ...]


def identity(degree: int) -> Permutation:
    """The permutation that moves nothing."""
    return tuple(range(degree))


def compose(first: Permutation, then: Permutation) -> Permutation:
    """``first`` followed by ``then``.

    >>> compose((1, 2, 0), (0, 2, 1))
    (2, 1, 0)
    """
    return tuple([then[i] for i in first])


def inverse(p: Permutation) -> Permutation:
    """The permutation that undoes ``p``.

    >>> inverse((1, 2, 0))
    (2, 0, 1)
    """
    undone = [0] * len(p)
    for i, image in enumerate(p):
        undone[image] = i
    return tuple(undone)


def cycles(p: Permutation) -> Iterator[tuple[int, ...]]:
    """The cycles of ``p``, fixed points included.

    >>> list(cycles((1, 0, 2)))
    [(0, 1), (2,)]
    """
    seen = [False] * len(p)
    for start in range(len(p)):
        if seen[start]:
            continue
        cycle = []
        i = start
        while not seen[i]:
            seen[i] = True
            cycle.append(i)
            i = p[i]
        yield tuple(cycle)


def closure(
    generators: Iterable[Permutation], degree: int, limit: int
) -> tuple[Permutation, ...] | None:
    """All products of the generators in increasing order; None if there are more than ``limit``."""
    unit = identity(degree)
    steps = [g for g in dict.fromkeys(generators) if g != unit]
    elements = {unit}
    frontier = [unit]
    while frontier:
        reached = []
        for element in frontier:
            for step in steps:
                product = compose(element, step)
                if product not in elements:
                    elements.add(product)
                    reached.append(product)
            if len(elements) > limit:
                return None
        frontier = reached
    return tuple(sorted(elements))


def orbits(generators: Iterable[Permutation], degree: int) -> list[list[int]]:
    """The points that the generators carry into each other, smallest first."""
    parent = list(range(degree))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for g in generators:
        for i, image in enumerate(g):
            low, high = sorted((root(i), root(image)))
            parent[high] = low
    by_root: dict[int, list[int]] = {}
    for i in range(degree):
        by_root.setdefault(root(i), []).append(i)
    return list(by_root.values())


def is_permutation(p: Sequence[int]) -> bool:
    """Whether each of ``0 .. n-1`` stands in ``p`` once."""
    return sorted(p) == list(range(len(p)))
