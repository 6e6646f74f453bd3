"""Arrays of indices: of a grid, of diagonals and triangles, flat and by dimension."""

from __future__ import annotations

import math
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import NOTHING, Units, additions, comparisons, gathered, products
from flopscope._table.call import Call
from flopscope._table.operation import op
from flopscope._table.spec import Spec, broadcast, dims, nested_shape, shape, size
from flopscope._table.ufunc_units import element
from flopscope._table.work import wrapped

_COUNTED = "\n\nFLOPs: 1 per element of the result"


def _dimensions(ndim: Any) -> int:
    if int(ndim) > 64:
        raise ValueError(f"ndim is {int(ndim):,}, and arrays have at most 64 dimensions")
    return int(ndim)


def _grid(dimensions: Any, sparse: Any, dtype: Any) -> Any:
    lengths = dims(dimensions)
    if not sparse:
        return Spec((len(lengths), *lengths), dtype)
    ones = (1,) * len(lengths)
    return tuple(Spec((*ones[:i], n, *ones[i + 1 :]), dtype) for i, n in enumerate(lengths))


op(
    "indices",
    "dimensions: iterable, dtype: dtype=int, sparse=False",
    cls="movement",
    doc="The indices of each element of a grid, an array for each dimension."
    + _COUNTED
    + "; (4, 5) is 40.",
    flops=lambda c: additions(
        sum(dims(c.dimensions))
        if c.sparse
        else len(dims(c.dimensions)) * Spec(dims(c.dimensions)).size
    ),
    result=lambda c: _grid(c.dimensions, c.sparse, c.dtype),
    room=lambda c: sum(dims(c.dimensions)),  # an axis may be long where another is empty
)
op(
    "diag_indices",
    "n, ndim=2",
    cls="movement",
    guard="dimensions",
    doc="""Indices of the main diagonal, an array for each dimension.

    FLOPs: 1 per element of the diagonal: each dimension has the same array; n = 4 is 4.
    """,
    flops=lambda c: additions(max(0, int(c.n))),
    result=lambda c: (Spec((max(0, int(c.n)),), int),) * _dimensions(c.ndim),
    room=lambda c: int(c.n),  # the one array, though it may be for no dimension
)
op(
    "diag_indices_from",
    "arr: array",
    cls="movement",
    doc="Indices of an array's main diagonal.\n\nFLOPs: 1 per element of the diagonal.",
    flops=lambda c: additions(max(shape(c.arr), default=0)),
)


def _triangle(rows: int, columns: int, k: int) -> int:
    """Elements at and below the k-th diagonal: row i has i + k + 1 of them, within the matrix.

    >>> _triangle(3, 3, 0), _triangle(3, 5, 1), _triangle(3, 5, -1)
    (6, 9, 3)
    """
    first = max(0, -k)  # the first row that has any, and the first that has all
    full = min(rows, max(first, columns - k - 1))
    growing = max(0, full - first)
    return growing * (2 * (first + k + 1) + growing - 1) // 2 + max(0, rows - full) * columns


def _lower(c: Call) -> int:
    return _triangle(int(c.n), int(c.n if c.m is None else c.m), int(c.k))


def _upper(c: Call) -> int:
    rows, columns = int(c.n), int(c.n if c.m is None else c.m)
    return rows * columns - _triangle(rows, columns, int(c.k) - 1)


def _matrix(c: Call) -> int:
    """NumPy makes the matrix, however small its triangle is, of the numbers of its rows and columns."""
    rows, columns = max(0, int(c.n)), max(0, int(c.n if c.m is None else c.m))
    return rows * columns + rows + columns


def _both(count: Any) -> Any:
    return lambda c: (Spec((count(c),), _dtypes.int64),) * 2


_TRIANGLE = """

FLOPs: 1 for each element of the matrix, which is in the triangle or not, and 1 for each index that is given;
3 x 3 is 9 + 12 = 21."""


def _triangle_units(count: Any) -> Any:
    def units(c: Call) -> Units:
        rows, columns = max(0, int(c.n)), max(0, int(c.n if c.m is None else c.m))
        return comparisons(rows * columns) + gathered(2 * count(c))

    return units


for _name, _count, _doc in (
    ("tril_indices", _lower, "Indices of a matrix's lower triangle, rows and columns."),
    ("triu_indices", _upper, "Indices of a matrix's upper triangle, rows and columns."),
):
    op(
        _name,
        "n, k=0, m=None",
        cls="movement",
        doc=_doc + _TRIANGLE,
        flops=_triangle_units(_count),
        result=_both(_count),
        room=_matrix,
    )
    op(
        f"{_name}_from",
        "arr: array, k=0",
        cls="movement",
        doc=_doc + _TRIANGLE,
        flops=lambda c: comparisons(size(c.arr)) + gathered(2 * size(c.arr)),
    )
_HORNER = "Knuth, The Art of Computer Programming, vol. 2, 4.1 and 4.4"


def _horner(multi_index: Any, lengths: Any, modes: Any) -> Units:
    count = len(dims(lengths))
    if isinstance(multi_index, list | tuple):
        each = Spec(broadcast(*map(nested_shape, multi_index))).size
        given = [math.prod(nested_shape(i)) for i in multi_index]
    else:
        each = Spec(shape(multi_index)[1:]).size
        given = [each] * count
    many = modes if isinstance(modes, list | tuple) else [modes] * count
    steps = max(0, count - 1) * each
    limits = sum((wrapped(m, n) for m, n in zip(many, given, strict=False)), NOTHING)
    return products(steps) + additions(steps) + limits


op(
    "ravel_multi_index",
    "multi_index: nested, dims, mode='raise', order='C'",
    cls="arithmetic",
    doc="""Flat indices from an index array for each dimension.

    FLOPs: a product and a sum per index for each dimension after the first; 10 indices of 3 dimensions are
    40. ``mode="clip"`` adds 1 per index and dimension, ``"wrap"`` 4.
    """,
    source=_HORNER,
    flops=lambda c: _horner(c.multi_index, c.dims, c.mode),
)
op(
    "unravel_index",
    "indices: array, shape, order='C'",
    cls="arithmetic",
    doc="""Index arrays for each dimension from flat indices.

    FLOPs: 4 per index for each dimension after the first: a quotient, its floor, a product and a
    difference; 10 indices of 3 dimensions are 80.
    """,
    source=_HORNER,
    flops=lambda c: element("divmod").real * (max(0, len(dims(c.shape)) - 1) * size(c.indices)),
)
