"""Comparisons of sorting and selecting, as closed forms of lengths."""

from __future__ import annotations

from flopscope._pricing.units import NOTHING, Units, additions, comparisons, divisions
from flopscope._table.spec import ceil_log2

SELECTION = 3
"""Comparisons per element that find one rank, in the worst case (Schönhage, Paterson & Pippenger 1976)."""

SELECTION_SOURCE = (
    "Schönhage, Paterson & Pippenger, Finding the Median, J. Comput. Syst. Sci. 13, 1976; "
    "Knuth, The Art of Computer Programming, vol. 3, 5.2.4 and 5.3.3"
)


def sort_flops(n: int) -> int:
    """Comparisons of a merge sort of n elements, its bound (Knuth, TAOCP 3, 5.2.4).

    >>> sort_flops(8)
    24
    """
    return n * ceil_log2(n)


def select_flops(n: int, ranks: int) -> int:
    """Comparisons that put ``ranks`` elements where sorting would: linear selection, or the sort.

    The middle rank first, then those of each part: each of ``1 + ceil(log2 ranks)`` rounds goes once over
    all parts.

    >>> select_flops(1000, 1), select_flops(1000, 3), select_flops(8, 1)
    (3000, 9000, 24)
    """
    if ranks < 1 or n < 2:
        return 0
    return min(sort_flops(n), SELECTION * n * (1 + ceil_log2(ranks)))


def median_units(n: int) -> Units:
    """The median of n elements: one selection, its neighbour for an even n, and the average of both.

    >>> median_units(101).operations, median_units(100).operations
    (305, 352)
    """
    if not n:
        return NOTHING
    neighbour = n // 2 if n % 2 == 0 else 0
    selected = comparisons(min(sort_flops(n), SELECTION * n + neighbour))
    return selected + additions(1) + divisions(1)
