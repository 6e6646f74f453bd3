"""The connection: one REQ socket, the handshake, and what tells that the server is gone.

Threads of the program share it, one request at a time. A socket monitor reports a closed connection, so
that a dead server is noticed at once and not when the request's time is over.
"""

from __future__ import annotations

import math
import os
import threading
import time
import weakref
from collections.abc import Callable
from typing import Any, NamedTuple

import msgpack
import zmq

from flopscope._pricing.policy import Policy
from flopscope._table import fingerprint
from flopscope._version import __version__
from flopscope._wire import errors, messages, monitor, values
from flopscope.errors import ProtocolError, RequestTimeoutError, ServerLostError
from flopscope_client.interrupts import SignalsHeld

CONNECT_TIMEOUT_S = 5.0
"""Seconds that a server may take to appear: a harness starts it at the same time."""
_SHORT_MS = 20
"""How long a reply is waited for before the connection is watched as well."""
_pack = msgpack.Packer().pack

_AWAKE_S = 300e-6
"""How long a reply is looked for before the thread sleeps until it comes."""
_give_way: Callable[[], object] = getattr(os, "sched_yield", lambda: time.sleep(0))

_INTERRUPTIBLE_AFTER_S = 0.25
"""How long a reply is waited for before a signal handler may end the wait."""

LOST_GRACE_S = 0.5
"""Seconds that a closed connection may take to come back before the server counts as lost."""

_GONE = zmq.EVENT_DISCONNECTED | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
_BACK = zmq.EVENT_HANDSHAKE_SUCCEEDED

_connections: weakref.WeakSet[Connection] = weakref.WeakSet()


class Reply(NamedTuple):
    """A reply as :mod:`flopscope._wire.messages` describes it.

    Attributes
    ----------
    results, buffers, warnings : list
    error : BaseException or None
    remaining : int or None
    """

    results: list[Any]
    buffers: list[Any]
    error: BaseException | None
    warnings: list[Any]
    remaining: int | None


class Connection:
    """A client's only socket.

    Parameters
    ----------
    url : str, optional
        Default ``FLOPSCOPE_SERVER_URL``, else the default endpoint.
    timeout_s : float, optional
        Seconds that one request may take; default ``FLOPSCOPE_TIMEOUT_S``, else 30.
    """

    def __init__(self, url: str | None = None, timeout_s: float | None = None) -> None:
        self.url = url or os.environ.get("FLOPSCOPE_SERVER_URL") or messages.DEFAULT_URL
        self.timeout_s = timeout_s or _timeout_from_environment()
        self.lock = threading.RLock()
        self.held = SignalsHeld()
        """Entered, under the lock, around each exchange."""
        self.interrupted = False
        """A signal handler has ended the wait for the latest reply, which is still to come."""
        self._socket: zmq.Socket[bytes] | None = None
        self._monitor: zmq.Socket[bytes] | None = None
        self._lost: str | None = None
        self.policy: Policy | None = None
        _connections.add(self)

    def connect(self, timeout_s: float = CONNECT_TIMEOUT_S) -> None:
        """Open the socket and shake hands, if that has not been done.

        Parameters
        ----------
        timeout_s : float, optional
            Seconds to wait for the server.

        Raises
        ------
        ServerLostError
            No server answers, or an earlier connection was lost: a new one would not know its arrays.
        """
        with self.lock, self.held:
            if self._lost:
                raise ServerLostError(self._lost)
            if self._socket is None:
                try:
                    self._open(timeout_s)
                except BaseException:
                    self.close()  # half a handshake is of no use to the next attempt
                    self._lost = None  # no array is lost, so the next attempt may succeed
                    raise

    def _open(self, limit: float) -> None:
        context: zmq.Context[zmq.Socket[bytes]] = zmq.Context.instance()
        socket = context.socket(zmq.REQ)
        socket.linger = 0
        socket.setsockopt(zmq.RCVTIMEO, _SHORT_MS)
        socket.setsockopt(zmq.MAXMSGSIZE, messages.MAX_FRAME_BYTES)
        _encrypt(socket)
        self._monitor = socket.get_monitor_socket(_GONE | _BACK)
        self._monitor.linger = 0
        try:
            socket.connect(self.url)
        except zmq.ZMQError as error:
            raise ServerLostError(
                f"{self.url!r} is not an address of a server ({error}); set FLOPSCOPE_SERVER_URL "
                "to one such as ipc:///tmp/flopscope.sock"
            ) from error
        self._socket = socket
        hello = msgpack.packb([messages.HELLO, __version__, fingerprint()])
        try:
            self._send([hello])
            reply = self._unpacked(self._receive(limit, "the handshake"))
        except RequestTimeoutError as error:
            raise self._lose(
                f"no flopscope server answers at {self.url} within {limit:g} s; start one with "
                f"`flopscope-server --url {self.url}` or set FLOPSCOPE_SERVER_URL"
            ) from error
        self.policy = Policy(reply[1][0], f"of the server at {self.url}")

    def send(self, header: list[Any], buffers: list[Any]) -> None:
        """Send a request; :meth:`receive` must follow before the next.

        Raises
        ------
        ServerLostError
        """
        if self._lost:
            raise ServerLostError(self._lost)
        if self._socket is None:
            self.connect()
        self._send([_pack(header), *buffers])

    def has_reply(self) -> bool:
        """Whether the reply has arrived."""
        return bool(self._socket is None or self._socket.poll(0))

    def receive(self, what: str) -> Reply:
        """Wait for the reply to the request that was sent.

        Raises
        ------
        ServerLostError, RequestTimeoutError, ProtocolError
        """
        self.interrupted = False
        if self._lost:
            raise ServerLostError(self._lost)
        frames = self._receive(self.timeout_s, what)
        reply = self._unpacked(frames)
        error = errors.decode(_decoded(reply[2])) if reply[2] is not None else None
        remaining = reply[4]
        if remaining.__class__ is list:  # it has more than 64 bits
            remaining = values.decode(remaining, _no_handles)
        return Reply(reply[1], frames[1:], error, reply[3], remaining)

    def _soon(self) -> zmq.Frame | None:
        """The first frame of a reply that is not long in coming; None where it is.

        A processor that falls asleep takes longer to wake up than a short operation takes. So for a moment
        this one stays awake, and only gives way to whoever else could use it.
        """
        assert self._socket is not None
        until = time.perf_counter() + _AWAKE_S
        while time.perf_counter() < until:
            try:
                return self._socket.recv(zmq.NOBLOCK, copy=False)
            except zmq.Again:
                _give_way()
        return None

    def _unpacked(self, frames: list[Any]) -> list[Any]:
        try:
            reply = msgpack.unpackb(frames[0], strict_map_key=True)
        except (ValueError, msgpack.UnpackException) as error:
            raise self._lose(
                f"the server at {self.url} sent a reply that is not one: {error}"
            ) from error
        if not isinstance(reply, list) or len(reply) != 5:
            raise ProtocolError(f"the server at {self.url} sent a reply of another protocol")
        if reply[0] == messages.ERROR and reply[1] is None:  # the request as a whole was refused
            raise errors.decode(_decoded(reply[2]))
        return reply

    def _send(self, frames: list[Any]) -> None:
        assert self._socket is not None
        try:
            if len(frames) == 1:
                self._socket.send(frames[0])
            else:
                self._socket.send_multipart(frames, copy=False)
        except zmq.ZMQError as error:
            raise self._lose(f"the connection to {self.url} failed: {error}") from error

    def _receive(self, limit: float, what: str) -> list[Any]:
        """The reply's frames: the header as bytes, buffers where they arrived."""
        assert self._socket is not None
        try:
            try:
                # RCVTIMEO bounds this.
                part = self._soon() or self._socket.recv(copy=False)
            except zmq.Again:
                self._await_reply(limit, what)
                part = self._socket.recv(copy=False)
            frames: list[Any] = [part.bytes]
            while part.more:
                part = self._socket.recv(copy=False)
                frames.append(part.buffer)
            return frames
        except zmq.ZMQError as error:
            raise self._lose(
                f"the connection to {self.url} failed during {what}: {error}"
            ) from error

    def _await_reply(self, limit: float, what: str) -> None:
        assert self._socket is not None
        poller = zmq.Poller()
        poller.register(self._socket, zmq.POLLIN)
        poller.register(self._monitor, zmq.POLLIN)
        started = time.monotonic()
        deadline = started + limit
        gone_at: float | None = None
        while True:
            end = deadline if gone_at is None else min(deadline, gone_at + LOST_GRACE_S)
            if time.monotonic() - started < _INTERRUPTIBLE_AFTER_S:
                end = min(end, started + _INTERRUPTIBLE_AFTER_S)
                ready = self._poll(poller, end)
            else:
                ready = self._poll_interruptibly(poller, end)
            if self._socket in ready:
                return
            if self._monitor in ready:
                gone_at = self._connection_event(gone_at)
            elif gone_at is not None and time.monotonic() >= gone_at + LOST_GRACE_S:
                raise self._lose(self._gone(what))
            elif time.monotonic() >= deadline:
                self._lose(f"an earlier request to {self.url} was not answered in time")
                raise RequestTimeoutError(
                    f"{what} was not answered by {self.url} within {limit:g} s; raise "
                    "FLOPSCOPE_TIMEOUT_S, or give the server less to do at once"
                )

    def _poll_interruptibly(self, poller: zmq.Poller, end: float) -> dict[Any, int]:
        self.interrupted = True  # until it has not been
        with self.held.let_through():
            ready = self._poll(poller, end)
        self.interrupted = False
        return ready

    @staticmethod
    def _poll(poller: zmq.Poller, end: float) -> dict[Any, int]:
        return dict(poller.poll(max(0, math.ceil((end - time.monotonic()) * 1000))))

    def _connection_event(self, gone_at: float | None) -> float | None:
        """When the connection was last seen closed; None while it stands."""
        assert self._monitor is not None
        event, _ = monitor.parse_event(self._monitor.recv_multipart())
        if event & _GONE and gone_at is None:
            return time.monotonic()
        # A server that came back is a new one, which knows nothing of this session's arrays.
        return gone_at

    def _gone(self, what: str) -> str:
        if self.policy is None:
            return (
                f"what answers at {self.url} does not talk to this client: check the address, and that "
                "FLOPSCOPE_SERVER_KEY is the server's key if it has one"
            )
        return (
            f"the flopscope server at {self.url} is gone (during {what}): its arrays and "
            "budget went with it. Start the server again, and this program from the beginning"
        )

    def forked(self) -> None:
        """This process is a child of the one that is connected, and two cannot share a socket."""
        if self._socket is not None:
            self._lost = (
                "this process was forked from the one that is connected; use flopscope in one of them "
                "only"
            )

    def _lose(self, reason: str) -> ServerLostError:
        self._lost = reason
        self.close()
        return ServerLostError(reason)

    def close(self) -> None:
        """Close the socket; the server then frees this client's arrays."""
        with self.lock:
            if self._socket is not None:
                self._socket.disable_monitor()
                self._socket.close(0)
                self._socket = None
            if self._monitor is not None:
                self._monitor.close(0)
                self._monitor = None


def _forked() -> None:
    for connection in list(_connections):
        connection.forked()


os.register_at_fork(after_in_child=_forked)


def _decoded(data: Any) -> list[Any]:
    return [values.decode(v, _no_handles) for v in data]


def _no_handles(tag: int, data: list[Any]) -> Any:
    raise ProtocolError(f"the server sent tag {tag} where a plain value was expected")


def _encrypt(socket: zmq.Socket[bytes]) -> None:
    """Use CURVE where ``FLOPSCOPE_SERVER_KEY`` gives the server's public key."""
    key = os.environ.get("FLOPSCOPE_SERVER_KEY")
    if not key:
        return
    try:
        socket.curve_serverkey = key.encode()
    except (ValueError, zmq.ZMQError) as error:
        raise ValueError(
            f"FLOPSCOPE_SERVER_KEY is {key!r}; it takes the server's public key, 40 characters of Z85"
        ) from error
    socket.curve_publickey, socket.curve_secretkey = zmq.curve_keypair()


def _timeout_from_environment() -> float:
    text = os.environ.get("FLOPSCOPE_TIMEOUT_S", "30")
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 < found < 1e7:
        raise ValueError(f"FLOPSCOPE_TIMEOUT_S is {text!r}; it takes a positive number of seconds")
    return found
