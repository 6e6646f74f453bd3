"""Plans: what the client knows of a call before the server has seen it, and the keys of plans."""

from __future__ import annotations

from typing import Any, NamedTuple

from flopscope._arrays.array import ndarray
from flopscope._base.dtypes import dtype as Dtype
from flopscope._table import Operation, Spec
from flopscope._table.fitting import span
from flopscope._wire import values
from flopscope.errors import UnsupportedDtypeError
from flopscope_client.connection import Connection
from flopscope_client.handles import Kind
from flopscope_client.queueable import is_sure

KEPT = 4096
_SMALL = 6e4
"""Up to here, no floating dtype overflows."""
_LISTED = 64
"""Lists of up to so many floats are looked at, and travel in the message."""


class Plan(NamedTuple):
    """What a call that cannot fail gives and costs.

    Attributes
    ----------
    kind : tuple
        Shape, dtype and scalar-ness of the result.
    cost : int
        FLOPs, by the server's policy; never less than it charges.
    nbytes : int
        Bytes of the result.
    """

    kind: Kind
    cost: int
    nbytes: int


NOTHING = Spec((0,))
"""What operations that only write are said to give."""
UNSURE: Any = Plan(((), values.DTYPES[0], True), 0, 0)
"""Stands for a call that may fail, or whose result is not known beforehand."""


class Planner:
    """The plans of one operation, by what their rules look at."""

    def __init__(self, op: Operation, connection: Connection) -> None:
        self.plans: dict[Any, Plan] = {}
        self.warns = op.warns
        self._op = op
        self._connection = connection

    def plan(self, key: Any, args: tuple[Any, ...]) -> Plan:
        """Work a plan out and keep it."""
        if len(self.plans) >= KEPT:
            self.plans.clear()
        connection = self._connection
        # A signal handler's exception is the program's, and no word of a rule on its arguments.
        with connection.lock, connection.held:
            found = self.plans[key] = self._worked_out(args)
        return found

    def _worked_out(self, args: tuple[Any, ...]) -> Plan:
        self._connection.connect()
        policy = self._connection.policy
        assert policy is not None
        try:
            spec = NOTHING if self._op.writes else self._op.result(args)
            if not is_sure(self._op, spec, args):
                return UNSURE
            cost = policy.shown(policy.price(self._op, args).cost)
        except Exception:  # noqa: BLE001 - the general path raises it, at the same statement
            return UNSURE
        return Plan((spec.shape, spec.dtype, spec.scalar), cost, spec.nbytes)


def number_kind(value: Any) -> Any:
    """The part of a key for a number operand; None where the general path must look at it."""
    kind = type(value)
    if kind is bool or (kind is float and -_SMALL < value < _SMALL):
        return kind
    if kind is float or kind is complex:
        return (kind, span(value))
    if kind is int and -(2**63) <= value < 2**63:
        return (value.bit_length(), value < 0)
    return None


def listed(value: Any) -> tuple[Spec, Any, Any] | None:
    """Spec, part of a key, and form on the wire of a short list of floats; None for any other."""
    if type(value) is not list or not 0 < len(value) <= _LISTED:
        return None
    if any(type(v) is not float for v in value):
        return None
    return Spec((len(value),)), (list, len(value)), [values.LIST, value.copy()]


def known_dtype(value: Any) -> Dtype | None:
    """The dtype that a value names; None where the general path must look at it."""
    if value is None or type(value) is Dtype:
        return value
    try:
        return Dtype(value)
    except (TypeError, ValueError, UnsupportedDtypeError):
        return None


def several(value: Any, is_einsum: bool) -> tuple[Any, Any, Any] | None:
    """Values, part of a key, and form on the wire of a sequence of our arrays; None for any other.

    Parameters
    ----------
    value : object
    is_einsum : bool
        The subscripts come first.
    """
    kind = type(value)
    if kind is ndarray and not is_einsum:
        v = value._v
        return v, v.kind, v.wire
    if kind is not tuple and kind is not list:
        return None
    text = value[:1] if is_einsum else ()
    if any(type(t) is not str for t in text):
        return None
    found = [a._v for a in value[len(text) :] if type(a) is ndarray]
    if len(text) + len(found) != len(value):
        return None
    kinds = (*text, *[v.kind for v in found])
    tag = values.TUPLE if is_einsum else values.LIST
    return (*text, *found), kinds, [tag, [*text, *[v.wire for v in found]]]


def is_integers(value: Any) -> bool:
    """Whether it is a tuple of 64-bit integers, such as a shape or axes."""
    return type(value) is tuple and all(type(v) is int and abs(v) < 2**63 for v in value)


def encode_simple(value: Any) -> Any:
    """A number, text, None, slice, ``...`` or tuple of them, as the wire has it."""
    return values.encode(value, _refuse)


def option(value: Any, default: Any) -> Any:
    """An option on the wire: absent where it is the default."""
    return [values.ABSENT] if value is default else values.encode(value, _refuse)


def index_key(index: Any, shape: tuple[int, ...]) -> Any:
    """The part of a key for a basic index or a mask; None for any other.

    All places of an axis have one key, so that a loop over them has one plan.
    """
    kind = type(index)
    if kind is int:
        return int if shape and -shape[0] <= index < shape[0] else index
    if kind is ndarray:
        return index._v.kind if index.dtype.kind == "b" else None
    return _basic_key(index)


def _basic_key(index: Any) -> Any:
    kind = type(index)
    if kind is int:
        return index
    if kind is slice:
        return (slice, index.start, index.stop, index.step) if _is_plain(index) else None
    if index is None or index is Ellipsis:
        return (index,)
    if kind is tuple:
        parts = [_basic_key(i) for i in index]
        return None if None in parts else (tuple, *parts)
    return None


def index_wire(index: Any) -> Any:
    """An index that has a key, on the wire."""
    return index._v.wire if type(index) is ndarray else encode_simple(index)


def _is_plain(index: slice) -> bool:
    return all(type(v) is int or v is None for v in (index.start, index.stop, index.step))


def _refuse(value: Any) -> Any:
    raise TypeError(f"an object of type {type(value).__name__} is not a valid argument")
