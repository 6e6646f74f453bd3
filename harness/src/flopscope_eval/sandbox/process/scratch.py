"""How much disk a participant holds: in its temporary folder, and in files deleted from it.

A deleted file keeps its blocks while a descriptor or a mapping holds it, so both are looked at.
There is no third way to hold one: no descriptor can be sent into a socket, for lack of sendmsg.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

_MAX_FILES = 10_000
_BLOCK = 512  # the unit of st_blocks, whatever the file system's is

_MAPPING = re.compile(r"(?P<low>[0-9a-f]+)-(?P<high>[0-9a-f]+) \S+ \S+ \S+ \d+ +(?P<path>/.*)")


def used_bytes(folder: Path, pid: int, limit: int) -> int:
    """Measure it. More than 10,000 files count as more than ``limit``."""
    total = 0
    for files, path in enumerate(_below(folder)):
        if files > _MAX_FILES:
            return limit + 1
        total += _allocated(path)
    return total + _open_but_deleted(pid) + _mapped_but_deleted(folder, pid)


def _below(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        yield from (Path(parent) / name for name in (*folders, *files))


def _allocated(path: Path) -> int:
    try:
        return path.lstat().st_blocks * _BLOCK
    except FileNotFoundError:  # deleted while we were looking
        return 0


def _open_but_deleted(pid: int) -> int:
    files: dict[tuple[int, int], int] = {}
    try:
        with os.scandir(f"/proc/{pid}/fd") as entries:
            for entry in entries:
                status = os.stat(entry.path)  # noqa: PTH116 - of what the link stands for
                if stat.S_ISREG(status.st_mode) and status.st_nlink == 0:
                    files[status.st_dev, status.st_ino] = status.st_blocks * _BLOCK
    except (FileNotFoundError, ProcessLookupError, PermissionError):  # it is ending
        return sum(files.values())
    return sum(files.values())


def _mapped_but_deleted(folder: Path, pid: int) -> int:
    try:
        maps = Path(f"/proc/{pid}/maps").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError, PermissionError):  # it is ending
        return 0
    total = 0
    for match in map(_MAPPING.match, maps.splitlines()):
        if match and match["path"].endswith(" (deleted)") and match["path"].startswith(str(folder)):
            total += int(match["high"], 16) - int(match["low"], 16)
    return total
