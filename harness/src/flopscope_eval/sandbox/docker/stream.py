"""A container's standard streams, and the supervisor's messages within them."""

from __future__ import annotations

import contextlib
import json
import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import docker
from docker.utils.socket import STDERR, frames_iter_no_tty

from flopscope_eval.sandbox.capture import Capture

STARTED, ENDED = "started", "ended"
"""The supervisor's messages: the launcher's report, and how the program has ended."""

CLOSED = "closed"
"""The streams have ended: the container is not running any more."""

RECEIVED = "received"
"""Bytes have come from the program's private channel."""

_MESSAGE_MAX_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Event:
    """Something has happened on a container's streams: its name, what came with it, and when."""

    name: str
    fields: dict[str, Any] = field(default_factory=dict)
    at: float = field(default_factory=time.monotonic)


class MessageFilter:
    """Takes the messages out of a stream, and passes on the rest as it is.

    Examples
    --------
    >>> rest, messages = [], []
    >>> stream = MessageFilter(b"n0nce", rest.append, messages.append)
    >>> for chunk in (b"one n0n", b'ce {"event":', b' "ended"}\\ntwo'):
    ...     stream.feed(chunk)
    >>> stream.finish()
    >>> b"".join(rest), messages
    (b'one two', [{'event': 'ended'}])
    """

    def __init__(
        self,
        nonce: bytes,
        text: Callable[[bytes], None],
        message: Callable[[dict[str, Any]], None],
    ) -> None:
        self._marker = nonce + b" "
        self._text, self._message = text, message
        self._pending = b""

    def feed(self, chunk: bytes) -> None:
        """Take what came next."""
        self._pending += chunk
        while True:
            before, marker, after = self._pending.partition(self._marker)
            if not marker:
                # Its end may be the beginning of a marker.
                self._pass_on(len(self._pending) - len(self._marker) + 1)
                return
            body, newline, rest = after.partition(b"\n")
            if not newline and len(after) <= _MESSAGE_MAX_BYTES:
                self._pass_on(len(before))
                return
            self._text(before)
            self._message(json.loads(body))
            self._pending = rest

    def finish(self) -> None:
        """Pass on what is left."""
        self._pass_on(len(self._pending))

    def _pass_on(self, size: int) -> None:
        if size > 0:
            self._text(self._pending[:size])
            self._pending = self._pending[size:]


class Streams:
    """Attached to a container's standard streams from before its start until its end.

    A thread of its own keeps reading, so that a container that floods its output is only ever as
    slow as this process, and costs the host neither memory nor disk.
    """

    def __init__(
        self,
        engine: docker.DockerClient,
        container: str,
        has_channel: bool,  # so that standard output is its
        tell: Callable[[Event], None],
        on_output: Callable[[str, bytes], None] | None = None,
    ) -> None:
        self.stdout = Capture(tell=on_output, name="stdout")
        self.stderr = Capture(tell=on_output, name="stderr")
        self._tell = tell
        self._has_channel = has_channel
        self._nonce = secrets.token_hex(16)
        wanted = {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
        self._reader: Any = engine.api.attach_socket(container, params=wanted)
        # Over TCP and Unix sockets docker gives a reader around the socket, which cannot write.
        self._socket: Any = getattr(self._reader, "_sock", self._reader)
        self._thread = threading.Thread(target=self._read, name="container output", daemon=True)
        self._thread.start()

    @property
    def output_bytes(self) -> int:
        """How much the program has written so far."""
        return self.stdout.total_bytes + self.stderr.total_bytes

    def order(self, **order: Any) -> None:
        """Tell the supervisor what to run. See `flopscope_eval.sandbox.docker.supervisor`."""
        line = json.dumps({"nonce": self._nonce, **order}).encode() + b"\n"
        self._socket.sendall(line)

    def ask(self, what: str) -> None:
        """Tell the supervisor to ``stop`` or to ``kill`` the program, and say how that ended."""
        with contextlib.suppress(OSError):  # it has ended by itself meanwhile
            self._socket.sendall(what.encode() + b"\n")

    def send(self, data: bytes) -> None:
        """Send bytes to the program's private channel."""
        with contextlib.suppress(OSError):  # it has ended by itself meanwhile
            self._socket.sendall(b"send %d\n" % len(data))
            self._socket.sendall(data)

    def close(self) -> None:
        """Let go of the container, which its supervisor takes as the end."""
        with contextlib.suppress(OSError):  # the engine may have closed it already
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        # The response owns the reader; closed in any other order, it complains when collected.
        self._reader._response.close()
        self._socket.close()

    def _read(self) -> None:
        errors = MessageFilter(self._nonce.encode(), self.stderr.feed, self._message)
        try:
            for stream, chunk in frames_iter_no_tty(self._socket):
                assert isinstance(chunk, bytes)  # text is for Windows' named pipes
                if stream == STDERR:
                    errors.feed(chunk)
                else:
                    self._take(chunk)
        except OSError:
            pass  # the engine has gone, which is an end too
        finally:
            errors.finish()
            self._tell(Event(CLOSED))

    def _take(self, chunk: bytes) -> None:
        if self._has_channel:
            self._tell(Event(RECEIVED, {"data": chunk}))
        else:
            self.stdout.feed(chunk)

    def _message(self, message: dict[str, Any]) -> None:
        self._tell(Event(message.pop("event"), message))
