"""What the rules of linear algebra ask of their operands: matrices, and LAPACK's dtypes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._base.exceptions import LinAlgError
from flopscope._pricing.units import Units, paired
from flopscope._table.call import Call
from flopscope._table.spec import Spec, shape
from flopscope._table.work import is_complex


def square(a: Any) -> tuple[int, int]:
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


def matrix(a: Any) -> tuple[int, int, int]:
    """Rows, columns and number of the matrices."""
    made = shape(a)
    if len(made) < 2:
        raise LinAlgError(
            f"{len(made)}-dimensional array given. Array must be at least two-dimensional"
        )
    return made[-2], made[-1], Spec(made[:-2]).size


def computed(*arrays: Any) -> _dtypes.dtype:
    """LAPACK computes in single or double precision; integers and bools in double."""
    found = _dtypes.result_type(*arrays)
    return found if found.kind in "fc" else _dtypes.float64


def real_dtype(a: Any) -> _dtypes.dtype:
    """The dtype of magnitudes: singular values, norms, eigenvalues of Hermitian matrices."""
    found = computed(a)
    if found.kind != "c":
        return found
    return _dtypes.float32 if found.itemsize == 8 else _dtypes.float64


def scaled(count: int, *arrays: Any) -> Units:
    """A count of real operations, four times as many for complex matrices."""
    return paired(count) * (4 if is_complex(*arrays) else 1)


def each(count: Callable[[int], int]) -> Callable[[Call], Units]:
    """The rule of a square-matrix operation on ``a``: ``count(n)`` per matrix."""

    def rule(c: Call) -> Units:
        n, matrices = square(c.a)
        return scaled(matrices * count(n), c.a)

    return rule
