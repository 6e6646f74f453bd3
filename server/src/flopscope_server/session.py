"""A client's session: requests in, replies out, and everything between that is this client's own."""

from __future__ import annotations

import contextlib
import functools
import itertools
import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgpack
import numpy as np

from flopscope._base import dtypes as _dtypes
from flopscope._base.error_modes import DEFAULTS, KINDS, MODES
from flopscope._ledger.account import Account
from flopscope._ledger.budget_values import flop_budget, wall_time_limit
from flopscope._ledger.ledger import Ledger
from flopscope._local.marks import bare
from flopscope._local.prices import Plan
from flopscope._local.randomness import RANDOM_TYPES
from flopscope._local.rendering import render
from flopscope._local.session import Session
from flopscope._local.symmetric import has_marks, twins_of
from flopscope._symmetry.derived import as_plain
from flopscope._table import ORDERED, NoValue, Operation, einsum, fingerprint
from flopscope._version import __version__
from flopscope._wire import errors, values
from flopscope._wire import messages as m
from flopscope.errors import (
    AnswerRefusedError,
    CaseClosedError,
    MemoryLimitError,
    ProtocolError,
    ServerLostError,
    VersionMismatchError,
)
from flopscope_server.arguments import Decoder
from flopscope_server.cases import CaseDesk
from flopscope_server.compiled import (
    LIGHT_BYTES,
    LIGHT_FLOPS,
    LIGHT_ROUNDS,
    NOT_QUICK,
    Quick,
    quick,
)
from flopscope_server.private.recorder import Track
from flopscope_server.repeats import Repeat, Repeats, Seen, seen
from flopscope_server.store import Memory, Store
from flopscope_server.thread_state import catch, handle

log = logging.getLogger(__name__)

MAX_LEDGERS = 10_000
_INLINE_BYTES = 4096
"""Arrays up to this size travel in the header."""

_LIGHT_HEADER_BYTES = 1 << 18
_LIGHT_TEXT = 2000
"""Requests that are longer, and texts of more elements, take too long to run beside the socket."""
_QUICK_OPERANDS = 5
"""Pricing these means searching for the best order, which takes long where they have more operands."""


class _Heavy(BaseException):
    """An operation that may take long was met in the socket's thread; it has not been run."""


class _Later(BaseException):
    """A request's reply is sent with the next case."""


LATER: list[Any] = []
"""In place of a reply that :meth:`ClientSession.finish_next` sends."""


class _Request:
    """A request as far as it has been carried out."""

    def __init__(self, items: list[Any], decoder: Decoder) -> None:
        self.items = items
        self.position = 0
        self.decoder = decoder
        self.results: list[Any] = []
        self.buffers: list[Any] = []
        self.warned: list[list[Any]] = []
        self.repeated = 0  # items that it has besides those that it came with


def refusal(error: Exception) -> list[Any]:
    """The frames of a reply that is nothing but an error."""
    return [_packed(m.ERROR, None, error, [], None)]


class ClientSession:
    """One connection's arrays, ledgers and random state.

    Parameters
    ----------
    new_session : callable
        Makes the session that runs the operations, given what is asked before each.
    memory : Memory
        Shared by all sessions.
    on_protocol_error : callable
        Told of each message that was not one.
    desk : CaseDesk, optional
        In a contest: what hands out cases, and refuses operations while none is open.
    send_later : callable, optional
        Sends the reply to a request for which :meth:`reply` gave none.
    on_budget_read : callable, optional
        Told each time that the client asks what it has spent.
    track : Track, optional
        Where what the session is at is recorded.
    """

    def __init__(
        self,
        new_session: Callable[[Callable[[Operation, Plan], None]], Session],
        memory: Memory,
        on_protocol_error: Callable[[], None],
        desk: CaseDesk | None = None,
        send_later: Callable[[list[Any]], None] | None = None,
        on_budget_read: Callable[[], None] = lambda: None,
        track: Track | None = None,
    ) -> None:
        self._session = new_session(self.admit)
        self._track = track
        self._memory = memory
        self._on_protocol_error = on_protocol_error
        self._on_budget_read = on_budget_read
        self._store = Store(memory)
        self._repeats = Repeats(self._session, self._store, memory, self._account, track)
        self._greeted = False
        self.operations = 0  # of the latest request
        self._ledgers: dict[int, Ledger] = {}
        self._scope: tuple[int, str] = (1, "")
        self._current: Account | None = None
        self._errors: Any = dict(DEFAULTS)
        self._inline = False
        self._desk = desk
        self._send_later = send_later
        self.is_waiting = False  # for the next case
        # By operation, then by the number of its arguments.
        # By number; from the end, the operators.
        self._quick: list[dict[int, Quick | None] | None] = [None] * (2 * len(ORDERED))

    # --- requests --------------------------------------------------------------------------------

    def reply(self, frames: Sequence[Any], inline: bool = False) -> list[Any] | None:
        """The reply's frames to a request's frames; never raises for what a client sent.

        Parameters
        ----------
        frames : sequence of bytes
        inline : bool, optional
            Stop before an operation that may take long, and return None: :meth:`rest` then gives the
            reply, and may be called in another thread.
        """
        try:
            header = _header(frames)
            if header[0] == m.HELLO:
                return self._hello(header)
            self._begin(header, frames)
        except (ProtocolError, ServerLostError) as error:
            self._on_protocol_error()
            log.warning("request refused: %s", error)
            return refusal(error)
        if inline and len(frames[0]) > _LIGHT_HEADER_BYTES:
            return None
        return self._go_on(inline)

    def rest(self) -> list[Any]:
        """The reply to a request that :meth:`reply` stopped in, or `LATER`."""
        reply = self._go_on(inline=False)
        assert reply is not None
        return reply

    def _hello(self, header: list[Any]) -> list[Any]:
        if len(header) != 3 or not all(type(v) is str and len(v) <= 64 for v in header[1:]):
            raise ProtocolError("a handshake must be [0, version, fingerprint]")
        _, version, table = header
        if (version, table) != (__version__, fingerprint()):
            raise VersionMismatchError(
                f"the client is flopscope {version} (table {table}) and the server {__version__} "
                f"(table {fingerprint()}); install the same version on both sides"
            )
        self._greeted = True
        return [_packed(m.OK, [self._session.policy.text], None, [], self._remaining())]

    def _begin(self, header: list[Any], frames: Sequence[Any]) -> None:
        if not self._greeted:
            raise ServerLostError(
                "this server does not know the session: it was started after the client connected, "
                "and the arrays went with the server before it. Run the program from the beginning"
            )
        items = _checked_run(header)
        self.operations = len(items)
        self._request = _Request(items, Decoder(self._store, self._memory, frames))

    def _go_on(self, inline: bool) -> list[Any] | None:
        request, track = self._request, self._track
        failure: BaseException | None = None
        self._inline = inline
        if track is not None:
            track.begin()
        handle(self._errors)
        catch(request.warned)
        try:
            self._carry_out(request)
        except _Heavy:
            return None
        except _Later:
            if track is not None:
                track.end()
            return LATER
        except Exception as error:  # noqa: BLE001 - every error is the client's to see
            failure = error
            self._break_promises(request, error)
        return self._finished(request, failure)

    def _finished(self, request: _Request, failure: BaseException | None) -> list[Any]:
        if isinstance(failure, ProtocolError):
            self._on_protocol_error()
        status = m.OK if failure is None else m.ERROR
        header = _packed(status, request.results, failure, request.warned, self._remaining())
        if self._track is not None:
            self._track.end()
        return [header, *request.buffers]

    def _break_promises(self, request: _Request, error: BaseException) -> None:
        """Remember why what a client queued, and counts on, was not made after a failure."""
        for item in request.items[request.position :]:
            if type(item) is int:
                self._store.free(item)
            elif type(item) is list and len(item) == 4 and _is_handle(item[1]):
                self._store.promise_broken(item[1], error)

    def _carry_out(self, request: _Request) -> None:
        items, free = request.items, self._store.free
        one = self._one if self._desk is None else self._one_in_case
        position = request.position
        try:
            while position < len(items):
                item = items[position]
                if item.__class__ is int:
                    free(item)
                elif _is_sequence(item):
                    position = self._sequence(item, request, position, one)
                    continue
                else:
                    one(item, request)
                position += 1
        finally:  # it stays at an item that fails, or that is for another thread
            request.position = max(position, request.position)

    def _sequence(
        self, item: list[Any], request: _Request, position: int, one: Callable[..., None]
    ) -> int:
        """Keep or repeat a sequence; gives the place of the item that is next."""
        if item[0] == m.KEEP:
            self._keep(item, request.items, position)
            return position + 1
        repeat = self._repeats.asked(item)
        request.repeated += len(repeat)
        self.operations += len(repeat)
        if len(request.items) + request.repeated > m.MAX_ITEMS:
            raise ProtocolError(f"a request has at most {m.MAX_ITEMS} items, with those it repeats")
        key = repeat.key()
        way = None if key is None else repeat.way(key)
        if way is not None:
            if self._inline and not way.is_light:
                request.repeated -= len(repeat)
                raise _Heavy
            try:
                with contextlib.nullcontext() if self._desk is None else self._desk.operation(""):
                    repeat.run(way, request.warned)
            except CaseClosedError:
                pass  # the operation that is next says so
            finally:
                # Whatever is left of it is carried out, or given up, as any other items are.
                request.items[position : position + 1] = repeat.items()
            return position
        request.items[position : position + 1] = repeat.items()
        if key is None or repeat.is_known(key):
            return position
        return self._observe(repeat, key, request, position, one)

    def _keep(self, item: list[Any], items: list[Any], position: int) -> None:
        data = item[2] if len(item) == 3 else None
        if type(data) is not list or len(data) != 2 or type(data[1]) is not int:
            raise ProtocolError("a sequence to keep must be [name, 0, [number, count]]")
        number, count = data
        if not 0 < count < len(items) - position:
            raise ProtocolError(f"a sequence to keep has {count} items, and fewer are behind it")
        self._repeats.keep(number, items[position + 1 : position + 1 + count])

    def _observe(
        self, repeat: Repeat, key: Any, request: _Request, position: int, one: Callable[..., None]
    ) -> int:
        """Carry a sequence out as any other operations, and learn how it goes."""
        observed: list[Seen | None] = []
        for _ in range(len(repeat)):
            request.position = position
            item = request.items[position]
            if item.__class__ is int:
                self._store.free(item)
            else:
                try:
                    what = seen(self._session, request.decoder, item)
                except Exception:  # noqa: BLE001 - it is raised again where the operation runs
                    what = None
                one(item, request)
                result = self._store.values.get(item[1])
                observed.append(None if what is None else what._replace(result=result))
            position += 1
        repeat.learned(key, observed)
        return position

    def admit(self, row: Operation, plan: Plan) -> None:
        """Before each operation: is there memory for its result, and is this the thread for it?"""
        self._memory.check(plan.nbytes, row.name)
        if self._inline and (plan.nbytes > LIGHT_BYTES or plan.price.work > LIGHT_FLOPS):
            raise _Heavy

    def _one(self, op: Any, request: _Request) -> None:
        if type(op) is not list or len(op) not in (3, 4) or not _is_handle(op[1]):
            raise ProtocolError("an operation must be [number or name, first handle, arguments]")
        name, base, data = op[0], op[1], op[2]
        if type(name) is not int:
            request.results.append(self._control(name, data, request))
            return
        if not -len(ORDERED) <= name < len(ORDERED):
            raise ProtocolError(f"{name} is not the number of an operation")
        is_operator = name < 0
        row = ORDERED[~name if is_operator else name]
        if is_operator and row.operator is None:
            raise ProtocolError(f"{row.name} has no operator")
        warned = len(request.warned)
        try:
            result = self._quickly(row, data, name)
            if result is NOT_QUICK:
                if self._track is not None:
                    self._track.enter(row.index)
                args = request.decoder.arguments(row, data)
                result = self._run(row, args, len(data), is_operator)
                place = _out_place(row)
                has_handle = place is not None and result is args[place]
            else:
                has_handle = False
        finally:  # an operation may warn, and fail after it
            for warning in request.warned[warned:]:
                warning.insert(0, base)
        if len(op) == 4 and isinstance(result, np.ndarray | np.generic):
            if not has_handle:
                self._store.put(base, result)
        elif len(op) == 3 or result is not None:
            request.results.append(self._described(row, result, data, base))

    def _run(self, row: Operation, args: tuple[Any, ...], count: int, is_operator: bool) -> Any:
        """Run an operation with arguments of any kind."""
        if self._inline and (row.is_unpredictable or _loops_for_long(row, args)):
            raise _Heavy
        if self._inline and self._session.has_marks and has_marks(args):
            raise _Heavy  # working out what a large group leaves free may take long
        if self._inline and row.searches and _operand_count(args) > _QUICK_OPERANDS:
            raise _Heavy
        if self._memory.is_full and _makes_array(row, args):
            self._memory.check_arrays(row.name)
        return self._session.run(row, args, self._account(), count, is_operator)

    def _quickly(self, row: Operation, data: Any, number: int) -> Any:
        """The result of an operation with simple arguments; else :data:`NOT_QUICK`: nothing was done."""
        if data.__class__ is not list:
            return NOT_QUICK
        known = self._quick[number]
        if known is None:
            known = self._quick[number] = {}
        count = len(data)
        try:
            run = known[count]
        except KeyError:
            run = known[count] = quick(
                *(row, count, self._session, self._store, self._memory, self._account),
                self._track,
                number < 0,
            )
        return NOT_QUICK if run is None else run(data)

    def _one_in_case(self, op: Any, request: _Request) -> None:
        """As :meth:`_one`, for the open case alone."""
        assert self._desk is not None
        name = op[0] if type(op) is list and len(op) == 3 else None
        if name in _OUTSIDE_CASES:
            self._one(op, request)
            return
        if type(name) is int and -len(ORDERED) <= name < len(ORDERED):
            name = ORDERED[~name if name < 0 else name].name
        with self._desk.operation(str(name).removeprefix(":")):
            self._one(op, request)

    def _control(self, name: Any, data: Any, request: _Request) -> Any:
        control = _CONTROLS.get(name) if type(name) is str else None
        if control is None or type(data) is not list:
            raise ProtocolError(f"{str(name)[:40]!r} is not an operation")
        if self._track is not None:
            self._track.control(name)
        if name in (m.NEXT, m.ANSWER):
            return self._next(data, request) if name == m.NEXT else self._answer(data)
        try:
            return control(self, request.buffers, *[request.decoder.value(v) for v in data])
        except TypeError as error:
            raise ProtocolError(f"{name}: {error}") from None

    def _described(self, row: Operation, result: Any, data: list[Any], base: int) -> Any:
        """Keep a result's arrays under new handles, and describe it to the client."""
        handles = itertools.count(base)
        before = len(self._store)
        try:
            return self._describe(row, result, data, handles)
        except BaseException:
            # The client hears of none of them, and will use their numbers again.
            for handle in range(base, base + len(self._store) - before):
                self._store.free(handle)
            raise

    def _describe(self, row: Operation, result: Any, data: Any, handles: Iterator[int]) -> Any:
        if isinstance(result, np.ndarray | np.generic):
            same = self._argument_handle(result, data)
            if same is not None:
                return [m.SAME, same]
            if result.dtype.name not in _dtypes.BY_NAME:
                raise TypeError(f"the result is an array of dtype {result.dtype.name!r}")
            self._store.put(next(handles), result)
            number = values.DTYPE_NUMBER[_dtypes.dtype(result.dtype)]
            group = getattr(result, "group", None)
            if group is not None:
                return [m.SYMMETRIC, number, list(result.shape), *map(list, as_plain(group))]
            scalar = isinstance(result, np.generic)
            return [m.ARRAY, number, list(result.shape), scalar, _is_writable(result)]
        if isinstance(result, tuple | list):
            items = [self._describe(row, r, data, handles) for r in result]
            if hasattr(result, "_fields"):
                return [m.NAMED, type(result).__name__, items]
            return [m.PAIR if isinstance(result, tuple) else m.MANY, items]
        if isinstance(result, RANDOM_TYPES):
            self._store.put(next(handles), result)
            return [m.GENERATOR, type(result).__name__]
        return [m.PLAIN, values.encode(result, _no_value)]

    def _argument_handle(self, result: Any, data: Any) -> int | None:
        """The handle of an argument that the operation returned unchanged."""
        if isinstance(result, np.generic):
            return None
        for item in data:
            if type(item) is list and len(item) == 2:
                if item[0] == values.HANDLE and self._store.get(item[1]) is result:
                    return int(item[1])
                if item[0] == values.TUPLE:
                    found = self._argument_handle(result, item[1])
                    if found is not None:
                        return found
        return None

    # --- cases -----------------------------------------------------------------------------------

    def _next(self, data: list[Any], request: _Request) -> Any:
        """Ask for the next phase. Its reply is sent by :meth:`finish_next`."""
        if self._desk is None:
            raise CaseClosedError("this server has no cases: it is not run for a contest")
        if len(data) != 1 or type(data[0]) is not str:
            raise ProtocolError("the next case is asked for with one text")
        last = request.items[-1]
        if type(last) is not list or last[2] is not data:
            raise ProtocolError("a request for the next case ends its message")
        self._wait_elsewhere()
        self.is_waiting = True
        try:
            self._desk.ask(self, data[0])
        except CaseClosedError:
            self.is_waiting = False
            raise
        raise _Later

    def _answer(self, data: list[Any]) -> Any:
        if self._desk is None:
            raise CaseClosedError("this server takes no answers: it is not run for a contest")
        self._desk.check_case()
        self._wait_elsewhere()
        try:
            values = [self._answered(item) for item in data]
        except AnswerRefusedError as error:
            self._desk.refuse(error)
            raise
        self._desk.answer(values)
        return [m.PLAIN, None]

    def _answered(self, item: Any) -> Any:
        if type(item) is not list or len(item) != 2 or item[0] != values.HANDLE:
            raise AnswerRefusedError("an answer is made of arrays that the server holds")
        try:
            return bare(self._store.get(item[1]))
        except (CaseClosedError, ProtocolError) as error:
            raise AnswerRefusedError(str(error)) from None

    def _wait_elsewhere(self) -> None:
        """Have this request carried out in the session's own thread if the phase cannot close at once."""
        assert self._desk is not None
        if self._inline and self._desk.is_busy:
            raise _Heavy

    def enter_phase(self, ledger: Ledger, seeds: Callable[[], np.random.SeedSequence]) -> None:
        """See :class:`flopscope_server.cases.desk.CaseSession`."""
        self._current = None
        self._session.move_to(ledger, seeds)

    def leave_phase(self, keep: bool) -> None:
        """See :class:`flopscope_server.cases.desk.CaseSession`."""
        for ledger in self._ledgers.values():
            ledger.close()
        self._current = None
        if keep:
            self._store.keep_all()
        else:
            self._store.end_case()
        self._session.pause()

    def finish_next(self, info: str, arrays: list[np.ndarray]) -> None:
        """See :class:`flopscope_server.cases.desk.CaseSession`.

        Raises
        ------
        MemoryLimitError
            There is no room for the inputs beside what the session holds. The client hears of it, too.
        """
        request, failure = self._request, None
        base = request.items[-1][1]
        try:
            described = [self._kept_input(base + i, array) for i, array in enumerate(arrays)]
            request.results.append([m.PAIR, [[m.PLAIN, info], *described]])
        except (MemoryLimitError, ProtocolError) as error:
            failure = error
        reply = self._finished(request, failure)
        self.is_waiting = False
        assert self._send_later is not None
        self._send_later(reply)
        if failure is not None:
            raise failure

    def _kept_input(self, handle: int, array: np.ndarray) -> list[Any]:
        self._store.put(handle, array)
        number = values.DTYPE_NUMBER[_dtypes.dtype(array.dtype)]
        return [m.ARRAY, number, list(array.shape), False, True]

    # --- controls --------------------------------------------------------------------------------

    def _fetch(self, out: list[Any], value: Any) -> Any:
        if not isinstance(value, np.ndarray | np.generic):
            raise ProtocolError("only arrays can be read")
        self._session.download(value, self._account())
        number = values.DTYPE_NUMBER[_dtypes.dtype(value.dtype)]
        if value.nbytes <= _INLINE_BYTES:
            return [m.BYTES, value.tobytes(), number, list(value.shape)]
        if not value.flags.c_contiguous:
            self._memory.check(value.nbytes, "reading an array")
        data = np.ascontiguousarray(bare(value))
        out.append(data.reshape(-1).view(np.uint8).data)
        return [m.BYTES, len(out), number, list(value.shape)]

    def _text(self, out: list[Any], value: Any, form: Any, options: Any) -> Any:
        if not isinstance(value, np.ndarray | np.generic) or not _are_pairs(options):
            raise ProtocolError("text takes an array, a form and pairs of name and option")
        if self._inline and value.size > _LIGHT_TEXT:
            raise _Heavy
        self._session.download(value, self._account())
        return [m.PLAIN, render(bare(value), form, options)]

    def _open(self, out: list[Any], token: int, parent: int, budget: int, limit: Any) -> Any:
        if type(token) is not int or token < 2 or token in self._ledgers:
            raise ProtocolError(f"ledger {token!r} cannot be opened")
        if len(self._ledgers) >= MAX_LEDGERS:
            raise ProtocolError(f"a session may hold {MAX_LEDGERS:,} budget contexts at once")
        outer = None if parent == 0 else self._ledger(parent)
        self._ledgers[token] = self._session.open_ledger(
            outer, flop_budget(budget), wall_time_limit(limit)
        )
        return [m.PLAIN, None]

    def _close(self, out: list[Any], token: int) -> Any:
        self._current = None
        self._ledger(token).close()
        return [m.PLAIN, None]

    def _forget(self, out: list[Any], token: int) -> Any:
        ledger = self._ledger(token)
        if token < 2:
            raise ProtocolError("a session's own ledgers stay")
        self._current = None
        ledger.close()
        del self._ledgers[token]
        if self._scope[0] == token:
            self._scope = (1, "")
        return [m.PLAIN, None]

    def _set_scope(self, out: list[Any], token: int, namespace: str) -> Any:
        if type(namespace) is not str or len(namespace) > 1000:
            raise ProtocolError("a namespace is text of at most 1,000 characters")
        self._current = self._ledger(token).account(namespace)
        self._scope = (token, namespace)
        return [m.PLAIN, None]

    def _account(self) -> Account:
        """Who pays for the next operation."""
        if self._current is None:
            token, namespace = self._scope
            self._current = self._ledger(token).account(namespace)
        return self._current

    def _summary(self, out: list[Any], token: int, by_namespace: bool) -> Any:
        self._on_budget_read()
        found = self._ledger(token).summary_dict(bool(by_namespace))
        return [m.PLAIN, values.encode(_pairs(found), _no_value)]

    def _log(self, out: list[Any], token: int) -> Any:
        self._on_budget_read()
        rows = [tuple(record) for record in self._ledger(token).op_log()]
        return [m.PLAIN, values.encode(rows, _no_value)]

    def _set_errors(self, out: list[Any], *modes: Any) -> Any:
        if len(modes) != len(KINDS) or any(mode not in MODES for mode in modes):
            raise ProtocolError(f"floating-point errors can be {', '.join(MODES)}")
        self._errors = dict(zip(KINDS, modes, strict=True))
        handle(self._errors)
        return [m.PLAIN, None]

    def _path(self, out: list[Any], subscripts: Any, shapes: Any, optimize: Any) -> Any:
        if type(subscripts) is not str or not _are_shapes(shapes):
            raise ProtocolError("a path is asked for with subscripts and a list of shapes")
        if not isinstance(optimize, str | bool | None):
            raise ProtocolError("a path is searched for by the name of a strategy, True, or None")
        asked = NoValue if optimize is None else optimize
        found = einsum.explicit_path(subscripts, shapes, asked)
        return [m.PLAIN, values.encode(found, _no_value)]

    def _twins(self, out: list[Any], arrays: Any) -> Any:
        if type(arrays) is not tuple or len(arrays) > m.MAX_NDIM:
            raise ProtocolError(
                f"twins are looked for among a tuple of at most {m.MAX_NDIM} arrays"
            )
        if not all(isinstance(a, np.ndarray | np.generic) for a in arrays):
            raise ProtocolError("twins are looked for among arrays")
        found = [None if t is None else tuple(t) for t in twins_of(arrays)]
        return [m.PLAIN, values.encode(found, _no_value)]

    def _reset(self, out: list[Any]) -> Any:
        self._current = None
        self._session.reset()
        return [m.PLAIN, None]

    def _ledger(self, token: Any) -> Ledger:
        if token in (0, 1):
            return self._session.root if token == 0 else self._session.default
        try:
            return self._ledgers[token]
        except (KeyError, TypeError):
            raise ProtocolError(f"ledger {token!r} is not one of this session") from None

    def _remaining(self) -> Any:
        """The least that any budget in force has left."""
        return self._account().remaining

    def close(self) -> None:
        """Free everything that the client had."""
        for ledger in self._ledgers.values():
            ledger.close()
        self._current = None
        self._session.close()
        self._store.clear()
        if self._track is not None:
            self._track.close()


_CONTROLS: dict[str, Callable[..., Any]] = {
    m.FETCH: ClientSession._fetch,
    m.TEXT: ClientSession._text,
    m.OPEN: ClientSession._open,
    m.CLOSE: ClientSession._close,
    m.FORGET: ClientSession._forget,
    m.SCOPE: ClientSession._set_scope,
    m.SUMMARY: ClientSession._summary,
    m.LOG: ClientSession._log,
    m.PATH: ClientSession._path,
    m.TWINS: ClientSession._twins,
    m.RESET: ClientSession._reset,
    m.ERRORS: ClientSession._set_errors,
    m.NEXT: ClientSession._next,
    m.ANSWER: ClientSession._answer,
}

_SEQUENCES = (m.KEEP, m.REPEAT)


def _is_sequence(item: Any) -> bool:
    return (
        item.__class__ is list and bool(item) and item[0].__class__ is str and item[0] in _SEQUENCES
    )


_OUTSIDE_CASES = frozenset(
    {m.NEXT, m.ANSWER, m.CLOSE, m.FORGET, m.SCOPE, m.SUMMARY, m.LOG, m.ERRORS}
)
"""What a client may do while no case is open: nothing that computes, makes arrays or reads them."""


@functools.cache
def _out_place(row: Operation) -> int | None:
    """Which argument of a row is where its result goes; that array has its handle already."""
    return next((i for i, p in enumerate(row.params) if p.kind.name == "out"), None)


def _are_shapes(value: Any) -> bool:
    """Whether it is a list of shapes that arrays may have."""
    return (
        isinstance(value, list)
        and len(value) <= m.MAX_NDIM
        and all(isinstance(s, tuple) and len(s) <= m.MAX_NDIM for s in value)
        and all(type(n) is int and 0 <= n < m.MAX_HANDLES for s in value for n in s)
    )


_WRITEABLE, _WARNS_ON_WRITE = 0x400, 0x80000000
"""Flags of NumPy's arrays. ``flags.writeable`` itself warns where writing would."""


def _is_writable(array: Any) -> bool:
    """Whether an array can be written to, without a warning that it is one of several views."""
    return bool(array.flags.num & (_WRITEABLE | _WARNS_ON_WRITE) == _WRITEABLE)


def _makes_array(row: Operation, args: tuple[Any, ...]) -> bool:
    """Whether a call's result is one more array, and not one that it was given to write to."""
    place = _out_place(row)
    return row.writes is None and (place is None or args[place] is None)


def _header(frames: Sequence[Any]) -> list[Any]:
    if not frames or len(frames) > m.MAX_FRAMES or len(frames[0]) > m.MAX_HEADER_BYTES:
        raise ProtocolError(
            f"a request has 1 to {m.MAX_FRAMES} frames and a header of at most {m.MAX_HEADER_BYTES} bytes"
        )
    try:
        header = msgpack.unpackb(
            frames[0],
            strict_map_key=True,
            max_ext_len=0,
            max_map_len=0,
            max_bin_len=0,
            max_str_len=1 << 20,
        )
    except (ValueError, msgpack.UnpackException, RecursionError) as error:
        raise ProtocolError(f"a header is not msgpack of plain values: {error}") from None
    if type(header) is not list or not header or type(header[0]) is not int:
        raise ProtocolError("a header must be a list that starts with its kind")
    if header[0] not in (m.HELLO, m.RUN):
        raise ProtocolError(f"a request of kind {header[0]} is unknown")
    return header


def _checked_run(header: list[Any]) -> list[Any]:
    if len(header) != 2 or type(header[1]) is not list:
        raise ProtocolError("a request must be [1, items]")
    if len(header[1]) > m.MAX_ITEMS:
        raise ProtocolError(f"a request has at most {m.MAX_ITEMS} items")
    return header[1]


def _are_pairs(value: Any) -> bool:
    return type(value) is tuple and all(
        type(v) is tuple and len(v) == 2 and type(v[0]) is str for v in value
    )


def _loops_for_long(row: Operation, args: tuple[Any, ...]) -> bool:
    """Whether NumPy loops in Python over more than a few elements."""
    return row.loops is not None and np.size(args[row.places[row.loops]]) > LIGHT_ROUNDS


def _operand_count(args: tuple[Any, ...]) -> int:
    return max((len(a) for a in args if isinstance(a, list | tuple)), default=0)


def _is_handle(value: Any) -> bool:
    return type(value) is int and 0 <= value < m.MAX_HANDLES


def _packed(
    status: int, results: Any, failure: BaseException | None, warned: list[Any], remaining: Any
) -> bytes:
    error = None
    if failure is not None:
        error = [values.encode(v, _no_value) for v in errors.encode(failure)]
    packed: bytes = msgpack.packb(
        [status, results, error, warned, values.encode(remaining, _no_value)]
    )
    return packed


def _pairs(value: Any) -> Any:
    """Dictionaries as lists of (key, value) tuples, which the wire has."""
    if isinstance(value, dict):
        return [(k, _pairs(v)) for k, v in value.items()]
    return value


def _no_value(value: Any) -> Any:
    if isinstance(value, np.bool_ | np.integer | np.floating | np.complexfloating):
        return values.encode(value.item(), _no_value)
    raise TypeError(f"a result of type {type(value).__name__} does not travel")
