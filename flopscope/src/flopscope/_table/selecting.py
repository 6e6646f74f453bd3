"""Selecting elements by index arrays, conditions and choices.

An index array costs 1 for each of its elements or of the result's, whichever are more; a condition costs 1 for
each element that it covers.
"""

from __future__ import annotations

import itertools
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._base.dtypes import result_type
from flopscope._pricing.units import Units
from flopscope._table.call import Call
from flopscope._table.operation import op
from flopscope._table.spec import (
    Shape,
    Spec,
    axis_index,
    broadcast,
    ndim,
    shape,
    size,
)
from flopscope._table.work import (
    compared,
    fetched,
    into,
    joined,
    tested,
    wrapped,
)


def _taken(a: Any, indices: Any, axis: Any) -> Spec:
    made = shape(a)
    if axis is None:
        result = shape(indices)
    else:
        place = axis_index(axis, len(made))
        result = made[:place] + shape(indices) + made[place + 1 :]
    return Spec(result, _dtypes.of(a), scalar=result == ())


def _take_units(c: Call) -> Units:
    taken = _taken(c.a, c.indices, c.axis).size
    units = fetched(max(size(c.indices), taken), c.a) + wrapped(c.mode, size(c.indices))
    return units + into(_dtypes.of(c.a), c.out, taken)


op(
    "take",
    "a: array, indices: places, axis=None, out: out=None, mode='raise'",
    cls="movement",
    calls="take",
    doc="""Elements along an axis by index.

    FLOPs: 1 for each index or element of the result, whichever are more; complex elements 2.
    ``mode="clip"`` adds 1 per index, ``"wrap"`` 4, a remainder. 3 of 10 elements are 3.
    """,
    flops=_take_units,
    method="take",
)
op(
    "take_along_axis",
    "arr: array, indices: array, axis=-1",
    cls="movement",
    doc="""Elements matched along an axis with an array of indices, as from :func:`argsort`.

    FLOPs: 1 per element of the result, 2 if it is complex; (4, 5) indices are 20.
    """,
    flops=lambda c: matched_units(c.arr, c.indices, c.axis),
)


def matched_units(arr: Any, indices: Any, axis: Any) -> Units:
    """One element per index along an axis, broadcast against the other axes of the array."""
    made, wanted = list(shape(arr)), list(shape(indices))
    if axis is None or len(wanted) != len(made):
        return fetched(size(indices), arr)
    place = axis_index(axis, len(made))
    made[place] = wanted[place]
    return fetched(Spec(broadcast(tuple(made), tuple(wanted))).size, arr)


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
