"""The server's fast path: one operation of a request, compiled from its row.

Nearly all operations are given handles of arrays, numbers and small plain values. For those, a function
compiled for the row and the number of its arguments takes the message's data apart, checks and charges, and
calls NumPy, without a loop over the parameters. For any other arguments the same is done by
:class:`~flopscope_server.arguments.Decoder` and :meth:`flopscope._local.session.Session.run`: whatever a quick
function does not know, or would have to refuse, it leaves to them by returning :data:`NOT_QUICK`, before
anything is charged.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from flopscope._base import trace
from flopscope._base.emitter import emit, indented
from flopscope._ledger.account import Account
from flopscope._local.calls import NUMPY_DTYPES
from flopscope._local.prices import KEPT, Plan
from flopscope._local.sequence import looked_up, sequence
from flopscope._local.session import Session, failed
from flopscope._local.shortcuts import shortcut
from flopscope._local.symmetric import are_reordered, are_twins, twins_found
from flopscope._table import Operation, Param
from flopscope._table.exponents import EXPONENTS
from flopscope_server.private.recorder import Track, recorded
from flopscope_server.store import Memory, Store

NOT_QUICK: Any = object()
"""What a quick function returns for arguments that are not for it."""

LIGHT_BYTES = 1 << 18
LIGHT_FLOPS = 1_000_000
"""What an operation may make and cost to run beside the socket: well under a millisecond."""

LIGHT_ROUNDS = 256
"""Rounds of a loop in Python that an operation may take to run beside the socket."""

Quick = Callable[[list[Any]], Any]
"""From the arguments' data to the operation's result."""

_SCALARS = frozenset(dtype.type for dtype in NUMPY_DTYPES.values())
_NUMBERS = frozenset({int, float, bool})
_PLAIN = frozenset({int, float, bool, str, type(None)})

_NAMES = {
    "_NOT_QUICK": NOT_QUICK,
    "_NUMBERS": _NUMBERS,
    "_PLAIN": _PLAIN,
    "_are_reordered": are_reordered,
    "_are_twins": are_twins,
    "_SCALARS": _SCALARS,
    "_clock": time.perf_counter,
    "_failed": failed,
    "_trace": trace.line,
    "_nparray": np.ndarray,
    "_EXPONENTS": EXPONENTS,
}


class _Taken:
    """The lines that take ``d<i>`` apart: its value ``v<i>``, and ``s<i>, t<i>`` for the plan's key.

    Attributes
    ----------
    is_known : bool
        False once a parameter is not of a kind that quick functions take.
    """

    def __init__(self, op: Operation, params: Sequence[Param]) -> None:
        self.op = op
        self.lines: list[str] = []
        self.is_known = True
        for i, param in enumerate(params):
            if param.style == "var":
                self.is_known = False
            else:
                param.kind.compile(self, param, str(i))

    def other(self, param: Param, i: str) -> None:
        self.is_known = False

    several = nested = generator = dtype = other

    def plain(self, param: Param, i: str, classes: str = "_PLAIN") -> None:
        """A number, a text or None."""
        self.lines += [
            f"t{i} = d{i}.__class__",
            f"if t{i} not in {classes}:",
            "    return _NOT_QUICK",
            f"v{i} = s{i} = d{i}",
        ]

    def index(self, param: Param, i: str) -> None:
        """One integer."""
        self.plain(param, i, "(int,)")

    def operand(self, param: Param, i: str) -> None:
        """An array's handle, or a number."""
        number = f"d{i}.__class__"
        if param.name == self.op.reads_number:
            number = f"({number}, d{i} if d{i} in _EXPONENTS else None)"
        self.lines += [
            f"if d{i}.__class__ is list:",
            f"    if len(d{i}) != 2 or d{i}[0] != 0 or d{i}[1].__class__ is not int:",
            "        return _NOT_QUICK",
            f"    v{i} = _values.get(d{i}[1])",
            f"    if v{i}.__class__ is not _nparray and v{i}.__class__ not in _SCALARS:",
            "        return _NOT_QUICK",
            f"    s{i} = v{i}.shape",
            f"    t{i} = v{i}.dtype",
            f"elif d{i}.__class__ in _NUMBERS:",
            f"    v{i} = d{i}",
            f"    s{i} = None",
            f"    t{i} = {number}",
            "else:",
            "    return _NOT_QUICK",
        ]


def _shape(param: Param, i: int) -> str:
    """What the log shows of an operand: a number has no dimensions, and is not shown where it is an option."""
    return f"*(() if s{i} is None else (s{i},)), " if param.source else f"s{i} or (), "


def _twins(op: Operation, params: tuple[Param, ...]) -> list[str]:
    """Leave operands that show the same memory, where that saves work, to the general path."""
    arrays = [i for i, p in enumerate(params) if p.kind.is_array]
    if op.twins is None or len(arrays) < 2:
        return []
    found = twins_found(op, *(f"v{i}" for i in arrays[:2]))
    return [f"if plan.price.twins and {found}:", "    return _NOT_QUICK"]


@functools.cache
def maker(op: Operation, count: int, is_recorded: bool) -> Callable[..., Quick] | None:
    """The function that makes the quick function of a row for a session; None where there is none."""
    params = op.params[:count]
    # The value of a random row's number matters, and some rows write where they are told to.
    if op.cls == "random" or op.is_unpredictable or op.loops or op.writes or not count:
        return None
    taken_apart = _Taken(op, params)
    if not taken_apart.is_known:
        return None
    data = "".join(f"d{i}, " for i in range(count))
    values = "".join(f"v{i}, " for i in range(count))
    key = "".join(f"s{i}, t{i}, " for i in range(count))
    shapes = "".join(_shape(p, i) for i, p in enumerate(params) if p.kind.is_array)
    call = f"_call(({values}*_rest), {count})"
    if not any(p.source for p in params) and count == sum(not p.source for p in op.params):
        call = f"(_short if v0.__class__ is _short_class else _target)({values})"
    lines = [
        "begun = _clock()",
        "if _memory.arrays >= _memory.max_arrays" + ("" if op.cls == "view" else " or _store.has_spread") + ":",
        "    return _NOT_QUICK",
        f"{data}= data",
        *taken_apart.lines,
        *looked_up("plan", "_plans", key, f"_plan(({key}), ({values}*_rest))"),
        *_twins(op, params),
        "if plan.nbytes > _LIGHT_BYTES or plan.price.work > _LIGHT_FLOPS:",
        "    return _NOT_QUICK",
        "if _memory.limit is not None and _memory.used + plan.nbytes > _memory.limit:",
        "    return _NOT_QUICK",
        "price = plan.price",
        "account = _account()",
        *sequence(
            name=repr(op.name),
            price="price",
            call=[f"result = {call}"],
            operands=f"({shapes}), None",
            dtype="getattr(result, 'dtype', None)",
            recorded=recorded() if is_recorded else [],
            digests=True,
            then=["return result"],
            failure=f"({values}), False",
        ),
    ]  # fmt: skip
    taken = (
        "_account, _store, _values, _memory, _plans, _plan, _target, _short, _short_class, _call, _rest, "
        "_track, _ring, _words, _slot, _numbers"
    )
    scope = _NAMES | {"_LIGHT_BYTES": LIGHT_BYTES, "_LIGHT_FLOPS": LIGHT_FLOPS}
    body = ["def run(data):", *indented(lines), "return run"]
    made: Callable[..., Quick] = emit("make", taken, body, scope, of=f"server {op.name}")
    return made


def quick(
    op: Operation,
    count: int,
    session: Session,
    store: Store,
    memory: Memory,
    account: Callable[[], Account],
    track: Track | None = None,
    is_operator: bool = False,
) -> Quick | None:
    """The quick function of a row for so many arguments; None where there is none.

    Parameters
    ----------
    op : Operation
    count : int
        How many arguments the message has.
    session, store, memory
        The client's.
    account : callable
        Tells who pays.
    track : Track, optional
        Where charges are recorded.
    is_operator : bool, optional
        Compute as the row's Python operator does.
    """
    is_recorded = track is not None
    make = maker(op, count, is_recorded) if op.required <= count <= len(op.params) else None
    if make is None:
        return None
    plans: dict[Any, Plan] = {}

    def plan(key: Any, args: tuple[Any, ...]) -> Plan:
        if len(plans) >= KEPT:
            plans.clear()
        found = plans[key] = session.plan(op, args, count)
        return found

    target = session.target(op, is_operator)
    short = shortcut(op)
    return make(
        *(account, store, store.values, memory, plans, plan, target),
        *((short.call, short.cls) if short else (target, None)),
        *(session.call(op, is_operator), op.defaults[count:], track),
        *((None,) * 4 if track is None else track.names()),
    )
