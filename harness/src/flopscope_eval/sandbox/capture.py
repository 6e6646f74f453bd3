"""Keeps the head and the tail of a stream, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable

from flopscope_eval._run.sizes import KIB
from flopscope_eval.sandbox.interface import OutputCapture

KEPT_BYTES = 64 * KIB
"""How much of each end of a stream is kept."""


class Capture:
    """A stream's head and tail, and how long it was.

    Parameters
    ----------
    keep
        How many bytes of each end are kept.
    tell, name
        A function that is called with the name and each chunk, as it comes.

    Examples
    --------
    >>> capture = Capture(keep=4)
    >>> for chunk in (b"abc", b"defgh", b"ij"):
    ...     capture.feed(chunk)
    >>> capture.result()
    OutputCapture(head=b'abcd', tail=b'ghij', total_bytes=10)
    """

    def __init__(
        self,
        keep: int = KEPT_BYTES,
        *,
        tell: Callable[[str, bytes], None] | None = None,
        name: str = "",
    ) -> None:
        self._keep, self._tell, self._name = keep, tell, name
        self._head = bytearray()
        self._tail = bytearray()
        self.total_bytes = 0

    def feed(self, chunk: bytes) -> None:
        """Take what came next."""
        if self._tell is not None:
            self._tell(self._name, chunk)
        self.total_bytes += len(chunk)
        room = self._keep - len(self._head)
        self._head += chunk[:room]
        self._tail += chunk[room:]
        if len(self._tail) > 2 * self._keep:
            del self._tail[: -self._keep]

    def result(self) -> OutputCapture:
        """Give what is kept."""
        return OutputCapture(bytes(self._head), bytes(self._tail[-self._keep :]), self.total_bytes)
