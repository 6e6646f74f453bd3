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

CACHE_VARIABLE = "FLOPSCOPE_EVAL_CACHE"
"""Names another folder for everything that is kept between runs."""

_ROOTS = Path("/var/cache/flopscope")


def cache_dir(*, for_other_users: bool = False) -> Path:
    """Give the folder for what is expensive to make, made if it is missing.

    That is ``FLOPSCOPE_EVAL_CACHE``, or ``flopscope`` below ``XDG_CACHE_HOME`` or ``~/.cache``; root's
    is ``/var/cache/flopscope``.

    Parameters
    ----------
    for_other_users
        Other users must be able to pass through: root runs submissions as such. Where they cannot,
        root's folder is given in place of the one chosen by ``XDG_CACHE_HOME``.
    """
    chosen, xdg = os.environ.get(CACHE_VARIABLE), os.environ.get("XDG_CACHE_HOME")
    is_root = os.geteuid() == 0
    if chosen:
        folder = Path(chosen).resolve()
    elif xdg:
        folder = Path(xdg).resolve() / "flopscope"
    else:
        folder = _ROOTS if is_root else Path.home() / ".cache" / "flopscope"
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        if is_root:
            folder.chmod(0o711)  # whatever the umask
    if for_other_users and is_root and not chosen and not _is_open(folder):
        _ROOTS.mkdir(parents=True, exist_ok=True)
        _ROOTS.chmod(0o711)
        return _ROOTS
    return folder


def _is_open(folder: Path) -> bool:
    return all(path.stat().st_mode & 0o001 for path in (folder, *folder.parents))


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
