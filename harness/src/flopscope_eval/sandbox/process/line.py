"""The private channel's socket in the process sandbox: one connection, and only the server's."""

from __future__ import annotations

import contextlib
import os
import socket
import struct
from collections.abc import Callable
from pathlib import Path

from flopscope_eval.sandbox.process.pump import Pump

_CHUNK = 2**20


class Line:
    """Listens for a run's server and, once it has connected, passes bytes both ways.

    Parameters
    ----------
    path
        Where the socket is made. It is removed as soon as the server has connected.
    owner, group
        Whom it is given to, so that a server which has given up its rights can connect; None: nobody.
    pump
        Does the work.
    take
        Is given what the server sends.
    closed
        Is called when it will send nothing more.
    """

    def __init__(
        self,
        path: Path,
        owner: int | None,
        group: int | None,
        pump: Pump,
        take: Callable[[bytes], None],
        closed: Callable[[], None],
    ) -> None:
        self.server_pid = 0
        self._path, self._pump, self._take, self._closed = path, pump, take, closed
        self._unsent = bytearray()
        self._socket: socket.socket | None = None
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(path))
        if owner is not None and group is not None:
            os.chown(path, owner, group)
        path.chmod(0o600)
        self._listener.listen(1)
        self._listener.setblocking(False)
        pump.watch(self._listener.fileno(), self._accept)

    @property
    def is_open(self) -> bool:
        """The server is connected, or may still connect."""
        return self._socket is not None or self._listener.fileno() >= 0

    def send(self, data: bytes) -> None:
        """Pass bytes on as soon as the server takes them."""
        self._unsent += data
        self._write()

    def close(self) -> None:
        """Let go of the server."""
        self._stop_listening()
        if self._socket is not None:
            self._pump.unwatch(self._socket.fileno())
            self._socket.close()
            self._socket = None
            self._closed()

    def _accept(self) -> None:
        connection, _ = self._listener.accept()
        credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        pid, _, _ = struct.unpack("3i", credentials)
        if pid != self.server_pid:  # whoever it is, it is not the server of this run
            connection.close()
            return
        self._stop_listening()
        connection.setblocking(False)
        self._socket = connection
        self._pump.watch(connection.fileno(), self._read)
        self._write()

    def _stop_listening(self) -> None:
        if self._listener.fileno() >= 0:
            self._pump.unwatch(self._listener.fileno())
            self._listener.close()
            self._path.unlink(missing_ok=True)

    def _read(self) -> None:
        assert self._socket is not None
        data = b""
        try:
            with contextlib.suppress(ConnectionError):
                data = self._socket.recv(_CHUNK)
        except BlockingIOError:
            return
        if data:
            self._take(data)
        else:
            self.close()

    def _write(self) -> None:
        if self._socket is None:
            return
        try:
            while self._unsent:
                del self._unsent[: self._socket.send(self._unsent)]
        except BlockingIOError:
            self._pump.when_writable(self._socket.fileno(), self._write)
        except ConnectionError:
            self._unsent.clear()
