"""The remote engine: each operation is packed, sent, and its results come back as handles."""

from __future__ import annotations

import atexit
import contextlib
import functools
import itertools
import struct
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from flopscope._arrays import random
from flopscope._arrays.array import ndarray
from flopscope._arrays.symmetric import SymmetricTensor
from flopscope._base import results, trace
from flopscope._base.error_modes import DEFAULTS, KINDS
from flopscope._base.place import Place
from flopscope._base.print_options import Options
from flopscope._engine.arguments import normalizer
from flopscope._ledger.record import OpRecord
from flopscope._ledger.scope import current as current_scope
from flopscope._pricing.policy import Policy
from flopscope._symmetry.derived import from_plain
from flopscope._table import NoValue, Operation
from flopscope._table.spec import Twin
from flopscope._wire import messages as m
from flopscope._wire import values
from flopscope._wire.errors import CLASSES
from flopscope.errors import ProtocolError, RemoteError
from flopscope_client import body
from flopscope_client.connection import Connection
from flopscope_client.handles import GeneratorHandle, Handle, LedgerToken, SymmetricHandle
from flopscope_client.packing import packer
from flopscope_client.predictions import (
    UNSURE,
    Plan,
    Planner,
    encode_simple,
    index_key,
    index_wire,
    is_integers,
    known_dtype,
    listed,
    number_kind,
    option,
    several,
)
from flopscope_client.queue import OWN_FILES, Queue

_new = object.__new__

_MAY_NOT_FIT = 16 << 20
"""Bytes of a result for which the server may have no memory: it is waited for."""

_NAMES: dict[str, Any] = {
    "_ABSENT": [values.ABSENT],
    "_FLAG": frozenset({bool}),
    "_REAL": frozenset({int, float, type(None)}),
    "_WHOLE": frozenset({int, type(None)}),
    "_UNSURE": UNSURE,
    "_Handle": Handle,
    "_encode": encode_simple,
    "_index_key": index_key,
    "_index_wire": index_wire,
    "_is_integers": is_integers,
    "_known_dtype": known_dtype,
    "_listed": listed,
    "_ndarray": ndarray,
    "_number_kind": number_kind,
    "_option": option,
    "_several": several,
    "_trace": trace.line,
}
"""What compiled bodies use, whatever their row."""

ROOT, DEFAULT = LedgerToken(0), LedgerToken(1)
"""The ledgers that a session has from the start; the client numbers its own from 2."""
_DEFAULT_ACCOUNT = (DEFAULT.number, "")


class RemoteEngine:
    """Forwards operations to a server; see :class:`flopscope._engine.interface.Engine`."""

    name = "remote"
    root_ledger = ROOT
    default_ledger = DEFAULT

    def __init__(self, connection: Connection | None = None) -> None:
        self.connection = connection or Connection()
        self.queue = Queue(self.connection)
        self._ledgers = itertools.count(2)
        self._scope_sent: tuple[int, str] = _DEFAULT_ACCOUNT
        self._errors = dict(DEFAULTS)
        self.queue.on_error = self._tell_again
        atexit.register(self._at_exit)

    @property
    def policy(self) -> Policy:
        """See :attr:`Engine.policy`."""
        self.connection.connect()
        assert self.connection.policy is not None
        return self.connection.policy

    def _at_exit(self) -> None:
        """What was queued is done, and charged, though nobody reads it; a lost server is no news."""
        with contextlib.suppress(RemoteError):
            self.queue.flush()
        self.connection.close()

    # --- operations ------------------------------------------------------------------------------

    def bind(self, op: Operation, is_operator: bool = False) -> Callable[..., Any]:
        """See :meth:`Engine.bind`."""
        # Operators take no options.
        pack = [packer(p) for p in op.params[: op.required if is_operator else None]]
        number, name = ~op.index if is_operator else op.index, op.name
        normalize = normalizer(op)

        def call(*args: Any) -> Any:
            args = normalize(args)
            if trace.ON:
                trace.line("general", name, "-", _shapes(args))
            frames: list[Any] = []
            packed = [f(a, frames) for f, a in zip(pack, args, strict=False)]
            return self._run(number, packed, frames, args, name)

        return call

    def body(
        self,
        op: Operation,
        given: body.Given,
        general: str,
        in_place: bool,
        is_operator: bool = False,
    ) -> tuple[list[str], dict[str, Any]]:
        """See :meth:`Engine.body`."""
        if op.queueable is None or not self.queue.enabled or not body.is_fast(op):
            return [f"return {general}"], {}
        planner = Planner(op, self.connection)
        number = ~op.index if is_operator else op.index
        enqueue = functools.partial(self._enqueue, number, planner.warns)
        names = _NAMES | {
            "_engine": self.queue,
            "_warns": planner.warns,
            "_plans": planner.plans,
            "_plan": planner.plan,
            "_enqueue": enqueue,
            "_enqueue_in_place": functools.partial(self._enqueue_in_place, op.index, planner.warns),
        }
        return body.body(op, given, general, in_place), names

    def _enqueue(
        self, number: int, warns: bool, args: list[Any], plan: Plan, writable: bool
    ) -> ndarray | None:
        """Queue an operation and promise its result; None if it must go out at once."""
        queue = self.queue
        kind, cost, nbytes = plan
        with queue.lock:
            if nbytes > _MAY_NOT_FIT or not self._same_scope():
                return None
            if cost and queue.remaining is not None:
                if cost > queue.remaining:
                    return None
                queue.remaining -= cost
            taken = queue.next_handle
            queue.next_handle = taken + 1
            handle = _new(Handle)
            handle.id = taken
            handle.kind = kind
            handle.writable = writable and not kind[2]
            handle.wire = [0, taken]
            handle.__del__ = partial(queue.free, taken)
            made = _new(ndarray)
            made._v = handle
            queue.add([number, taken, args, m.SILENT], nbytes, warns, 3)
        return made

    def _enqueue_in_place(self, number: int, warns: bool, args: list[Any], plan: Plan) -> bool:
        queue = self.queue
        with queue.lock:
            if not self._same_scope() or not queue.covers(plan.cost):
                return False
            taken = queue.next_handle  # not used, but a number of its own for warnings
            queue.next_handle = taken + 1
            queue.add([number, taken, args, m.SILENT], 0, warns, 3)
        return True

    def _same_scope(self) -> bool:
        """Whether operations go to the ledger that what is known of budgets is about."""
        scope = current_scope.get()
        wanted = scope.account if scope is not None else _DEFAULT_ACCOUNT
        if wanted is self._scope_sent or wanted == self._scope_sent:
            return True
        if wanted[0] != self._scope_sent[0]:
            return False
        # Told first: if a signal handler raises in between, the server is told once more.
        self.queue.items.append([m.SCOPE, 0, list(wanted)])
        self._scope_sent = wanted
        return True

    def _run(
        self, operation: int | str, packed: list[Any], frames: list[Any], args: Any, what: str
    ) -> Any:
        queue = self.queue
        with queue.lock, queue.held:
            self._send_scope()
            reply = queue.exchange([operation, queue.next_handle, packed], frames, what)
            found = None
            if reply.error is None:
                found = self._unpack(reply.results[-1], args, reply.buffers)
        if reply.warnings:
            place = Place.of(sys._getframe(1), OWN_FILES)
            for category, text in reply.warnings:
                place.warn(text, CLASSES[category])
        if reply.error is not None:
            raise reply.error
        return found

    def _send_scope(self) -> None:
        scope = current_scope.get()
        wanted = scope.account if scope else (DEFAULT.number, "")
        if wanted != self._scope_sent:
            self._scope_sent = wanted
            self.queue.items.append([m.SCOPE, 0, list(wanted)])

    def _tell_again(self) -> None:
        """After an error, the server may not have been told what came behind it."""
        self._scope_sent = (-1, "")
        self.queue.items.append([m.ERRORS, 0, [self._errors[kind] for kind in KINDS]])

    def _unpack(self, described: list[Any], args: Any, buffers: list[Any]) -> Any:
        """A result from its description (see :mod:`flopscope._wire.messages`)."""
        kind = described[0]
        if kind == m.ARRAY:
            _, dtype, shape, scalar, writable = described
            made = _new(ndarray)
            kind = (tuple(shape), values.DTYPES[dtype], scalar)
            made._v = Handle(self._take_handle(), kind, self.queue, writable)
            return made
        if kind == m.PLAIN:
            return values.decode(described[1], self._no_handle)
        if kind == m.SYMMETRIC:
            return self._symmetric(*described[1:])
        if kind == m.SAME:
            return _argument(args, described[1])
        if kind in (m.PAIR, m.MANY):
            items = [self._unpack(d, args, buffers) for d in described[1]]
            return tuple(items) if kind == m.PAIR else items
        if kind == m.NAMED:
            return results.CLASSES[described[1]](
                *(self._unpack(d, args, buffers) for d in described[2])
            )
        if kind == m.GENERATOR:
            handle = GeneratorHandle(self._take_handle(), self.queue)
            return random.CLASSES[described[1]]._from_value(handle)
        if kind == m.BYTES:
            data = described[1]
            raw = memoryview(data) if isinstance(data, bytes) else buffers[data - 1]
            return values.DTYPES[described[2]], tuple(described[3]), raw
        raise ProtocolError(f"the server described a result as {kind!r}")

    def _symmetric(self, dtype: int, shape: list[int], axes: Any, generators: Any) -> ndarray:
        """A tensor with a symmetry: its handle says so, and is not writable."""
        group = from_plain(tuple(axes), tuple(map(tuple, generators)))
        kind = (tuple(shape), values.DTYPES[dtype], False)
        made = _new(SymmetricTensor)
        made._v = SymmetricHandle(self._take_handle(), kind, self.queue, group)
        return made

    def _take_handle(self) -> int:
        taken = self.queue.next_handle
        self.queue.next_handle += 1
        return taken

    def _no_handle(self, tag: int, data: list[Any]) -> Any:
        raise ProtocolError(f"the server sent tag {tag} where a plain value was expected")

    def _control(self, name: str, *args: Any) -> Any:
        packed = [values.encode(a, _refuse) for a in args]
        return self._run(name, packed, [], args, name.removeprefix(":"))

    def ask(self, control: str, packed: list[Any], what: str) -> Any:
        """What the server gives for a control operation; its arguments are packed already."""
        return self._run(control, packed, [], (), what)

    # --- reading -----------------------------------------------------------------------------------

    def is_scalar(self, value: Handle) -> bool:
        """See :meth:`Engine.is_scalar`."""
        return value.scalar

    def _fetch(self, value: Handle) -> tuple[Any, tuple[int, ...], memoryview]:
        found: tuple[Any, tuple[int, ...], memoryview] = self._run(
            m.FETCH, [[values.HANDLE, value.id]], [], (), "reading an array"
        )
        return found

    def item(self, value: Handle) -> Any:
        """See :meth:`Engine.item`."""
        dtype, _, data = self._fetch(value)
        return _numbers(data, dtype)[0]

    def tolist(self, value: Handle) -> Any:
        """See :meth:`Engine.tolist`."""
        dtype, shape, data = self._fetch(value)
        return _nested(_numbers(data, dtype), shape)

    def tobytes(self, value: Handle) -> bytes:
        """See :meth:`Engine.tobytes`."""
        return bytes(self._fetch(value)[2])

    def text(self, value: Handle, form: str, options: Options = ()) -> str:
        """See :meth:`Engine.text`."""
        packed = [[values.HANDLE, value.id], form, values.encode(options, _refuse)]
        found: str = self._run(m.TEXT, packed, [], (), "printing an array")
        return found

    # --- ledgers -----------------------------------------------------------------------------------

    def open_ledger(
        self, parent: LedgerToken | None, budget: int, wall_time_limit_s: float | None
    ) -> LedgerToken:
        """See :meth:`Engine.open_ledger`."""
        number = next(self._ledgers)
        outer = (parent or ROOT).number
        self._control(m.OPEN, number, outer, budget, wall_time_limit_s)
        return LedgerToken(number, self.queue)

    def close_ledger(self, token: LedgerToken) -> None:
        """See :meth:`Engine.close_ledger`."""
        self._control(m.CLOSE, token.number)

    def ledger_summary(self, token: LedgerToken, by_namespace: bool) -> dict[str, Any]:
        """See :meth:`Engine.ledger_summary`."""
        found: dict[str, Any] = _mapped(self._control(m.SUMMARY, token.number, by_namespace))
        return found

    def ledger_log(self, token: LedgerToken) -> list[OpRecord]:
        """See :meth:`Engine.ledger_log`."""
        return [OpRecord(*row) for row in self._control(m.LOG, token.number)]

    def errors(self) -> dict[str, str]:
        """See :meth:`Engine.errors`."""
        return self._errors

    def set_errors(self, modes: dict[str, str]) -> None:
        """See :meth:`Engine.set_errors`. What is queued is done as it was asked for."""
        with self.queue.lock:
            self._errors = dict(modes)
            self.queue.strict = "raise" in modes.values()
            self.queue.items.append([m.ERRORS, 0, [modes[kind] for kind in KINDS]])

    def contraction_path(self, subscripts: str, shapes: list[Any], optimize: Any) -> Any:
        """See :meth:`Engine.contraction_path`. Only the server need have what searches for paths."""
        asked = None if optimize is NoValue else optimize  # None on the wire: the default
        return self._control(m.PATH, subscripts, [tuple(s) for s in shapes], asked)

    def twins(self, handles: list[Handle]) -> list[Any]:
        """See :meth:`Engine.twins`. Only the server knows what shows which memory."""
        packed = [[values.TUPLE, [h.wire for h in handles]]]
        found = self._run(m.TWINS, packed, [], (), "a cost query")
        return [None if one is None else Twin(*one) for one in found]

    def reset(self) -> None:
        """See :meth:`Engine.reset`."""
        self._control(m.RESET)


def _argument(args: Any, handle: int) -> Any:
    """The caller's own object for a handle that an operation returned unchanged."""
    for arg in args:
        if isinstance(arg, ndarray | random.RandomObject) and arg._v.id == handle:
            return arg
        if isinstance(arg, tuple | list):
            found = _argument(arg, handle)
            if found is not None:
                return found
    return None


def _shapes(args: Any) -> list[tuple[int, ...]]:
    """The shapes of the arrays among arguments, those in lists and tuples too."""
    shapes: list[tuple[int, ...]] = []
    for arg in args:
        if type(arg) is ndarray:
            shapes.append(arg.shape)
        elif type(arg) in (list, tuple):
            shapes += _shapes(arg)
    return shapes


def _numbers(data: memoryview, dtype: Any) -> list[Any]:
    if dtype.kind == "c":
        parts = data.cast("B").cast(dtype.format).tolist()
        return [complex(*pair) for pair in zip(parts[::2], parts[1::2], strict=True)]
    if dtype.format == "e":  # memoryview cannot read halves before Python 3.12
        return [v for (v,) in struct.iter_unpack("<e", data)]
    return data.cast("B").cast(dtype.format).tolist()


def _nested(flat: list[Any], shape: tuple[int, ...]) -> Any:
    if not shape:
        return flat[0]
    for length in reversed(shape[1:]):
        if not length:
            return _empty(shape)
        flat = [flat[i : i + length] for i in range(0, len(flat), length)]
    return flat


def _empty(shape: tuple[int, ...]) -> Any:
    return [] if len(shape) == 1 else [_empty(shape[1:]) for _ in range(shape[0])]


def _mapped(pairs: Any) -> Any:
    """Dictionaries, which travel as a list of (key, value) tuples."""
    if isinstance(pairs, list):
        return {key: _mapped(value) for key, value in pairs}
    return pairs


def _refuse(value: Any) -> Any:
    raise TypeError(f"an object of type {type(value).__name__} is not a valid argument")
