"""Random orders and choices of an array's elements."""

from __future__ import annotations

from typing import Any

from flopscope._pricing.units import Units, additions, comparisons, divisions, gathered
from flopscope._pricing.units import samples as units_of_samples
from flopscope._table.call import Call
from flopscope._table.operation import op
from flopscope._table.random.samples import GENERATOR, STREAMS, samples
from flopscope._table.spec import Spec, axis_index, ceil_log2, ndim, shape, size
from flopscope._table.work import fetched, parts

_SHUFFLE = "Fisher & Yates 1938; Knuth, The Art of Computer Programming, vol. 2, 3.4.2"


def _population(a: Any, axis: Any) -> int:
    """How many there are to choose from: the array's length, or the number given."""
    if not ndim(a):
        return int(a)
    return shape(a)[axis_index(axis, ndim(a))]


def _chosen(c: Call, axis: Any) -> Units:
    """Samples, a search for each where there are probabilities, and the elements that are fetched."""
    drawn, n = samples(c.size), _population(c.a, axis)
    each = size(c.a) // n if ndim(c.a) and n else 0
    units = gathered(drawn * each * parts(c.a))
    if c.p is not None:  # the running sum of the probabilities, its scaling, a search per sample
        units += additions(max(0, n - 1)) + divisions(n) + comparisons(drawn * ceil_log2(n + 1))
        return units + units_of_samples(drawn)
    if c.replace:
        return units + units_of_samples(drawn)
    if hasattr(c, "shuffle"):  # Fisher and Yates's shuffle, as far as elements are wanted
        return units + units_of_samples(drawn) + gathered(drawn)
    return units + units_of_samples(max(drawn, n))


def _choice(c: Call) -> Units:
    return _chosen(c, 0)


def _choice_along(c: Call) -> Units:
    return _chosen(c, c.axis)


def _permuted(c: Call) -> Units:
    """A sample for each place of the axis, and the elements that are fetched; range(x) has none."""
    if not shape(c.x):
        return units_of_samples(int(c.x))
    n = shape(c.x)[axis_index(getattr(c, "axis", 0), ndim(c.x))]
    return units_of_samples(n) + fetched(size(c.x), c.x)


_PERMUTED = """

FLOPs: 1 sample for each place of the axis, and 1 for each element of an array, which is fetched by index;
10 elements are 20, rows of a (10, 3) array 10 + 30 = 40."""


for _prefix, _self in STREAMS:
    _axis = ", axis=0" if "Generator" in _prefix else ""
    op(
        _prefix + "permutation",
        f"{_self}x: array{_axis}",
        cls="random",
        doc="A random permutation of an axis, or of range(x)." + _PERMUTED,
        source=_SHUFFLE,
        flops=_permuted,
    )
    op(
        _prefix + "shuffle",
        f"{_self}x: array{_axis}",
        cls="random",
        doc="Shuffle the array's first axis in place." + _PERMUTED,
        source=_SHUFFLE,
        flops=_permuted,
        writes="x",
    )
    op(
        _prefix + "choice",
        f"{_self}a: array, size=None, replace=True, p: array=None"
        + (", axis=0, shuffle=True" if _axis else ""),
        cls="random",
        doc="""Samples of the array's first axis, or of range(a).

        FLOPs: 1 per sample with replacement; without, 1 for each of the n to choose from, or for a
        ``Generator`` 2 per sample; an array's elements add 1 each, which are fetched by index. Probabilities
        ``p`` add their running sum and its scaling, 2 n - 1, and a binary search, ceil(log2(n + 1)), per
        sample. 4 of range(3) with ``p`` are 4 + 5 + 8 = 17.
        """,
        source="Devroye, Non-Uniform Random Variate Generation, 1986, III.2 and XII.1",
        flops=_choice_along if _axis else _choice,
    )
op(
    GENERATOR[0] + "permuted",
    f"{GENERATOR[1]}x: array, *, axis=None, out: out=None",
    cls="random",
    doc="""Each line along an axis permuted by itself.

    FLOPs: 1 sample and 1 for its index for each element; 10 elements are 20.
    """,
    source=_SHUFFLE,
    flops=lambda c: units_of_samples(size(c.x)) + fetched(size(c.x), c.x),
    result=lambda c: None if c.out is not None or not shape(c.x) else Spec(shape(c.x), c.x.dtype),
)
