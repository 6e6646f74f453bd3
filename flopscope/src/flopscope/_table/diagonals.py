"""Diagonals and triangles of matrices."""

from __future__ import annotations

import math
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import (
    comparisons,
)
from flopscope._table import queueing
from flopscope._table.contractions import (
    diagonal_spec,
)
from flopscope._table.operation import op
from flopscope._table.spec import (
    Spec,
    ndim,
    nested_shape,
    shape,
    size,
)
from flopscope._table.work import (
    compared,
)

_MOVES = "\n\nFLOPs: 0 under the default policy; one move per element of the result."

op(
    "tri",
    "N, M=None, k=0, dtype: dtype=float",
    cls="movement",
    takes_like=True,
    doc="""Ones at and below a diagonal.

    FLOPs: 1 per element, which is in the triangle or not; 3 x 3 is 9.
    """,
    flops=lambda c: comparisons(max(0, int(c.N)) * max(0, int(c.N if c.M is None else c.M))),
    result=lambda c: Spec((int(c.N), int(c.N if c.M is None else c.M)), c.dtype),
    # The numbers of rows and of columns, though there may be none of the others.
    room=lambda c: max(0, int(c.N)) + max(0, int(c.N if c.M is None else c.M)),
)


op(
    "diag",
    "v: array, k=0",
    cls="movement",
    queueable=queueing.always,
    writable="unknown",
    doc="""A diagonal of a matrix, or the matrix with a diagonal.

    FLOPs: 0 under the default policy; one move per element of the result.
    """,
    flops=lambda c: (size(c.v) + abs(int(c.k))) ** 2 if len(shape(c.v)) == 1 else min(shape(c.v)),
    result=lambda c: _diag(c.v, c.k),
    guard="offset",
)


def _diag(v: Any, k: Any) -> Spec | None:
    if len(shape(v)) == 2:
        return diagonal_spec(v, k, 0, 1)
    return Spec([size(v) + abs(int(k))] * 2, _dtypes.of(v)) if len(shape(v)) == 1 else None


op(
    "diagonal",
    "a: array, offset=0, axis1=0, axis2=1",
    cls="view",
    queueable=queueing.always,
    writable="unknown",
    doc="A view of a diagonal.\n\nFLOPs: 0, a view.",
    result=lambda c: diagonal_spec(c.a, c.offset, c.axis1, c.axis2),
    method="diagonal",
    guard="offset",
)
_TRIANGLE = "\n\nFLOPs: 1 per element, which is kept or not; 3 x 3 is 9."


def _squared(m: Any) -> int:
    """Elements of the result: one row stands for each row of a square."""
    return size(m) if ndim(m) != 1 else size(m) ** 2


op(
    "tril",
    "m: array, k=0",
    cls="movement",
    queueable=queueing.always,
    doc="Lower triangle, zeros above." + _TRIANGLE,
    flops=lambda c: compared(_squared(c.m), c.m),
    result=lambda c: Spec(shape(c.m), _dtypes.of(c.m)) if len(shape(c.m)) > 1 else None,
)
op(
    "triu",
    "m: array, k=0",
    cls="movement",
    queueable=queueing.always,
    doc="Upper triangle, zeros below." + _TRIANGLE,
    flops=lambda c: compared(_squared(c.m), c.m),
    result=lambda c: Spec(shape(c.m), _dtypes.of(c.m)) if len(shape(c.m)) > 1 else None,
)


op(
    "diagflat",
    "v: nested, k=0",
    cls="movement",
    doc="A matrix with the flattened input on a diagonal." + _MOVES,
    flops=lambda c: (math.prod(nested_shape(c.v)) + abs(int(c.k))) ** 2,
    result=lambda c: _diagonal_matrix(c.v, c.k),
)


def _diagonal_matrix(v: Any, k: Any) -> Spec | None:
    if not hasattr(v, "dtype"):
        return None
    n = math.prod(nested_shape(v)) + abs(int(k))
    return Spec((n, n), _dtypes.of(v))


op(
    "linalg.diagonal",
    "x: array, /, *, offset=0",
    cls="view",
    doc="A view of the diagonal of each matrix.\n\nFLOPs: 0, a view.",
    guard="offset",
)
