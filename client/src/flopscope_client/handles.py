"""Handles: what an array or generator is on the client's side."""

from __future__ import annotations

import math
from collections import deque

from flopscope._dtypes import dtype as Dtype


class Handle:
    """A value that the server holds. When the last reference goes, the server is told to free it.

    Attributes
    ----------
    id : int
        The client's number for it.
    shape : tuple of int
    dtype : dtype
    scalar : bool
        Immutable, as NumPy's scalars.
    """

    __slots__ = ("_freed", "dtype", "id", "scalar", "shape", "size")

    def __init__(
        self, id: int, shape: tuple[int, ...], dtype: Dtype, scalar: bool, freed: deque[int]
    ) -> None:
        self.id = id
        self.shape = shape
        self.dtype = dtype
        self.scalar = scalar
        self.size = math.prod(shape)
        self._freed = freed

    @property
    def ndim(self) -> int:
        """Number of dimensions."""
        return len(self.shape)

    def __del__(self) -> None:
        self._freed.append(self.id)  # told with the next request: no round trip of its own


class GeneratorHandle:
    """A random generator that the server holds."""

    __slots__ = ("_freed", "id")

    def __init__(self, id: int, freed: deque[int]) -> None:
        self.id = id
        self._freed = freed

    def __del__(self) -> None:
        self._freed.append(self.id)
