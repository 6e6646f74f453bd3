"""Shaping: axes and shapes in views, which are free, and elements in another order."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._table import queueing, symmetries
from flopscope._table.call import Call
from flopscope._table.operation import op
from flopscope._table.spec import (
    Shape,
    Spec,
    axes,
    axis_index,
    broadcast,
    dims,
    is_scalar,
    ndim,
    shape,
    size,
)

_VIEW = "\n\nFLOPs: 0, a view."
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
    symmetry=symmetries.reshaped("a"),
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
    symmetry=symmetries.reordered("a", symmetries.transposed),
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
    symmetry=symmetries.reordered("x", symmetries.last_swapped),
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
    symmetry=symmetries.reordered("a", symmetries.swapped),
    method="swapaxes",
)


def _order(c: Call) -> list[int] | None:
    """The old place of each axis; None for axes that are none, which NumPy names in its error."""
    made, count = shape(c.a), ndim(c.a)
    pairs = [v if isinstance(v, list | tuple) else (v,) for v in (c.source, c.destination)]
    old, new = ([i % count for i in v if -count <= i < count] for v in pairs)
    if any(len(set(i)) != len(v) for i, v in zip((old, new), pairs, strict=True)):
        return None
    order = [i for i in range(count) if i not in old]
    for place, i in sorted(zip(new, old, strict=False)):
        order.insert(place, i)
    return order if made and len(old) == len(new) else None


def _moved(c: Call) -> Spec | None:
    order = _order(c)
    return None if order is None else _like(c.a, tuple(shape(c.a)[i] for i in order))


op(
    "moveaxis",
    "a: array, source: iterable, destination: iterable",
    cls="view",
    queueable=queueing.always,
    doc="Axes moved to new places." + _VIEW,
    result=_moved,
    symmetry=symmetries.reordered("a", lambda c, _: _order(c)),
)


op(
    "rollaxis",
    "a: array, axis, start=0",
    cls="view",
    doc="One axis moved before another.\n\nFLOPs: 0, a view.",
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
    symmetry=symmetries.reshaped("a"),
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
    "a: array, axis: iterable",
    cls="view",
    queueable=queueing.always,
    doc="Axes of length one inserted." + _VIEW,
    result=_expanded,
    symmetry=symmetries.reshaped("a"),
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
    "m: array, k=1, axes: iterable=(0, 1)",
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
