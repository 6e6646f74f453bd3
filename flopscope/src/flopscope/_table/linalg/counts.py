"""The counts of the textbook algorithms, as functions of the matrices' lengths.

Counts named GVL are from Golub & Van Loan, *Matrix Computations*, 4th edition; where its formulas have
fractions they are rounded up. Complex matrices take four times as much: a product and a sum of complex
numbers are four of each of real ones.
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


def iteration_flops(n: int) -> int:
    """What the implicit QR iterations take without vectors: 30 n**2 (GVL 8.3.5); a single number takes none.

    >>> iteration_flops(4), iteration_flops(1)
    (480, 0)
    """
    return 30 * n * n if n > 1 else 0


def svd_flops(m: int, n: int, vectors: str) -> int:
    """The cheaper of the Golub-Kahan and the R-SVD (GVL figure 8.6.1): ``"none"``, ``"thin"``, ``"full"``.

    Singular values alone add ``30 n**2`` for the iteration on the bidiagonal matrix, as for the symmetric
    one (GVL 8.3.5), which is of lower order but most of the work for small n.

    >>> svd_flops(100, 10, "thin"), svd_flops(100, 10, "none"), svd_flops(4, 3, "thin")
    (80000, 25000, 720)
    """
    m, n = max(m, n), min(m, n)
    cubed, thin = n**3, m * n * n
    if vectors == "none":
        return min(4 * thin - 4 * (cubed // 3), 2 * thin + 2 * cubed) + iteration_flops(n)
    full = min(4 * m * m * n + 8 * thin + 9 * cubed, 4 * m * m * n + 22 * cubed)
    if vectors == "full":
        return full
    return min(14 * thin + 8 * cubed, 6 * thin + 20 * cubed, full)


def lstsq_flops(m: int, n: int, rhs: int) -> int:
    """Least squares by the SVD without forming U: ``4 m n**2 + 8 n**3`` (GVL 5.5.6), for the first side.

    Every other right-hand side takes the reflections (4 m n - 2 n**2), n quotients and the product with V.

    >>> lstsq_flops(100, 10, 1), lstsq_flops(100, 10, 2)
    (48000, 52000)
    """
    m, n = max(m, n), min(m, n)
    more = 4 * m * n - 2 * n * n + n + n * max(0, 2 * n - 1)
    return 4 * m * n * n + 8 * n**3 + max(0, rhs - 1) * more


def tridiagonal_flops(n: int) -> int:
    """Householder's reduction of a symmetric matrix: step j takes 4 j**2 + 10 j (GVL 8.3.1).

    >>> tridiagonal_flops(4)
    116
    """
    return 4 * ((n - 1) * n * (2 * n - 1) // 6) + 5 * n * (n - 1) if n else 0


def eigvalsh_flops(n: int) -> int:
    """The reduction to tridiagonal form, and 30 n**2 for the implicit QR iteration (GVL 8.3.3, 8.3.5).

    >>> eigvalsh_flops(4)
    596
    """
    return max(n, tridiagonal_flops(n) + iteration_flops(n))


def eigh_flops(n: int) -> int:
    """With vectors: 9 n**3 (GVL 8.3.5), and the iteration's 30 n**2."""
    return 9 * n**3 + iteration_flops(n)


def eigvals_flops(n: int) -> int:
    """10 n**3 (GVL 7.5.6), and 30 n**2 for the lower-order terms of its double steps (GVL 7.5.1)."""
    return 10 * n**3 + iteration_flops(n)


def eig_flops(n: int) -> int:
    """With vectors: 25 n**3 (GVL 7.5.6), and 30 n**2 as without."""
    return 25 * n**3 + iteration_flops(n)


def hermitian_svd_flops(n: int, vectors: bool) -> int:
    """The SVD of a Hermitian matrix by its eigenvalues, whose magnitudes are sorted; signs go to V."""
    order = n * max(0, (n - 1).bit_length())
    if not vectors:
        return eigvalsh_flops(n) + n + order
    return eigh_flops(n) + 2 * n + order + 3 * n * n


def triangular_flops(n: int, rhs: int) -> int:
    """Substitution: n**2 per right-hand side (GVL 3.1.1), a division, products and differences per row."""
    return rhs * n * n
