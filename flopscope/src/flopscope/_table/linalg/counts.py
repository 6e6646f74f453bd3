"""The counts of the textbook algorithms, as functions of the matrices' lengths.

Counts named GVL are from Golub & Van Loan, *Matrix Computations*, 4th edition; where its formulas have
fractions they are rounded up. A complex operation counts as one operation of its dtype.
"""

from __future__ import annotations


def thirds(n: int) -> int:
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
    """Householder QR (GVL 5.2.2), and the product of the reflectors where Q is wanted (5.1.6).

    A reflector of length l takes 4 l + 1: its norm (2 l), its first element (1) and 2 / v'v (2 l).
    Applying it takes 4 l a column: the dot product, its scaling, and l products and differences.

    >>> qr_flops(4, 3, "r"), qr_flops(4, 3, "reduced"), qr_flops(4, 3, "complete")
    (83, 163, 199)
    """
    steps = n if m > n else max(0, m - 1)  # a last row alone needs none
    factor = steps + 4 * _pairs(m, n, steps)
    if mode in ("r", "raw"):
        return factor
    return factor + 4 * _pairs(m, m if mode == "complete" else min(m, n), steps)


def _pairs(m: int, n: int, steps: int) -> int:
    """The sum of (m - j)(n - j) over the steps j: rows times columns that each reflector meets."""
    s = steps
    return s * m * n - (m + n) * s * (s - 1) // 2 + (s - 1) * s * (2 * s - 1) // 6


def svd_flops(m: int, n: int, vectors: str) -> int:
    """Golub-Kahan SVD (GVL figure 8.6.1): ``"none"``, ``"thin"`` or ``"full"`` vectors."""
    m, n = max(m, n), min(m, n)
    if vectors == "none":
        return 4 * m * n * n - 4 * (n**3 // 3)
    if vectors == "thin":
        return 14 * m * n * n + 8 * n**3
    return 4 * m * m * n + 8 * m * n * n + 9 * n**3


def lstsq_flops(m: int, n: int, rhs: int) -> int:
    """Least squares by the thin SVD; a product with U, k divisions and one with V a right-hand side."""
    k = min(m, n)
    return svd_flops(m, n, "thin") + rhs * (k * max(0, 2 * m - 1) + k + n * max(0, 2 * k - 1))
