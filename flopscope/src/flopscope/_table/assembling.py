"""Arrays made of parts of others: chosen by masks or indices, inserted, deleted, put in blocks."""

from __future__ import annotations

import itertools
import math
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._base.dtypes import result_type
from flopscope._table.operation import op
from flopscope._table.spec import Shape, Spec, broadcast, ndim, nested_shape, shape, size

_MOVES = "\n\nFLOPs: 0 under the default policy; one move an element of the result."
_BOUND = "\n\nFLOPs: 0 under the default policy; one move an element of the array, its bound."

op(
    "append",
    "arr: array, values: array, axis=None",
    cls="movement",
    doc="The array followed by other values along an axis; both flattened without one." + _MOVES,
    flops=lambda c: size(c.arr) + size(c.values),
)
op(
    "insert",
    "arr: array, obj: index, values: array, axis=None",
    cls="movement",
    doc="A copy with values inserted before the given places." + _MOVES,
    flops=lambda c: size(c.arr) + size(c.arr) // max(1, ndim(c.arr)) + size(c.values),
)
op(
    "delete",
    "arr: array, obj: index, axis=None",
    cls="movement",
    doc="A copy without the parts at the given places." + _BOUND,
    flops=lambda c: size(c.arr),
)
op(
    "trim_zeros",
    "filt: array, trim='fb', axis=None",
    cls="comparison",
    doc="""The array without its leading and trailing zeros.

    FLOPs: one test an element, its bound; 6 elements are 6.
    """,
    flops=lambda c: size(c.filt),
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


op(
    "choose",
    "a: array, choices: arrays, out: out=None, mode='raise'",
    cls="movement",
    doc="Each element from the choice that the index array names." + _MOVES,
    flops=lambda c: Spec(_choice_shape(c.a, c.choices)).size,
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

    FLOPs: one test an element for each condition; 2 conditions of (4, 5) are 40.
    """,
    flops=lambda c: len(_choices(c.condlist)) * _selected(c.condlist, c.choicelist, c.default).size,
)
op(
    "compress",
    "condition: array, a: array, axis=None, out: out=None",
    cls="movement",
    doc="The parts along an axis where the condition is true." + _BOUND,
    flops=lambda c: size(c.a),
)
op(
    "ndarray.compress",
    "a: array, condition: array, axis=None, out: out=None",
    cls="movement",
    doc="The parts along an axis where the condition is true." + _BOUND,
    flops=lambda c: size(c.a),
    method="compress",
)
op(
    "extract",
    "condition: array, arr: array",
    cls="movement",
    doc="The elements where the condition is true, in one dimension." + _BOUND,
    flops=lambda c: size(c.arr),
)
op(
    "block",
    "arrays: nested",
    cls="movement",
    doc="An array from nested lists of blocks." + _MOVES,
    flops=lambda c: _blocks(c.arrays),
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
    doc="Parts along the third axis.\n\nFLOPs: 0, a view.",
)
op(
    "array_equiv",
    "a1: array, a2: array",
    cls="comparison",
    doc="""Whether two arrays are equal when broadcast.

    FLOPs: one comparison an element of the broadcast shapes, where they broadcast; (4, 5) with (5,) is 20.
    """,
    flops=lambda c: _compared(c.a1, c.a2),
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
        doc=_doc + "\n\nFLOPs: 0 under the default policy; one move an element of a copy.",
        flops=lambda c: math.prod(nested_shape(c.a)),
    )
op(
    "asarray_chkfinite",
    "a: nested, dtype: dtype=None, order=None",
    cls="comparison",
    doc="""An array, refused if it has NaN or infinities.

    FLOPs: one test an element; (4, 5) is 20.
    """,
    flops=lambda c: math.prod(nested_shape(c.a)),
)
op(
    "astype",
    "x: array, dtype: dtype, /, *, copy=True, device=None",
    cls="movement",
    doc="""A copy in another dtype.

    FLOPs: 0 under the default policy; one move an element.
    """,
    flops=lambda c: size(c.x),
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
