"""Declaring symmetry: entries that are to be equal are compared, and made equal to the last bit.

A tensor of N entries of which U may differ has N - U *dependent* ones; see :mod:`flopscope._symmetry`. The group
travels as plain data: its axes and its generators.
"""

from __future__ import annotations

import math
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import Units, additions, moved, products
from flopscope._symmetry import SymmetryGroup
from flopscope._symmetry.derived import from_plain
from flopscope._table.call import Call
from flopscope._table.operation import op
from flopscope._table.spec import Spec, shape, size
from flopscope._table.work import parts

_GROUP = """

    ``symmetry`` is the group's axes and generators, as ``SymmetryGroup.to_payload`` has them; programs call
    ``flopscope.{name}``, which takes a group."""


def _group(c: Call) -> SymmetryGroup:
    return from_plain(*c.symmetry)


def dependent(c: Call) -> int:
    """How many entries follow from others."""
    return size(c.data) - _group(c).burnside_unique_count(dict(enumerate(shape(c.data))))


def closeness(pairs: int, *operands: Any) -> Units:
    """Whether pairs of elements are close: a difference, two magnitudes, a product, a sum, a comparison.

    >>> closeness(1).operations
    6
    """
    each = Units(additions=2, products=1, comparisons=3)
    return each * (pairs * parts(*operands))


def _averaged(c: Call) -> Units:
    """The sums of the entries that are to be equal, and a product for each of these."""
    group = _group(c)
    free = size(c.data) - dependent(c)
    alone = math.prod(shape(c.data)[axes[0]] for axes in group.orbits())  # equal indices throughout
    for axis, length in enumerate(shape(c.data)):
        alone *= 1 if axis in group.axes else length
    return (additions(dependent(c)) + products(max(0, free - alone))) * parts(c.data)


def _marked(c: Call) -> Spec:
    found = _dtypes.of(c.data)
    return Spec(shape(c.data), found)


def _projected(c: Call) -> Spec:
    return Spec(shape(c.data), _dtypes.inexact(_dtypes.of(c.data)))


op(
    "as_symmetric",
    "data: array, symmetry",
    cls="comparison",
    calls="as_symmetric",
    doc="""A new symmetric tensor of data that are symmetric within a tolerance.

    FLOPs: 6 per dependent entry, compared with its canonical one as :func:`isclose` does; one move per entry.
    (256, 256) is 6 * 32,640 = 195,840. Data that are refused are charged."""
    + _GROUP.format(name="as_symmetric"),
    flops=lambda c: closeness(dependent(c), c.data) + moved(size(c.data)),
    result=_marked,
    room=lambda c: 4 * size(c.data),
)
op(
    "is_symmetric",
    "data: array, symmetry, atol=1e-6, rtol=1e-5",
    cls="comparison",
    calls="is_symmetric",
    doc="""Whether data are symmetric within a tolerance.

    FLOPs: 6 per dependent entry; (256, 256) is 195,840."""
    + _GROUP.format(name="is_symmetric"),
    flops=lambda c: closeness(dependent(c), c.data),
    room=lambda c: 4 * size(c.data),
    result=lambda c: Spec((), bool, scalar=True),
)
op(
    "symmetrize",
    "data: array, symmetry",
    cls="arithmetic",
    calls="symmetrize",
    doc="""The mean of the entries that are to be equal, in all of their places: the nearest symmetric tensor.

    FLOPs: one sum per dependent entry, and one product per set of entries that are to be equal; one move per
    entry. A matrix of order n takes n (n - 1) / 2 of each."""
    + _GROUP.format(name="symmetrize"),
    flops=lambda c: _averaged(c) + moved(size(c.data)),
    result=_projected,
    source="Serre, Linear Representations of Finite Groups, 1977, 2.6: the Reynolds operator",
    room=lambda c: 4 * size(c.data),
)
