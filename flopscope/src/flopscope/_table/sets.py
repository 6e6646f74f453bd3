"""Sets of elements: what is in one array, in another, or in both; all by sorting."""

from __future__ import annotations

from typing import Any

from flopscope._pricing.units import NOTHING
from flopscope._table.operation import op
from flopscope._table.sort_counts import SELECTION_SOURCE, sort_flops
from flopscope._table.sorting import nonzero_units, select_units, unique_units
from flopscope._table.spec import Spec, axis_index, nested_shape, shape, size
from flopscope._table.work import compared, leaves


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
    "ndarray.partition",
    "a: array, kth, /, axis=-1, kind='introselect', order=None",
    cls="sorting",
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
    "argwhere",
    "a: array",
    cls="comparison",
    doc="""Indices of the elements that are not zero, a row each.

    FLOPs: one test per element, and 1 for each dimension after the first; (4, 5) is 40.
    """,
    flops=lambda c: nonzero_units(c.a),
)
