"""Differences, integrals, interpolation and convolution of sampled functions."""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._base.dtypes import result_type
from flopscope._pricing.units import (
    NOTHING,
    Units,
    additions,
    comparisons,
    divisions,
    gathered,
    multiply_adds,
    products,
)
from flopscope._table.call import Call
from flopscope._table.operation import NoValue, op
from flopscope._table.sort_counts import sort_flops
from flopscope._table.spec import Spec, axes, axis_index, broadcast, ceil_log2, ndim, shape, size
from flopscope._table.ufunc_units import element
from flopscope._table.work import added, converted, parts, sums_of_products


def _line(a: Any, axis: Any) -> tuple[int, int]:
    """The length of the lines along an axis, and their number."""
    made = shape(a)
    length = made[axis_index(axis, len(made))]
    others = Spec(n for i, n in enumerate(made) if i != axis_index(axis, len(made))).size
    return length, others


def _end(value: Any, axis: Any) -> int:
    """How many elements an end that is put before or behind adds to a line."""
    if value is None or value is NoValue:
        return 0
    return 1 if not shape(value) else shape(value)[axis]


def _difference_length(a: Any, axis: Any, prepend: Any, append: Any) -> tuple[int, int]:
    if not shape(a):
        raise ValueError("diff requires input that is at least one dimensional")
    length, lines = _line(a, axis)
    return length + _end(prepend, axis) + _end(append, axis), lines


def _differences(c: Call) -> Units:
    if c.n < 0:
        raise ValueError(f"order must be non-negative but got {c.n!r}")
    length, lines = _difference_length(c.a, c.axis, c.prepend, c.append)
    orders = min(c.n, length)
    return added(lines * (orders * length - orders * (orders + 1) // 2), c.a, c.prepend, c.append)


def _difference_result(c: Call) -> Spec | None:
    kind = _dtypes.of(c.a)
    if c.n < 1 or kind.kind == "b" or c.prepend is not NoValue or c.append is not NoValue:
        return None
    length, _ = _line(c.a, c.axis)
    made = list(shape(c.a))
    made[axis_index(c.axis, len(made))] = max(0, length - c.n)
    return Spec(made, kind)


op(
    "diff",
    "a: array, n=1, axis=-1, prepend: array=NoValue, append: array=NoValue",
    cls="arithmetic",
    guard="rounds n",
    is_unpredictable=True,
    doc="""The n-th differences of neighbours along an axis.

    FLOPs: one per element of each order's result; 10 elements twice are 9 + 8.
    """,
    flops=_differences,
    result=_difference_result,
)
op(
    "ediff1d",
    "ary: array, to_end: array=None, to_begin: array=None",
    cls="arithmetic",
    doc="""Differences of neighbours of the flattened array.

    FLOPs: n - 1 for n elements, and the casts of the ends; 10 elements are 9.
    """,
    flops=lambda c: (
        added(max(0, size(c.ary) - 1), c.ary)
        + converted(c.to_begin, c.ary)
        + converted(c.to_end, c.ary)
    ),
)


def _gradient(c: Call) -> Units:
    along = axes(c.axis, ndim(c.f))
    spacings = (
        c.varargs if len(c.varargs) == len(along) else list(c.varargs[:1] or [1.0]) * len(along)
    )
    if len(c.varargs) not in (0, 1, len(along)):
        raise TypeError("invalid number of arguments")
    slopes = (
        _slopes(*_line(c.f, place), ndim(spacing) > 0, c.edge_order)
        for place, spacing in zip(along, spacings, strict=True)
    )
    return sum(slopes, NOTHING) * parts(c.f)


def _slopes(length: int, lines: int, uneven: bool, edge_order: Any) -> Units:
    """Second-order slopes inside and one- or two-sided ones at both ends of each line.

    Evenly spaced: a difference and a division by the double step. Unevenly: three products and two sums
    per element, whose coefficients take 11 per place, once for all lines, and n - 1 steps.
    """
    inside = max(0, length - 2)
    quotient, combination = additions(1) + divisions(1), additions(2) + products(3)
    edges = (quotient if edge_order == 1 else combination) * 2
    if not uneven:
        return (quotient * inside + edges) * lines
    places = inside + (0 if edge_order == 1 else 2)
    coefficients = (additions(4) + products(4) + divisions(3)) * places
    return additions(max(0, length - 1)) + coefficients + (combination * inside + edges) * lines


op(
    "gradient",
    "f: array, *varargs: array, axis=None, edge_order=1",
    cls="arithmetic",
    doc="""Slopes along each axis, by central differences inside and one-sided ones at the edges.

    FLOPs, a line of n elements with even steps: 2 (n - 2) inside and 2 at each edge (5 with
    ``edge_order=2``); 10 elements are 16 + 4 = 20. Uneven steps take 5 per element inside, and once for all
    lines 11 per place for the coefficients and n - 1 for the steps.
    """,
    source="Quarteroni, Sacco, Saleri, Numerical Mathematics, 10.10",
    flops=_gradient,
)


def _trapezoids(c: Call) -> Units:
    """With one width, the sum of all points but for half the ends; else the widths times the means."""
    length, lines = _line(c.y, c.axis)
    if length < 2:
        return NOTHING
    if c.x is None and not shape(c.dx):
        return (additions(length - 1) + products(2)) * (lines * parts(c.y, c.dx))
    place = axis_index(c.axis, ndim(c.y))
    made = [n - (i == place) for i, n in enumerate(shape(c.y))]
    if c.x is None:
        widths, steps = shape(c.dx), 0
    elif ndim(c.x) == 1:
        steps = max(0, size(c.x) - 1)
        widths = tuple(steps if i == place else 1 for i in range(len(made)))
    else:
        widths = tuple(n - (i == place) for i, n in enumerate(shape(c.x)))
        steps = Spec(widths).size
    pairs = Spec(broadcast(tuple(made), widths)).size
    sums = Spec(made).size
    results = max(1, pairs // max(1, length - 1))
    each = additions(steps + sums) + products(results) + multiply_adds(pairs - results)
    return (each + products(results)) * parts(c.y, c.x, c.dx)


op(
    "trapezoid",
    "y: array, x: array=None, dx: array=1.0, axis=-1",
    cls="arithmetic",
    doc="""Integral along an axis by the trapezoidal rule.

    FLOPs, a line of n points with one width: n - 1 additions, the halving of the ends' sum, and the product
    with the width; 10 points are 11. Points ``x`` or an array of widths take a sum, a product and an addition
    for each of the n - 1 parts, one halving, and for ``x`` the n - 1 differences; 10 points are 36.
    """,
    source="Press et al., Numerical Recipes, 3rd ed., 4.1.11",
    flops=_trapezoids,
)


def _periodic(c: Call) -> Units:
    """The remainders of all points and elements, and the points' order."""
    n = size(c.xp)
    remainders = element("remainder").real * (n + size(c.x))
    return remainders + comparisons(sort_flops(n)) + gathered(2 * n)


op(
    "interp",
    "x: array, xp: array, fp: array, left=None, right=None, period=None",
    cls="arithmetic",
    doc="""Linear interpolation between the points (xp, fp).

    FLOPs: a binary search, ceil(log2(n + 1)), and 5 per element (two differences, a division, a product, a
    sum), and one difference of the values; 100 elements among 10 points are 100 * (4 + 6) = 1,000. A
    ``period`` adds the sort of the points, and a remainder of each point and element.
    """,
    source="Press et al., Numerical Recipes, 3rd ed., 3.1",
    flops=lambda c: (
        comparisons(size(c.x) * ceil_log2(size(c.xp) + 1))
        + (additions(4) + divisions(1) + products(1)) * (size(c.x) * parts(c.fp))
        + (NOTHING if c.period is None else _periodic(c))
    ),
    result=lambda c: Spec(
        shape(c.x),
        _dtypes.complex128 if _dtypes.of(c.fp).kind == "c" else _dtypes.float64,
        scalar=shape(c.x) == (),
    ),
)


def _unwrap_units(c: Call) -> Units:
    made = list(shape(c.p))
    made[axis_index(c.axis, len(made))] -= 1
    n = Spec(broadcast(tuple(max(0, m) for m in made), shape(c.period))).size
    return element("remainder").real * n + additions(6 * n) + comparisons(4 * n)


op(
    "unwrap",
    "p: array, discont=None, axis=-1, *, period: array=tau",
    cls="arithmetic",
    doc="""Angles along an axis made continuous, by adding periods where they jump.

    FLOPs: 14 for each of the n - 1 steps of a line: the difference, its remainder in one period (6), the
    boundary's test (2), the correction, its threshold (2), their running sum, and adding it; (10,) is 126.
    """,
    source="Oppenheim & Schafer, Discrete-Time Signal Processing, 13.6",
    flops=_unwrap_units,
)


_MODES = {"valid": 0, "same": 1, "full": 2}


def convolution_counts(m: int, n: int, mode: Any) -> tuple[int, int]:
    """Outputs of a sliding product, and products of elements: an output that overlaps k elements takes k.

    >>> convolution_counts(5, 3, "full"), convolution_counts(5, 3, "valid")
    ((7, 15), (3, 9))
    """
    long, short = max(m, n), min(m, n)
    number = _MODES[mode] if isinstance(mode, str) else int(mode)
    before = {0: 0, 1: short // 2, 2: short - 1}[number]
    behind = {0: 0, 1: short - before - 1, 2: short - 1}[number]
    inside = long - short + 1
    pairs = inside * short + _sum_below(short, before) + _sum_below(short, behind)
    return inside + before + behind, pairs


def _sum_below(n: int, terms: int) -> int:
    """``(n - 1) + (n - 2) + ...``, that many terms."""
    return terms * n - terms * (terms + 1) // 2


def convolution_units(a: Any, v: Any, mode: Any) -> Units:
    """What a convolution of two lines does."""
    return sums_of_products(*convolution_counts(size(a), size(v), mode), a, v)


def _convolution(c: Call) -> Spec:
    m, n = size(c.a), size(c.v)
    if not m or not n:
        raise ValueError(f"{'a' if not m else 'v'} cannot be empty")
    if ndim(c.a) > 1 or ndim(c.v) > 1:
        raise ValueError("object too deep for desired array")
    if c.mode is None:
        raise TypeError("convolve/correlate mode not understood")
    if c.mode not in _MODES and c.mode not in (0, 1, 2):
        raise ValueError("mode must be one of 'valid', 'same', or 'full' (case sensitive)")
    number = _MODES.get(c.mode, c.mode)
    made = (max(m, n) - min(m, n) + 1, max(m, n), m + n - 1)[number]
    return Spec((made,), result_type(_dtypes.of(c.a), _dtypes.of(c.v)))


def _convolution_count(c: Call) -> Units:
    _convolution(c)  # refuses the operands that NumPy refuses
    return convolution_units(c.a, c.v, c.mode)


for _name, _default, _doc in (
    ("convolve", "full", "Convolution of two one-dimensional arrays."),
    (
        "correlate",
        "valid",
        "Cross-correlation of two one-dimensional arrays, the second conjugated.",
    ),
):
    op(
        _name,
        f"a: array, v: array, mode='{_default}'",
        cls="contraction",
        doc=f"""{_doc}

        FLOPs: ``2k - 1`` for each output, which overlaps k elements: ``"full"`` of m and n is
        2 m n - (m + n - 1); 5 and 3 are 23.
        """,
        source="Oppenheim & Schafer, Discrete-Time Signal Processing, 2.3",
        flops=_convolution_count,
        result=_convolution,
    )
