"""A hash of the operations that were charged, in order."""

from __future__ import annotations

import hashlib
import threading


class Digest:
    """A running hash of the operations that were charged, in order."""

    __slots__ = ("_hash", "_lock", "_pending")

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._pending: list[str] = []
        self._lock = threading.Lock()

    def add(self, op_name: str, cost: int, namespace: str) -> None:
        """Add an operation."""
        self._pending.append(f"{op_name} {cost} {namespace}\n")
        if len(self._pending) >= 1024:
            self.hexdigest()

    def hexdigest(self) -> str:
        """The hash of everything so far."""
        with self._lock:
            taken, self._pending = self._pending, []
            self._hash.update("".join(taken).encode())
            return self._hash.hexdigest()
