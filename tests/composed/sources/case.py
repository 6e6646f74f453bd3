"""One comparison with NumPy."""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    """A source, and how far floats may be from NumPy's: 0 for equal to the last bit."""

    source: str
    tolerance: float

    def __str__(self) -> str:
        return self.source


def exact(text: str) -> list[Case]:
    """A case a line, equal to the last bit."""
    return close(text, 0.0)


def close(text: str, tolerance: float) -> list[Case]:
    """A case a line, equal within the tolerance, relative to the largest element."""
    return [Case(line, tolerance) for line in text.strip().splitlines() if line]
