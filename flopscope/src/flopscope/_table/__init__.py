"""The operation table: one row an operation, a module a chapter.

Importing this package fills :data:`TABLE`. It needs no NumPy.
"""

from __future__ import annotations

import functools
import zlib
from importlib import import_module
from itertools import islice

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
    "conversions",
    "memory",
    "pointwise",
    "representation",
    "domains",
    "comparing",
    "reductions",
    "running",
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
    "selecting",
    "writing",
    "shaping",
    "joining",
    "assembling",
    "diagonals",
    "declaring",
    "ufunc_methods",  # after all that adds ufuncs
)

for _chapter in CHAPTERS:
    _known = len(TABLE)
    import_module(f"flopscope._table.{_chapter}")
    for _row in islice(TABLE.values(), _known, None):
        _row.chapter = _chapter

ORDERED: tuple[Operation, ...] = tuple(TABLE[name] for name in sorted(TABLE))
"""The rows by name: an operation's place is its number on the wire."""

for _index, _row in enumerate(ORDERED):
    _row.index = _index


@functools.cache
def fingerprint() -> str:
    """A checksum of the rows' names and signatures: equal where two processes mean the same table.

    It tells apart what should not meet, not what means harm, so it need not be a cryptographic hash.
    """
    lines = (f"{r.name}({r.signature})" for r in ORDERED)
    return f"{zlib.crc32(chr(10).join(lines).encode()):08x}"


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
