"""A folder outside the tree for what is expensive to make, and digests to name it by."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


def cache_dir() -> Path:
    """Give flopscope's folder below ``XDG_CACHE_HOME`` or ``~/.cache``, made if it is missing."""
    root = os.environ.get("XDG_CACHE_HOME")
    folder = (Path(root) if root else Path.home() / ".cache") / "flopscope"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def lock(name: str) -> Iterator[None]:
    """Keep other processes of this user out, until the block ends or this process dies."""
    with (cache_dir() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Give a folder to fill that becomes `target` when the block succeeds, else disappears."""
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
    try:
        yield work
        work.rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def digest(parts: Iterable[tuple[str, bytes]]) -> str:
    """Hash named contents, each framed by its length so that none can pass for another."""
    total = hashlib.sha256()
    for name, content in sorted(parts):
        for field in (name.encode(), content):
            total.update(len(field).to_bytes(8, "big") + field)
    return total.hexdigest()


def read_tree(root: Path, prefix: str = "") -> Iterator[tuple[str, bytes]]:
    """Give name and content of every source file below `root`, caches left out."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield prefix + path.relative_to(root).as_posix(), path.read_bytes()
