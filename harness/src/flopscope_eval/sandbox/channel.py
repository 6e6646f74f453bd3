"""The harness's end of the private channel to a run's server.

A message is MessagePack-RPC after four bytes with its length (big-endian)::

    [0, number, method, params]        a request, answered once
    [1, number, error, result]         its answer; ``error`` is null or [class name, text]
    [2, method, params]                a notification, not answered

How bytes come and go is the sandbox's: the process sandbox holds the socket itself, and in Docker the server
container's supervisor does. Everything happens in the thread that runs the sandbox.
"""

from __future__ import annotations

import itertools
import json
import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

SOCKET_NAME = "channel"
"""The socket's name in the private folder."""

READY, SUMMARY = "ready", "summary"
"""Notifications of every server: it can be reached; its account of the run, as JSON, at the end."""

FIRST_LINE = "started"
"""Tells every server that the submission's first line comes next: its time is measured from then on."""

_LENGTH = struct.Struct(">I")
_REQUEST, _ANSWER, _NOTIFICATION = range(3)


class ChannelError(Exception):
    """The server refused a request, or did not answer it."""


class Channel:
    """Messages to and from a server.

    Parameters
    ----------
    send : callable
        Takes bytes on their way to the server; it may keep them for later.
    wait : callable
        ``wait(until, timeout_s)`` goes on with the run's work until ``until()``, and says whether it came to
        that.

    Attributes
    ----------
    folder : Path or None
        The private folder, where it is one of this machine that both ends see.
    broken : str
        Why what the server sent cannot be understood; empty as long as it can.

    Examples
    --------
    What the server tells is taken by a function of the same parameters, and requests are made by name::

        channel.on("case_wanted", lambda: wanted.append(True))
        flops = channel.call("open_case", "c1", {"x": [1, 2]})
    """

    def __init__(
        self,
        send: Callable[[bytes], None],
        wait: Callable[[Callable[[], bool], float], bool],
    ) -> None:
        self.broken = ""
        self.folder: Path | None = None
        self._send_bytes = send
        self._wait = wait
        self._takers: dict[str, list[Callable[..., None]]] = {}
        self._answers: dict[int, tuple[Any, Any]] = {}
        self._numbers = itertools.count(1)
        self._pending = bytearray()
        self._closed = False

    def on(self, method: str, take: Callable[..., None]) -> None:
        """Have the parameters of the server's notifications of this method taken by one more function."""
        self._takers.setdefault(method, []).append(take)

    def notify(self, method: str, *params: Any) -> None:
        """Tell the server something that it does not answer."""
        self._send([_NOTIFICATION, method, list(params)])

    def call(self, method: str, *params: Any, timeout_s: float = 30.0) -> Any:
        """Ask the server, wait for its answer and give it.

        Raises
        ------
        ChannelError
            It refuses, says nothing within ``timeout_s``, or has gone.
        """
        number = next(self._numbers)
        self._send([_REQUEST, number, method, list(params)])
        self._wait(lambda: number in self._answers or self._closed or bool(self.broken), timeout_s)
        if number not in self._answers:
            reason = self.broken or ("it has gone" if self._closed else f"not in {timeout_s:g} s")
            raise ChannelError(f"the server did not answer {method}: {reason}")
        error, result = self._answers.pop(number)
        if error is not None:
            name, text = error
            raise ChannelError(f"the server refused {method}: {name}: {text}")
        return result

    def feed(self, data: bytes) -> None:
        """Take what came next from the server."""
        self._pending += data
        while not self.broken and len(self._pending) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._pending)
            end = _LENGTH.size + length
            if len(self._pending) < end:
                return
            message = bytes(self._pending[_LENGTH.size : end])
            del self._pending[:end]
            self._take(message)

    def close(self) -> None:
        """Note that the server sends nothing more."""
        self._closed = True

    def _take(self, data: bytes) -> None:
        try:
            message = msgspec.msgpack.decode(data)
        except msgspec.DecodeError as error:
            message = error
        match message:
            case [1, int() as number, error, result]:
                self._answers[number] = (error, result)
            case [2, str() as method, list() as params]:
                for take in self._takers.get(method, ()):
                    take(*params)
            case _:
                self.broken = f"what it sent is no message: {message!r}"[:200]

    def _send(self, message: list[Any]) -> None:
        data = msgspec.msgpack.encode(message)
        self._send_bytes(_LENGTH.pack(len(data)) + data)


class ServerLines:
    """What the harness itself takes from the channel: when the server is ready, and its summary."""

    def __init__(self, channel: Channel) -> None:
        self.ready = False
        self.summary: str | None = None
        channel.on(READY, self._take_ready)
        channel.on(SUMMARY, self._take_summary)

    def _take_ready(self, version: str, url: str) -> None:
        self.ready = True

    def _take_summary(self, document: str) -> None:
        self.summary = document


def read_summary(document: str | None, why_none: str) -> tuple[Mapping[str, Any] | None, str]:
    """Give a summary as plain data, or None and why there is none."""
    if document is None:
        return None, why_none or "it ended without one"
    try:
        summary = json.loads(document, parse_constant=_refuse_constant)
    except ValueError as error:
        return None, f"its summary is not JSON: {error}"
    if not isinstance(summary, dict):
        return None, "its summary is not an object"
    return summary, ""


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")
