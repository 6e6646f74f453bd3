"""Factorizations and what is read off them: determinants, singular values, eigenvalues."""

from __future__ import annotations

from typing import Any

from flopscope._pricing.units import (
    NOTHING,
    Units,
    complex_products,
    divisions,
    magnitudes,
)
from flopscope._table.call import Call
from flopscope._table.linalg.counts import (
    cholesky_flops,
    eig_flops,
    eigh_flops,
    eigvals_flops,
    eigvalsh_flops,
    hermitian_svd_flops,
    lu_flops,
    qr_flops,
    svd_flops,
)
from flopscope._table.linalg.shapes import computed, each, matrix, real_dtype, scaled, square
from flopscope._table.operation import op
from flopscope._table.spec import Named, Spec, shape
from flopscope._table.work import is_complex

op(
    "linalg.det",
    "a: array",
    cls="linalg",
    doc="""Determinant: the LU factorization, and the product of its diagonal.

    FLOPs: the LU factorization and n - 1 products, at least 1; n = 3 is 13 + 2 = 15. Complex matrices take
    four times as much.
    """,
    source="GVL 3.2.6",
    flops=each(lambda n: max(1, lu_flops(n) + max(0, n - 1))),
    result=lambda c: Spec(shape(c.a)[:-2], computed(c.a), scalar=len(shape(c.a)) == 2),
)


op(
    "linalg.slogdet",
    "a: array",
    cls="linalg",
    doc="""Sign and logarithm of the determinant, as a named tuple (sign, logabsdet).

    FLOPs: the LU factorization; for the diagonal n magnitudes, n logarithms, n - 1 sums and n - 1 products
    of signs; n = 3 is 13 + 10 = 23.
    """,
    source="GVL 3.2.6",
    flops=each(lambda n: lu_flops(n) + 2 * n + 2 * max(0, n - 1)),
    result=lambda c: Named(
        "SlogdetResult",
        (
            Spec(shape(c.a)[:-2], computed(c.a), scalar=len(shape(c.a)) == 2),
            Spec(shape(c.a)[:-2], real_dtype(c.a), scalar=len(shape(c.a)) == 2),
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
    flops=each(cholesky_flops),
    result=lambda c: Spec(shape(c.a), computed(c.a)),
)


def _qr_result(c: Call) -> Any:
    m, n, _ = matrix(c.a)
    stack, k = shape(c.a)[:-2], min(m, n)
    if c.mode == "r":
        return Spec((*stack, k, n), computed(c.a))
    if c.mode not in ("reduced", "complete"):
        return None
    q = m if c.mode == "complete" else k
    return Named(
        "QRResult", (Spec((*stack, m, q), computed(c.a)), Spec((*stack, q, n), computed(c.a)))
    )


def _qr_count(c: Call) -> Units:
    m, n, matrices = matrix(c.a)
    return scaled(matrices * qr_flops(m, n, c.mode), c.a) + _phases(c.a, m, n) * matrices


def _phases(a: Any, m: int, n: int) -> Units:
    """The last row of a complex matrix of at most n rows: its diagonal is made real, and Q has the phase."""
    if not is_complex(a) or m > n or not m:
        return NOTHING
    return magnitudes(1) + divisions(2) + complex_products(n - m + 1 + m)


op(
    "linalg.qr",
    "a: array, mode='reduced'",
    cls="linalg",
    doc="""QR factorization by Householder reflections.

    FLOPs: ``4 l + 1`` for a reflector of length l and ``4 l`` for each column that it is applied to, in R
    and in the Q that is wanted: to leading order 2 m n**2 - 2 n**3 / 3 for R with m >= n, and as much
    again for the reduced Q. 4 x 3 is 83 for R and 163 with Q.
    """,
    source="GVL 5.2.2, 5.1.6",
    flops=_qr_count,
    result=_qr_result,
)


def svd_count(a: Any, full_matrices: Any, compute_uv: Any, hermitian: Any = False) -> Units:
    """What the SVD of each matrix takes."""
    m, n, matrices = matrix(a)
    if hermitian:
        n, matrices = square(a)
        return scaled(matrices * hermitian_svd_flops(n, bool(compute_uv)), a)
    kind = "none" if not compute_uv else "full" if full_matrices else "thin"
    return scaled(matrices * svd_flops(m, n, kind), a)


def _svd_result(a: Any, full_matrices: Any, compute_uv: Any) -> Any:
    m, n, _ = matrix(a)
    stack, k = shape(a)[:-2], min(m, n)
    values = Spec((*stack, k), real_dtype(a))
    if not compute_uv:
        return values
    u, v = (m, n) if full_matrices else (k, k)
    return Named(
        "SVDResult",
        (Spec((*stack, m, u), computed(a)), values, Spec((*stack, v, n), computed(a))),
    )


op(
    "linalg.svd",
    "a: array, full_matrices=True, compute_uv=True, hermitian=False",
    cls="linalg",
    doc="""Singular value decomposition, as a named tuple (U, S, Vh).

    FLOPs for m >= n (else exchanged), the cheaper of the Golub-Kahan and the R-SVD: values only
    ``4 m n**2 - 4 n**3 / 3`` or ``2 m n**2 + 2 n**3``, and ``30 n**2``; thin vectors ``14 m n**2 + 8 n**3`` or
    ``6 m n**2 + 20 n**3``; full vectors ``4 m**2 n + 8 m n**2 + 9 n**3`` or ``4 m**2 n + 22 n**3``. 4 x 3 is
    378, 720 and 723. ``hermitian`` takes the eigenvalues, their order and signs.
    """,
    source="GVL figure 8.6.1 and 8.3.5",
    flops=lambda c: svd_count(c.a, c.full_matrices, c.compute_uv, c.hermitian),
    result=lambda c: _svd_result(c.a, c.full_matrices, c.compute_uv),
)


op(
    "linalg.svdvals",
    "x: array, /",
    cls="linalg",
    doc="""Singular values.

    FLOPs for m >= n: the less of ``4 m n**2 - 4 n**3 / 3`` and ``2 m n**2 + 2 n**3``, and ``30 n**2`` for the
    iteration; 4 x 3 is 378.
    """,
    source="GVL figure 8.6.1 and 8.3.5",
    flops=lambda c: svd_count(c.x, False, False),
    result=lambda c: _svd_result(c.x, False, False),
)


def _eigen_values(a: Any) -> Spec:
    return Spec(shape(a)[:-1], real_dtype(a))


op(
    "linalg.eigh",
    "a: array, UPLO='L'",
    cls="linalg",
    doc="""Eigenvalues and eigenvectors of a symmetric or Hermitian matrix, as a named tuple.

    FLOPs: ``9 n**3 + 30 n**2``; n = 3 is 513.
    """,
    source="GVL 8.3.5",
    flops=each(eigh_flops),
    result=lambda c: Named("EighResult", (_eigen_values(c.a), Spec(shape(c.a), computed(c.a)))),
)


op(
    "linalg.eigvalsh",
    "a: array, UPLO='L'",
    cls="linalg",
    doc="""Eigenvalues of a symmetric or Hermitian matrix.

    FLOPs: the tridiagonal form, ``4 j**2 + 10 j`` for each j < n (to leading order ``4 n**3 / 3``), and
    ``30 n**2`` for the iteration; n = 3 is 20 + 30 + 270 = 320.
    """,
    source="GVL 8.3.1, 8.3.3 and 8.3.5",
    flops=each(eigvalsh_flops),
    result=lambda c: _eigen_values(c.a),
)


op(
    "linalg.eig",
    "a: array",
    cls="linalg",
    doc="""Eigenvalues and right eigenvectors of a square matrix, as a named tuple.

    FLOPs: ``25 n**3 + 30 n**2``; n = 3 is 945. The dtype depends on the values (complex if any eigenvalue is).
    """,
    source="GVL 7.5.6",
    flops=each(eig_flops),
)


op(
    "linalg.eigvals",
    "a: array",
    cls="linalg",
    doc="""Eigenvalues of a square matrix.

    FLOPs: ``10 n**3 + 30 n**2``; n = 3 is 540. The dtype depends on the values (complex if any eigenvalue is).
    """,
    source="GVL 7.5.6",
    flops=each(eigvals_flops),
)
