"""What ``pad`` does: margins that repeat elements move blocks, all others are computed line by line."""

from __future__ import annotations

import math
from typing import Any

from flopscope._pricing.units import (
    NOTHING,
    Units,
    additions,
    comparisons,
    divisions,
    moved,
    products,
)
from flopscope._table.call import Call
from flopscope._table.sort_counts import median_units
from flopscope._table.spec import shape
from flopscope._table.work import parts

Pair = tuple[int, int]


def pairs(given: Any, ndim: int, default: Pair = (0, 0)) -> list[Pair]:
    """An argument of ``pad`` as a pair for each axis: one number, one pair, a pair per axis, or a dict."""
    if isinstance(given, dict):
        axes = {int(axis) % max(1, ndim): value for axis, value in given.items()}
        return [_pair(axes.get(i, default)) for i in range(ndim)]
    if isinstance(given, list | tuple) and any(isinstance(g, list | tuple) for g in given):
        if any(
            isinstance(v, list | tuple) for g in given if isinstance(g, list | tuple) for v in g
        ):
            raise ValueError("input operand has more dimensions than allowed by the axis remapping")
        found = [_pair(g) for g in given]
        return found * ndim if len(found) == 1 else found
    return [_pair(given)] * ndim


def _pair(value: Any) -> Pair:
    both = value if isinstance(value, list | tuple) else (value, value)
    return int(both[0]), int(both[-1])


def padded_size(made: tuple[int, ...], widths: list[Pair]) -> int:
    """Elements of the padded array."""
    return math.prod(n + sum(p) for n, p in zip(made, widths, strict=False))


def pad_units(c: Call) -> Units:
    """Moves of all elements, and the folds or arithmetic of the margins.

    The axes are padded in turn, so that the margins of one are lines of the next.
    """
    made = shape(c.array)
    widths = pairs(c.pad_width, len(made))
    units = moved(padded_size(made, widths))
    if c.mode in _FOLDS or c.mode == "linear_ramp" or c.reflect_type == "odd":
        units += _computed(c, made, widths) * parts(c.array)
    return units


def _computed(c: Call, made: tuple[int, ...], widths: list[Pair]) -> Units:
    lengths = pairs(c.stat_length, len(made)) if c.stat_length is not None else [(0, 0)] * len(made)
    units, grown = NOTHING, list(made)
    for axis, (n, width, wanted) in enumerate(zip(made, widths, lengths, strict=False)):
        lines = math.prod(grown) // n if n else 0
        grown[axis] = n + sum(width)
        if not n or not any(width):
            continue
        if c.mode in _FOLDS:
            sides = {min(s or n, n) for s, w in zip(wanted, width, strict=True) if w}
            number = 1 if sides == {n} else sum(w > 0 for w in width)
            units += _FOLDS[c.mode](max(sides)) * (number * lines)
        elif c.mode == "linear_ramp" or c.mode in ("reflect", "symmetric"):
            units += (products(1) + additions(1)) * (lines * sum(width))
    return units


_FOLDS = {
    "mean": lambda n: additions(n - 1) + divisions(1) + comparisons(1),
    "maximum": lambda n: comparisons(n - 1),
    "minimum": lambda n: comparisons(n - 1),
    "median": median_units,
}
"""What a margin takes whose elements are one statistic of each line."""
