"""Handles: what an array or generator is on the client's side."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from flopscope._base.dtypes import dtype as Dtype
from flopscope._wire.messages import FORGET

if TYPE_CHECKING:
    from flopscope._symmetry import SymmetryGroup
    from flopscope_client.queue import Queue

Kind = tuple[tuple[int, ...], Dtype, bool]
"""Shape, dtype, and whether it is an immutable scalar: all that rules look at."""


class Handle:
    """A value that the server holds. When the last reference goes, the server is told to free it.

    Attributes
    ----------
    id : int
        The client's number for it.
    kind : tuple
        Shape, dtype, scalar.
    wire : list
        How it is named in a message.
    writable : bool
        It can surely be written to. A view of which that is not known is False, too.
    """

    # A finalizer in C: a signal handler that raises within one in Python would be ignored.
    __slots__ = ("__del__", "id", "kind", "wire", "writable")

    def __init__(self, id: int, kind: Kind, queue: Queue, writable: bool) -> None:
        self.id = id
        self.kind = kind
        self.writable = writable
        self.wire = [0, id]
        # Freed in the order of the queue, after all that uses it, with no round trip of its own.
        self.__del__ = partial(queue.free, id)

    @property
    def shape(self) -> tuple[int, ...]:
        """Length of each dimension."""
        return self.kind[0]

    @property
    def dtype(self) -> Dtype:
        """Type of the elements."""
        return self.kind[1]

    @property
    def scalar(self) -> bool:
        """Whether it is immutable, as NumPy's scalars."""
        return self.kind[2]

    @property
    def ndim(self) -> int:
        """Number of dimensions."""
        return len(self.kind[0])

    @property
    def size(self) -> int:
        """Number of elements."""
        return math.prod(self.kind[0])


class SymmetricHandle(Handle):
    """An array with a symmetry, which nobody can write to.

    Attributes
    ----------
    group : SymmetryGroup
    """

    __slots__ = ("group",)

    def __init__(self, id: int, kind: Kind, queue: Queue, group: SymmetryGroup) -> None:
        super().__init__(id, kind, queue, writable=False)
        self.group = group


class GeneratorHandle:
    """A random generator that the server holds."""

    __slots__ = ("__del__", "id", "wire")

    def __init__(self, id: int, queue: Queue) -> None:
        self.id = id
        self.wire = [0, id]
        self.__del__ = partial(queue.free, id)


class LedgerToken:
    """A ledger that the server keeps. When the last reference goes, the server may forget it.

    Attributes
    ----------
    number : int
    """

    __slots__ = ("__del__", "number")

    def __init__(self, number: int, queue: Queue | None = None) -> None:
        self.number = number
        forget = [FORGET, 0, [number]]
        self.__del__: Callable[[], object] = list if queue is None else partial(queue.free, forget)

    def account(self, namespace: str) -> tuple[int, str]:
        """What operations of a namespace charge, as the server is told it."""
        return self.number, namespace
