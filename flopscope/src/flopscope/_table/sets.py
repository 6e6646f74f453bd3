"""Sets: distinct elements, membership, and what is in one array, in another, or in both; all by sorting."""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import NOTHING, Units, additions, comparisons, gathered
from flopscope._table.operation import op
from flopscope._table.sort_counts import sort_flops
from flopscope._table.spec import Spec, axis_index, ceil_log2, shape, size
from flopscope._table.work import compared


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


def membership_units(m: int, n: int, *arrays: Any) -> Units:
    """Whether each of m elements is one of n: a comparison with each, or a sort and a search.

    >>> membership_units(6, 2).operations, membership_units(100, 100).operations
    (18, 1500)
    """
    if not n:
        return NOTHING
    one_by_one = m * (2 * n - 1)
    return compared(min(one_by_one, sort_flops(n) + m * (ceil_log2(n + 1) + 1)), *arrays)


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


def _distinct(n: int) -> int:
    """Sort, and compare neighbours."""
    return sort_flops(n) + max(0, n - 1)


_DISTINCT = (
    "the sort of n elements and n - 1 comparisons of neighbours; 8 elements are 24 + 7 = 31. Indices, inverse "
    "and counts as :func:`unique`"
)


def _unique(name: str) -> Any:
    index = name == "unique_all"
    inverse = name in ("unique_all", "unique_inverse")
    counts = name in ("unique_all", "unique_counts")
    return lambda c: unique_units(c.x, None, index, inverse, counts)


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
        flops=_unique(_name),
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
    flops=lambda c: compared(_both(c.ar1, c.ar2, c.assume_unique), c.ar1, c.ar2),
)
op(
    "setxor1d",
    "ar1: array, ar2: array, assume_unique=False",
    cls="sorting",
    doc=f"""Sorted distinct elements that are in exactly one of the arrays.

    FLOPs: {_BOTH}.
    """,
    flops=lambda c: compared(_both(c.ar1, c.ar2, c.assume_unique), c.ar1, c.ar2),
)
op(
    "setdiff1d",
    "ar1: array, ar2: array, assume_unique=False",
    cls="sorting",
    doc=f"""Distinct elements of the first array that are not in the second.

    FLOPs: {_BOTH}.
    """,
    flops=lambda c: compared(_both(c.ar1, c.ar2, c.assume_unique), c.ar1, c.ar2),
)
op(
    "union1d",
    "ar1: array, ar2: array",
    cls="sorting",
    doc="""Sorted distinct elements that are in either array.

    FLOPs: the sort of both together and comparisons of neighbours; 4 and 4 elements are 31.
    """,
    flops=lambda c: compared(_distinct(size(c.ar1) + size(c.ar2)), c.ar1, c.ar2),
)
