"""Norms, condition numbers, ranks and powers of matrices."""

from __future__ import annotations

from typing import Any

from flopscope._table.call import Call
from flopscope._table.linalg.counts import solve_flops, svd_flops
from flopscope._table.linalg.factoring import svd_count
from flopscope._table.linalg.shapes import matrix, real_dtype, square
from flopscope._table.operation import op
from flopscope._table.spec import Spec, axes, reduced, shape, size

op(
    "linalg.matrix_rank",
    "A: array, tol=None, hermitian=False, *, rtol=None",
    cls="linalg",
    doc="""Rank, the number of singular values above a tolerance.

    FLOPs: the singular values, and one comparison each; 4 x 3 is 108 + 3 = 111.
    """,
    flops=lambda c: (
        size(c.A) if len(shape(c.A)) < 2 else svd_count(c.A, False, False) + min(shape(c.A)[-2:])
    ),
)


def _power_flops(c: Call) -> int:
    order, matrices = square(c.a)
    exponent = abs(int(c.n))
    products = exponent.bit_length() - 1 + exponent.bit_count() - 1 if exponent else 0
    inverse = solve_flops(order, order) if c.n < 0 else 0
    return matrices * (inverse + max(0, products) * order * order * (2 * order - 1))


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
)


def vector_norm_flops(n: int, ord: Any) -> int:
    """Norm of n elements.

    Squares, sums and a root; magnitudes and their fold; or magnitudes, powers, sums and a root.

    >>> vector_norm_flops(10, 2), vector_norm_flops(10, 1), vector_norm_flops(10, 3)
    (20, 19, 30)
    """
    if ord in (None, 2):
        return 2 * n
    return 2 * n - bool(n) if ord in (0, 1, _INF, -_INF) else 3 * n


def matrix_norm_flops(m: int, n: int, ord: Any) -> int:
    """Norm of an m x n matrix: of its elements, of its rows' or columns' sums, of its singular values.

    >>> matrix_norm_flops(3, 4, "fro"), matrix_norm_flops(3, 4, 1)
    (24, 23)
    """
    if ord in (None, "fro", "f"):
        return 2 * m * n
    if ord in (1, -1, _INF, -_INF):
        return max(0, 2 * m * n - 1)
    if ord in (2, -2, "nuc"):
        return svd_flops(m, n, "none") + max(0, min(m, n) - 1)
    raise ValueError("Invalid norm order for matrices.")


_INF = float("inf")


def norm_flops(c: Call) -> int:
    """The count of ``linalg.norm``, which takes vectors and matrices."""
    made = shape(c.x)
    if c.axis is None and c.ord is None:
        return vector_norm_flops(size(c.x), None)
    over = axes(c.axis, len(made))
    if len(over) not in (1, 2):
        raise ValueError("Improper number of dimensions to norm.")
    if len(over) == 1 and isinstance(c.ord, str):
        raise ValueError(f"Invalid norm order '{c.ord}' for vectors")
    lengths = [made[i] for i in over]
    count: Any = vector_norm_flops if len(over) == 1 else matrix_norm_flops
    return Spec(reduced(made, over)).size * count(*lengths, c.ord)


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
    doc=f"""Norm of vectors or matrices.

    FLOPs: {_COUNTS}
    """,
    source="GVL 2.2.1 and 2.3.1",
    flops=norm_flops,
    result=lambda c: _norm_result(c.x, c.axis, c.keepdims),
)
op(
    "linalg.vector_norm",
    "x: array, /, *, axis=None, keepdims=False, ord=2",
    cls="linalg",
    doc=f"""Norm of vectors, over an axis or several.

    FLOPs: {_COUNTS}
    """,
    source="GVL 2.2.1",
    flops=lambda c: _vector_norms(c.x, c.axis, c.ord),
    result=lambda c: _norm_result(c.x, c.axis, c.keepdims),
)


def _vector_norms(x: Any, axis: Any, ord: Any) -> int:
    lines = Spec(reduced(shape(x), axis)).size
    return lines * vector_norm_flops(size(x) // lines if lines else 0, ord)


op(
    "linalg.matrix_norm",
    "x: array, /, *, keepdims=False, ord='fro'",
    cls="linalg",
    doc=f"""Norm of each matrix of a stack.

    FLOPs: {_COUNTS}
    """,
    source="GVL 2.3.1",
    flops=lambda c: _matrix_norms(c.x, c.ord),
    result=lambda c: _norm_result(c.x, (-2, -1), c.keepdims),
)


def _matrix_norms(x: Any, ord: Any) -> int:
    axes((-2, -1), len(shape(x)))
    m, n, matrices = matrix(x)
    return matrices * matrix_norm_flops(m, n, ord)


def _condition(c: Call) -> int:
    m, n, matrices = matrix(c.x)
    if c.p in (None, 2, -2):
        return matrices * (svd_flops(m, n, "none") + 1)
    order, matrices = square(c.x)
    norms = 2 * matrix_norm_flops(order, order, c.p)
    return matrices * (solve_flops(order, order) + norms + 1)


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
