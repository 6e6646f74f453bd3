"""Every comparison with NumPy, a module for each group of chapters of the operation table."""

from . import (
    calculus,
    contractions,
    creation,
    domains,
    fft,
    indexing,
    linalg,
    pointwise,
    products,
    protocols,
    random,
    reductions,
    representation,
    sets,
    shaping,
    sorting,
    states,
    statistics,
    streams,
    traps,
    ufunc_methods,
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
    representation,
    products,
    statistics,
    calculus,
    sets,
    streams,
    ufunc_methods,
    domains,
    protocols,
    states,
    traps,
)

CASES = [case for chapter in _CHAPTERS for case in chapter.CASES]
"""All of them, in order; no two have the same source."""
