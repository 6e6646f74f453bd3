"""Packs submissions and contests into one file each, the same bytes for the same content."""

from __future__ import annotations

import io
import os
import secrets
import shutil
import tarfile
from collections.abc import Iterable
from pathlib import Path

from flopscope_eval._run.submission import Submission


def pack(files: Iterable[tuple[str, Path]]) -> bytes:
    """Pack files under their names, without owners, times or modes."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=1) as archive:
        for name, path in sorted(files):
            member = tarfile.TarInfo(name)
            member.size = path.stat().st_size
            with path.open("rb") as file:
                archive.addfile(member, file)
    return buffer.getvalue()


def pack_submission(submission: Submission) -> bytes:
    """Pack a submission's files, by their names inside it."""
    return pack((file.name, file.path) for file in submission.files)


def unpack(content: bytes, folder: Path) -> None:
    """Unpack into a folder that appears whole or not at all.

    Raises
    ------
    tarfile.TarError
        A member leads out of the folder, or is not a regular file.
    """
    if folder.exists():
        return
    temporary = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    temporary.mkdir(parents=True)
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
            archive.extractall(temporary, filter="data")
        os.replace(temporary, folder)  # noqa: PTH105 - fails if another process was first
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        if not folder.exists():
            raise
