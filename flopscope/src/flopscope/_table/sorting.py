"""Sorting, selecting and searching, priced by comparisons: n ceil(log2 n) per line of n elements to sort."""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import NOTHING, Units, additions, comparisons, gathered
from flopscope._table import queueing
from flopscope._table.call import Call
from flopscope._table.operation import op
from flopscope._table.sort_counts import SELECTION_SOURCE, select_flops, sort_flops
from flopscope._table.spec import Spec, axis_index, ceil_log2, shape, size
from flopscope._table.work import compared


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
    doc="Sort in place along an axis." + _BOUND,
    flops=lambda c: sort_units(c.a, c.axis),
    method="sort",
    writes="a",
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
    "argpartition",
    "a: array, kth, axis=-1, kind='introselect', order=None",
    cls="sorting",
    doc="Indices that would partition along an axis." + SELECTED,
    source=SELECTION_SOURCE,
    flops=lambda c: select_units(c.a, c.kth, c.axis),
    method="argpartition",
)


def unique_units(
    a: Any, axis: Any = None, index: Any = False, inverse: Any = False, counts: Any = False
) -> Units:
    """Sorting, comparing neighbours, and what else is asked for."""
    n, each = size(a), 1
    if axis is not None:
        n = shape(a)[axis_index(axis, len(shape(a)))]
        each = size(a) // n if n else 0
    units = compared((sort_flops(n) + max(0, n - 1)) * each, a)
    if index:
        units += gathered(n)
    if inverse:
        units += additions(max(0, n - 1)) + gathered(n)
    if counts:
        units += comparisons(n) + additions(n)
    return units


op(
    "unique",
    "ar: array, return_index=False, return_inverse=False, return_counts=False, axis=None, *, equal_nan=True, sorted=True",
    cls="sorting",
    doc="""Sorted distinct elements, and optionally their indices, inverse and counts.

    FLOPs: the sort of all n elements and n - 1 comparisons of neighbours; 8 elements are 24 + 7 = 31. Indices
    add 1 per element, the inverse n - 1 sums and 1 per element, counts 2 per element. Rows or columns of k
    elements along an ``axis`` take k comparisons each time.
    """,
    flops=lambda c: unique_units(c.ar, c.axis, c.return_index, c.return_inverse, c.return_counts),
)


def _search(c: Call) -> Units:
    steps = size(c.v) * ceil_log2(size(c.a) + 1)
    return compared(steps, c.a, c.v) + gathered(0 if c.sorter is None else steps)


def membership_units(m: int, n: int, *arrays: Any) -> Units:
    """Whether each of m elements is one of n: a comparison with each, or a sort and a search.

    >>> membership_units(6, 2).operations, membership_units(100, 100).operations
    (18, 1500)
    """
    if not n:
        return NOTHING
    one_by_one = m * (2 * n - 1)
    return compared(min(one_by_one, sort_flops(n) + m * (ceil_log2(n + 1) + 1)), *arrays)


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
for _name, _doc in {"isin": "Whether each element is in ``test_elements``."}.items():
    op(
        _name,
        "element: array, test_elements: array, assume_unique=False, invert=False, *, kind=None",
        cls="sorting",
        doc=f"""{_doc}

        FLOPs, m elements in n: the sort of the n, and for each element a binary search and a comparison; or
        n comparisons and n - 1 logical operations for each, if they are fewer. 6 in 2 elements are 18.
        """,
        flops=lambda c: membership_units(
            size(c.element), size(c.test_elements), c.element, c.test_elements
        ),
        result=lambda c: Spec(shape(c.element), _dtypes.bool_),
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
