"""Arrays of indices: of a grid, of diagonals and triangles, flat and by dimension."""

from __future__ import annotations

from typing import Any

from flopscope import _dtypes
from flopscope._table.operation import op
from flopscope._table.spec import Spec, dims, nested_shape, shape, size

_MOVES = "\n\nFLOPs: 0 under the default policy; one move an element of the result."


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
    "dimensions, dtype: dtype=int, sparse=False",
    cls="movement",
    doc="The indices of each element of a grid, an array for each dimension." + _MOVES,
    flops=lambda dimensions, sparse: (
        sum(dims(dimensions)) if sparse else len(dims(dimensions)) * Spec(dims(dimensions)).size
    ),
    result=lambda dimensions, sparse, dtype: _grid(dimensions, sparse, dtype),
    room=lambda dimensions: sum(dims(dimensions)),  # an axis may be long where another is empty
)
op(
    "diag_indices",
    "n, ndim=2",
    cls="movement",
    doc="Indices of the main diagonal, an array for each dimension." + _MOVES,
    flops=lambda n, ndim: max(0, int(n)) * max(0, int(ndim)),
    result=lambda n, ndim: (Spec((max(0, int(n)),), int),) * _dimensions(ndim),
    room=lambda n: int(n),  # the one array, though it may be for no dimension
)
op(
    "diag_indices_from",
    "arr: array",
    cls="movement",
    doc="Indices of an array's main diagonal." + _MOVES,
    flops=lambda arr: sum(shape(arr)),
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


def _lower(n: Any, k: Any, m: Any) -> int:
    return _triangle(int(n), int(n if m is None else m), int(k))


def _upper(n: Any, k: Any, m: Any) -> int:
    rows, columns = int(n), int(n if m is None else m)
    return rows * columns - _triangle(rows, columns, int(k) - 1)


def _matrix(n: Any, m: Any) -> int:
    """NumPy makes the matrix, however small its triangle is, of the numbers of its rows and columns."""
    rows, columns = max(0, int(n)), max(0, int(n if m is None else m))
    return rows * columns + rows + columns


def _both(count: Any) -> Any:
    return lambda n, k, m: (Spec((count(n, k, m),), _dtypes.int64),) * 2


for _name, _count, _doc in (
    ("tril_indices", _lower, "Indices of a matrix's lower triangle, rows and columns."),
    ("triu_indices", _upper, "Indices of a matrix's upper triangle, rows and columns."),
):
    op(
        _name,
        "n, k=0, m=None",
        cls="movement",
        doc=_doc + _MOVES,
        flops=_count,
        result=_both(_count),
        room=_matrix,
    )
    op(
        f"{_name}_from",
        "arr: array, k=0",
        cls="movement",
        doc=_doc + _MOVES,
        flops=lambda arr: size(arr),
    )
op(
    "ravel_multi_index",
    "multi_index: nested, dims, mode='raise', order='C'",
    cls="arithmetic",
    doc="""Flat indices from an index array for each dimension.

    FLOPs: a product and a sum for each dimension after the first; 10 indices of 3 dimensions are 40.
    """,
    flops=lambda multi_index, dims: _horner(multi_index, dims),
)


def _horner(multi_index: Any, lengths: Any) -> int:
    made = nested_shape(multi_index)
    return 2 * max(0, len(dims(lengths)) - 1) * Spec(made[1:]).size


op(
    "unravel_index",
    "indices: array, shape, order='C'",
    cls="arithmetic",
    doc="""Index arrays for each dimension from flat indices.

    FLOPs: a quotient and a remainder for each dimension after the first; 10 indices of 3 dimensions are 40.
    """,
    flops=lambda indices, shape: 2 * max(0, len(dims(shape)) - 1) * size(indices),
)
