"""Every comparison with NumPy, a module for each group of chapters of the operation table."""

from . import (
    contractions,
    creation,
    fft,
    indexing,
    linalg,
    pointwise,
    protocols,
    random,
    reductions,
    shaping,
    sorting,
)

_CHAPTERS = (
    creation,
    pointwise,
    reductions,
    contractions,
    linalg,
    fft,
    random,
    sorting,
    indexing,
    shaping,
    protocols,
)

CASES = [case for chapter in _CHAPTERS for case in chapter.CASES]
"""All of them, in order; no two have the same source."""
