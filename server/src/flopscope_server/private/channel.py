"""The private channel: messages between the server and its harness, over a Unix socket.

A message is MessagePack-RPC after four bytes with its length (big-endian)::

    [0, number, method, params]        a request, answered once
    [1, number, error, result]         its answer; ``error`` is null or [class name, text]
    [2, method, params]                a notification, not answered

The harness listens on ``channel`` in the private folder and the server connects to it, once. Both sides may
send requests and notifications. MessagePack's integers end at 64 bits, so what may be larger travels as text.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgpack

log = logging.getLogger(__name__)

SOCKET_NAME = "channel"
MAX_MESSAGE_BYTES = (1 << 32) - 1
REQUEST, ANSWER, NOTIFICATION = range(3)

Handler = Callable[..., Any]
"""Is given the parameters of a request; what it returns is the answer, and what it raises the error."""

_LENGTH = struct.Struct(">I")


class ChannelClosed(Exception):
    """The harness has gone."""


class Channel:
    """The server's end.

    Parameters
    ----------
    folder : Path
        The private folder, in which the harness listens.
    call_soon : callable
        Has a function called by the thread that serves the participants, between two of their messages:
        that is where handlers run, so that they need no lock against sessions' own messages. Operations of
        sessions that have a thread of their own may be under way all the same.

    Raises
    ------
    OSError
        Nobody listens there.

    Examples
    --------
    A handler is registered before :meth:`start`::

        channel.handle("open_case", cases.open)

    The harness's ``channel.call("open_case", "c1", inputs)`` calls ``cases.open("c1", inputs)`` then.
    """

    def __init__(self, folder: Path, call_soon: Callable[[Callable[[], None]], None]) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._socket.connect(str(folder / SOCKET_NAME))
        except OSError:
            self._socket.close()
            raise
        self._call_soon = call_soon
        self._handlers: dict[str, Handler] = {}
        self._sending = threading.Lock()

    def handle(self, method: str, handler: Handler) -> None:
        """Answer the harness's requests (and take its notifications) of this method by ``handler``."""
        if method in self._handlers:
            raise ValueError(f"{method!r} has a handler already")
        self._handlers[method] = handler

    def start(self, closed: Callable[[], None]) -> None:
        """Read what the harness sends, in a thread of its own; call ``closed`` once it has gone."""

        def read() -> None:
            try:
                while True:
                    self._take(self._receive())
            except (ChannelClosed, OSError, ValueError) as error:
                log.info("the private channel has ended: %s", error)
                self._socket.close()
                closed()

        threading.Thread(target=read, name="private channel", daemon=True).start()

    def close(self) -> None:
        """Send nothing more; the harness sees the end once it has read what was sent."""
        with contextlib.suppress(OSError):  # it has closed its end already
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def notify(self, method: str, *params: Any) -> None:
        """Tell the harness something that it does not answer; may be called by any thread.

        Raises
        ------
        OSError
            It has gone.
        """
        self._send([NOTIFICATION, method, list(params)])

    def _take(self, message: Any) -> None:
        match message:
            case [0, int() as number, str() as method, list() as params]:
                self._call_soon(lambda: self._answer(number, method, params))
            case [2, str() as method, list() as params]:
                self._call_soon(lambda: self._answer(None, method, params))
            case _:
                raise ValueError("what came over the private channel is no message")

    def _answer(self, number: int | None, method: str, params: list[Any]) -> None:
        error: list[str] | None = None
        result: Any = None
        try:
            if method not in self._handlers:
                raise LookupError(f"the server has no method {method!r}")
            result = self._handlers[method](*params)
        except Exception as raised:
            log.exception("%s failed", method)
            error = [type(raised).__name__, str(raised)]
        if number is not None:
            self._send([ANSWER, number, error, result])

    def _send(self, message: list[Any]) -> None:
        data = msgpack.packb(message)
        if len(data) > MAX_MESSAGE_BYTES:
            raise ValueError(f"a message of {len(data):,} bytes is too long for the channel")
        with self._sending:
            self._socket.sendall(_LENGTH.pack(len(data)))
            self._socket.sendall(data)

    def _receive(self) -> Any:
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
        return msgpack.unpackb(self._exactly(length))

    def _exactly(self, count: int) -> bytearray:
        data = bytearray(count)
        rest = memoryview(data)
        while rest:
            read = self._socket.recv_into(rest)
            if not read:
                raise ChannelClosed("the harness has closed it")
            rest = rest[read:]
        return data
