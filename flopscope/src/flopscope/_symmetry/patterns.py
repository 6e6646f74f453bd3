"""Index tuples by the pattern of their equal values.

Which permutations leave an index tuple as it is depends only on which of its values are equal. So counts
over all tuples are sums over patterns, whose number does not grow with the axis lengths.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterable, Iterator, Sequence

from flopscope._symmetry.permutations import Permutation

Pattern = tuple[int, ...]
"""The block of each position: positions with equal values are in one block."""


@functools.cache
def set_partitions(n: int) -> tuple[Pattern, ...]:
    """All ways to group ``n`` positions into blocks, as restricted growth strings.

    >>> set_partitions(2)
    ((0, 0), (0, 1))
    """
    partial: list[Pattern] = [()]
    for _ in range(n):
        partial = [
            (*pattern, block)
            for pattern in partial
            for block in range(max(pattern, default=-1) + 2)
        ]
    return tuple(partial)


@functools.cache
def bell(n: int) -> int:
    """How many ways there are to group ``n`` positions into blocks.

    >>> [bell(n) for n in range(6)]
    [1, 1, 2, 5, 15, 52]
    """
    return sum(math.comb(n - 1, k) * bell(k) for k in range(n)) if n else 1


def patterns(
    classes: Sequence[Sequence[int]], lengths: Sequence[int]
) -> Iterator[tuple[Pattern, int]]:
    """The patterns of index tuples, each with the number of tuples that have it.

    Parameters
    ----------
    classes : sequence of sequences of int
        The positions, grouped: only values within a group are compared.
    lengths : sequence of int
        The axis length of each group.
    """
    size = sum(map(len, classes))
    for choice in itertools.product(*(set_partitions(len(c)) for c in classes)):
        pattern = [0] * size
        tuples = 1
        first = 0
        for positions, blocks, length in zip(classes, choice, lengths, strict=True):
            number = max(blocks, default=-1) + 1
            tuples *= math.perm(length, number)
            for position, block in zip(positions, blocks, strict=True):
                pattern[position] = first + block
            first += number
        if tuples:
            yield tuple(pattern), tuples


def fixes(p: Permutation, pattern: Pattern) -> bool:
    """Whether a permutation of positions leaves the tuples of a pattern as they are."""
    return all(pattern[i] == pattern[image] for i, image in enumerate(p))


def orbit_sizes(
    elements: Iterable[Permutation], classes: Sequence[Sequence[int]], lengths: Sequence[int]
) -> set[int]:
    """The sizes of the sets into which permutations group the index tuples."""
    acting = set(elements)
    return {
        len(acting) // sum(fixes(p, pattern) for p in acting)
        for pattern, _ in patterns(classes, lengths)
    }
