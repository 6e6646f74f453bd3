"""Adding, removing and repeating elements."""

from __future__ import annotations

import math
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import Units, comparisons, moved
from flopscope._table.call import Call
from flopscope._table.operation import op
from flopscope._table.padding import pad_units
from flopscope._table.sort_counts import SELECTION_SOURCE, sort_flops
from flopscope._table.spec import (
    axis_index,
    dims,
    ndim,
    nested_shape,
    shape,
    size,
)
from flopscope._table.work import (
    compared,
    converted,
    fetched,
    joined,
    leaves,
)

_MOVES = "\n\nFLOPs: 0 under the default policy; one move per element of the result."

op(
    "append",
    "arr: array, values: array, axis=None",
    cls="movement",
    doc="The array followed by other values along an axis; both flattened without one." + _MOVES,
    flops=lambda c: (
        moved(size(c.arr) + size(c.values)) + Units(joined=2) + joined((c.arr, c.values))
    ),
)


def _is_block(obj: Any) -> bool:
    """Whether an index names one place or a slice, so that parts move as blocks."""
    return isinstance(obj, int | slice) and not isinstance(obj, bool)


def _insertion(c: Call) -> Units:
    """Blocks move; several places are sorted, and their elements and all others go by index."""
    length = size(c.arr) if c.axis is None else shape(c.arr)[axis_index(c.axis, ndim(c.arr))]
    lines = size(c.arr) // length if length and c.axis is not None else 1
    casts = converted(c.values, c.arr) + Units(joined=2)
    if _is_block(c.obj):
        return moved(size(c.arr) + max(lines, size(c.values))) + casts
    places = math.prod(nested_shape(c.obj))
    result = lines * (length + places)
    return comparisons(sort_flops(places)) + fetched(max(result, size(c.arr)), c.arr) + casts


op(
    "insert",
    "arr: array, obj: index, values: array, axis=None",
    cls="movement",
    doc="""A copy with values inserted before the given places.

    FLOPs: 0 under the default policy for one place or a slice. k places in an array take their sort,
    k ceil(log2 k), and 1 per element of the result; 2 places in 5 elements are 2 + 7 = 9. Values are cast.
    """,
    source="Knuth, The Art of Computer Programming, vol. 3, 5.2.4",
    flops=_insertion,
)
op(
    "delete",
    "arr: array, obj: index, axis=None",
    cls="movement",
    doc="""A copy without the parts at the given places.

    FLOPs: 0 under the default policy for one place or a slice; 1 per element of the array, or of the places,
    for several places or a mask.
    """,
    flops=lambda c: (
        moved(size(c.arr))
        if _is_block(c.obj)
        else fetched(max(size(c.arr), math.prod(nested_shape(c.obj))), c.arr)
    ),
)
op(
    "trim_zeros",
    "filt: array, trim='fb', axis=None",
    cls="comparison",
    doc="""The array without its leading and trailing zeros.

    FLOPs: one test per element, its bound; 6 elements are 6.
    """,
    flops=lambda c: compared(size(c.filt), c.filt),
)


def _tiled(c: Call) -> int:
    counts = dims(c.reps)
    return size(c.A) * math.prod(counts)


op(
    "tile",
    "A: array, reps: iterable",
    cls="movement",
    doc="The array repeated along axes." + _MOVES,
    flops=_tiled,
)


def _repeated(c: Call) -> int:
    """Elements of the result; numbers that NumPy refuses count for nothing."""
    number, total = math.prod(nested_shape(c.repeats)), _total(c.repeats)
    if number == 1:
        return size(c.a) * total
    length = size(c.a) if c.axis is None else shape(c.a)[axis_index(c.axis, ndim(c.a))]
    return size(c.a) // max(1, length) * total


def _total(repeats: Any) -> int:
    """The sum of all numbers above 0, by the array itself where it is one that can."""
    if hasattr(repeats, "dtype"):
        whole = _dtypes.of(repeats).kind in "biu" and hasattr(repeats, "sum")
        return int(repeats.sum(where=repeats > 0)) if whole else 0
    return sum(max(0, n) for n in leaves(repeats) if isinstance(n, int))


def _repeat_units(c: Call) -> Units:
    number = math.prod(nested_shape(c.repeats))
    if number < 2:
        return moved(_repeated(c))
    return fetched(max(_repeated(c), number), c.a)


op(
    "repeat",
    "a: array, repeats, axis=None",
    cls="movement",
    doc="""Each element repeated.

    FLOPs: 0 under the default policy for one number of repetitions. A number for each element costs 1 per
    element of the result or per number, whichever are more; 3 elements 0, 2 and 5 times are 7.
    """,
    flops=_repeat_units,
    method="repeat",
)
op(
    "pad",
    "array: array, pad_width, mode: mode='constant', *, stat_length=None, constant_values=NoValue, end_values=NoValue, reflect_type=NoValue",
    cls="movement",
    calls="pad",
    doc="""The array with margins filled by ``mode``.

    FLOPs: 0 under the default policy for margins that repeat elements or a constant; one move per element of
    the result. The other modes take, for each line of n elements: "mean" n + 1, "maximum" and "minimum" n - 1,
    "median" its selection; "linear_ramp" and ``reflect_type="odd"`` 2 per new element. (4, 5) with a mean on
    one side of axis 1 is 4 * 6 = 24.
    """,
    source=SELECTION_SOURCE,
    flops=pad_units,
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
    doc="""The elements, repeated or cut off, in a new shape.

    FLOPs: 0 under the default policy; one move per element of the result.
    """,
    flops=lambda c: _resized(c.new_shape),
)
