"""The operation table: one row an operation, a module a chapter.

Importing this package fills :data:`TABLE`. It needs no NumPy.
"""

from __future__ import annotations

import hashlib
from importlib import import_module

from flopscope._table.operation import (
    CLASSES,
    KINDS,
    REQUIRED,
    TABLE,
    Named,
    NoValue,
    Operation,
    Param,
    op,
)
from flopscope._table.spec import Spec

CHAPTERS = (
    "creation",
    "pointwise",
    "representation",
    "domains",
    "reductions",
    "nanreductions",
    "contractions",
    "products",
    "linalg",
    "fft",
    "windows",
    "random",
    "sorting",
    "sets",
    "statistics",
    "histograms",
    "calculus",
    "polynomials",
    "indexing",
    "index_arrays",
    "writing",
    "assembling",
    "shaping",
    "ufunc_methods",  # after all that adds ufuncs
)

for _chapter in CHAPTERS:
    import_module(f"flopscope._table.{_chapter}")
    for _row in TABLE.values():
        _row.chapter = _row.chapter or _chapter

ORDERED: tuple[Operation, ...] = tuple(TABLE[name] for name in sorted(TABLE))
"""The rows by name: an operation's place is its number on the wire."""

for _index, _row in enumerate(ORDERED):
    _row.index = _index


def fingerprint() -> str:
    """A hash of the rows' names and signatures: equal where two processes mean the same table."""
    lines = (f"{r.name}({r.signature})" for r in ORDERED)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


__all__ = [
    "CHAPTERS",
    "CLASSES",
    "KINDS",
    "ORDERED",
    "REQUIRED",
    "TABLE",
    "Named",
    "NoValue",
    "Operation",
    "Param",
    "Spec",
    "fingerprint",
    "op",
]
