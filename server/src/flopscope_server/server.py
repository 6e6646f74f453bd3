"""The server: one socket, a session for each connection, and a thread for what takes long.

The socket's thread runs short operations itself, which saves two thread switches; anything that may
take longer goes to its session's own thread, so that no client holds up another.
"""

from __future__ import annotations

import collections
import contextlib
import functools
import logging
import math
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import zmq

from flopscope._ledger.digest import Digest
from flopscope._ledger.ledger import Ledger
from flopscope._local.session import Session
from flopscope._pricing.policy import Policy
from flopscope._wire import messages as m
from flopscope._wire.monitor import parse_event
from flopscope.errors import ServerLostError
from flopscope_server import thread_state
from flopscope_server.backstop import COMPUTING
from flopscope_server.cases import CaseDesk
from flopscope_server.clock import ProgramClock
from flopscope_server.private.recorder import Recorder, Track
from flopscope_server.seeds import session_seeds
from flopscope_server.session import LATER, ClientSession, refusal
from flopscope_server.store import MAX_ARRAYS, Memory
from flopscope_server.urls import check_unused
from flopscope_server.watchdog import Watchdog

log = logging.getLogger(__name__)

MAX_SESSIONS = 256
GRACE_S = 10.0
_TICK_MS = 250
_QUEUED_MESSAGES = 4
"""Messages of one peer that may wait: a client sends one and waits for its reply."""

_WAKE_URL = "inproc://wake"

_AND_MORE = int(zmq.NOBLOCK | zmq.SNDMORE)
_COPIED_BYTES = 1 << 16
"""Frames below this size are copied, which is quicker than to keep track of them."""


class _Peer:
    """One connection: its session, its socket's descriptor, and its thread once it has needed one."""

    def __init__(
        self, identity: bytes, descriptor: int, session: ClientSession, clock: ProgramClock
    ) -> None:
        self.identity = identity
        self.descriptor = descriptor
        self.session = session
        self.clock = clock
        self.busy = False
        self.busy_since = 0.0
        self.gone = False
        self.overdue: ServerLostError | None = None
        self.seen = time.monotonic()
        self.work: Any = None


class Server:
    """Runs operations for the clients of one address until it is stopped.

    Parameters
    ----------
    url : str
        ``ipc://PATH`` or ``tcp://HOST:PORT``.
    policy : Policy
    budget : int or None
        FLOPs of the run's ledger, which all connections share.
    max_memory : int or None
        Bytes that all arrays together may take.
    seed : int or None
        From which unseeded generators derive theirs, in order.
    default_budget : int
        Budget of each session's default context.
    idle_timeout_s : float or None
        Seconds of silence after which a session is closed.
    curve_secret : bytes or None
        CURVE key that encrypts the connections; clients need its public half.
    grace_s : float
        Seconds that operations which are running at the end may still take.
    max_arrays : int
        Arrays that all sessions together may hold.
    operation_limit_s : float or None
        Seconds that a session's operations of one request may take; the session ends then.
    own_time_limit_s : float or None
        Seconds that all programs together may have for themselves, from a reply to the next request. The
        sessions that ask for more end then.

    Attributes
    ----------
    desk : CaseDesk or None
        Hands out a contest's cases; to be set before :meth:`run`.
    recorder : Recorder or None
        Told what sessions do. To be set before :meth:`run`.
    watchdog : Watchdog or None
        Told that the loop goes round. To be set before :meth:`run`.
    longest_s : float
        What the longest of the requests took that had a thread of their own.
    own_time_over : bool
        A session ended since programs had more time for themselves than they may.
    unfinished : bool
        Some were still running then: the process can only end by ``os._exit``.
    """

    def __init__(
        self,
        url: str,
        policy: Policy,
        budget: int | None = None,
        max_memory: int | None = None,
        seed: int | None = None,
        default_budget: int = 10**15,
        idle_timeout_s: float | None = None,
        curve_secret: bytes | None = None,
        grace_s: float = GRACE_S,
        max_arrays: int = MAX_ARRAYS,
        operation_limit_s: float | None = None,
        own_time_limit_s: float | None = None,
    ) -> None:
        self.url = url
        self.policy = policy
        self.seed = seed
        self.digest = Digest()
        self.budget_reads = 0
        self.memory = Memory(max_memory, max_arrays)
        self.recorder: Recorder | None = None
        self.watchdog: Watchdog | None = None
        self.longest_s = 0.0
        self._operation_limit_s = operation_limit_s
        self._own_time_limit_s = own_time_limit_s
        self.own_time_over = False
        self.sessions = 0
        self.protocol_errors = 0
        self.desk: CaseDesk | None = None
        self._default_budget = default_budget
        self._idle_timeout_s = idle_timeout_s
        self._peers: dict[bytes, _Peer] = {}
        self._departed_s = 0.0  # the own time of programs whose sessions are over
        self.ledger = Ledger(budget, digest=self.digest, scale=policy.scale, own_s=self._own_s)
        self._by_descriptor: dict[int, _Peer] = {}
        self._finished: collections.deque[tuple[_Peer, list[Any]]] = collections.deque()
        self._computing = threading.BoundedSemaphore(COMPUTING)
        self._grace_s = grace_s
        self.unfinished = False
        self._stopping = threading.Event()
        self._thread = 0  # which one `run` runs in
        self._context = zmq.Context()
        self._socket = self._context.socket(zmq.ROUTER)
        self._socket.linger = 0
        self._socket.setsockopt(zmq.RCVTIMEO, _TICK_MS)
        # What a peer may make the server hold before anything of it has been looked at.
        self._socket.setsockopt(
            zmq.MAXMSGSIZE, min(m.MAX_FRAME_BYTES, max_memory or m.MAX_FRAME_BYTES)
        )
        self._socket.setsockopt(zmq.RCVHWM, _QUEUED_MESSAGES)
        self._socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
        if curve_secret is not None:
            self._socket.curve_server = True
            self._socket.curve_secretkey = curve_secret
        self._monitor = self._socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        # Other threads of this process wake the socket's own by a message from a peer that is none: to wait
        # for one socket is quicker than for several. Its name is taken before anybody can connect.
        self._own_identity = secrets.token_bytes(16)
        self._socket.bind(_WAKE_URL)
        self._wake_lock = threading.Lock()
        self._wake_out = self._context.socket(zmq.DEALER)
        self._wake_out.routing_id = self._own_identity
        self._wake_out.connect(_WAKE_URL)
        self._calls: collections.deque[Callable[[], None]] = collections.deque()

    # --- running ---------------------------------------------------------------------------------

    def bind(self) -> None:
        """Take the address. A socket file that nobody serves is replaced.

        Raises
        ------
        OSError
            If the address is in use or cannot be made.
        """
        check_unused(self.url)
        self._socket.bind(self.url)

    def run(self) -> None:
        """Serve until :meth:`stop` is called; operations that are running then have the grace to finish."""
        thread_state.install()
        self._thread = threading.get_ident()
        tick = 0.0
        while not self._stopping.is_set():
            self._receive()
            now = time.monotonic()
            if now > tick:
                tick = now + _TICK_MS / 1000
                self._drop_disconnected()
                self._drop_idle()
                self._end_overdue()
                self._beat()
        self._finish()
        if self.watchdog is not None:
            self.watchdog.stop()

    def _beat(self) -> None:
        """Show those who watch that the loop goes round."""
        if self.recorder is not None:
            self.recorder.beat()
        if self.watchdog is not None:
            self.watchdog.pat()

    def stop(self) -> None:
        """Ask :meth:`run` to end; may be called from a signal handler or another thread."""
        self._stopping.set()
        if threading.get_ident() == self._thread:
            # In a signal's handler: the call that the signal interrupted waits no longer.
            self._socket.rcvtimeo = 0
        else:
            self._wake()

    def start_clock(self) -> None:
        """Measure the run's time, and that of its programs, from now on."""
        self._departed_s = 0.0
        now = time.monotonic()
        for peer in self._peers.values():
            peer.clock.restart(now)
        self.ledger.restart()

    def _own_s(self) -> float:
        """What the programs have had for themselves so far."""
        now = time.monotonic()
        return self._departed_s + sum(peer.clock.own_s(now) for peer in list(self._peers.values()))

    def call_soon(self, function: Callable[[], None]) -> None:
        """Have the thread of :meth:`run` call a function between two messages; any thread may ask."""
        self._calls.append(function)
        self._wake()

    def _wake(self) -> None:
        with (
            self._wake_lock,
            contextlib.suppress(zmq.Again),
        ):  # it is full: it will wake in any case
            if not self._wake_out.closed:
                self._wake_out.send(b"", zmq.NOBLOCK)

    def _woken(self) -> None:
        """Do what other threads have left to do."""
        while self._calls:
            self._calls.popleft()()
        self._send_finished()

    def _finish(self) -> None:
        """End the sessions, after the operations that are running; they have been charged in any case."""
        deadline = time.monotonic() + self._grace_s
        for peer in list(self._peers.values()):
            if peer.work is not None and not self._outlive(peer, deadline):
                self.unfinished = True
                log.warning("an operation did not end within %g s", self._grace_s)
        self._send_finished()
        for peer in list(self._peers.values()):
            self._drop(peer, "the server stops")
        self._socket.disable_monitor()
        with self._wake_lock:
            for socket in (self._monitor, self._socket, self._wake_out):
                socket.close(0)
        self._context.term()
        if self.url.startswith("ipc:///"):
            Path(self.url.removeprefix("ipc://")).unlink(missing_ok=True)

    def _outlive(self, peer: _Peer, deadline: float) -> bool:
        """Wait for the end of what a session's thread is at; whether it came in time."""
        while not peer.work.close(min(_TICK_MS / 1000, deadline - time.monotonic())):
            if peer.overdue or time.monotonic() > deadline:
                return False
            self._beat()
        return True

    # --- messages --------------------------------------------------------------------------------

    def _receive(self) -> None:
        """Take one message, if one comes within a tick."""
        receive = self._socket.recv
        try:
            part = first = receive(copy=False)
        except zmq.Again:
            return
        frames: list[zmq.Frame] = []
        while part.more:  # asking the socket takes three times as long as asking the frame
            part = receive(copy=False)
            frames.append(part)
        self._one_message(first, frames)

    def _one_message(self, first: zmq.Frame, frames: list[zmq.Frame]) -> None:
        identity = first.bytes
        if identity == self._own_identity:
            self._woken()
            return
        if len(frames) < 2 or len(frames[0]) or len(frames) > m.MAX_FRAMES + 1:
            self._protocol_error("a message that is no request")
            return
        peer = self._peers.get(identity) or self._new_peer(identity, int(first.get(zmq.SRCFD)))
        if peer is None or (peer.busy and not peer.overdue):
            self._protocol_error(
                "a request before the reply to the one before, or too many sessions"
            )
            return
        peer.seen = now = time.monotonic()
        peer.clock.requested(now, sum(map(len, frames[2:])))
        if self._own_time_limit_s is not None:
            self._end_of_own_time(peer, self._own_time_limit_s)
        if peer.overdue is not None:
            self._send(peer, refusal(peer.overdue))
            return
        # Buffers are used where they arrived, and so is a header that will be refused for its size.
        header = frames[1].bytes if len(frames[1]) <= m.MAX_HEADER_BYTES else frames[1].buffer
        body = [header, *(frame.buffer for frame in frames[2:])]
        if self.desk is not None:
            self.desk.request_begins()
        reply = peer.session.reply(body, inline=True)
        if reply is not None and reply is not LATER:
            self._send(peer, reply)
        if self.desk is not None:
            self.desk.request_ends()
        if reply is not None:
            peer.busy, peer.busy_since = reply is LATER, time.monotonic()
            return
        peer.busy = True
        peer.busy_since = math.inf  # until it has a turn
        try:
            peer.work = peer.work or _Worker(functools.partial(self._done, peer), self._computing)
        except RuntimeError as error:  # there is no memory for another thread
            peer.busy = False
            self._drop(peer, str(error))
            return
        peer.work.give(functools.partial(_rest, peer))

    def _new_peer(self, identity: bytes, descriptor: int) -> _Peer | None:
        self._drop_disconnected()  # a descriptor is used again only after its end was reported
        if len(self._peers) >= MAX_SESSIONS:
            return None
        self.sessions += 1
        clock = ProgramClock(time.monotonic())
        if self.sessions == 1:
            self.start_clock()
        track = None if self.recorder is None else self.recorder.track()
        session = ClientSession(
            functools.partial(self._new_session, track, clock),
            self.memory,
            self._count_protocol_error,
            self.desk,
            lambda reply: self._done(peer, reply),
            on_budget_read=self._count_budget_read,
            track=track,
        )
        peer = _Peer(identity, descriptor, session, clock)
        self._peers[identity] = self._by_descriptor[descriptor] = peer
        log.info("session %d opened", self.sessions)
        return peer

    def _new_session(
        self, track: Track | None, clock: ProgramClock, admit: Callable[..., None]
    ) -> Session:
        seeds = None
        if self.seed is not None:
            seeds = session_seeds(self.seed, self.sessions)
        ledger = self.ledger
        if self.desk is not None:  # a session that begins within a phase lies under it as well
            ledger, seeds = self.desk.ledger, self.desk.seeds or seeds
        return Session(
            self.policy,
            ledger,
            self._default_budget,
            seeds,
            admit,
            track,
            lambda: clock.own_s(time.monotonic()),
        )

    def client_sessions(self) -> list[ClientSession]:
        """The sessions that there are now."""
        return [peer.session for peer in list(self._peers.values())]

    def _send(self, peer: _Peer, reply: list[Any]) -> None:
        peer.clock.replied(time.monotonic(), peer.session.operations, sum(map(len, reply[1:])))
        try:
            for frame in (peer.identity, b"", *reply[:-1]):
                self._socket.send(frame, _AND_MORE, copy=len(frame) < _COPIED_BYTES)
            self._socket.send(reply[-1], zmq.NOBLOCK, copy=len(reply) == 1)
        except zmq.ZMQError as error:  # it has gone, or does not read its replies
            self._drop(peer, f"its reply cannot be sent ({error})")

    def _done(self, peer: _Peer, reply: list[Any]) -> None:
        if reply is not LATER:
            self._finished.append((peer, reply))
            self._wake()

    def _send_finished(self) -> None:
        while self._finished:
            peer, reply = self._finished.popleft()
            peer.busy = False
            peer.seen = time.monotonic()
            if peer.gone:
                if peer.work is not None:
                    peer.work.close(0)
                peer.session.close()
            else:
                self._send(peer, reply)

    # --- endings ---------------------------------------------------------------------------------

    def _drop_disconnected(self) -> None:
        while self._monitor.poll(0):
            _, descriptor = parse_event(self._monitor.recv_multipart())
            peer = self._by_descriptor.get(descriptor)
            if peer is not None:
                self._drop(peer, "the client is gone")

    def _drop_idle(self) -> None:
        if self._idle_timeout_s is None:
            return
        limit = time.monotonic() - self._idle_timeout_s
        for peer in [p for p in self._peers.values() if p.seen < limit and not p.busy]:
            self._drop(peer, f"it was silent for {self._idle_timeout_s:g} s")

    def _end_overdue(self) -> None:
        """End the sessions whose operations take longer than they may; nothing can interrupt NumPy itself."""
        if self._operation_limit_s is None:
            return
        limit = time.monotonic() - self._operation_limit_s
        for peer in list(self._peers.values()):
            if peer.session.is_waiting:  # for the next case: that is the harness's time
                continue
            if peer.busy and peer.busy_since < limit and not peer.overdue and not peer.gone:
                peer.overdue = ServerLostError(
                    f"the session has ended, and its arrays with it: an operation took longer than the "
                    f"{self._operation_limit_s:g} s that one may take. It stays charged. Ask for less at once"
                )
                log.warning("session ended: an operation takes longer than it may")
                self._send(peer, refusal(peer.overdue))

    def _end_of_own_time(self, peer: _Peer, limit_s: float) -> None:
        """End the session of a program that has had its time. Its sandbox bounds one that asks no more."""
        if peer.overdue is None and self._own_s() > limit_s:
            self.own_time_over = True
            peer.overdue = ServerLostError(
                f"the session has ended, and its arrays with it: the program took more than the {limit_s:g} s "
                "that it may have between the server's replies and its next requests. Compute with operations "
                "of flopscope instead"
            )
            log.warning("session ended: the program had more time for itself than it may")

    def _drop(self, peer: _Peer, reason: str) -> None:
        self._peers.pop(
            peer.identity, None
        )  # with its time, which is added to that of the others below
        if self._by_descriptor.get(peer.descriptor) is peer:
            del self._by_descriptor[peer.descriptor]
        if peer.gone:
            return
        peer.gone = True
        self._departed_s += peer.clock.own_s(time.monotonic())
        if peer.work is not None and not peer.busy:
            peer.work.close()
        if not peer.busy:  # else when its operation is done
            peer.session.close()
        log.info("session closed: %s", reason)

    def _count_budget_read(self) -> None:
        self.budget_reads += 1

    def _count_protocol_error(self) -> None:
        self.protocol_errors += 1

    def _protocol_error(self, what: str) -> None:
        self.protocol_errors += 1
        log.warning("%s was ignored", what)


def _rest(peer: _Peer) -> list[Any]:
    """The rest of a request, once it has a turn."""
    peer.busy_since = time.monotonic()
    return peer.session.rest()


class _Worker:
    """A session's own thread, for operations that take long; ``turns`` limits how many work at once."""

    def __init__(
        self, done: Callable[[list[Any]], None], turns: contextlib.AbstractContextManager[Any]
    ) -> None:
        self._done = done
        self._turns = turns
        self._task: Callable[[], list[Any]] | None = None
        self._ready = threading.Semaphore(0)
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def give(self, task: Callable[[], list[Any]]) -> None:
        """Run a task and hand its result to ``done``; one at a time."""
        self._task = task
        self._ready.release()

    def _work(self) -> None:
        while True:
            self._ready.acquire()
            task, self._task = self._task, None
            if task is None:
                return
            with self._turns:
                reply = task()
            self._done(reply)

    def close(self, patience_s: float | None = None) -> bool:
        """End the thread after the task that it is at; whether it has ended in that time."""
        self._ready.release()
        self._thread.join(None if patience_s is None else max(0.0, patience_s))
        return not self._thread.is_alive()
