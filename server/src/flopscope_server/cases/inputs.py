"""Inputs: arrays of the open case, from the harness's message or from memory that both share."""

from __future__ import annotations

import mmap
import os
from pathlib import Path
from typing import Any

import numpy as np

BLOCKS = "blocks"
"""A file in the private folder: the harness writes large inputs there, and they are copied from it."""


class Inputs:
    """Reads the inputs of one case after another.

    Parameters
    ----------
    folder : Path or None
        The private folder. Without one, all inputs travel in messages.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._blocks: mmap.mmap | None = None

    def arrays(self, described: list[Any]) -> list[np.ndarray]:
        """Make new arrays, which belong to the participant.

        Parameters
        ----------
        described : list
            Of ``[dtype name, shape, bytes or offset in the shared memory]``.

        Raises
        ------
        ValueError, TypeError, OSError
            The harness sent something else.
        """
        return [self._array(np.dtype(name), tuple(shape), at) for name, shape, at in described]

    def _array(self, dtype: np.dtype, shape: tuple[int, ...], at: Any) -> np.ndarray:
        if isinstance(at, bytes):
            return np.frombuffer(at, dtype).reshape(shape).copy()
        count = int(np.prod(shape, dtype=np.int64))
        shared = self._shared(at + count * dtype.itemsize)
        return np.frombuffer(shared, dtype, count, at).reshape(shape).copy()

    def _shared(self, length: int) -> mmap.mmap:
        """The shared memory, mapped again where the harness has made it longer."""
        if self._blocks is None or len(self._blocks) < length:
            if self._folder is None:
                raise ValueError("inputs lie in shared memory, and there is none")
            descriptor = os.open(self._folder / BLOCKS, os.O_RDONLY | os.O_CLOEXEC)
            try:
                self._blocks = mmap.mmap(descriptor, 0, prot=mmap.PROT_READ)
            finally:
                os.close(descriptor)
        return self._blocks
