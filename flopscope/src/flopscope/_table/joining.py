"""Joining arrays along an axis, and splitting them into parts."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._base.dtypes import result_type
from flopscope._pricing.units import Units, moved
from flopscope._table import queueing
from flopscope._table.call import Call
from flopscope._table.operation import op
from flopscope._table.spec import (
    Shape,
    Spec,
    axis_index,
    shape,
    size,
)
from flopscope._table.work import (
    joined,
    leaves,
    made_of,
)

_VIEW = "\n\nFLOPs: 0, a view."
_MOVES = "\n\nFLOPs: 0 under the default policy; one move per element of the result."

_CASTS = " Casts to another dtype cost 1 per element."


def _items(arrays: Any, to: str = "concatenate") -> list[Any]:
    """The arrays of a sequence, or of the first axis of one array."""
    if hasattr(arrays, "shape"):
        return [Spec(shape(arrays)[1:], _dtypes.of(arrays))] * shape(arrays)[0]
    found = list(arrays)
    if not found:
        raise ValueError(f"need at least one array to {to}")
    return found


def _common(arrays: Any, dtype: Any) -> _dtypes.dtype:
    if dtype is not None:
        return _dtypes.dtype(dtype)
    return result_type(*(_dtypes.of(a) for a in _items(arrays)))


def _concatenated(arrays: Any, axis: Any) -> Shape:
    made = [shape(a) for a in _items(arrays)]
    if axis is None:
        return (sum(math.prod(s) for s in made),)
    if () in made:
        raise ValueError("zero-dimensional arrays cannot be concatenated")
    place = axis_index(axis, len(made[0]))
    first = made[0]
    for i, s in enumerate(made):
        if len(s) != len(first):
            raise ValueError(
                "all the input arrays must have same number of dimensions, but the array at index 0 "
                f"has {len(first)} dimension(s) and the array at index {i} has {len(s)} dimension(s)"
            )
        for dim, (one, other) in enumerate(zip(first, s, strict=True)):
            if one != other and dim != place:
                raise ValueError(
                    "all the input array dimensions except for the concatenation axis must match "
                    f"exactly, but along dimension {dim}, the array at index 0 has size {one} and "
                    f"the array at index {i} has size {other}"
                )
    return (*first[:place], sum(s[place] for s in made), *first[place + 1 :])


def _joining(c: Call, arrays: Any, dtype: Any, out: Any) -> Units:
    """The moves of a join, and casts to the common dtype or to the one that is asked for."""
    result = c.result  # first: its refusals are NumPy's
    target = dtype if out is None else _dtypes.of(out)
    items = _items(arrays)
    n = result.size if result is not None else sum(map(size, items))
    casts = joined(items, None if target is None else _dtypes.dtype(target))
    return moved(n) + Units(joined=len(items)) + casts


op(
    "concatenate",
    "arrays: arrays, /, axis=0, out: out=None, *, dtype: dtype=None, casting='same_kind'",
    cls="movement",
    queueable=queueing.always,
    doc="Arrays joined along an axis that they have." + _MOVES + _CASTS,
    flops=lambda c: _joining(c, c.arrays, c.dtype, c.out),
    result=lambda c: Spec(
        _concatenated(c.arrays, c.axis),
        _dtypes.of(c.out) if c.out is not None else _common(c.arrays, c.dtype),
    ),
    aliases=["concat"],
)


def _stacked(arrays: Any, axis: Any) -> Shape:
    made = [shape(a) for a in _items(arrays, "stack")]
    if len(set(made)) > 1:
        raise ValueError("all input arrays must have the same shape")
    place = axis_index(axis, len(made[0]) + 1)
    return (*made[0][:place], len(made), *made[0][place:])


op(
    "stack",
    "arrays: arrays, axis=0, out: out=None, *, dtype: dtype=None, casting='same_kind'",
    cls="movement",
    queueable=queueing.always,
    doc="Arrays of one shape joined along a new axis." + _MOVES + _CASTS,
    flops=lambda c: _joining(c, c.arrays, c.dtype, c.out),
    result=lambda c: Spec(
        _stacked(c.arrays, c.axis),
        _dtypes.of(c.out) if c.out is not None else _common(c.arrays, c.dtype),
    ),
)


def _beside(name: str, made: Shape) -> Shape:
    """The shape that an array has when it is joined to others."""
    if name == "hstack" or (name == "column_stack" and len(made) > 1):
        return made or (1,)
    if name == "column_stack":
        return (math.prod(made), 1)
    if name == "vstack":
        return (1,) * (2 - len(made)) + made
    return made if len(made) > 2 else (*((1,) * (2 - len(made)) + made), 1)


def _joined(name: str, tup: Any, dtype: Any) -> Spec | None:
    """The result of a join; None where there is nothing to join or it does not fit."""
    axis = {"vstack": 0, "dstack": 2}.get(name, 1)
    try:
        parts = [Spec(_beside(name, shape(a)), _dtypes.of(a)) for a in _items(tup)]
        if name == "hstack" and parts[0].ndim == 1:
            axis = 0
        return Spec(_concatenated(parts, axis), _common(parts, dtype))
    except (TypeError, ValueError, IndexError):
        return None


def _joined_by(name: str) -> Callable[..., Spec | None]:
    if name[0] in "vh":
        return lambda c: _joined(name, c.tup, c.dtype)
    return lambda c: _joined(name, c.tup, None)


for _name, _doc in {
    "vstack": "Arrays joined along the first axis (rows).",
    "hstack": "Arrays joined along the second axis (columns), or the only one.",
    "dstack": "Arrays joined along the third axis.",
    "column_stack": "One-dimensional arrays as the columns of a matrix.",
}.items():
    op(
        _name,
        "tup: arrays" + (", *, dtype: dtype=None, casting='same_kind'" if _name[0] in "vh" else ""),
        cls="movement",
        doc=_doc + _MOVES + _CASTS,
        flops=lambda c: _joining(c, c.tup, getattr(c, "dtype", None), None),
        result=_joined_by(_name),
        queueable=queueing.always,
        aliases=("row_stack",) if _name == "vstack" else (),
    )
op(
    "block",
    "arrays: nested",
    cls="movement",
    doc="An array from nested lists of blocks." + _MOVES,
    flops=lambda c: (
        moved(_blocks(c.arrays))
        + Units(joined=sum(not hasattr(a, "dtype") for a in leaves(c.arrays)))
        + made_of(c.arrays, None)
    ),
)


def _blocks(arrays: Any) -> int:
    return sum(map(_blocks, arrays)) if isinstance(arrays, list) else size(arrays)


for _name, _doc in {
    "split": "Views of equal parts along an axis, or of the parts between indices, in a list.",
    "array_split": "As :func:`split`, with parts that may differ by one.",
}.items():
    op(
        _name,
        "ary: array, indices_or_sections: plain, axis=0",
        cls="view",
        guard="sections",
        is_unpredictable=True,
        doc=_doc + _VIEW,
    )
op(
    "hsplit",
    "ary: array, indices_or_sections",
    cls="view",
    guard="sections",
    is_unpredictable=True,
    doc="Parts along the second axis." + _VIEW,
)
op(
    "vsplit",
    "ary: array, indices_or_sections",
    cls="view",
    guard="sections",
    is_unpredictable=True,
    doc="Parts along the first axis." + _VIEW,
)
op(
    "dsplit",
    "ary: array, indices_or_sections",
    cls="view",
    guard="sections",
    is_unpredictable=True,
    doc="Parts along the third axis.\n\nFLOPs: 0, a view.",
)
op(
    "unstack",
    "x: array, /, *, axis=0",
    cls="view",
    guard="axis length",
    doc="The views along an axis, in a tuple." + _VIEW,
    since="2.1",
)
