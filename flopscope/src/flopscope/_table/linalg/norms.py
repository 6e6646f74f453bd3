"""Norms, condition numbers, ranks and powers of matrices."""

from __future__ import annotations

from typing import Any

from flopscope._pricing.units import (
    NOTHING,
    Units,
    additions,
    comparisons,
    divisions,
    evaluations,
    products,
    square_roots,
)
from flopscope._table import queueing, symmetries
from flopscope._table.call import Call
from flopscope._table.linalg.counts import solve_flops, svd_flops
from flopscope._table.linalg.factoring import svd_count
from flopscope._table.linalg.shapes import matrix, real_dtype, scaled, square
from flopscope._table.operation import op
from flopscope._table.spec import Spec, axes, broadcast, nested_shape, reduced, shape, size
from flopscope._table.ufunc_units import folded
from flopscope._table.work import compared, parts


def _rank(c: Call) -> Units:
    """The singular values, their largest, the tolerance, and a comparison for each value and tolerance."""
    made = shape(c.A)
    if len(made) < 2:
        return compared(size(c.A), c.A)
    k = min(made[-2:])
    tolerance = c.rtol if c.tol is None else c.tol
    tests = Spec(broadcast(made[:-2], nested_shape(tolerance))).size * k
    values = svd_count(c.A, False, False, c.hermitian)
    return values + comparisons(tests + Spec(made[:-2]).size * k)


op(
    "linalg.matrix_rank",
    "A: array, tol=None, hermitian=False, *, rtol=None",
    cls="linalg",
    doc="""Rank, the number of singular values above a tolerance.

    FLOPs: the singular values (of a Hermitian matrix the eigenvalues), and two comparisons each, with the
    largest and with the tolerance; 4 x 3 is 378 + 6 = 384.
    """,
    source="GVL 5.4.1 and 8.6.1",
    flops=_rank,
)


def _power_flops(c: Call) -> Units:
    order, matrices = square(c.a)
    exponent = abs(int(c.n))
    steps = exponent.bit_length() - 1 + exponent.bit_count() - 1 if exponent else 0
    inverse = solve_flops(order, order) if c.n < 0 else 0
    entries = order * order
    if symmetries.has_symmetric_matrices(c.a):  # then so are all powers
        entries = order * (order + 1) // 2
    each = inverse + max(0, steps) * entries * (2 * order - 1)
    return scaled(matrices * each, c.a)


op(
    "linalg.matrix_power",
    "a: array, n",
    cls="linalg",
    doc="""Integer power of a square matrix by repeated squaring; an inverse first for n < 0.

    FLOPs: ``floor(log2 n)`` squarings and one product for each further 1 bit of n, each of
    ``m**2 (2 m - 1)``; a 3 x 3 to the 5th is 3 * 45 = 135.
    """,
    source="GVL 9.2.5",
    flops=_power_flops,
    guard="large integers",
    symmetry=symmetries.of_matrices("a"),
)


def vector_norm_units(n: int, ord: Any, x: Any) -> Units:
    """Norm of n elements.

    Squares, sums and a root; magnitudes and their fold; or magnitudes, powers, sums and a root.

    >>> [vector_norm_units(10, ord, 1.0).operations for ord in (2, 1, 3)]
    [20, 19, 30]
    """
    if not n:
        return NOTHING
    if ord in (None, 2):
        return products(n * parts(x)) + additions(n * parts(x) - 1) + square_roots(1)
    magnitudes = folded("absolute", parts(x)) * n
    if ord == 0:
        return compared(n, x) + additions(n - 1)
    if ord == 1:
        return magnitudes + additions(n - 1)
    if ord in (_INF, -_INF):
        return magnitudes + comparisons(n - 1)
    return magnitudes + evaluations(n + 1) + additions(n - 1)


def matrix_norm_units(m: int, n: int, ord: Any, x: Any) -> Units:
    """Norm of an m x n matrix: of its elements, of its rows' or columns' sums, of its singular values.

    >>> matrix_norm_units(3, 4, "fro", 1.0).operations, matrix_norm_units(3, 4, 1, 1.0).operations
    (24, 23)
    """
    if ord in (None, "fro", "f"):
        return vector_norm_units(m * n, 2, x)
    if ord in (1, -1, _INF, -_INF):
        return vector_norm_units(m * n, 1, x)
    if ord in (2, -2, "nuc"):
        return scaled(svd_flops(m, n, "none"), x) + additions(max(0, min(m, n) - 1))
    raise ValueError("Invalid norm order for matrices.")


_INF = float("inf")


def whole_norm_units(x: Any) -> Units:
    """The 2-norm of all elements: of a symmetric array, the squares that differ, and those that recur scaled."""
    symmetric = symmetries.fold(x, None)
    if symmetric is None:
        return vector_norm_units(size(x), None, x)
    n = symmetric.terms
    return vector_norm_units(n, None, x) + products(symmetric.scalings)


def norm_units(c: Call) -> Units:
    """What ``linalg.norm`` does, which takes vectors and matrices."""
    made = shape(c.x)
    if c.axis is None and c.ord is None:
        return whole_norm_units(c.x)
    over = axes(c.axis, len(made))
    if len(over) not in (1, 2):
        raise ValueError("Improper number of dimensions to norm.")
    if len(over) == 1 and isinstance(c.ord, str):
        raise ValueError(f"Invalid norm order '{c.ord}' for vectors")
    lengths = [made[i] for i in over]
    count: Any = vector_norm_units if len(over) == 1 else matrix_norm_units
    if len(made) == 2 == len(over) and c.ord in (None, "fro", "f"):
        return whole_norm_units(c.x)
    each: Units = count(*lengths, c.ord, c.x)
    return each * Spec(reduced(made, over)).size


def _norm_result(x: Any, axis: Any, keepdims: Any) -> Spec:
    made = reduced(shape(x), axis, keepdims)
    return Spec(made, real_dtype(x), scalar=made == ())


_COUNTS = """Vectors of n: 2 n for the 2-norm, 2 n - 1 for the orders 0, 1 and infinity, 3 n for others.
    Matrices: 2 m n for the Frobenius norm, 2 m n - 1 for the orders 1 and infinity; the singular values
    and their fold for the spectral and nuclear norms. (10,) is 20."""

op(
    "linalg.norm",
    "x: array, ord=None, axis=None, keepdims=False",
    cls="linalg",
    queueable=queueing.has_points,
    guard="large integers",
    doc=f"""Norm of vectors or matrices.

    FLOPs: {_COUNTS}
    """,
    source="GVL 2.2.1 and 2.3.1",
    flops=norm_units,
    result=lambda c: _norm_result(c.x, c.axis, c.keepdims),
)
op(
    "linalg.vector_norm",
    "x: array, /, *, axis=None, keepdims=False, ord=2",
    cls="linalg",
    guard="large integers",
    doc=f"""Norm of vectors, over an axis or several.

    FLOPs: {_COUNTS}
    """,
    source="GVL 2.2.1",
    flops=lambda c: _vector_norms(c.x, c.axis, c.ord),
    result=lambda c: _norm_result(c.x, c.axis, c.keepdims),
)


def _vector_norms(x: Any, axis: Any, ord: Any) -> Units:
    lines = Spec(reduced(shape(x), axis)).size
    if axis is None and ord == 2:
        return whole_norm_units(x)
    return vector_norm_units(size(x) // lines if lines else 0, ord, x) * lines


op(
    "linalg.matrix_norm",
    "x: array, /, *, keepdims=False, ord='fro'",
    cls="linalg",
    guard="large integers",
    doc=f"""Norm of each matrix of a stack.

    FLOPs: {_COUNTS}
    """,
    source="GVL 2.3.1",
    flops=lambda c: _matrix_norms(c.x, c.ord),
    result=lambda c: _norm_result(c.x, (-2, -1), c.keepdims),
)


def _matrix_norms(x: Any, ord: Any) -> Units:
    axes((-2, -1), len(shape(x)))
    m, n, matrices = matrix(x)
    if matrices == 1 and ord == "fro" and len(shape(x)) == 2:
        return whole_norm_units(x)
    return matrix_norm_units(m, n, ord, x) * matrices


def _condition(c: Call) -> Units:
    m, n, matrices = matrix(c.x)
    if c.p in (None, 2, -2):
        return scaled(matrices * svd_flops(m, n, "none"), c.x) + divisions(matrices)
    order, matrices = square(c.x)
    inverse = scaled(solve_flops(order, order), c.x)
    return (inverse + matrix_norm_units(order, order, c.p, c.x) * 2 + products(1)) * matrices


op(
    "linalg.cond",
    "x: array, p=None",
    cls="linalg",
    doc="""Condition number of each matrix.

    FLOPs: the singular values and a quotient for the orders None, 2 and -2; else the inverse, its norm and
    the matrix's, and their product; 3 x 3 of order 1 is 58 + 2 * 17 + 1 = 93.
    """,
    source="GVL 2.6.2",
    flops=_condition,
)
