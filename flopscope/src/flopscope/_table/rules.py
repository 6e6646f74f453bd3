"""Which list of prices this is: a hash of the rules."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from importlib.resources import files
from typing import Any


@functools.cache
def rules_sha256() -> str:
    """The hash of the table's rows and of the units that they count in: equal lists of prices have equal hashes."""
    from hashlib import sha256  # takes long to import, and only a run's summary asks

    found = sha256()
    for package in ("flopscope._table", "flopscope._pricing"):
        for name, text in sorted(_sources(files(package), package)):
            found.update(f"{name}\n{text}\n".encode())
    return found.hexdigest()


def _sources(folder: Any, name: str) -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        if entry.name.endswith(".py"):
            yield f"{name}.{entry.name}", entry.read_text(encoding="utf-8")
        elif entry.is_dir() and entry.name != "__pycache__":
            yield from _sources(entry, f"{name}.{entry.name}")
