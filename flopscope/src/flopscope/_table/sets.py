"""Sets of elements: what is in one array, in another, or in both; all by sorting."""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._table.operation import op
from flopscope._table.sorting import sort_flops
from flopscope._table.spec import Spec, axis_index, nested_shape, shape, size


def _distinct(n: int) -> int:
    """Sort, and compare neighbours."""
    return sort_flops(n) + max(0, n - 1)


_DISTINCT = "the sort of n elements and n - 1 comparisons of neighbours; 8 elements are 24 + 7 = 31"

for _name, _doc in {
    "unique_values": "Distinct elements.",
    "unique_counts": "Distinct elements and how often each occurs, a named tuple.",
    "unique_inverse": "Distinct elements and the indices that restore the array, a named tuple.",
    "unique_all": "Distinct elements, first indices, inverse indices and counts, a named tuple.",
}.items():
    op(
        _name,
        "x: array",
        cls="sorting",
        doc=f"""{_doc}

        FLOPs: {_DISTINCT}.
        """,
        flops=lambda c: _distinct(size(c.x)),
    )


def _both(ar1: Any, ar2: Any, assume_unique: Any) -> int:
    """Both made sets, joined, sorted, neighbours compared."""
    m, n = size(ar1), size(ar2)
    return (0 if assume_unique else _distinct(m) + _distinct(n)) + _distinct(m + n)


_BOTH = (
    "each array's sort and comparisons of neighbours unless ``assume_unique``, and those of both "
    "together; 4 and 4 elements are 2 * 11 + 31 = 53"
)

op(
    "intersect1d",
    "ar1: array, ar2: array, assume_unique=False, return_indices=False",
    cls="sorting",
    doc=f"""Sorted distinct elements that are in both arrays.

    FLOPs: {_BOTH}.
    """,
    flops=lambda c: _both(c.ar1, c.ar2, c.assume_unique),
)
op(
    "setxor1d",
    "ar1: array, ar2: array, assume_unique=False",
    cls="sorting",
    doc=f"""Sorted distinct elements that are in exactly one of the arrays.

    FLOPs: {_BOTH}.
    """,
    flops=lambda c: _both(c.ar1, c.ar2, c.assume_unique),
)
op(
    "setdiff1d",
    "ar1: array, ar2: array, assume_unique=False",
    cls="sorting",
    doc=f"""Distinct elements of the first array that are not in the second.

    FLOPs: {_BOTH}.
    """,
    flops=lambda c: _both(c.ar1, c.ar2, c.assume_unique),
)
op(
    "union1d",
    "ar1: array, ar2: array",
    cls="sorting",
    doc="""Sorted distinct elements that are in either array.

    FLOPs: the sort of both together and comparisons of neighbours; 4 and 4 elements are 31.
    """,
    flops=lambda c: _distinct(size(c.ar1) + size(c.ar2)),
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

    FLOPs: a sort for each key; 2 keys of 8 elements are 48.
    """,
    flops=lambda c: _keys(c.keys, c.axis),
)
op(
    "sort_complex",
    "a: array",
    cls="sorting",
    doc="""Sorted copy, as complex numbers: by real part, then by imaginary part.

    FLOPs: the sort of the last axis; 8 elements are 24.
    """,
    flops=lambda c: (
        size(c.a) // shape(c.a)[-1] * sort_flops(shape(c.a)[-1]) if shape(c.a) and size(c.a) else 0
    ),
)
op(
    "ndarray.partition",
    "a: array, kth, /, axis=-1, kind='introselect', order=None",
    cls="sorting",
    doc="""Partition in place: the ``kth`` element goes where sorting would put it.

    FLOPs: priced as a sort, its bound; 8 elements are 24.
    """,
    flops=lambda c: _keys(Spec((1, *shape(c.a)), _dtypes.of(c.a)), c.axis),
    method="partition",
    writes="a",
)
op(
    "argwhere",
    "a: array",
    cls="comparison",
    doc="""Indices of the elements that are not zero, a row each.

    FLOPs: one test an element; (4, 5) is 20.
    """,
    flops=lambda c: size(c.a),
)
