"""Writing into an array: by index, by mask, along an axis.

An index costs 1 per element, a mask 1 for each element that it covers, and values are cast to the array's
dtype.
"""

from __future__ import annotations

from typing import Any

from flopscope._pricing.units import (
    Units,
    moved,
)
from flopscope._table import queueing
from flopscope._table.operation import op
from flopscope._table.selecting import matched_units
from flopscope._table.spec import shape, size
from flopscope._table.work import (
    converted,
    fetched,
    masked,
    parts,
    tested,
    wrapped,
)

_FILL = "\n\nFLOPs: 0 under the default policy; one move per element."
_INDEXED = """

FLOPs: 1 per index, 2 if the array is complex, and the cast of the values; 3 indices are 3. ``mode="clip"``
adds 1 per index, ``"wrap"`` 4."""
_MASKED = """

FLOPs: 1 for each element of the array, which the mask covers, a test of each mask element that is not
Boolean, and the cast of the values; (10,) is 10."""


def _put(a: Any, indices: Any, values: Any, mode: Any) -> Units:
    n = size(indices)
    return fetched(n, a) + wrapped(mode, n) + converted(values, a, min(n, size(values)))


def _mask_units(a: Any, mask: Any, values: Any) -> Units:
    return fetched(max(size(a), size(mask)), a) + tested(mask) + converted(values, a)


op(
    "copyto",
    "dst: array, src: array, casting='same_kind', where: mask=True",
    cls="movement",
    checks_before_writing="kinds",
    doc="""Copy the elements of ``src``, broadcast, where the mask says.

    FLOPs: 0 under the default policy, one move per element of ``dst``; a mask adds 1 per element of ``dst``,
    and a cast 1 per element of ``src``.
    """,
    flops=lambda c: (
        moved(size(c.dst))
        + Units(joined=1)
        + masked(c.where, size(c.dst) * parts(c.dst))
        + converted(c.src, c.dst, min(size(c.src), size(c.dst)))
    ),
    writes="dst",
)
op(
    "put",
    "a: array, ind: places, v: array, mode='raise'",
    cls="movement",
    checks_before_writing="kinds",
    calls="put",
    doc="Write values at flat indices." + _INDEXED,
    flops=lambda c: _put(c.a, c.ind, c.v, c.mode),
    writes="a",
)
op(
    "ndarray.put",
    "a: array, indices: places, values: array, /, mode='raise'",
    cls="movement",
    checks_before_writing="kinds",
    calls="method_put",
    doc="Write values at flat indices." + _INDEXED,
    flops=lambda c: _put(c.a, c.indices, c.values, c.mode),
    method="put",
    writes="a",
)
op(
    "putmask",
    "a: array, /, mask: array, values: array",
    cls="movement",
    checks_before_writing="kinds",
    doc="Write values, repeated as needed, where a mask is true." + _MASKED,
    flops=lambda c: _mask_units(c.a, c.mask, c.values),
    writes="a",
)
op(
    "place",
    "arr: array, mask: array, vals: array",
    cls="movement",
    checks_before_writing="all",
    doc="Write the next of the values wherever a mask is true." + _MASKED,
    flops=lambda c: _mask_units(c.arr, c.mask, c.vals),
    writes="arr",
)
op(
    "put_along_axis",
    "arr: array, indices: array, values: array, axis",
    cls="movement",
    doc="Write values at indices matched along an axis, as from :func:`argsort`." + _INDEXED,
    flops=lambda c: matched_units(c.arr, c.indices, c.axis) + converted(c.values, c.arr),
    writes="arr",
)
op(
    "fill_diagonal",
    "a: array, val: array, wrap=False",
    cls="movement",
    queueable=queueing.fills_diagonal,
    doc="""Write values on the main diagonal.

    FLOPs: 0 under the default policy, one move per element of the diagonal, and the cast of the values.
    """,
    flops=lambda c: (
        moved(max(shape(c.a), default=0))
        + Units(joined=1)
        + converted(c.val, c.a, min(size(c.val), max(shape(c.a), default=0)))
    ),
    writes="a",
)
op(
    "ndarray.fill",
    "a: array, value: array",
    cls="movement",
    checks_before_writing="kinds",
    queueable=queueing.fills,
    doc="Write one value into every element." + _FILL,
    flops=lambda c: moved(size(c.a)) + Units(joined=1) + converted(c.value, c.a),
    method="fill",
    writes="a",
)
