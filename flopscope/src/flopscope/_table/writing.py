"""Writing into an array: by index, by mask, along an axis. One move an element that may be written."""

from __future__ import annotations

from typing import Any

from flopscope._table.operation import op
from flopscope._table.spec import shape, size

_MOVES = "\n\nFLOPs: 0 under the default policy; one move an element"

op(
    "copyto",
    "dst: array, src: array, casting='same_kind', where: mask=True",
    cls="movement",
    doc=f"Copy the elements of ``src``, broadcast, where the mask says.{_MOVES} of ``dst``.",
    flops=lambda c: size(c.dst),
    writes="dst",
)
op(
    "put",
    "a: array, ind: array, v: array, mode='raise'",
    cls="movement",
    doc=f"Write values at flat indices.{_MOVES} written.",
    flops=lambda c: size(c.ind),
    writes="a",
)
op(
    "ndarray.put",
    "a: array, indices: array, values: array, /, mode='raise'",
    cls="movement",
    doc=f"Write values at flat indices.{_MOVES} written.",
    flops=lambda c: size(c.indices),
    method="put",
    writes="a",
)
op(
    "putmask",
    "a: array, /, mask: array, values: array",
    cls="movement",
    doc=f"Write values, repeated as needed, where a mask is true.{_MOVES} of the mask.",
    flops=lambda c: size(c.mask),
    writes="a",
)
op(
    "place",
    "arr: array, mask: array, vals: array",
    cls="movement",
    doc=f"Write the next of the values wherever a mask is true.{_MOVES} of the mask.",
    flops=lambda c: size(c.mask),
    writes="arr",
)
op(
    "put_along_axis",
    "arr: array, indices: array, values: array, axis",
    cls="movement",
    doc=f"Write values at indices matched along an axis, as from :func:`argsort`.{_MOVES} written.",
    flops=lambda c: size(c.indices),
    writes="arr",
)
op(
    "fill_diagonal",
    "a: array, val: array, wrap=False",
    cls="movement",
    doc=f"Write values on the main diagonal.{_MOVES} of it.",
    flops=lambda c: max(shape(c.a), default=0),
    writes="a",
)


def _resized(new_shape: Any) -> int:
    total = 1
    for n in new_shape if isinstance(new_shape, list | tuple) else (new_shape,):
        total *= int(n)
    return total


op(
    "resize",
    "a: array, new_shape",
    cls="movement",
    doc=f"The elements, repeated or cut off, in a new shape.{_MOVES} of the result.",
    flops=lambda c: _resized(c.new_shape),
)
