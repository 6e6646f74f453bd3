"""``solve_triangular``: NumPy has none, and its ``solve`` of a triangle substitutes as LAPACK's ``trtrs``."""

from __future__ import annotations

from typing import Any

import numpy as np


def solve_triangular(
    a: Any,
    b: Any,
    trans: Any = 0,
    lower: bool = False,
    unit_diagonal: bool = False,
    overwrite_b: bool = False,
    check_finite: bool = True,
) -> Any:
    """Solve with one triangle of ``a``; see the row of this name.

    Eliminating a triangle that has been made upper exchanges no rows, so that what is left is substitution.
    """
    matrix, sides = np.asarray(a), np.asarray(b)
    n = len(matrix)
    if matrix.shape != (n, n) or sides.ndim not in (1, 2) or len(sides) != n:
        raise ValueError(f"shapes of a {matrix.shape} and b {sides.shape} are incompatible")
    if check_finite and not (np.isfinite(matrix).all() and np.isfinite(sides).all()):
        raise np.linalg.LinAlgError("array must not contain infs or NaNs")
    triangle = np.tril(matrix) if lower else np.triu(matrix)
    if unit_diagonal:
        np.fill_diagonal(triangle, 1)
    if trans not in (0, 1, 2, "N", "T", "C"):
        raise ValueError(f"trans is {trans!r}; it must be 0, 1 or 2, or 'N', 'T' or 'C'")
    if trans in (1, "T", 2, "C"):
        triangle = triangle.T if trans in (1, "T") else triangle.conj().T
    if not np.diagonal(triangle).all():
        raise np.linalg.LinAlgError("singular matrix: there is a zero on the diagonal")
    if np.triu(triangle, 1).any():
        return np.linalg.solve(triangle, sides)
    reverse = slice(None, None, -1)  # a lower triangle, turned by 180 degrees, is an upper one
    return np.ascontiguousarray(
        np.linalg.solve(triangle[reverse, reverse], sides[reverse])[reverse]
    )
