"""Histograms: each element finds its bin and adds one to it."""

from __future__ import annotations

import math
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import (
    NOTHING,
    Units,
    additions,
    comparisons,
    divisions,
    gathered,
    products,
)
from flopscope._table.operation import op
from flopscope._table.sort_counts import sort_flops
from flopscope._table.spec import Spec, ceil_log2, ndim, nested_shape, shape, size
from flopscope._table.work import converted, is_given


def _is_count(bins: Any) -> bool:
    return ndim(bins) == 0 and not isinstance(bins, str | list | tuple)


def _range(n: int, given: Any) -> Units:
    """Smallest and largest of n elements, unless they are given."""
    return NOTHING if given is not None else comparisons(2 * max(0, n - 1))


def _even_edges(bins: int) -> Units:
    return (products(1) + additions(1)) * (bins + 1)


def _edges(n: int, bins: Any, span: Any) -> tuple[int, Units]:
    """How many bins there are, and what finding their edges costs.

    A named method looks at the data: it is priced as the sort that its quantiles need, and its number of
    bins at n.
    """
    if isinstance(bins, str):
        return n, _range(n, span) + comparisons(sort_flops(n)) + _even_edges(n)
    if _is_count(bins):
        return int(bins), _range(n, span) + _even_edges(max(0, int(bins)))
    return max(0, nested_shape(bins)[0] - 1), NOTHING


def _placing(n: int, bins: Any) -> Units:
    """Finding the bins of n elements: by arithmetic where they are even, else by binary search."""
    if isinstance(bins, str) or _is_count(bins):
        return (additions(1) + products(1) + comparisons(2)) * n
    return comparisons(n * ceil_log2(nested_shape(bins)[0] + 1))


def _densities(bins: int) -> Units:
    """Widths, their products with the total, the quotients, and the total itself."""
    return (additions(2) + products(1) + divisions(1)) * bins


def _counted(a: Any, bins: Any, span: Any, density: Any) -> Units:
    n = size(a)
    number, edges = _edges(n, bins, span)
    found = edges + _placing(n, bins) + gathered(n)
    return found + _densities(number) if density else found


op(
    "histogram",
    "a: array, bins: bins=10, range=None, density=None, weights: array=None",
    cls="comparison",
    guard="named bins",
    doc="""Counts of elements in bins, and the bins' edges.

    FLOPs, n elements in k bins: for a number of bins, 2 (n - 1) for the range unless it is given, 2 per edge,
    and 4 per element for its place (difference, product, two comparisons with the edges); for given
    edges a binary search per element, ceil(log2(k + 2)); then one addition per element. ``density`` adds 4
    per bin. 100 elements in 10 bins are 198 + 22 + 400 + 100 = 720.
    """,
    flops=lambda c: _counted(c.a, c.bins, c.range, c.density),
)
op(
    "histogram_bin_edges",
    "a: array, bins: bins=10, range=None, weights: array=None",
    cls="comparison",
    guard="named bins",
    doc="""The edges that :func:`histogram` would use.

    FLOPs: its range and edges; 100 elements and 10 bins are 198 + 22 = 220.
    """,
    flops=lambda c: _edges(size(c.a), c.bins, c.range)[1],
)


def _per_axis(bins: Any, axes: int) -> list[Any]:
    """The bins of each axis of a histogram of several."""
    if _is_count(bins):
        return [bins] * axes
    if len(bins) == axes:
        return list(bins)
    return [bins] * axes


def _cells(axes: int, bins: Any) -> int:
    return math.prod(_edges(0, each, None)[0] + 2 for each in _per_axis(bins, axes))


def _grid(samples: int, axes: int, bins: Any, spans: Any, density: Any) -> Units:
    """Histogram of points: for each axis edges and binary searches, then one addition a point."""
    total, cells = gathered(samples), 1
    for i, each in enumerate(_per_axis(bins, axes)):
        number, edges = _edges(samples, each, None if spans is None else spans[i])
        total += edges + comparisons(samples * ceil_log2(number + 2))
        cells *= number
    return total + _densities(cells) if density else total


op(
    "histogram2d",
    "x: array, y: array, bins: axis_bins=10, range: nested=None, density=None, weights: array=None",
    cls="comparison",
    doc="""Counts of points in the cells of a grid, and the edges along both axes.

    FLOPs: for each axis its range and edges as :func:`histogram`, and a binary search a point; one
    addition a point. 100 points in 10 x 10 are 2 * (198 + 22 + 400) + 100 = 1,340.
    """,
    flops=lambda c: _grid(size(c.x), 2, c.bins, c.range, c.density),
    room=lambda c: _cells(2, c.bins),
)


def _points(sample: Any) -> tuple[int, int]:
    """Number and dimensions of the points, which come as an (n, d) array or d arrays of n."""
    made = shape(sample) if hasattr(sample, "shape") else nested_shape(sample)[::-1]
    return (made[0], made[1]) if len(made) == 2 else (Spec(made).size, 1)


def _grid_of(sample: Any, bins: Any, spans: Any, density: Any) -> Units:
    points, axes = _points(sample)
    return _grid(points, axes, bins, spans, density)


op(
    "histogramdd",
    "sample: nested, bins: axis_bins=10, range: nested=None, density=None, weights: array=None",
    cls="comparison",
    doc="""Counts of points in the cells of a grid of several dimensions, and a list of the edges.

    FLOPs: for each axis its range and edges, and a binary search a point; one addition a point. 100 points
    in 10 x 10 are 1,340.
    """,
    flops=lambda c: _grid_of(c.sample, c.bins, c.range, c.density),
    room=lambda c: _cells(_points(c.sample)[1], c.bins),
)
op(
    "bincount",
    "x: places, /, weights: array=None, minlength=0",
    cls="arithmetic",
    guard="counts",
    doc="""Number of occurrences (or sum of weights) of each small integer.

    FLOPs: per element 1 for its place and one addition; 10 elements are 20. Weights add their cast.

    Raises
    ------
    ValueError
        If an element is so large that the result would have more elements than twice those of ``x`` and 1,024;
        nothing is charged. Ask for them with ``minlength``.
    """,
    source="Cormen et al., Introduction to Algorithms, 8.2",
    flops=lambda c: (
        additions(size(c.x))
        + gathered(size(c.x))
        + (converted(c.weights, _dtypes.float64) if is_given(c.weights) else NOTHING)
    ),
    room=lambda c: int(c.minlength),
)
op(
    "digitize",
    "x: array, bins: array, right=False",
    cls="comparison",
    doc="""Index of the bin of each element.

    FLOPs: n - 1 comparisons that the n edges are in order, and a binary search, ceil(log2(n + 1)), for each
    element; 100 elements and 10 edges are 9 + 400.
    """,
    flops=lambda c: max(0, size(c.bins) - 1) + size(c.x) * ceil_log2(size(c.bins) + 1),
    result=lambda c: Spec(shape(c.x), _dtypes.int64) if shape(c.x) else None,
)
