"""Sorting, searching and sets, priced as comparison sorts: n ceil(log2 n) a line of n elements."""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._table.operation import op
from flopscope._table.spec import Spec, axis_index, ceil_log2, shape, size


def sort_flops(n: int) -> int:
    """Comparisons of a merge sort of n elements, its bound (Knuth, TAOCP 3, 5.2.4).

    >>> sort_flops(8)
    24
    """
    return n * ceil_log2(n)


def _line(a: Any, axis: Any) -> int:
    if axis is None:
        return size(a)
    made = shape(a) or (1,)  # argsort takes a number as a line of one
    return made[axis_index(axis, len(made))]


def _sort_count(a: Any, axis: Any) -> int:
    n = _line(a, axis)
    return size(a) // n * sort_flops(n) if n else 0


def _sorted_shape(a: Any, axis: Any) -> tuple[int, ...]:
    made = shape(a)
    if axis is None:
        return (size(a),)
    axis_index(axis, len(made))
    return made


def _argsorted_shape(a: Any, axis: Any) -> tuple[int, ...]:
    return _sorted_shape(a, axis) if shape(a) else (_line(a, axis),)


_SORT = "a: array, axis=-1, kind=None, order=None, *, stable=None"
_BOUND = "\n\nFLOPs: n * ceil(log2 n) comparisons a line of n elements; (4, 8) along axis 1 is 96."

op(
    "sort",
    _SORT,
    cls="sorting",
    doc="Sorted copy along an axis." + _BOUND,
    flops=lambda c: _sort_count(c.a, c.axis),
    result=lambda c: Spec(_sorted_shape(c.a, c.axis), _dtypes.of(c.a)),
)
op(
    "argsort",
    _SORT,
    cls="sorting",
    doc="Indices that would sort along an axis." + _BOUND,
    flops=lambda c: _sort_count(c.a, c.axis),
    result=lambda c: Spec(_argsorted_shape(c.a, c.axis), _dtypes.int64),
    method="argsort",
)
op(
    "ndarray.sort",
    _SORT,
    cls="sorting",
    doc="Sort in place along an axis." + _BOUND,
    flops=lambda c: _sort_count(c.a, c.axis),
    method="sort",
    writes="a",
)
op(
    "partition",
    "a: array, kth, axis=-1, kind='introselect', order=None",
    cls="sorting",
    doc="Copy whose ``kth`` element is where sorting would put it.\n\nFLOPs: priced as a sort, its bound; 8 elements are 24.",
    flops=lambda c: _sort_count(c.a, c.axis),
    result=lambda c: Spec(_sorted_shape(c.a, c.axis), _dtypes.of(c.a)),
)
op(
    "argpartition",
    "a: array, kth, axis=-1, kind='introselect', order=None",
    cls="sorting",
    doc="Indices that would partition along an axis.\n\nFLOPs: priced as a sort, its bound; 8 elements are 24.",
    flops=lambda c: _sort_count(c.a, c.axis),
    method="argpartition",
)
op(
    "unique",
    "ar: array, return_index=False, return_inverse=False, return_counts=False, axis=None, *, equal_nan=True, sorted=True",
    cls="sorting",
    doc="""Sorted distinct elements, and optionally their indices, inverse and counts.

    FLOPs: the sort of all n elements and n - 1 comparisons of neighbours; 8 elements are 24 + 7.
    """,
    flops=lambda c: sort_flops(size(c.ar)) + max(0, size(c.ar) - 1),
)
op(
    "searchsorted",
    "a: array, v: array, side='left', sorter: array=None",
    cls="sorting",
    doc="""Places where elements of ``v`` would keep ``a`` sorted.

    FLOPs: a binary search, ceil(log2(n + 1)) comparisons, an element of ``v``.
    """,
    flops=lambda c: size(c.v) * ceil_log2(size(c.a) + 1),
    result=lambda c: Spec(shape(c.v), _dtypes.int64, scalar=shape(c.v) == ()),
    method="searchsorted",
)
for _name, _doc in {"isin": "Whether each element is in ``test_elements``."}.items():
    op(
        _name,
        "element: array, test_elements: array, assume_unique=False, invert=False, *, kind=None",
        cls="sorting",
        doc=f"""{_doc}

        FLOPs: the sort of both, and one comparison an element; 6 in 2 elements are 24 + 6 = 30.
        """,
        flops=lambda c: sort_flops(size(c.element) + size(c.test_elements)) + size(c.element),
        result=lambda c: Spec(shape(c.element), _dtypes.bool_),
    )
op(
    "nonzero",
    "a: array",
    cls="comparison",
    doc="""Indices of the elements that are not zero, an array a dimension.

    FLOPs: one test an element; (4, 5) is 20.
    """,
    flops=lambda c: size(c.a),
    method="nonzero",
)
op(
    "flatnonzero",
    "a: array",
    cls="comparison",
    doc="""Indices of the elements of the flattened array that are not zero.

    FLOPs: one test an element; (4, 5) is 20.
    """,
    flops=lambda c: size(c.a),
)
