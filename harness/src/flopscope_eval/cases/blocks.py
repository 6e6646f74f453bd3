"""Shared memory for the inputs of the open case: written here, copied from by the server.

It is a file in the private folder, mapped by both. One case's inputs are in it at a time.
"""

from __future__ import annotations

import mmap
import os
from pathlib import Path

from flopscope_eval.grading.frames import Array

NAME = "blocks"
"""The file's name; `flopscope_server.cases.inputs` has the same."""

_ALIGNMENT = 64
_STEP = 1 << 20


class Blocks:
    """Memory that grows with the largest case.

    Parameters
    ----------
    folder
        The private folder, which only the harness and the server can enter.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._map: mmap.mmap | None = None
        self._used = 0

    def put(self, arrays: list[Array]) -> list[int]:
        """Write arrays, in place of those of the case before; give their offsets."""
        places, end = [], 0
        for array in arrays:
            start = -(-end // _ALIGNMENT) * _ALIGNMENT
            places.append(start)
            end = start + len(array.data)
        if end == 0:
            return places
        shared = self._at_least(end)
        for start, array in zip(places, arrays, strict=True):
            shared[start : start + len(array.data)] = array.data
        if self._used > end:  # nothing of an earlier case stays behind
            shared[end : self._used] = bytes(self._used - end)
        self._used = end
        return places

    def _at_least(self, size: int) -> mmap.mmap:
        if self._map is None or len(self._map) < size:
            if self._map is not None:
                self._map.close()
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            try:
                os.ftruncate(descriptor, -(-size // _STEP) * _STEP)
                self._map = mmap.mmap(descriptor, 0)
            finally:
                os.close(descriptor)
        return self._map

    def close(self) -> None:
        """Let go of the memory and remove the file."""
        if self._map is not None:
            self._map.close()
        self._path.unlink(missing_ok=True)
