"""Random orders and choices of an array's elements."""

from __future__ import annotations

from typing import Any

from flopscope._table.call import Call
from flopscope._table.operation import op
from flopscope._table.random.samples import GENERATOR, STREAMS, samples
from flopscope._table.spec import Spec, axis_index, ceil_log2, ndim, shape, size


def _population(a: Any, axis: Any) -> int:
    """How many there are to choose from: the array's length, or the number given."""
    if not ndim(a):
        return int(a)
    return shape(a)[axis_index(axis, ndim(a))]


def _chosen(a: Any, wanted: Any, replace: Any, p: Any, axis: Any) -> int:
    drawn, n = samples(wanted), _population(a, axis)
    if p is not None:  # the running sum of the probabilities, its scaling, a search a sample
        return drawn + max(0, 2 * n - 1) + drawn * ceil_log2(n + 1)
    return drawn if replace else max(drawn, n)


def _choice(c: Call) -> int:
    return _chosen(c.a, c.size, c.replace, c.p, 0)


def _choice_along(c: Call) -> int:
    return _chosen(c.a, c.size, c.replace, c.p, c.axis)


for _prefix, _self in STREAMS:
    _axis = ", axis=0" if "Generator" in _prefix else ""
    op(
        _prefix + "permutation",
        f"{_self}x: array{_axis}",
        cls="random",
        doc="A random permutation of an axis, or of range(x).\n\nFLOPs: 1 an element.",
        flops=lambda c: size(c.x) if shape(c.x) else int(c.x),
    )
    op(
        _prefix + "shuffle",
        f"{_self}x: array{_axis}",
        cls="random",
        doc="Shuffle the array's first axis in place.\n\nFLOPs: 1 an element.",
        flops=lambda c: size(c.x),
        writes="x",
    )
    op(
        _prefix + "choice",
        f"{_self}a: array, size=None, replace=True, p: array=None"
        + (", axis=0, shuffle=True" if _axis else ""),
        cls="random",
        doc="""Samples of the array's first axis, or of range(a).

        FLOPs: 1 a sample with replacement, 1 for each of the n to choose from without; probabilities ``p`` add
        their running sum and its scaling, 2 n - 1, and a binary search, ceil(log2(n + 1)), a sample. 4 of
        range(3) with ``p`` are 4 + 5 + 8 = 17.
        """,
        source="Devroye, Non-Uniform Random Variate Generation, 1986, III.2 and XII.1",
        flops=_choice_along if _axis else _choice,
    )
op(
    GENERATOR[0] + "permuted",
    f"{GENERATOR[1]}x: array, *, axis=None, out: out=None",
    cls="random",
    doc="Each line along an axis permuted by itself.\n\nFLOPs: 1 an element.",
    flops=lambda c: size(c.x),
    result=lambda c: None if c.out is not None or not shape(c.x) else Spec(shape(c.x), c.x.dtype),
)
