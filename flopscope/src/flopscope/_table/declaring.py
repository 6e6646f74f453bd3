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
from flopscope._symmetry.derived import from_plain, group_of
from flopscope._table.call import Call
from flopscope._table.contractions import einsum_group, einsum_result, einsum_units
from flopscope._table.operation import op
from flopscope._table.spec import Shape, Spec, shape, size
from flopscope._table.work import parts

_GROUP = """

    ``symmetry`` is the group's axes and generators, as ``SymmetryGroup.to_payload`` has them; programs call
    ``flopscope.{name}``, which takes a group."""


MAX_GENERATORS = 16
"""More than any group of at most 40,320 elements needs."""


def declared(symmetry: Any, made: Shape) -> SymmetryGroup:
    """The group that an argument describes, checked against a tensor's shape before anything is worked out.

    Raises
    ------
    ValueError
        If it is not a group, or permutes axes that the tensor lacks.
    """
    is_pair = isinstance(symmetry, tuple) and len(symmetry) == 2
    if not is_pair or not all(isinstance(part, tuple) for part in symmetry):
        raise ValueError(
            "symmetry must be a group's axes and generators; use flopscope.as_symmetric"
        )
    axes, generators = symmetry
    if len(axes) > len(made) or len(generators) > MAX_GENERATORS:
        raise ValueError(
            f"the symmetry has {len(axes)} axes and {len(generators)} generators; a tensor of "
            f"{len(made)} dimensions has at most {len(made)} and {MAX_GENERATORS}"
        )
    return group_of(from_plain(axes, generators), shape=made)


def _group(c: Call) -> SymmetryGroup:
    return declared(c.symmetry, shape(c.data))


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
    _group(c)
    return Spec(shape(c.data), _dtypes.of(c.data))


def _projected(c: Call) -> Spec:
    return Spec(shape(c.data), _dtypes.inexact(_dtypes.of(c.data)))


op(
    "as_symmetric",
    "data: array, symmetry",
    cls="comparison",
    calls="as_symmetric",
    is_unpredictable=True,
    doc="""A new symmetric tensor of data that are symmetric within a tolerance.

    FLOPs: 6 per dependent entry, compared with its canonical one as :func:`isclose` does; one move per entry.
    (256, 256) is 6 * 32,640 = 195,840. Data that are refused are charged."""
    + _GROUP.format(name="as_symmetric"),
    flops=lambda c: closeness(dependent(c), c.data) + moved(size(c.data)),
    result=_marked,
    room=lambda c: 4 * size(c.data),
)


def _declared_einsum(c: Call) -> Units:
    """The einsum's, and the comparison of its result unless the symmetry follows from the operands'."""
    made = c.result
    wanted = declared(c.symmetry, made.shape)
    free = wanted.burnside_unique_count(dict(enumerate(made.shape)))
    if made.group is not None and made.group.contains(wanted):
        return einsum_units(c)
    return einsum_units(c) + closeness(made.size - free, made) + moved(made.size)


def _einsum_result(c: Call) -> Spec:
    made = einsum_result(c)
    declared(c.symmetry, made.shape)
    return made


op(
    "einsum_symmetric",
    "operands: operands, symmetry, out: out=None, dtype: dtype=None, order='K', casting='safe', optimize=NoValue",
    cls="contraction",
    calls="einsum_symmetric",
    is_unpredictable=True,
    doc="""The symmetric result of an einsum: ``einsum(..., symmetry=...)``.

    FLOPs: those of the einsum. Unless the symmetry follows from the operands', 6 per dependent entry of the
    result for the comparison; a 6 x 6 product of two matrices is 396 + 6 * 15 = 486."""
    + _GROUP.format(name="numpy.einsum"),
    flops=_declared_einsum,
    result=_einsum_result,
    symmetry=einsum_group,
    twins="contraction",
    room=lambda c: 4 * c.result.size,
)
op(
    "is_symmetric",
    "data: array, symmetry, atol=1e-6, rtol=1e-5",
    cls="comparison",
    calls="is_symmetric",
    is_unpredictable=True,
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
    is_unpredictable=True,
    doc="""The mean of the entries that are to be equal, in all of their places: the nearest symmetric tensor.

    FLOPs: one sum per dependent entry, and one product per set of entries that are to be equal; one move per
    entry. A matrix of order n takes n (n - 1) / 2 of each."""
    + _GROUP.format(name="symmetrize"),
    flops=lambda c: _averaged(c) + moved(size(c.data)),
    result=_projected,
    source="Serre, Linear Representations of Finite Groups, 1977, 2.6: the Reynolds operator",
    room=lambda c: 4 * size(c.data),
)
