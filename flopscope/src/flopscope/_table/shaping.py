"""Shaping: views are free; joining, repeating and rearranging moves elements."""

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
from flopscope._table.padding import pad_units
from flopscope._table.sort_counts import SELECTION_SOURCE
from flopscope._table.spec import (
    Shape,
    Spec,
    axes,
    axis_index,
    broadcast,
    dims,
    is_scalar,
    ndim,
    nested_shape,
    shape,
    size,
)
from flopscope._table.work import fetched, joined

_VIEW = "\n\nFLOPs: 0, a view."
_CASTS = " Casts to another dtype cost 1 per element."
_MOVES = "\n\nFLOPs: 0 under the default policy; one move per element of the result."


def _like(a: Any, made: Shape) -> Spec:
    return Spec(made, _dtypes.of(a))


def _reshaped(a: Any, wanted: Any) -> Spec:
    made = [int(n) for n in wanted] if isinstance(wanted, list | tuple) else [int(wanted)]
    if any(n < -1 for n in made):
        raise ValueError("negative dimensions not allowed")
    if made.count(-1) > 1:
        raise ValueError("can only specify one unknown dimension")
    known = math.prod(n for n in made if n != -1)
    if -1 in made and known and size(a) % known == 0:
        made[made.index(-1)] = size(a) // known
    if math.prod(made) != size(a) or -1 in made:
        shown = str(tuple(wanted) if isinstance(wanted, list | tuple) else (wanted,))
        raise ValueError(
            f"cannot reshape array of size {size(a)} into shape {shown.replace(' ', '')}"
        )
    return Spec(made, _dtypes.of(a), scalar=not made and is_scalar(a))


op(
    "reshape",
    "a: array, /, shape, order='C', *, copy=None",
    cls="view",
    queueable=queueing.always,
    shortcut="ndarray.reshape",
    doc="The same elements in another shape; one length may be -1." + _VIEW,
    result=lambda c: _reshaped(c.a, c.shape),
    method="reshape(*shape)",
)
op(
    "ravel",
    "a: array, order='C'",
    cls="view",
    queueable=queueing.always,
    shortcut="ndarray.ravel",
    doc="The elements in one dimension; a view where that is possible." + _VIEW,
    result=lambda c: _like(c.a, (size(c.a),)),
    method="ravel",
)
op(
    "ndarray.flatten",
    "a: array, order='C'",
    cls="movement",
    queueable=queueing.always,
    calls="method",
    doc="A copy in one dimension." + _MOVES,
    flops=lambda c: size(c.a),
    result=lambda c: _like(c.a, (size(c.a),)),
    method="flatten",
)


def _transposed(a: Any, order: Any) -> Spec:
    made = shape(a)
    scalar = not made and is_scalar(a)
    if order is None:
        return Spec(made[::-1], _dtypes.of(a), scalar=scalar)
    places = axes(tuple(order), len(made)) if isinstance(order, list | tuple) else (int(order),)
    if len(places) != len(made):
        raise ValueError("axes don't match array")
    return Spec([made[i] for i in places], _dtypes.of(a), scalar=scalar)


op(
    "transpose",
    "a: array, axes=None",
    cls="view",
    queueable=queueing.always,
    shortcut="ndarray.transpose positional",
    doc="Axes in another order, reversed by default." + _VIEW,
    result=lambda c: _transposed(c.a, c.axes),
    method="transpose(*axes)",
    aliases=["permute_dims"],
)
op(
    "matrix_transpose",
    "x: array, /",
    cls="view",
    queueable=queueing.always,
    doc="The last two axes exchanged." + _VIEW,
    result=lambda c: _like(c.x, shape(c.x)[:-2] + shape(c.x)[:-3:-1]) if ndim(c.x) > 1 else None,
    aliases=["linalg.matrix_transpose"],
)


def _swapped(c: Call) -> Spec:
    made = list(shape(c.a))
    i, j = axis_index(c.axis1, len(made)), axis_index(c.axis2, len(made))
    made[i], made[j] = made[j], made[i]
    return _like(c.a, tuple(made))


op(
    "swapaxes",
    "a: array, axis1, axis2",
    cls="view",
    queueable=queueing.always,
    shortcut="ndarray.swapaxes",
    doc="Two axes exchanged." + _VIEW,
    result=_swapped,
    method="swapaxes",
)


def _moved(c: Call) -> Spec | None:
    """None for axes that are none: NumPy names in its error which of the two they are of."""
    made, count = shape(c.a), ndim(c.a)
    pairs = [v if isinstance(v, list | tuple) else (v,) for v in (c.source, c.destination)]
    old, new = ([i % count for i in v if -count <= i < count] for v in pairs)
    if any(len(set(i)) != len(v) for i, v in zip((old, new), pairs, strict=True)):
        return None
    order = [i for i in range(count) if i not in old]
    for place, i in sorted(zip(new, old, strict=False)):
        order.insert(place, i)
    return _like(c.a, tuple(made[i] for i in order)) if made and len(old) == len(new) else None


op(
    "moveaxis",
    "a: array, source, destination",
    cls="view",
    queueable=queueing.always,
    doc="Axes moved to new places." + _VIEW,
    result=_moved,
)


def _squeezed(c: Call) -> Spec:
    made = shape(c.a)
    if not made and c.axis in (None, 0, -1, ()):
        return Spec((), _dtypes.of(c.a), scalar=is_scalar(c.a))
    gone = [i for i, n in enumerate(made) if n == 1] if c.axis is None else axes(c.axis, len(made))
    if any(made[i] != 1 for i in gone):
        raise ValueError("cannot select an axis to squeeze out which has size not equal to one")
    return _like(c.a, tuple(n for i, n in enumerate(made) if i not in gone))


op(
    "lib.stride_tricks.sliding_window_view",
    "x: array, window_shape, axis=None, *, subok=False, writeable=False",
    cls="view",
    doc="Views of all windows of a shape, along new last axes." + _VIEW,
)
op(
    "squeeze",
    "a: array, axis=None",
    cls="view",
    queueable=queueing.always,
    shortcut="ndarray.squeeze",
    doc="Axes of length one removed." + _VIEW,
    result=_squeezed,
    method="squeeze",
)


def _expanded(c: Call) -> Spec:
    new = c.axis if isinstance(c.axis, list | tuple) else (c.axis,)
    total = ndim(c.a) + len(new)
    places = axes(tuple(new), total)
    rest = iter(shape(c.a))
    return _like(c.a, tuple(1 if i in places else next(rest) for i in range(total)))


op(
    "expand_dims",
    "a: array, axis",
    cls="view",
    queueable=queueing.always,
    doc="Axes of length one inserted." + _VIEW,
    result=_expanded,
)


def _broadcast_to(array: Any, wanted: Any) -> Spec:
    made = dims(wanted)
    try:
        fits = broadcast(shape(array), made) == made
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(
            f"operands could not be broadcast together with remapped shapes [original->remapped]: "
            f"{shape(array)} and requested shape {made}"
        )
    return _like(array, made)


op(
    "broadcast_to",
    "array: array, shape, subok=False",
    cls="view",
    queueable=queueing.always,
    writable="unknown",
    doc="A read-only view broadcast to a shape." + _VIEW,
    result=lambda c: _broadcast_to(c.array, c.shape),
)
op(
    "broadcast_arrays",
    "*args: array, subok=False",
    cls="view",
    doc="Views broadcast against each other." + _VIEW,
)
op("atleast_1d", "*arys: array", cls="view", doc="Arrays with at least one dimension." + _VIEW)
op("atleast_2d", "*arys: array", cls="view", doc="Arrays with at least two dimensions." + _VIEW)
op("atleast_3d", "*arys: array", cls="view", doc="Arrays with at least three dimensions." + _VIEW)


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

for _name, _doc in {
    "split": "Views of equal parts along an axis, or of the parts between indices, in a list.",
    "array_split": "As :func:`split`, with parts that may differ by one.",
}.items():
    op(
        _name,
        "ary: array, indices_or_sections: plain, axis=0",
        cls="view",
        guard="sections",
        doc=_doc + _VIEW,
    )
op(
    "hsplit",
    "ary: array, indices_or_sections",
    cls="view",
    guard="sections",
    doc="Parts along the second axis." + _VIEW,
)
op(
    "vsplit",
    "ary: array, indices_or_sections",
    cls="view",
    guard="sections",
    doc="Parts along the first axis." + _VIEW,
)
op(
    "unstack",
    "x: array, /, *, axis=0",
    cls="view",
    guard="axis length",
    doc="The views along an axis, in a tuple." + _VIEW,
    since="2.1",
)


def _tiled(c: Call) -> int:
    counts = dims(c.reps)
    return size(c.A) * math.prod(counts)


op(
    "tile",
    "A: array, reps",
    cls="movement",
    doc="The array repeated along axes." + _MOVES,
    flops=_tiled,
)


def _repeated(c: Call) -> int:
    if isinstance(c.repeats, int):
        return size(c.a) * c.repeats
    counts = dims(c.repeats)
    if len(counts) == 1:
        return size(c.a) * counts[0]
    length = size(c.a) if c.axis is None else shape(c.a)[axis_index(c.axis, ndim(c.a))]
    return size(c.a) // max(1, length) * sum(counts)


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


def _flipped(c: Call) -> Spec | None:
    axes(c.axis, ndim(c.m))
    return _like(c.m, shape(c.m)) if ndim(c.m) else None


def _reversed(least: int) -> Callable[..., Spec | None]:
    return lambda c: _like(c.m, shape(c.m)) if ndim(c.m) >= least else None


for _name, _signature, _doc, _least in (
    ("flip", "m: array, axis=None", "Elements in reverse order along axes.", 1),
    ("fliplr", "m: array", "Columns in reverse order.", 2),
    ("flipud", "m: array", "Rows in reverse order.", 1),
):
    op(
        _name,
        _signature,
        cls="view",
        queueable=queueing.always,
        doc=_doc + _VIEW,
        result=_flipped if _name == "flip" else _reversed(_least),
    )
op(
    "rot90",
    "m: array, k=1, axes=(0, 1)",
    cls="view",
    doc="The plane of two axes turned by 90 degrees." + _VIEW,
)
op(
    "roll",
    "a: array, shift, axis=None",
    cls="movement",
    queueable=queueing.has_line,
    doc="Elements moved cyclically along axes." + _MOVES,
    flops=lambda c: size(c.a),
    result=lambda c: _like(c.a, shape(c.a)) if shape(c.a) else None,
)
op(
    "pad",
    "array: array, pad_width, mode='constant', *, stat_length=None, constant_values=NoValue, end_values=NoValue, reflect_type=NoValue",
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
