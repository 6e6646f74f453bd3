"""A client that sends what it likes: a socket and msgpack, and nothing of the library's client."""

from __future__ import annotations

from types import TracebackType
from typing import Any

import msgpack
import zmq

from flopscope._table import TABLE, fingerprint
from flopscope._version import __version__
from flopscope._wire import messages as m
from flopscope._wire import values

TIMEOUT_MS = 5000


class RawClient:
    """A REQ socket to a server, by default after the handshake.

    Parameters
    ----------
    url : str
    greet : bool, optional
        Shake hands first.
    """

    def __init__(self, url: str, greet: bool = True) -> None:
        self._context = zmq.Context()
        self._socket = self._context.socket(zmq.REQ)
        self._socket.linger = 0
        self._socket.rcvtimeo = TIMEOUT_MS
        self._socket.connect(url)
        if greet:
            assert self.request([m.HELLO, __version__, fingerprint()])[0] == m.OK

    def __enter__(self) -> RawClient:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._context.destroy(0)

    def patience(self, seconds: float) -> None:
        """How long to wait for a reply."""
        self._socket.rcvtimeo = int(seconds * 1000)

    def send(self, *frames: bytes) -> list[bytes]:
        """Send frames as they are, and give the reply's."""
        self._socket.send_multipart(frames)
        return self._socket.recv_multipart()

    def request(self, header: Any, *buffers: bytes) -> list[Any]:
        """Send a header and buffers, and give the reply's header."""
        reply: list[Any] = msgpack.unpackb(self.send(msgpack.packb(header), *buffers)[0])
        return reply

    def run(self, *items: Any, buffers: tuple[bytes, ...] = ()) -> list[Any]:
        """Send the items of a request, and give the reply's header."""
        return self.request([m.RUN, list(items)], *buffers)


def op(name: str, handle: int, *arguments: Any) -> list[Any]:
    """An operation of the table as it travels."""
    return [TABLE[name].index, handle, list(arguments)]


def ref(handle: int) -> list[int]:
    """A handle as an argument."""
    return [values.HANDLE, handle]


def shape(*lengths: int) -> list[Any]:
    """A tuple of integers as an argument."""
    return [values.TUPLE, list(lengths)]


def error(reply: list[Any]) -> str:
    """The class of the error that a reply has; empty where it has none."""
    return reply[2][0] if reply[0] == m.ERROR else ""
