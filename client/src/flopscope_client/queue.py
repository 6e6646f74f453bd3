"""The queue: operations that cannot fail wait here until a value is needed or there are enough.

What is queued is sent while the program goes on; one request is under way at a time. The budget that is
known to be left is spent here in advance, so that an operation which might not be covered goes out at
once and is refused at its own statement. All of it is prediction: the server decides.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

from flopscope._base import place
from flopscope._base.place import Place, program_frame
from flopscope._wire import messages as m
from flopscope._wire.errors import CLASSES
from flopscope_client.connection import Connection, Reply
from flopscope_client.repeats import CUT_AT, CUT_FROM, Repeats

SEND_AT = CUT_AT
"""How many operations are sent together while the program goes on."""
LOOK_EVERY = 32
"""After how many more it is looked whether the reply has come: a look takes as long as two of them."""
WAIT_AT = 8192
"""How many may wait while a request is under way, before the program waits for its reply."""
SEND_AT_BYTES = 4 << 20
"""What queued results may take on the server before the queue is sent."""

MOST_RESULTS = 1 << 24
"""More than the results that one operation can have."""

OWN_FILES = (*place.OWN_FILES, __file__.rpartition(os.sep)[0] + os.sep)
"""What the files of our own frames start with."""

Filters = tuple[list[Any], Any]
"""Warning filters, and what shows the warnings that they let through."""
Origin = tuple[CodeType, int, dict[str, Any], Filters]
"""A statement, as code, instruction and globals, and the filters there, for the warnings that it causes."""

_CODES = 1024
"""For how many pieces of code it is remembered that they are the program's."""


class Queue:
    """What has been promised to the program and not yet done by the server.

    Attributes
    ----------
    items : list
        Operations and freed handles in order, as :mod:`flopscope._wire.messages` has them.
    next_handle : int
    remaining : int or None
        The least that any budget in force is known to have left; None is no limit.
    strict : bool
        Floating-point errors are raised.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.lock = connection.lock
        self.held = connection.held
        self.enabled = os.environ.get("FLOPSCOPE_QUEUE", "1") != "0"
        self.items: list[Any] = []
        self.free = self.items.append
        """Takes the number of a handle that nothing refers to any more, as the last item."""
        self.next_handle = 1
        self.remaining: int | None = -1
        self.bytes = 0
        self.on_error: Callable[[], object] = (
            list  # told when the rest of a request was not carried out
        )
        self.strict = False
        self._repeats = Repeats()
        self._first = -1  # number of the first operation that waits
        self._waiting = 0
        self._programs: dict[int, CodeType] = {}  # code that is not of ours, by its id
        self._origins: dict[int, Origin] = {}  # of what waits, by handle
        self._sent_origins: dict[int, Origin] = {}  # of the request that is under way
        self._under_way = False
        self._left_from: int | None = None  # first handle of an exchange that a signal has ended
        self._filters: tuple[Any, int, Any] = (None, 0, None)
        self._filters_ok = False
        self._in_force: Filters = ([], None)  # when what is queued now was queued

    # --- queueing --------------------------------------------------------------------------------

    def may_queue(self, warns: bool) -> bool:
        """Whether an operation may be queued: not if a warning of it could become an error."""
        if not self.enabled:
            return False
        if not warns:
            return True
        if self.strict:
            return False
        filters = warnings.filters
        first = filters[0] if filters else None
        seen, length, seen_first = self._filters
        if seen is not filters or length != len(filters) or seen_first is not first:
            self._filters = (filters, len(filters), first)  # held, lest another gets the same id
            self._filters_ok = _are_harmless(filters)
            self._in_force = (list(filters), _shower())
        return self._filters_ok

    def covers(self, cost: int) -> bool:
        """Spend a cost of what is known to be left, if it is enough."""
        if self.remaining is None or not cost:
            return True
        if cost > self.remaining:
            return False
        self.remaining -= cost
        return True

    def add(self, item: list[Any], nbytes: int, warns: bool, depth: int) -> None:
        """Queue a silent operation, and send the queue if it is long enough.

        Parameters
        ----------
        depth : int
            Frames between this call and the program's statement.
        """
        if self._waiting >= CUT_FROM and item[0] == self._first:
            self._send_if_possible()
        if not self._waiting:
            self._first = item[0]
        self.items.append(item)
        self._waiting += 1
        self.bytes += nbytes
        if warns:
            frame = sys._getframe(depth)
            code = frame.f_code
            if id(code) not in self._programs:
                frame = self._program_frame(frame)
                code = frame.f_code
            # Which line that is takes longer to tell, and is asked only if there is a warning.
            self._origins[item[1]] = (code, frame.f_lasti, frame.f_globals, self._in_force)
        if self._waiting >= SEND_AT or self.bytes > SEND_AT_BYTES:
            self._send_if_possible()

    def _program_frame(self, frame: FrameType) -> FrameType:
        """The frame itself, or the first of its callers that is not one of ours."""
        frame = program_frame(frame, OWN_FILES)
        if len(self._programs) >= _CODES:
            self._programs.clear()
        self._programs[id(frame.f_code)] = frame.f_code
        return frame

    def _send_if_possible(self) -> None:
        if self._under_way:
            full = self._waiting >= WAIT_AT or self.bytes > SEND_AT_BYTES
            if not full and (self._waiting % LOOK_EVERY or not self.connection.has_reply()):
                return
        with self.held:
            self.settle()
            self._send([])

    def _send(self, buffers: list[Any], last: list[Any] | None = None) -> None:
        items = self.items[:]
        del self.items[: len(items)]  # finalizers add to it at any time, also in between
        if self._repeats.enabled:
            items = self._repeats.shortened(items)
        if last is not None:
            items.append(last)
        self._sent_origins, self._origins = self._origins, {}
        self._waiting = self.bytes = 0
        self._under_way = True
        try:
            self.connection.send([m.RUN, items], buffers)
        except BaseException:
            self._under_way = False
            raise

    # --- exchanging ------------------------------------------------------------------------------

    def exchange(self, item: list[Any] | None, buffers: list[Any], what: str) -> Reply:
        """Send everything and wait until it is done.

        Parameters
        ----------
        item : list or None
            An operation that is not silent.
        buffers : list
            Its buffer frames.
        what : str
            What the program is waiting for, for errors.

        Returns
        -------
        Reply
            Its error has been raised, and its warnings given, but for those of ``item``.
        """
        if self._under_way:
            self.settle(what)
        self._send(buffers, item)
        try:
            reply = self.connection.receive(what)
        except BaseException:
            self._leave(item)
            raise
        self._under_way = False
        self.remaining = reply.remaining
        if reply.error is not None:
            self._failed()
        if reply.warnings:
            self._warn(reply.warnings, None if item is None else item[1])
        return reply

    def settle(self, what: str = "queued operations") -> None:
        """Wait for the reply to the request that is under way, if there is one."""
        if not self._under_way:
            return
        try:
            reply = self.connection.receive(what)
        except BaseException:
            self._under_way = self.connection.interrupted
            raise
        if self._left_from is None:
            self._finish(reply)
        else:
            self._take_up(reply, self._left_from)

    def flush(self) -> None:
        """Have everything done that was queued."""
        with self.lock, self.held:
            self.settle()
            if self._waiting:
                self._send([])
                self.settle()

    def _failed(self) -> None:
        """Something that was sent was not carried out."""
        self._repeats.forget()
        self.on_error()

    def _leave(self, item: list[Any] | None) -> None:
        """Leave an exchange without its reply.

        Where a signal handler has raised, the reply is still to come. The results get numbers that
        nothing else takes, so that they can be freed then.
        """
        if not self.connection.interrupted:
            self._under_way = False
            return
        self._left_from = self.next_handle if item is not None else -1
        self.next_handle += MOST_RESULTS

    def _take_up(self, reply: Reply, first: int) -> None:
        """Take in the reply to an exchange that was left: nobody has its results, nor its error."""
        self._under_way, self._left_from = False, None
        self.remaining = reply.remaining
        if reply.error is not None:
            self._failed()
        elif first >= 0:
            self.items += range(first, first + _handles(reply.results[-1]))
        self._warn(reply.warnings, None)

    def _finish(self, reply: Reply) -> None:
        """Take in the reply to queued operations: what they left of the budget, and warnings."""
        self._under_way = False
        if reply.remaining is None:
            self.remaining = None
        if reply.error is not None:
            self._failed()
        self._warn(reply.warnings, None)
        if reply.error is not None:
            raise reply.error

    def _warn(self, given: list[Any], own: int | None) -> None:
        """Give the warnings of queued operations at their statements, and keep those of ``own``."""
        kept = []
        for handle, category, text in given:
            origin = self._sent_origins.get(handle)
            if handle == own or origin is None:
                kept.append((category, text))
            else:
                code, instruction, scope, filters = origin
                with _filters_in_force(filters):
                    place = Place(code.co_filename, _line(code, instruction), scope)
                    place.warn(text, CLASSES[category])
        given[:] = kept


def _line(code: CodeType, instruction: int) -> int:
    """The line that an instruction is of."""
    for start, end, line in code.co_lines():
        if start <= instruction < end and line is not None:
            return line
    return code.co_firstlineno


def _handles(described: list[Any]) -> int:
    """How many handles the results have that a reply describes."""
    kind = described[0]
    if kind in (m.ARRAY, m.GENERATOR, m.SYMMETRIC):
        return 1
    if kind in (m.PAIR, m.MANY):
        return sum(map(_handles, described[1]))
    return sum(map(_handles, described[2])) if kind == m.NAMED else 0


def _shower() -> Any:
    """What shows a warning, or records it."""
    return warnings._showwarnmsg_impl  # type: ignore[attr-defined]


@contextmanager
def _filters_in_force(then: Filters) -> Iterator[None]:
    """Filter warnings as it was done at an earlier statement.

    Unlike ``catch_warnings``, which makes all modules forget what they have warned of.
    """
    now: Filters = (warnings.filters, _shower())  # type: ignore[assignment]
    if now == then:
        yield
        return
    try:
        warnings.filters, warnings._showwarnmsg_impl = then  # type: ignore[attr-defined]
        yield
    finally:
        warnings.filters, warnings._showwarnmsg_impl = now  # type: ignore[attr-defined]


def _are_harmless(filters: Any) -> bool:
    """Whether no filter makes an error of a warning, and nobody records them."""
    if getattr(_shower(), "__module__", None) != "warnings":
        return False
    return all(action != "error" for action, *_ in filters)
