"""Linear algebra: the counts of the textbook algorithms, for each matrix of a stack."""

from flopscope._table.linalg import factoring, norms, solving

__all__ = ["factoring", "norms", "solving"]
