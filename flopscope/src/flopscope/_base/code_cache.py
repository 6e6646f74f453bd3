"""Compiled functions on disk, beside Python's own: what was compiled once is not compiled in every process.

The functions of rows are written as text (:mod:`.emitter`), and compiling it takes most of an operation's first
use. So the code is kept as Python keeps modules': in ``__pycache__``, for one version of Python, and neither
read nor written where bytecode is not to be. It is found by a hash of the text, so it cannot be out of date.

Files are opened by name, since importing :mod:`pathlib` takes a client longer than reading this one.
"""

from __future__ import annotations

import atexit
import contextlib
import marshal
import os
import sys
from _blake2 import blake2b
from importlib._bootstrap_external import MAGIC_NUMBER
from types import CodeType
from typing import Any

MOST = 6000
"""How many functions are kept; with more, those of earlier processes are forgotten."""

_PACKAGE = __file__.rsplit(os.sep, 2)[0]
PATH = f"{_PACKAGE}{os.sep}__pycache__{os.sep}emitted.{sys.implementation.cache_tag}.bin"

_HEADER = b"flopscope emitted 1\n" + MAGIC_NUMBER + b"\n"

_index: dict[bytes, tuple[int, int]] | None = None
_blob = b""
_new: dict[bytes, bytes] = {}


def compiled(source: str, file: str) -> CodeType:
    """The code of a source text, from the disk if it is there."""
    digest = blake2b(f"{file}\n{source}".encode(), digest_size=20).digest()
    index = _index if _index is not None else _read()
    place = index.get(digest)
    if place is not None:
        start, length = place
        with contextlib.suppress(ValueError, EOFError, TypeError):  # a damaged file is written anew
            found: CodeType = marshal.loads(_blob[start : start + length])
            return found
    made = compile(source, file, "exec")
    if not _new:
        atexit.register(_save)
    _new[digest] = marshal.dumps(made)
    return made


def _read() -> dict[bytes, tuple[int, int]]:
    """What is on the disk; nothing where that cannot be read."""
    global _index, _blob
    _index, _blob = _contents()
    return _index


def _contents() -> tuple[dict[bytes, tuple[int, int]], bytes]:
    try:
        with open(PATH, "rb") as file:  # noqa: PTH123
            data = file.read()
        if not data.startswith(_HEADER):
            return {}, b""
        at = len(_HEADER)
        length = int.from_bytes(data[at : at + 4], "little")
        index: Any = marshal.loads(data[at + 4 : at + 4 + length])
        return index, data[at + 4 + length :]
    except (OSError, ValueError, EOFError, TypeError):
        return {}, b""


def _save() -> None:
    """Add what this process has compiled to what is on the disk; another process may have done so, too."""
    if sys.dont_write_bytecode or sys.pycache_prefix is not None:
        return
    index, blob = _contents()
    kept = {d: blob[start : start + length] for d, (start, length) in index.items()}
    if len(kept) + len(_new) > MOST:
        kept = {}
    kept |= _new
    places, parts, at = {}, [], 0
    for digest, code in kept.items():
        places[digest] = (at, len(code))
        parts.append(code)
        at += len(code)
    listed = marshal.dumps(places)
    data = b"".join([_HEADER, len(listed).to_bytes(4, "little"), listed, *parts])
    temporary = f"{PATH}.{os.getpid()}"
    with contextlib.suppress(OSError):
        with open(temporary, "wb") as file:  # noqa: PTH123
            file.write(data)
        os.replace(temporary, PATH)  # noqa: PTH105
