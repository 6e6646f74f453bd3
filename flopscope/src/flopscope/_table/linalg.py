"""Linear algebra: the counts of the textbook algorithms, for each matrix of a stack.

Counts named GVL are from Golub & Van Loan, *Matrix Computations*, 4th edition; where its formulas have
fractions they are rounded up. A complex operation counts as one operation of its dtype.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flopscope import _dtypes
from flopscope._npexceptions import LinAlgError
from flopscope._table.operation import NoValue, op
from flopscope._table.spec import Named, Spec, axes, reduced, shape, size


def _thirds(n: int) -> int:
    """n / 3, rounded up."""
    return -(-n // 3)


def lu_flops(n: int) -> int:
    """LU of an n x n matrix: for each of the steps, j divisions and j**2 multiply-subtracts.

    >>> lu_flops(3)
    13
    """
    return n * (n - 1) // 2 + (n - 1) * n * (2 * n - 1) // 3


def solve_flops(n: int, rhs: int) -> int:
    """LU, then a forward (n**2 - n) and a back substitution (n**2) a right-hand side."""
    return lu_flops(n) + rhs * (2 * n * n - n)


def cholesky_flops(n: int) -> int:
    """n**3/3 + n**2/2 + n/6, exactly (LAPACK Working Note 41).

    >>> cholesky_flops(3)
    14
    """
    return n * (n + 1) * (2 * n + 1) // 6


def qr_flops(m: int, n: int, mode: str) -> int:
    """Householder QR (GVL 5.2.2), and the product of the reflectors where Q is wanted (5.1.6)."""
    k, long = min(m, n), max(m, n)
    factor = 2 * k * k * long - 2 * _thirds(k**3)
    if mode in ("r", "raw"):
        return factor
    if mode == "complete":
        return factor + 4 * (m * m * k - m * k * k + _thirds(k**3))
    return factor + 2 * k * k * m - 2 * _thirds(k**3)


def svd_flops(m: int, n: int, vectors: str) -> int:
    """Golub-Kahan SVD (GVL figure 8.6.1): ``"none"``, ``"thin"`` or ``"full"`` vectors."""
    m, n = max(m, n), min(m, n)
    if vectors == "none":
        return 4 * m * n * n - 4 * (n**3 // 3)
    if vectors == "thin":
        return 14 * m * n * n + 8 * n**3
    return 4 * m * m * n + 8 * m * n * n + 9 * n**3


def _square(a: Any) -> tuple[int, int]:
    """The order of the matrices and their number.

    Raises
    ------
    LinAlgError
        If they are not square matrices.
    """
    made = shape(a)
    if len(made) < 2:
        raise LinAlgError(
            f"{len(made)}-dimensional array given. Array must be at least two-dimensional"
        )
    if made[-1] != made[-2]:
        raise LinAlgError("Last 2 dimensions of the array must be square")
    return made[-1], Spec(made[:-2]).size


def _matrix(a: Any) -> tuple[int, int, int]:
    """Rows, columns and number of the matrices."""
    made = shape(a)
    if len(made) < 2:
        raise LinAlgError(
            f"{len(made)}-dimensional array given. Array must be at least two-dimensional"
        )
    return made[-2], made[-1], Spec(made[:-2]).size


def _computed(*arrays: Any) -> _dtypes.dtype:
    """LAPACK computes in single or double precision; integers and bools in double."""
    found = _dtypes.result_type(*arrays)
    return found if found.kind in "fc" else _dtypes.float64


def _real(a: Any) -> _dtypes.dtype:
    computed = _computed(a)
    if computed.kind != "c":
        return computed
    return _dtypes.float32 if computed.itemsize == 8 else _dtypes.float64


def _each(count: Callable[[int], int]) -> Callable[[Any], int]:
    """The rule of a square-matrix operation: ``count(n)`` a matrix."""

    def rule(a: Any) -> int:
        n, matrices = _square(a)
        return matrices * count(n)

    return rule


op(
    "linalg.inv",
    "a: array",
    cls="linalg",
    doc="""Inverse of a square matrix, or of each of a stack.

    FLOPs: the LU factorization and n solves; n = 3 is 13 + 3 * 15 = 58.

    Raises
    ------
    LinAlgError
        If a matrix is not square (nothing is charged) or singular (charged).
    """,
    source="GVL 3.2.6 and 3.4.9",
    flops=_each(lambda n: solve_flops(n, n)),
    result=lambda a: Spec(shape(a), _computed(a)),
)


def _right_hand_sides(a: Any, b: Any) -> int:
    n, _ = _square(a)
    columns = 1 if len(shape(b)) == 1 else shape(b)[-1]
    rows = shape(b)[-1] if len(shape(b)) == 1 else shape(b)[-2]
    if rows != n:
        raise ValueError(
            "solve: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
            f"(m,m),(m,n)->(m,n) (size {rows} is different from {n})"
        )
    return columns


def _solve_flops(a: Any, b: Any) -> int:
    n, matrices = _square(a)
    stacks = max(matrices, Spec(shape(b)[:-2]).size)
    return stacks * solve_flops(n, _right_hand_sides(a, b))


def _solve_result(a: Any, b: Any) -> Spec | None:
    if len(shape(a)) == 2 and len(shape(b)) <= 2:
        return Spec(shape(b), _computed(a, b))
    return None


op(
    "linalg.solve",
    "a: array, b: array",
    cls="linalg",
    doc="""Solution of ``a @ x = b``.

    FLOPs: the LU factorization, and ``2 n**2 - n`` a right-hand side; n = 3 with one is 13 + 15 = 28.

    Raises
    ------
    LinAlgError
        If ``a`` is not square (nothing is charged) or singular (charged).
    """,
    source="GVL 3.2.6, 3.1.2",
    flops=_solve_flops,
    result=_solve_result,
)
op(
    "linalg.det",
    "a: array",
    cls="linalg",
    doc="""Determinant: the LU factorization, and the product of its diagonal.

    FLOPs: n = 3 is 13 + 2 = 15.
    """,
    flops=_each(lambda n: lu_flops(n) + max(0, n - 1)),
    result=lambda a: Spec(shape(a)[:-2], _computed(a), scalar=len(shape(a)) == 2),
)
op(
    "linalg.slogdet",
    "a: array",
    cls="linalg",
    doc="""Sign and logarithm of the determinant, as a named tuple (sign, logabsdet).

    FLOPs: the LU factorization, n logarithms and n - 1 additions; n = 3 is 13 + 5 = 18.
    """,
    flops=_each(lambda n: lu_flops(n) + max(0, 2 * n - 1)),
    result=lambda a: Named(
        "SlogdetResult",
        (
            Spec(shape(a)[:-2], _computed(a), scalar=len(shape(a)) == 2),
            Spec(shape(a)[:-2], _real(a), scalar=len(shape(a)) == 2),
        ),
    ),
)
op(
    "linalg.cholesky",
    "a: array, /, *, upper=False",
    cls="linalg",
    doc="""Cholesky factor of a positive definite matrix.

    FLOPs: ``n (n + 1) (2 n + 1) / 6``; n = 3 is 14.

    Raises
    ------
    LinAlgError
        If a matrix is not square (nothing is charged) or not positive definite (charged).
    """,
    source="LAPACK Working Note 41",
    flops=_each(cholesky_flops),
    result=lambda a: Spec(shape(a), _computed(a)),
)


def _qr_result(a: Any, mode: Any) -> Any:
    m, n, _ = _matrix(a)
    stack, k = shape(a)[:-2], min(m, n)
    if mode == "r":
        return Spec((*stack, k, n), _computed(a))
    if mode not in ("reduced", "complete"):
        return None
    q = m if mode == "complete" else k
    return Named(
        "QRResult", (Spec((*stack, m, q), _computed(a)), Spec((*stack, q, n), _computed(a)))
    )


def _qr_count(a: Any, mode: Any) -> int:
    m, n, matrices = _matrix(a)
    return matrices * qr_flops(m, n, mode)


op(
    "linalg.qr",
    "a: array, mode='reduced'",
    cls="linalg",
    doc="""QR factorization by Householder reflections.

    FLOPs, k = min(m, n): ``2 k**2 max(m, n) - 2 k**3 / 3`` for R; forming the reduced Q takes
    ``2 k**2 m - 2 k**3 / 3`` more, the complete one ``4 (m**2 k - m k**2 + k**3 / 3)``.
    """,
    source="GVL 5.2.2, 5.1.6",
    flops=_qr_count,
    result=_qr_result,
)


def _svd_count(a: Any, full_matrices: Any, compute_uv: Any) -> int:
    m, n, matrices = _matrix(a)
    kind = "none" if not compute_uv else "full" if full_matrices else "thin"
    return matrices * svd_flops(m, n, kind)


def _svd_result(a: Any, full_matrices: Any, compute_uv: Any) -> Any:
    m, n, _ = _matrix(a)
    stack, k = shape(a)[:-2], min(m, n)
    values = Spec((*stack, k), _real(a))
    if not compute_uv:
        return values
    u, v = (m, n) if full_matrices else (k, k)
    return Named(
        "SVDResult",
        (Spec((*stack, m, u), _computed(a)), values, Spec((*stack, v, n), _computed(a))),
    )


op(
    "linalg.svd",
    "a: array, full_matrices=True, compute_uv=True, hermitian=False",
    cls="linalg",
    doc="""Singular value decomposition, as a named tuple (U, S, Vh).

    FLOPs for m >= n (else exchanged): values only ``4 m n**2 - 4 n**3 / 3``; thin vectors
    ``14 m n**2 + 8 n**3``; full vectors ``4 m**2 n + 8 m n**2 + 9 n**3``.
    """,
    source="GVL figure 8.6.1",
    flops=_svd_count,
    result=_svd_result,
)
op(
    "linalg.svdvals",
    "x: array, /",
    cls="linalg",
    doc="""Singular values.

    FLOPs: ``4 m n**2 - 4 n**3 / 3`` for m >= n.
    """,
    source="GVL figure 8.6.1",
    flops=lambda x: _svd_count(x, False, False),
    result=lambda x: _svd_result(x, False, False),
)


def _eigen_values(a: Any) -> Spec:
    return Spec(shape(a)[:-1], _real(a))


op(
    "linalg.eigh",
    "a: array, UPLO='L'",
    cls="linalg",
    doc="""Eigenvalues and eigenvectors of a symmetric or Hermitian matrix, as a named tuple.

    FLOPs: ``9 n**3``.
    """,
    source="GVL 8.3.5",
    flops=_each(lambda n: 9 * n**3),
    result=lambda a: Named("EighResult", (_eigen_values(a), Spec(shape(a), _computed(a)))),
)
op(
    "linalg.eigvalsh",
    "a: array, UPLO='L'",
    cls="linalg",
    doc="""Eigenvalues of a symmetric or Hermitian matrix.

    FLOPs: ``4 n**3 / 3``.
    """,
    source="GVL 8.3.5",
    flops=_each(lambda n: _thirds(4 * n**3)),
    result=_eigen_values,
)
op(
    "linalg.eig",
    "a: array",
    cls="linalg",
    doc="""Eigenvalues and right eigenvectors of a square matrix, as a named tuple.

    FLOPs: ``25 n**3``. The dtype depends on the values (complex if any eigenvalue is).
    """,
    source="GVL 7.5.6",
    flops=_each(lambda n: 25 * n**3),
)
op(
    "linalg.eigvals",
    "a: array",
    cls="linalg",
    doc="""Eigenvalues of a square matrix.

    FLOPs: ``10 n**3``. The dtype depends on the values (complex if any eigenvalue is).
    """,
    source="GVL 7.5.6",
    flops=_each(lambda n: 10 * n**3),
)


def _lstsq_flops(a: Any, b: Any) -> int:
    m, n, _ = _matrix(a)
    rhs = shape(b)[1] if len(shape(b)) > 1 else 1
    k = min(m, n)
    return svd_flops(m, n, "thin") + rhs * (k * (2 * m - 1) + k + n * max(0, 2 * k - 1))


op(
    "linalg.lstsq",
    "a: array, b: array, rcond=None",
    cls="linalg",
    doc="""Least-squares solution by the SVD: (x, residuals, rank, singular values).

    FLOPs: the thin SVD, and for each right-hand side the product with U, k divisions, and the
    product with V.
    """,
    source="GVL 5.5.3",
    flops=_lstsq_flops,
)


def _pinv_flops(a: Any) -> int:
    m, n, matrices = _matrix(a)
    k = min(m, n)
    return matrices * (svd_flops(m, n, "thin") + k + k * n + m * n * max(0, 2 * k - 1))


op(
    "linalg.pinv",
    "a: array, rcond=None, hermitian=False, *, rtol=NoValue",
    cls="linalg",
    doc="""Moore-Penrose inverse by the SVD.

    FLOPs: the thin SVD, k reciprocals, k n scalings, and the product of (n, k) and (k, m).
    """,
    source="GVL 5.5.2",
    flops=_pinv_flops,
)
op(
    "linalg.matrix_rank",
    "A: array, tol=None, hermitian=False, *, rtol=None",
    cls="linalg",
    doc="""Rank, the number of singular values above a tolerance.

    FLOPs: the singular values, and one comparison each.
    """,
    flops=lambda A: (
        size(A) if len(shape(A)) < 2 else _svd_count(A, False, False) + min(shape(A)[-2:])
    ),
)


def _power_flops(a: Any, n: Any) -> int:
    order, matrices = _square(a)
    exponent = abs(int(n))
    products = exponent.bit_length() - 1 + exponent.bit_count() - 1 if exponent else 0
    inverse = solve_flops(order, order) if n < 0 else 0
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


def _norm_flops(x: Any, ord: Any, axis: Any) -> int:
    over = axes(axis, len(shape(x)))
    results = Spec(reduced(shape(x), over)).size
    if ord in ("nuc", 2, -2) and len(over) == 2 and not (ord == 2 and axis is None and x.ndim != 2):
        m, n = (shape(x)[i] for i in over)
        return results * (svd_flops(m, n, "none") + max(0, min(m, n) - 1))
    return 2 * size(x) + results if ord in (None, "fro", 2) else 2 * size(x)


def _norm_result(x: Any, axis: Any, keepdims: Any) -> Spec:
    made = reduced(shape(x), axis, keepdims)
    return Spec(made, _real(x), scalar=made == ())


op(
    "linalg.norm",
    "x: array, ord=None, axis=None, keepdims=False",
    cls="linalg",
    doc="""Norm of vectors or matrices.

    FLOPs: Frobenius and 2-norms of vectors: a square and a sum an element and a root a result
    (a (10,) vector is 20 + 1); other orders 2 an element; spectral and nuclear norms of
    matrices: their singular values, and the fold of those.
    """,
    flops=_norm_flops,
    result=_norm_result,
)

__all__ = ["NoValue", "cholesky_flops", "lu_flops", "qr_flops", "solve_flops", "svd_flops"]
