"""One comparison with NumPy."""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    """A source, and how far floats may be from NumPy's: 0 for equal to the last bit.

    Attributes
    ----------
    subject : str
        Cases of one subject run in one process.
    source : str
    tolerance : float
    """

    subject: str
    source: str
    tolerance: float

    def __str__(self) -> str:
        return self.source


def cases(subject: str, text: str, tolerance: float = 0.0) -> list[Case]:
    """A case a line."""
    return [Case(subject, line, tolerance) for line in text.strip().splitlines()]
