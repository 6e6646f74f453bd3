"""Arrays made of parts of others: chosen by masks or indices, inserted, deleted, put in blocks."""

from __future__ import annotations

import itertools
import math
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._base.dtypes import result_type
from flopscope._pricing.units import Units, comparisons, moved
from flopscope._table.call import Call
from flopscope._table.operation import op
from flopscope._table.sort_counts import sort_flops
from flopscope._table.spec import (
    Shape,
    Spec,
    axis_index,
    broadcast,
    ndim,
    nested_shape,
    shape,
    size,
)
from flopscope._table.work import (
    compared,
    converted,
    equality,
    fetched,
    into,
    joined,
    leaves,
    made_of,
    tested,
    wrapped,
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
    casts = converted(c.values, c.arr)
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


def _choices(choices: Any) -> list[Any]:
    if hasattr(choices, "shape"):
        return [Spec(shape(choices)[1:], _dtypes.of(choices))] * (shape(choices) or (0,))[0]
    return list(choices)


def _choice_shape(a: Any, choices: Any) -> Shape:
    """The common shape, which NumPy's own error asks for with the choices first."""
    shapes = [*map(shape, _choices(choices)), shape(a)]
    try:
        return broadcast(*shapes)
    except ValueError:
        pairs = itertools.combinations(range(len(shapes)), 2)
        i, j = next((i, j) for i, j in pairs if not _fit(shapes[i], shapes[j]))
        raise ValueError(
            "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between "
            f"arg {i} with shape {shapes[i]} and arg {j} with shape {shapes[j]}."
        ) from None


def _fit(one: Shape, other: Shape) -> bool:
    pairs = zip(reversed(one), reversed(other), strict=False)
    return all(n == m or 1 in (n, m) for n, m in pairs)


def _chosen(a: Any, choices: Any, out: Any) -> Spec | None:
    if out is not None:
        return None
    parts = _choices(choices)
    made = _choice_shape(a, choices)
    return Spec(made, result_type(*(_dtypes.of(p) for p in parts)), scalar=made == ())


def _choose_units(c: Call) -> Units:
    n, parts = Spec(_choice_shape(c.a, c.choices)).size, _choices(c.choices)
    units = fetched(n, *parts) + wrapped(c.mode, size(c.a)) + joined(parts)
    return units + into(result_type(*parts), c.out, n)


op(
    "choose",
    "a: array, choices: arrays, out: out=None, mode='raise'",
    cls="movement",
    calls="choose",
    doc="""Each element from the choice that the index array names.

    FLOPs: 1 per element of the result, 2 if it is complex, and casts of choices to their common dtype; (10,)
    is 10. ``mode="clip"`` adds 1 per index, ``"wrap"`` 4.
    """,
    flops=_choose_units,
    method="choose",
)


def _selected(condlist: Any, choicelist: Any, default: Any) -> Spec:
    parts = [*condlist, *choicelist, default]
    return Spec(broadcast(*map(shape, parts)))


op(
    "select",
    "condlist: arrays, choicelist: arrays, default: array=0",
    cls="comparison",
    doc="""Each element from the choice of the first condition that holds, else the default.

    FLOPs: one choice per element for each condition, two if the result is complex, and casts to the common
    dtype; 2 conditions of (4, 5) are 40.
    """,
    flops=lambda c: (
        compared(
            len(_choices(c.condlist)) * _selected(c.condlist, c.choicelist, c.default).size,
            *_choices(c.choicelist),
        )
        + joined([*_choices(c.choicelist), c.default])
    ),
)
_COVERED = """

FLOPs: 1 for each element that the condition covers, 2 for complex ones, and a test of each condition that is
not Boolean; (4, 5) by 4 conditions for its rows is 20."""


def _compressed(c: Call) -> Units:
    conditions = size(c.condition)
    length = size(c.a) if c.axis is None else shape(c.a)[axis_index(c.axis, ndim(c.a))]
    lines = size(c.a) // length if length else 0
    covered = max(conditions, min(conditions, length) * lines)
    return fetched(covered, c.a) + tested(c.condition) + into(_dtypes.of(c.a), c.out, size(c.out))


op(
    "compress",
    "condition: array, a: array, axis=None, out: out=None",
    cls="movement",
    doc="The parts along an axis where the condition is true." + _COVERED,
    flops=lambda c: _compressed(c),
)
op(
    "ndarray.compress",
    "a: array, condition: array, axis=None, out: out=None",
    cls="movement",
    doc="The parts along an axis where the condition is true." + _COVERED,
    flops=lambda c: _compressed(c),
    method="compress",
)
op(
    "extract",
    "condition: array, arr: array",
    cls="movement",
    doc="The elements where the condition is true, in one dimension." + _COVERED,
    flops=lambda c: fetched(max(size(c.arr), size(c.condition)), c.arr) + tested(c.condition),
)
op(
    "block",
    "arrays: nested",
    cls="movement",
    doc="An array from nested lists of blocks." + _MOVES,
    flops=lambda c: (
        moved(_blocks(c.arrays)) + Units(joined=len(leaves(c.arrays))) + made_of(c.arrays, None)
    ),
)


def _blocks(arrays: Any) -> int:
    return sum(map(_blocks, arrays)) if isinstance(arrays, list) else size(arrays)


op(
    "diagflat",
    "v: nested, k=0",
    cls="movement",
    doc="A matrix with the flattened input on a diagonal." + _MOVES,
    flops=lambda c: (math.prod(nested_shape(c.v)) + abs(int(c.k))) ** 2,
    result=lambda c: _diagonal_matrix(c.v, c.k),
)


def _diagonal_matrix(v: Any, k: Any) -> Spec | None:
    if not hasattr(v, "dtype"):
        return None
    n = math.prod(nested_shape(v)) + abs(int(k))
    return Spec((n, n), _dtypes.of(v))


op(
    "rollaxis",
    "a: array, axis, start=0",
    cls="view",
    doc="One axis moved before another.\n\nFLOPs: 0, a view.",
)
op(
    "dsplit",
    "ary: array, indices_or_sections",
    cls="view",
    guard="sections",
    doc="Parts along the third axis.\n\nFLOPs: 0, a view.",
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


for _name, _signature, _doc in (
    ("asfortranarray", "a: nested, dtype: dtype=None", "The array in column-major memory order."),
    (
        "require",
        "a: nested, dtype: dtype=None, requirements=None",
        "An array of the given dtype and memory layout.",
    ),
):
    op(
        _name,
        _signature,
        cls="movement",
        doc=_doc + "\n\nFLOPs: 0 under the default policy; one move per element of a copy.",
        flops=lambda c: moved(math.prod(nested_shape(c.a))) + made_of(c.a, c.dtype),
    )
op(
    "asarray_chkfinite",
    "a: nested, dtype: dtype=None, order=None",
    cls="comparison",
    doc="""An array, refused if it has NaN or infinities.

    FLOPs: one test per element, and the cast; (4, 5) is 20.
    """,
    flops=lambda c: comparisons(math.prod(nested_shape(c.a))) + made_of(c.a, c.dtype),
)
op(
    "astype",
    "x: array, dtype: dtype, /, *, copy=True, device=None",
    cls="movement",
    doc="""A copy in another dtype.

    FLOPs: 1 per element, 2 if the target is complex, unless the target dtype represents every value of the
    source exactly: 10 float64 to int64 are 10, 10 int32 to float64 are 0.
    """,
    flops=lambda c: moved(size(c.x)) + converted(c.x, c.dtype),
    result=lambda c: Spec(shape(c.x), c.dtype) if shape(c.x) else None,
)
op(
    "shares_memory",
    "a: array, b: array, /, max_work=-1",
    cls="view",
    doc="Whether two arrays have memory in common.\n\nFLOPs: 0, no element is touched.",
)
op(
    "may_share_memory",
    "a: array, b: array, /, max_work=0",
    cls="view",
    doc="Whether two arrays' memory bounds overlap.\n\nFLOPs: 0, no element is touched.",
)
