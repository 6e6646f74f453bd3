"""Keeps answers and bundles as files named by their hash, written safely before a row names them."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from flopscope_eval.store.errors import AnswerTooLarge, NotFound

MAX_BYTES = 1 << 30
"""Size limit of one file."""


class Files:
    """A folder of files by content. Equal content is kept once.

    Parameters
    ----------
    folder
        Made if it does not exist.
    max_bytes
        Larger content is refused.
    """

    def __init__(self, folder: Path, max_bytes: int = MAX_BYTES) -> None:
        self.folder = folder
        self._max_bytes = max_bytes

    def put(self, content: bytes) -> str:
        """Keep content, on disk when this returns, and give its SHA-256.

        Raises
        ------
        AnswerTooLarge
            The content exceeds the limit; nothing is kept.
        """
        if len(content) > self._max_bytes:
            raise AnswerTooLarge(
                f"{len(content):,} bytes exceed the store's limit of {self._max_bytes:,} a file"
            )
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(sha256)
        if path.exists():
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{sha256}.{secrets.token_hex(4)}")
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
        return sha256

    def get(self, sha256: str) -> bytes:
        """Read content back.

        Raises
        ------
        NotFound
            It is not kept, or what is kept has another hash.
        """
        try:
            content = self.path(sha256).read_bytes()
        except FileNotFoundError:
            raise NotFound(f"no file {sha256} in {self.folder}; was it pruned?") from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise NotFound(f"{self.path(sha256)} has changed on disk; restore it from a backup")
        return content

    def path(self, sha256: str) -> Path:
        """Where content of this hash is kept."""
        return self.folder / sha256[:2] / sha256

    def all(self) -> Iterator[str]:
        """Every hash that is kept."""
        for path in sorted(self.folder.glob("??/*")):
            if not path.name.startswith("."):
                yield path.name

    def remove(self, sha256: str) -> None:
        """Drop content; absent content is no error."""
        self.path(sha256).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
