"""Sorting, selecting and searching, priced by comparisons: n ceil(log2 n) per line of n elements to sort."""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import NOTHING, Units, gathered
from flopscope._table import queueing
from flopscope._table.call import Call
from flopscope._table.operation import op
from flopscope._table.sort_counts import SELECTION_SOURCE, select_flops, sort_flops
from flopscope._table.spec import Spec, axis_index, ceil_log2, nested_shape, shape, size
from flopscope._table.work import compared, leaves


def _line(a: Any, axis: Any) -> int:
    if axis is None:
        return size(a)
    made = shape(a) or (1,)  # argsort takes a number as a line of one
    return made[axis_index(axis, len(made))]


def sort_units(a: Any, axis: Any) -> Units:
    """The comparisons that sort each line."""
    n = _line(a, axis)
    return compared(size(a) // n * sort_flops(n) if n else 0, a)


def select_units(a: Any, kth: Any, axis: Any) -> Units:
    """The comparisons that put some elements of each line where sorting would."""
    n = _line(a, axis)
    ranks = len(set(kth)) if isinstance(kth, list | tuple | range) else max(1, size(kth))
    return compared(size(a) // n * select_flops(n, ranks) if n else 0, a)


def _sorted_shape(a: Any, axis: Any) -> tuple[int, ...]:
    made = shape(a)
    if axis is None:
        return (size(a),)
    axis_index(axis, len(made))
    return made


def _argsorted_shape(a: Any, axis: Any) -> tuple[int, ...]:
    return _sorted_shape(a, axis) if shape(a) else (_line(a, axis),)


_SORT = "a: array, axis=-1, kind=None, order=None, *, stable=None"
_BOUND = """

FLOPs: n * ceil(log2 n) comparisons per line of n elements, complex ones 2 each; (4, 8) along axis 1 is 96."""
SELECTED = """

FLOPs: 3 n (1 + ceil(log2 k)) comparisons per line of n elements for k ranks, or those of sorting if they are
fewer; one rank of 100 elements is 300, of 8 elements 24."""

op(
    "sort",
    _SORT,
    cls="sorting",
    queueable=queueing.is_not_empty,
    doc="Sorted copy along an axis." + _BOUND,
    flops=lambda c: sort_units(c.a, c.axis),
    result=lambda c: Spec(_sorted_shape(c.a, c.axis), _dtypes.of(c.a)),
)
op(
    "argsort",
    _SORT,
    cls="sorting",
    queueable=queueing.is_not_empty,
    doc="Indices that would sort along an axis." + _BOUND,
    flops=lambda c: sort_units(c.a, c.axis),
    result=lambda c: Spec(_argsorted_shape(c.a, c.axis), _dtypes.int64),
    method="argsort",
)
op(
    "ndarray.sort",
    _SORT,
    cls="sorting",
    checks_before_writing="all",
    doc="Sort in place along an axis." + _BOUND,
    flops=lambda c: sort_units(c.a, c.axis),
    method="sort",
    writes="a",
)


def _keys(keys: Any, axis: Any) -> int:
    made = shape(keys) if hasattr(keys, "shape") else nested_shape(keys)
    number, line = made[0], made[1:]
    n = line[axis_index(axis, len(line))] if line else 1
    return number * (Spec(line).size // n * sort_flops(n) if n else 0)


op(
    "lexsort",
    "keys: nested, axis=-1",
    cls="sorting",
    doc="""Indices that sort by several keys, the last key first.

    FLOPs: a sort for each key; 2 keys of 8 elements are 48. Complex keys count 2 per comparison.
    """,
    flops=lambda c: compared(_keys(c.keys, c.axis), *leaves(c.keys)),
)
op(
    "sort_complex",
    "a: array",
    cls="sorting",
    doc="""Sorted copy, as complex numbers: by real part, then by imaginary part.

    FLOPs: the sort of the last axis; 8 elements are 24.
    """,
    flops=lambda c: (
        compared(size(c.a) // shape(c.a)[-1] * sort_flops(shape(c.a)[-1]), c.a)
        if shape(c.a) and size(c.a)
        else NOTHING
    ),
)
op(
    "partition",
    "a: array, kth, axis=-1, kind='introselect', order=None",
    cls="sorting",
    doc="Copy whose ``kth`` element is where sorting would put it." + SELECTED,
    source=SELECTION_SOURCE,
    flops=lambda c: select_units(c.a, c.kth, c.axis),
    result=lambda c: Spec(_sorted_shape(c.a, c.axis), _dtypes.of(c.a)),
)
op(
    "ndarray.partition",
    "a: array, kth, /, axis=-1, kind='introselect', order=None",
    cls="sorting",
    checks_before_writing="all",
    doc="""Partition in place: the ``kth`` element goes where sorting would put it.

    FLOPs: 3 n (1 + ceil(log2 k)) comparisons per line of n elements for k ranks, or those of sorting if they
    are fewer; one rank of 100 elements is 300.
    """,
    source=SELECTION_SOURCE,
    flops=lambda c: select_units(c.a, c.kth, c.axis),
    method="partition",
    writes="a",
)
op(
    "argpartition",
    "a: array, kth, axis=-1, kind='introselect', order=None",
    cls="sorting",
    doc="Indices that would partition along an axis." + SELECTED,
    source=SELECTION_SOURCE,
    flops=lambda c: select_units(c.a, c.kth, c.axis),
    method="argpartition",
)


def _search(c: Call) -> Units:
    steps = size(c.v) * ceil_log2(size(c.a) + 1)
    return compared(steps, c.a, c.v) + gathered(0 if c.sorter is None else steps)


op(
    "searchsorted",
    "a: array, v: array, side='left', sorter: array=None",
    cls="sorting",
    doc="""Places where elements of ``v`` would keep ``a`` sorted.

    FLOPs: a binary search, ceil(log2(n + 1)) comparisons, for each element of ``v``; a ``sorter`` adds 1 for
    each element that it finds. 10 in 100 elements are 70.
    """,
    flops=lambda c: _search(c),
    result=lambda c: Spec(shape(c.v), _dtypes.int64, scalar=shape(c.v) == ()),
    method="searchsorted",
)


def nonzero_units(a: Any) -> Units:
    """A test for each element, and an index more for each dimension after the first."""
    return compared(size(a), a) + gathered(size(a) * max(0, len(shape(a)) - 1))


op(
    "nonzero",
    "a: array",
    cls="comparison",
    doc="""Indices of the elements that are not zero, an array a dimension.

    FLOPs: one test per element, and 1 for each dimension after the first; (4, 5) is 40. Complex elements take
    two tests.
    """,
    flops=lambda c: nonzero_units(c.a),
    method="nonzero",
)
op(
    "flatnonzero",
    "a: array",
    cls="comparison",
    doc="""Indices of the elements of the flattened array that are not zero.

    FLOPs: one test per element, two for complex ones; (4, 5) is 20.
    """,
    flops=lambda c: compared(size(c.a), c.a),
)
op(
    "argwhere",
    "a: array",
    cls="comparison",
    doc="""Indices of the elements that are not zero, a row each.

    FLOPs: one test per element, and 1 for each dimension after the first; (4, 5) is 40.
    """,
    flops=lambda c: nonzero_units(c.a),
)
