"""Costs of linear algebra."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flopscope.accounting._pricing import Shape, array, price


def cholesky_cost(n: int, **options: Any) -> int:
    """FLOPs of the Cholesky factorization of an n x n matrix."""
    return price("linalg.cholesky", options, a=array((n, n)))


def qr_cost(m: int, n: int, mode: str = "reduced", **options: Any) -> int:
    """FLOPs of the QR factorization of an m x n matrix."""
    return price("linalg.qr", options, a=array((m, n)), mode=mode)


def svd_cost(m: int, n: int, k: int | None = None, compute_uv: bool = True, **options: Any) -> int:
    """FLOPs of the SVD of an m x n matrix.

    Parameters
    ----------
    m, n : int
    k : int, optional
        Given, only that many singular vectors are wanted, and the thin SVD is priced: none takes
        fewer operations in NumPy. Left out, the thin SVD too.
    compute_uv : bool, optional
        False prices the singular values alone.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If ``k`` is not between 1 and min(m, n).
    """
    if k is not None and not 1 <= k <= min(m, n):
        raise ValueError(f"k is {k}; it must be between 1 and min(m, n) = {min(m, n)}")
    return price("linalg.svd", options, a=array((m, n)), full_matrices=False, compute_uv=compute_uv)


def svdvals_cost(m: int, n: int, **options: Any) -> int:
    """FLOPs of the singular values of an m x n matrix."""
    return price("linalg.svdvals", options, x=array((m, n)))


def inv_cost(n: int, **options: Any) -> int:
    """FLOPs of the inverse of an n x n matrix."""
    return price("linalg.inv", options, a=array((n, n)))


def det_cost(n: int, **options: Any) -> int:
    """FLOPs of the determinant of an n x n matrix."""
    return price("linalg.det", options, a=array((n, n)))


def slogdet_cost(n: int, **options: Any) -> int:
    """FLOPs of the sign and logarithm of the determinant of an n x n matrix."""
    return price("linalg.slogdet", options, a=array((n, n)))


def solve_cost(n: int, nrhs: int = 1, **options: Any) -> int:
    """FLOPs of the solution of n equations for ``nrhs`` right-hand sides."""
    return price("linalg.solve", options, a=array((n, n)), b=array((n, nrhs)))


def lstsq_cost(m: int, n: int, nrhs: int = 1, **options: Any) -> int:
    """FLOPs of the least-squares solution of m equations in n unknowns."""
    return price("linalg.lstsq", options, a=array((m, n)), b=array((m, nrhs)))


def eig_cost(n: int, **options: Any) -> int:
    """FLOPs of the eigenvalues and eigenvectors of an n x n matrix."""
    return price("linalg.eig", options, a=array((n, n)))


def eigh_cost(n: int, **options: Any) -> int:
    """FLOPs of the eigenvalues and eigenvectors of a symmetric n x n matrix."""
    return price("linalg.eigh", options, a=array((n, n)))


def eigvals_cost(n: int, **options: Any) -> int:
    """FLOPs of the eigenvalues of an n x n matrix."""
    return price("linalg.eigvals", options, a=array((n, n)))


def eigvalsh_cost(n: int, **options: Any) -> int:
    """FLOPs of the eigenvalues of a symmetric n x n matrix."""
    return price("linalg.eigvalsh", options, a=array((n, n)))


def pinv_cost(m: int, n: int, **options: Any) -> int:
    """FLOPs of the Moore-Penrose inverse of an m x n matrix."""
    return price("linalg.pinv", options, a=array((m, n)))


def cond_cost(m: int, n: int | None = None, p: Any = None, **options: Any) -> int:
    """FLOPs of the condition number of an m x n matrix (square if n is left out)."""
    return price("linalg.cond", options, x=array((m, m if n is None else n)), p=p)


def matrix_rank_cost(m: int, n: int, **options: Any) -> int:
    """FLOPs of the rank of an m x n matrix."""
    return price("linalg.matrix_rank", options, A=array((m, n)))


def matrix_power_cost(n: int, k: int, **options: Any) -> int:
    """FLOPs of the k-th power of an n x n matrix."""
    return price("linalg.matrix_power", options, a=array((n, n)), n=k)


def norm_cost(shape: Shape, ord: Any = None, axis: Any = None, **options: Any) -> int:
    """FLOPs of the norm of an array of this shape."""
    return price("linalg.norm", options, x=array(shape), ord=ord, axis=axis)


def vector_norm_cost(shape: Shape, ord: Any = 2, axis: Any = None, **options: Any) -> int:
    """FLOPs of the vector norm of an array of this shape."""
    return price("linalg.vector_norm", options, x=array(shape), ord=ord, axis=axis)


def matrix_norm_cost(shape: Shape, ord: Any = "fro", **options: Any) -> int:
    """FLOPs of the matrix norm over the last two axes of an array of this shape."""
    return price("linalg.matrix_norm", options, x=array(shape), ord=ord)


def multi_dot_cost(shapes: Sequence[Shape], **options: Any) -> int:
    """FLOPs of the product of matrices of these shapes, in the cheapest order."""
    return price("linalg.multi_dot", options, arrays=[array(s) for s in shapes])


def tensorsolve_cost(a_shape: Shape, b_shape: Shape, axes: Any = None, **options: Any) -> int:
    """FLOPs of the solution of a tensor equation."""
    return price("linalg.tensorsolve", options, a=array(a_shape), b=array(b_shape), axes=axes)


def tensorinv_cost(a_shape: Shape, ind: int = 2, **options: Any) -> int:
    """FLOPs of the inverse of a tensor."""
    return price("linalg.tensorinv", options, a=array(a_shape), ind=ind)


def trace_cost(n: int, m: int | None = None, **options: Any) -> int:
    """FLOPs of the trace of an n x m matrix (square if m is left out)."""
    return price("trace", options, a=array((n, n if m is None else m)))
