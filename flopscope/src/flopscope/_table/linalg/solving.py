"""Systems of equations, inverses and least squares."""

from __future__ import annotations

from typing import Any

from flopscope._base.exceptions import LinAlgError
from flopscope._pricing.units import Units
from flopscope._table import symmetries
from flopscope._table.call import Call
from flopscope._table.linalg.counts import (
    hermitian_svd_flops,
    lstsq_flops,
    solve_flops,
    svd_flops,
    triangular_flops,
)
from flopscope._table.linalg.shapes import computed, each, matrix, scaled, square
from flopscope._table.operation import op
from flopscope._table.spec import Spec, axis_index, broadcast, shape, size

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
    flops=each(lambda n: solve_flops(n, n)),
    result=lambda c: Spec(shape(c.a), computed(c.a)),
    symmetry=symmetries.of_matrices("a"),
)


def _right_hand_sides(a: Any, b: Any) -> int:
    n, _ = square(a)
    columns = 1 if len(shape(b)) == 1 else shape(b)[-1]
    rows = shape(b)[-1] if len(shape(b)) == 1 else shape(b)[-2]
    if rows != n:
        raise ValueError(
            "solve: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
            f"(m,m),(m,n)->(m,n) (size {rows} is different from {n})"
        )
    return columns


def _solve_flops(c: Call) -> Units:
    n, _ = square(c.a)
    stacks = Spec(broadcast(shape(c.a)[:-2], shape(c.b)[:-2])).size
    return scaled(stacks * solve_flops(n, _right_hand_sides(c.a, c.b)), c.a, c.b)


def _solve_result(c: Call) -> Spec | None:
    if len(shape(c.a)) == 2 and len(shape(c.b)) <= 2:
        return Spec(shape(c.b), computed(c.a, c.b))
    return None


op(
    "linalg.solve",
    "a: array, b: array",
    cls="linalg",
    doc="""Solution of ``a @ x = b``.

    FLOPs: the LU factorization, and ``2 n**2 - n`` per right-hand side; n = 3 with one is 13 + 15 = 28.

    Raises
    ------
    LinAlgError
        If ``a`` is not square (nothing is charged) or singular (charged).
    """,
    source="GVL 3.2.6, 3.1.2",
    flops=_solve_flops,
    result=_solve_result,
)


def _triangular_result(c: Call) -> Spec:
    n, _ = square(c.a)
    if len(shape(c.a)) != 2 or len(shape(c.b)) not in (1, 2) or shape(c.b)[0] != n:
        raise ValueError(f"shapes of a {shape(c.a)} and b {shape(c.b)} are incompatible")
    return Spec(shape(c.b), computed(c.a, c.b))


op(
    "linalg.solve_triangular",
    "a: array, b: array, trans=0, lower=False, unit_diagonal=False, overwrite_b=False, check_finite=True",
    cls="linalg",
    calls="solve_triangular",
    doc="""Solution of ``a @ x = b`` for a triangular matrix; an extra with SciPy's signature.

    Parameters
    ----------
    a : array_like, shape (n, n)
        Only the triangle that ``lower`` names is read.
    b : array_like, shape (n,) or (n, k)
    trans : {0, 1, 2, "N", "T", "C"}, optional
        Solve with ``a``, its transpose, or its conjugate transpose.
    lower : bool, optional
        Read the lower triangle; by default the upper one.
    unit_diagonal : bool, optional
        Take the diagonal for ones.
    overwrite_b, check_finite : bool, optional
        Accepted for SciPy's sake. ``b`` is never overwritten; non-finite elements are always refused unless
        ``check_finite`` is false.

    Returns
    -------
    ndarray, shape of ``b``

    Raises
    ------
    LinAlgError
        If ``a`` is not square (nothing is charged) or has a zero on its diagonal (charged).

    Notes
    -----
    FLOPs: ``n**2`` per right-hand side: a division, and j products and differences for row j; n = 3 with one
    is 9. A Cholesky solve of a definite system is ``cholesky`` and two of these.
    """,
    source="GVL 3.1.1 and 3.1.2",
    flops=lambda c: scaled(
        triangular_flops(shape(c.a)[-1], Spec(c.result.shape[1:]).size), c.a, c.b
    ),
    result=_triangular_result,
)


def _lstsq_count(c: Call) -> Units:
    m, n, _ = matrix(c.a)
    sides = shape(c.b)[1] if len(shape(c.b)) > 1 else 1
    return scaled(lstsq_flops(m, n, sides), c.a, c.b)


op(
    "linalg.lstsq",
    "a: array, b: array, rcond=None",
    cls="linalg",
    doc="""Least-squares solution by the SVD: (x, residuals, rank, singular values).

    FLOPs for m >= n (else exchanged): ``4 m n**2 + 8 n**3`` with one right-hand side, since U is not formed;
    each further one takes the reflections, 4 m n - 2 n**2, n quotients and the product with V. 100 x 10 with
    one is 48,000.
    """,
    source="GVL 5.5.6",
    flops=_lstsq_count,
)


def _pinv_flops(c: Call) -> Units:
    m, n, matrices = matrix(c.a)
    k = min(m, n)
    if c.hermitian:
        k, matrices = square(c.a)
        values = hermitian_svd_flops(k, vectors=True)
    else:
        values = svd_flops(m, n, "thin")
    tests = 2 * k + 1  # the largest, the cutoff, and a comparison each
    product = m * n * max(0, 2 * k - 1)
    return scaled(matrices * (values + tests + k + k * n + product), c.a)


op(
    "linalg.pinv",
    "a: array, rcond=None, hermitian=False, *, rtol=NoValue",
    cls="linalg",
    doc="""Moore-Penrose inverse by the SVD.

    FLOPs: the thin SVD (of a Hermitian matrix by its eigenvalues), 2 k + 1 to find the values that count,
    k reciprocals, k n scalings, and the product of (n, k) and (k, m); 4 x 3 is 720 + 7 + 3 + 9 + 60 = 799.
    """,
    source="GVL 5.5.2",
    flops=_pinv_flops,
    symmetry=symmetries.of_matrices("a"),
)


def _tensor_system(a: Any, b: Any, axes: Any) -> int:
    """The order of the system that a tensor equation is."""
    made = shape(a)
    if axes is not None:
        last = [axis_index(i, len(made)) for i in axes]
        made = tuple(n for i, n in enumerate(made) if i not in last) + tuple(made[i] for i in last)
    rows, columns = Spec(made[: len(shape(b))]).size, Spec(made[len(shape(b)) :]).size
    if rows != columns or rows != size(b):
        raise LinAlgError(
            "Input arrays must satisfy the requirement prod(a.shape[b.ndim:]) == prod(a.shape[:b.ndim])"
        )
    return columns


op(
    "linalg.tensorsolve",
    "a: array, b: array, axes=None",
    cls="linalg",
    doc="""Solution of ``tensordot(a, x, x.ndim) == b``.

    FLOPs: a system of the order n of ``b``'s elements, with one right-hand side; 6 elements n = 6,
    125 + 66 = 191.
    """,
    source="GVL 3.2.6, 3.1.2",
    flops=lambda c: scaled(solve_flops(_tensor_system(c.a, c.b, c.axes), 1), c.a, c.b),
)


def _tensor_inverse_count(c: Call) -> Units:
    _tensor_inverse(c.a, c.ind)  # refuses the operands that NumPy refuses
    order = Spec(shape(c.a)[: c.ind]).size
    return scaled(solve_flops(order, order), c.a)


def _tensor_inverse(a: Any, ind: Any) -> tuple[int, ...]:
    """The shape of a tensor's inverse."""
    if ind <= 0:
        raise ValueError("Invalid ind argument.")
    made = shape(a)
    rows, columns = Spec(made[:ind]).size, Spec(made[ind:]).size
    if rows != columns:
        raise LinAlgError("Last 2 dimensions of the array must be square")
    return made[ind:] + made[:ind]


op(
    "linalg.tensorinv",
    "a: array, ind=2",
    cls="linalg",
    doc="""Inverse of a tensor for ``tensordot`` over ``ind`` axes.

    FLOPs: the inverse of the square matrix that it is; (2, 3, 6) with ind = 2 is n = 6, LU and 6 solves:
    125 + 6 * 66 = 521.
    """,
    source="GVL 3.2.6 and 3.4.9",
    flops=_tensor_inverse_count,
    result=lambda c: Spec(_tensor_inverse(c.a, c.ind), computed(c.a)),
)
