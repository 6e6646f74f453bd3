"""Sequences that a client repeats: what they are made of is looked at once, and then carried out in one go.

A repeated sequence means the operations that it is put together from (:mod:`flopscope._wire.sequences`), and
they are carried out as any others where anything is out of the ordinary. Otherwise what was found out the first
time holds: a *way* has, for inputs of the same shapes and dtypes, each operation's call, price and result. Each
is charged, recorded and logged by itself; a result that is not as before ends the way, and the rest is carried
out as any other operations are.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from flopscope._base import trace
from flopscope._ledger.account import STRAIGHT_LINES_ARE_ATOMIC, Account
from flopscope._local.calls import NUMPY_DTYPES
from flopscope._local.prices import Plan
from flopscope._local.randomness import RANDOM_TYPES
from flopscope._local.session import Session, failed, operands_of
from flopscope._local.shortcuts import shortcut
from flopscope._local.symmetric import any_twins
from flopscope._pricing.price import Price
from flopscope._table import ORDERED, Operation
from flopscope._wire import messages as m
from flopscope._wire import sequences
from flopscope._wire.sequences import FREE, Step
from flopscope.errors import ProtocolError
from flopscope_server.arguments import Decoder
from flopscope_server.compiled import LIGHT_BYTES, LIGHT_FLOPS
from flopscope_server.private.recorder import Track
from flopscope_server.store import Memory, Store

_CALLS = 16_384
"""How many calls the ways of a session's sequences may have together."""
_SCALARS = frozenset(dtype.type for dtype in NUMPY_DTYPES.values())
_GONE: Any = object()

_clock = time.perf_counter

Kind = tuple[Any, Any, Any]


class Call(NamedTuple):
    """One step of a way.

    Attributes
    ----------
    run : callable or None
        Takes the values; None where a handle is freed.
    sources : tuple of int
        Slots of the values.
    price : Price
    slot : int
        Of the result, or of what is freed; -1 if the result is an array that it was given.
    kind : tuple
        The result's class, shape and dtype.
    described : tuple
        What the log shows of the operands.
    writes : bool
    handle : int
        The place of its handle among the sequence's.
    """

    run: Callable[..., Any] | None
    sources: tuple[int, ...]
    price: Price
    slot: int
    kind: Kind
    described: tuple[Any, ...]
    writes: bool
    handle: int


class Way(NamedTuple):
    """How a sequence is carried out for inputs of certain shapes and dtypes.

    Attributes
    ----------
    calls : list of Call
    constants : list
        What fills the slots behind the inputs and the numbers.
    slots : int
    nbytes : int
        What all results take at most.
    is_light : bool
        No operation is one that needs a thread of its own.
    """

    calls: list[Call]
    constants: list[Any]
    slots: int
    nbytes: int
    is_light: bool


class Kept(NamedTuple):
    """A sequence under a client's number."""

    steps: list[Step]
    inputs: int
    numbers: int
    operations: int
    ways: dict[Any, Way | None]


class Repeats:
    """One session's sequences.

    Parameters
    ----------
    session, store, memory
        The session's.
    account : callable
        Tells who pays.
    track : Track, optional
        Where charges are recorded.
    """

    def __init__(
        self,
        session: Session,
        store: Store,
        memory: Memory,
        account: Callable[[], Account],
        track: Track | None,
    ) -> None:
        self._session = session
        self._store = store
        self._memory = memory
        self._account = account
        self._track = track
        self._kept: dict[int, Kept] = {}
        self._calls = 0

    def keep(self, number: Any, items: Sequence[Any]) -> None:
        """Keep what a client is about to have carried out under a number; what was there is forgotten.

        Raises
        ------
        ProtocolError
            If the items are no sequence, or too large a one.
        """
        if type(number) is not int or not 0 <= number < m.MAX_SEQUENCES:
            raise ProtocolError(f"a sequence has a number below {m.MAX_SEQUENCES}")
        apart = sequences.taken_apart(items) if len(items) <= m.MAX_SEQUENCE else None
        size = 0 if apart is None else sequences.size(apart.pattern)
        if apart is None or size > m.MAX_SEQUENCE_SIZE:
            raise ProtocolError(
                f"a sequence has 1 to {m.MAX_SEQUENCE} items: silent operations whose handles follow each "
                "other, and freed handles"
            )
        steps = sequences.steps(apart.pattern)
        operations = sum(step.number != FREE for step in steps)
        counts = len(apart.inputs), len(apart.numbers)
        self._kept[number] = Kept(steps, *counts, operations, {})

    def make_room(self, calls: int) -> None:
        """Forget all ways if they would have too many calls with so many more."""
        self._calls += calls
        if self._calls > _CALLS:
            self._calls = calls
            for kept in self._kept.values():
                kept.ways.clear()

    def asked(self, item: list[Any]) -> Repeat:
        """What a request asks to be repeated.

        Raises
        ------
        ProtocolError
        """
        data = item[2] if len(item) == 4 and item[3] == m.SILENT else None
        if type(data) is not list or len(data) != 3 or type(item[1]) is not int or item[1] < 0:
            raise ProtocolError(
                "a repeated sequence must be [name, handle, [number, inputs, numbers], 1]"
            )
        number, inputs, numbers = data
        kept = self._kept.get(number) if type(number) is int else None
        if kept is None:
            raise ProtocolError(f"{number!r} is not the number of a sequence of this session")
        if type(inputs) is not list or type(numbers) is not list:
            raise ProtocolError("inputs and numbers must be lists")
        if (len(inputs), len(numbers)) != (kept.inputs, kept.numbers):
            raise ProtocolError(
                f"the sequence takes {kept.inputs} inputs and {kept.numbers} numbers, and "
                f"{len(inputs)} and {len(numbers)} were given"
            )
        if any(type(h) is not int for h in inputs) or any(
            type(n) not in (float, int, bool) for n in numbers
        ):
            raise ProtocolError("inputs must be handles, and numbers numbers")
        return Repeat(self, kept, item[1], inputs, numbers)


class Repeat:
    """A sequence with what it is to be carried out on.

    Attributes
    ----------
    done : int
        How many steps have been carried out.
    """

    def __init__(
        self, of: Repeats, kept: Kept, base: int, inputs: list[int], numbers: list[Any]
    ) -> None:
        self._of = of
        self._kept = kept
        self._base = base
        self._inputs = inputs
        self._numbers = numbers
        self.done = 0

    def __len__(self) -> int:
        return len(self._kept.steps)

    def items(self) -> list[Any]:
        """What is left of it, as a request has it."""
        steps = self._kept.steps
        if self.done == len(steps):
            return []
        whole = sequences.put_together(steps, self._base, self._inputs, self._numbers)
        return whole[self.done :]

    def key(self) -> Any:
        """What its way depends on; None where it is not one for a way."""
        of, values, inputs = self._of, self._of._store.values, self._inputs
        if trace.ON or not STRAIGHT_LINES_ARE_ATOMIC or of._store.has_spread:
            return None
        first, count = self._base, self._kept.operations
        if len(set(inputs)) != len(inputs) or (inputs and max(inputs) >= first):
            return None
        if not values.keys().isdisjoint(range(first, first + count)):
            return None
        parts: list[Any] = []
        for handle in inputs:
            value: Any = values.get(handle)
            kind = value.__class__
            parts.append(kind)
            if kind is np.ndarray or kind in _SCALARS:
                parts.append(value.shape)
                parts.append(value.dtype)
            elif kind not in RANDOM_TYPES:
                return None
        parts.extend(map(type, self._numbers))
        return tuple(parts)

    def way(self, key: Any) -> Way | None:
        """The way that is known for it, if there is memory for its results."""
        way, of = self._kept.ways.get(key), self._of
        memory = of._memory
        if way is None or memory.arrays + self._kept.operations > memory.max_arrays:
            return None
        if memory.limit is not None and memory.used + way.nbytes > memory.limit:
            return None
        return way

    def is_known(self, key: Any) -> bool:
        """Whether it was tried to find a way."""
        return key in self._kept.ways

    def learned(self, key: Any, observed: list[Seen | None]) -> None:
        """Keep what was seen of each operation as the way."""
        ways = self._kept.ways
        self._of.make_room(len(observed))
        ways[key] = _built(self._of._session, self._kept, observed)

    def run(self, way: Way, warned: list[list[Any]]) -> None:
        """Carry the sequence out, as far as all is as it was.

        Raises
        ------
        Exception
            Of the step at :attr:`done`.
        """
        of = self._of
        values = of._store.values
        slots: list[Any] = [values[handle] for handle in self._inputs]
        slots += self._numbers
        slots += way.constants
        slots += [_GONE] * (way.slots - len(slots))
        try:
            self._carry_out(way, slots, warned)
        finally:
            self._keep_results(way, slots)

    def _carry_out(self, way: Way, slots: list[Any], warned: list[list[Any]]) -> None:
        of = self._of
        account = of._account()
        entries, digests, log, track = account.entries, account.digests, account.log, of._track
        ring: Any = None
        words: Any = None
        if track is not None:
            ring, words, slot_bits, numbers = track.names()
        namespace, deadline = account.namespace, account.deadline
        before = len(warned)
        begun = _clock()
        for run, sources, price, slot, kind, described, writes, place in way.calls:
            if run is None:
                if slot < len(self._inputs):
                    of._store.free(self._inputs[slot])
                slots[slot] = _GONE
                self.done += 1
                continue
            if price.twins and _any_twins([slots[i] for i in sources]):
                return  # which has another price
            try:
                entry = entries[price]
            except KeyError:
                entry = None
            if entry is None:
                entry = account.entry(price)
            credit = account.credit - price.cost
            if credit < 0 or begun > deadline:
                return  # who can pay is looked at for each operation by itself
            account.credit = credit
            entry[0] += 1
            if track is not None:
                try:
                    number = numbers[price]
                    at = ring.next
                    words[at] = ring.lap | slot_bits | number
                    ring.next = at + 1
                except (KeyError, IndexError):
                    track.charge(price)
            started = _clock()
            try:
                if len(sources) == 2:
                    result = run(slots[sources[0]], slots[sources[1]])
                elif len(sources) == 1:
                    result = run(slots[sources[0]])
                else:
                    result = run(*[slots[i] for i in sources])
            except BaseException as error:
                operands = tuple(slots[i] for i in sources)
                failed(account, price, error, operands, writes)
                raise
            finally:
                if len(warned) != before:
                    for warning in warned[before:]:
                        warning.insert(0, self._base + place)
                    before = len(warned)
            ended = _clock()
            entry[1] += ended - started
            entry[2] += started - begun
            if digests:
                for digest in digests:
                    digest.add(price.op_name, price.cost, namespace)
            if log is not None:
                dtype = getattr(result, "dtype", None)
                log(
                    (price.op_name, price.cost, namespace, begun, started, ended, *described, dtype)
                )
            begun = ended
            self.done += 1
            if slot >= 0:
                slots[slot] = result
                if (
                    result.__class__ is not kind[0]
                    or result.shape != kind[1]
                    or result.dtype != kind[2]
                ):
                    return

    def _keep_results(self, way: Way, slots: list[Any]) -> None:
        """Put what was made, and not freed, under its handles."""
        put, base = self._of._store.put, self._base
        for call in way.calls[: self.done]:
            if call.run is not None and call.slot >= 0 and slots[call.slot] is not _GONE:
                put(base + call.handle, slots[call.slot])


def _any_twins(values: list[Any]) -> bool:
    return any_twins([value for value in values if value.__class__ is np.ndarray])


class Seen(NamedTuple):
    """What was seen of one operation of a sequence when it was carried out as any other."""

    op: Operation
    is_operator: bool
    args: tuple[Any, ...]
    given: int
    plan: Plan
    result: Any = None


def seen(session: Session, decoder: Decoder, item: list[Any]) -> Seen:
    """An operation before it is carried out."""
    number, data = item[0], item[2]
    op = ORDERED[~number if number < 0 else number]
    args = decoder.arguments(op, data)
    return Seen(op, number < 0, args, len(data), session.plan(op, args, len(data)))


def _built(session: Session, kept: Kept, observed: list[Any]) -> Way | None:
    """A way from what was observed of each operation, in order; None where there is none."""
    if any(one is None for one in observed):
        return None
    fixed = kept.inputs + kept.numbers
    constants: list[Any] = []
    made: dict[int, int] = {}
    gone: set[int] = set()
    calls: list[Any] = []
    number = itertools.count(kept.inputs)
    each = iter(observed)
    for step in kept.steps:
        if step.number == FREE:
            reference = step.arguments[0]
            if reference in gone:
                return None
            gone.add(reference)
            calls.append((reference, None))
            continue
        one: Seen = next(each)
        found = _sources(one, step, constants, number, gone)
        if found is None:
            return None
        calls.append((step, (one, *found)))
    return _placed(session, kept, calls, fixed, constants, made)


def _sources(
    one: Seen, step: Step, constants: list[Any], number: Any, gone: set[int]
) -> tuple[list[Any], list[Any]] | None:
    """Where each argument comes from, and how lists of them are made; None where no way can."""
    op = one.op
    if op.is_unpredictable:
        return None
    sources: list[Any] = []
    groups: list[Any] = []
    for param, part, value in zip(op.params, step.arguments, one.args, strict=False):
        if param.style == "var" and not param.kind.has_subscripts:
            return None
        if part.__class__ is int:
            if part in gone or not param.kind.is_by_reference:
                return None
            if op.cls == "random" and param.kind.name != "generator":
                return None
            groups.append(len(sources))
            sources.append(("reference", part))
        elif part.__class__ is type:
            groups.append(len(sources))
            sources.append(("slot", next(number)))
        elif _has_reference(part):
            listed = _listed(part, value, gone)
            if listed is None or param.kind.name not in ("arrays", "operands") or len(value) > 5:
                return None
            groups.append((value.__class__, len(sources), len(sources) + len(listed)))
            for reference, item in listed:
                if reference is None:
                    constants.append(item)
                    sources.append(("constant", len(constants) - 1))
                else:
                    sources.append(("reference", reference))
        else:
            groups.append(len(sources))
            constants.append(value)
            sources.append(("constant", len(constants) - 1))
    return sources, groups


def _has_reference(part: Any) -> bool:
    return part.__class__ is int or (part[0] is list and any(map(_has_reference, part[1:])))


def _listed(part: Any, value: Any, gone: set[int]) -> list[tuple[int | None, Any]] | None:
    """The references and constants of a list of arrays; None for a list of lists."""
    inner = part[2:]  # behind the tag is the list itself
    if len(inner) != 1 or inner[0].__class__ is not tuple or inner[0][0] is not list:
        return None
    items = inner[0][1:]
    if value.__class__ not in (list, tuple) or len(items) != len(value):
        return None
    found: list[tuple[int | None, Any]] = []
    for item, given in zip(items, value, strict=True):
        if item.__class__ is int:
            if item in gone:
                return None
            found.append((item, None))
        elif item[0] is list:
            return None
        else:
            found.append((None, given))
    return found


def _placed(
    session: Session,
    kept: Kept,
    calls: list[Any],
    fixed: int,
    constants: list[Any],
    made: dict[int, int],
) -> Way | None:
    """Give everything its slot: inputs, numbers, constants, results."""
    first = fixed + len(constants)
    done: list[Call] = []
    nbytes, is_light = 0, True

    def slot(source: tuple[str, int]) -> int | None:
        where, at = source
        if where == "slot":
            return at
        if where == "constant":
            return fixed + at
        return ~at if at < 0 else made.get(at)

    for step, what in calls:
        if what is None:
            freed = slot(("reference", step))
            if freed is None:  # its operation gave nothing new
                return None
            done.append(Call(None, (), _FREE, freed, _NOTHING, (), False, -1))
            continue
        one, sources, groups = what
        places = [slot(source) for source in sources]
        if None in places:
            return None
        target = -1
        if one.result is not None:
            target = made[step.place] = first + len(made)
        plan = one.plan
        nbytes += plan.nbytes
        is_light = is_light and plan.nbytes <= LIGHT_BYTES and plan.price.work <= LIGHT_FLOPS
        kind = _NOTHING if target < 0 else (type(one.result), one.result.shape, one.result.dtype)
        if target >= 0 and kind[0] is not np.ndarray and kind[0] not in _SCALARS:
            return None
        done.append(
            Call(
                run=_caller(session, one, groups),
                sources=tuple([place for place in places if place is not None]),
                price=plan.price,
                slot=target,
                kind=kind,
                described=operands_of(one.op, one.args),
                writes=target < 0,
                handle=step.place,
            )
        )
    return Way(done, constants, first + len(made), nbytes, is_light)


_FREE = Price("")
_NOTHING: Kind = (None, None, None)


def _caller(session: Session, one: Seen, groups: list[Any]) -> Callable[..., Any]:
    """What carries an operation out, given its sources' values."""
    op, count = one.op, one.given
    is_plain = all(group == i for i, group in enumerate(groups))
    required = [p for p in op.params if not p.source]
    simple = all(
        (p.kind.is_array or p.kind.is_plain or p.kind.name == "index") and p.style != "var"
        for p in op.params[:count]
    )
    if is_plain and simple and count == len(required) and op.writes is None:
        short = shortcut(op)
        if short is not None and one.args and type(one.args[0]) is short.cls:
            return short.call
        return session.target(op, one.is_operator)
    call, rest = session.call(op, one.is_operator), op.defaults[count:]
    if is_plain:
        return lambda *values: call((*values, *rest), count)
    return lambda *values: call((*_grouped(groups, values), *rest), count)


def _grouped(groups: list[Any], values: tuple[Any, ...]) -> list[Any]:
    return [values[g] if g.__class__ is int else g[0](values[g[1] : g[2]]) for g in groups]
