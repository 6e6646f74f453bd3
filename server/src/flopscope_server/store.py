"""The arrays and generators of one session, by the client's handles, and the memory they hold."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from flopscope.errors import CaseClosedError, MemoryLimitError, ProtocolError

MAX_ARRAYS = 1_000_000
"""Arrays that all sessions may hold by default, whatever their size: each also costs some memory."""

OVERHEAD_BYTES = 200
"""What a value costs besides its elements."""


class Memory:
    """Bytes and arrays held by all sessions, against the server's limits.

    Parameters
    ----------
    limit : int or None
        Bytes; None does not limit.
    max_arrays : int
        Arrays and generators, whatever their size.
    """

    def __init__(self, limit: int | None, max_arrays: int = MAX_ARRAYS) -> None:
        self.limit = limit
        self.max_arrays = max_arrays
        self.used = self.peak = 0
        self.arrays = self.peak_arrays = 0
        self._lock = threading.Lock()

    def check(self, wanted: int, what: str) -> None:
        """Refuse what would go over the limit, before it is made.

        Raises
        ------
        MemoryLimitError
        """
        if self.limit is not None and self.used + wanted > self.limit:
            raise MemoryLimitError(
                f"{what} needs {wanted:,} bytes; the server's limit is {self.limit:,} and {self.used:,} "
                "are in use. Nothing was computed or charged; free arrays or make smaller ones"
            )

    @property
    def is_full(self) -> bool:
        """There are as many arrays as there may be."""
        return self.arrays >= self.max_arrays

    def check_arrays(self, what: str) -> None:
        """Refuse an array more than may be held, before it is made.

        Raises
        ------
        MemoryLimitError
        """
        if self.is_full:
            raise MemoryLimitError(
                f"{what} makes an array more than the {self.max_arrays:,} that the server may hold; "
                "free arrays, or keep many small ones in one"
            )

    def add(self, change: int, arrays: int) -> None:
        """Count bytes and arrays that came (or went, where negative)."""
        with self._lock:
            self.used += change
            self.arrays += arrays
            if self.used > self.peak:
                self.peak = self.used
            if self.arrays > self.peak_arrays:
                self.peak_arrays = self.arrays


class Store:
    """One session's values.

    Views share their base's memory, which is counted once and for as long as any of them is held.
    """

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.largest = 0  # bytes of the largest value that the session ever held
        self.has_spread = False  # whether it ever held a view that is far larger than its memory
        self.never_made: dict[int, BaseException] = {}  # promised handles, and why there is nothing
        self.values: dict[int, Any] = {}
        self._kept: set[int] = set()  # what outlives the open case
        self._cleared_below = 0  # handles below this number were freed when their case closed
        self._bases: dict[int, list[int]] = {}  # id of base -> [holders, bytes]

    def __len__(self) -> int:
        return len(self.values)

    def get(self, handle: Any) -> Any:
        """The value of a handle.

        Raises
        ------
        ProtocolError
            If this session has none of that number.
        Exception
            What kept the operation, or one before it, from making what was promised.
        """
        try:
            return self.values[handle]
        except (KeyError, TypeError):
            if type(handle) is int and handle in self.never_made:
                raise self.never_made[handle].with_traceback(None) from None
            if type(handle) is int and 0 <= handle < self._cleared_below:
                raise CaseClosedError(
                    f"array {handle} was made in a case that has closed; arrays end with their case"
                ) from None
            raise ProtocolError(f"handle {handle!r} is not one of this session") from None

    def put(self, handle: int, value: Any) -> None:
        """Keep a value under a new handle.

        Raises
        ------
        ProtocolError
            If the handle is in use.
        MemoryLimitError
            If it is larger than was foreseen, and too large, or there are too many.
        """
        if handle in self.values:
            raise ProtocolError(f"handle {handle} is in use")
        memory = self._memory
        if memory.arrays >= memory.max_arrays:
            memory.check_arrays("the operation")
        base = value if getattr(value, "base", None) is None else _base(value)
        nbytes = getattr(value, "nbytes", 0)
        held = self._bases.get(id(base))
        if held is None:
            size = getattr(base, "nbytes", 0)
            # What the rules could not tell beforehand, such as the length of bincount's result.
            memory.check(size, "the result")
            held = self._bases[id(base)] = [0, OVERHEAD_BYTES + size]
        self.values[handle] = value
        held[0] += 1
        if nbytes > self.largest:
            self.largest = nbytes
        if nbytes > _SPREAD_BYTES and is_spread(value):
            self.has_spread = True
        memory.add(held[1] if held[0] == 1 else 0, 1)

    def free(self, handle: Any) -> None:
        """Forget a value, if there is one: its operation may have failed after it was promised."""
        value = self.values.pop(handle, None)
        if value is None:
            self.never_made.pop(handle, None)
            return
        if self._kept:
            self._kept.discard(handle)
        key = id(value if getattr(value, "base", None) is None else _base(value))
        held = self._bases[key]
        held[0] -= 1
        if not held[0]:
            del self._bases[key]
        self._memory.add(0 if held[0] else -held[1], -1)

    def promise_broken(self, handle: int, error: BaseException) -> None:
        """Remember why a handle that the client counts on has no value."""
        if len(self.never_made) < self._memory.max_arrays:
            self.never_made[handle] = error

    def keep_all(self) -> None:
        """Let all that is here outlive the cases that come."""
        self._kept = set(self.values)

    def end_case(self) -> None:
        """Free what was made since `keep_all`; its handles are told apart from unknown ones."""
        self._cleared_below = max(self._cleared_below, max(self.values, default=-1) + 1)
        for handle in [h for h in self.values if h not in self._kept]:
            self.free(handle)
        self.never_made.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.never_made.clear()
        self._memory.add(-sum(held[1] for held in self._bases.values()), -len(self.values))
        self.values.clear()
        self._bases.clear()


_SPREAD_BYTES = 1 << 20


def is_spread(value: Any) -> bool:
    """Whether it is a broadcast view, over a size that may be copied without asking."""
    large = getattr(value, "nbytes", 0) > _SPREAD_BYTES
    return large and isinstance(value, np.ndarray) and 0 in value.strides


def _base(value: Any) -> Any:
    while isinstance(value, np.ndarray) and isinstance(value.base, np.ndarray):
        value = value.base
    return value
