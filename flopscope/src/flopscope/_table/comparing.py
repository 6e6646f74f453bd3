"""Comparisons of whole arrays: equal, or equal within a tolerance."""

from __future__ import annotations

from typing import Any

from flopscope._pricing.units import (
    NOTHING,
    Units,
    additions,
    comparisons,
    products,
)
from flopscope._table.call import Call
from flopscope._table.operation import op
from flopscope._table.spec import Spec, broadcast, shape, size
from flopscope._table.ufunc_units import folded
from flopscope._table.work import (
    broadcast_size,
    equality,
    parts,
)


def _compared_size(c: Call) -> int:
    return broadcast_size(c.a, c.b, c.rtol, c.atol)


def _closeness(c: Call) -> Units:
    """The difference and its magnitude, the bound from the other's magnitude, and the comparison."""
    n = _compared_size(c)
    magnitude = folded("absolute", parts(c.a, c.b))
    each = additions(parts(c.a, c.b)) + magnitude * 2 + products(1) + additions(1) + comparisons(1)
    return each * n + comparisons(3 * n if c.equal_nan else 0)


op(
    "allclose",
    "a: array, b: array, rtol: array=1e-05, atol: array=1e-08, equal_nan=False",
    cls="comparison",
    doc="""Whether all elements are equal within a tolerance.

    FLOPs: 6 per element of the broadcast operands and tolerances (the difference, two magnitudes, the bound's
    product and sum, one comparison), and the fold; two (10,) arrays are 60 + 9 = 69. Complex elements take
    13, ``equal_nan`` 3 more.
    """,
    flops=lambda c: _closeness(c) + comparisons(max(0, _compared_size(c) - 1)),
)
op(
    "isclose",
    "a: array, b: array, rtol: array=1e-05, atol: array=1e-08, equal_nan=False",
    cls="comparison",
    doc="""Whether each element is equal within a tolerance.

    FLOPs: 6 per element, as :func:`allclose`; two (10,) arrays are 60.
    """,
    flops=lambda c: _closeness(c),
)
op(
    "array_equal",
    "a1: array, a2: array, equal_nan=False",
    cls="comparison",
    doc="""Whether two arrays have the same shape and elements.

    FLOPs: one comparison per element where the shapes agree, and the fold; two (4, 5) arrays are
    20 + 19 = 39. ``equal_nan`` adds 3 per element.
    """,
    flops=lambda c: (
        equality(size(c.a1), c.a1, c.a2, c.equal_nan) if shape(c.a1) == shape(c.a2) else NOTHING
    ),
)
op(
    "array_equiv",
    "a1: array, a2: array",
    cls="comparison",
    doc="""Whether two arrays are equal when broadcast.

    FLOPs: one comparison per element of the broadcast shapes, where they broadcast, and the fold; (4, 5)
    with (5,) is 20 + 19 = 39.
    """,
    flops=lambda c: equality(_compared(c.a1, c.a2), c.a1, c.a2),
)


def _compared(a1: Any, a2: Any) -> int:
    try:
        return Spec(broadcast(shape(a1), shape(a2))).size
    except ValueError:
        return 0
