"""Plans: what the client knows of a call before the server has seen it, and the keys of plans."""

from __future__ import annotations

from typing import Any, NamedTuple

from flopscope._table import Operation, Spec
from flopscope._wire import values
from flopscope_client.connection import Connection
from flopscope_client.handles import Handle, Kind
from flopscope_client.surety import Condition, may_warn

KEPT = 4096


class Plan(NamedTuple):
    """What a call that cannot fail gives and costs.

    Attributes
    ----------
    kind : tuple
        Shape, dtype and scalar-ness of the result.
    cost : int
        FLOPs, by the server's policy.
    nbytes : int
        Bytes of the result.
    """

    kind: Kind
    cost: int
    nbytes: int


UNSURE: Any = Plan(((), values.DTYPES[0], True), 0, 0)
"""Stands for a call that may fail, or whose result is not known beforehand."""


class Planner:
    """The plans of one operation, by what their rules look at."""

    def __init__(self, op: Operation, condition: Condition, connection: Connection) -> None:
        self.plans: dict[Any, Plan] = {}
        self.warns = may_warn(op)
        self._op = op
        self._condition = condition
        self._connection = connection

    def plan(self, key: Any, args: tuple[Any, ...]) -> Plan:
        """Work a plan out and keep it."""
        if len(self.plans) >= KEPT:
            self.plans.clear()
        found = self.plans[key] = self._worked_out(args)
        return found

    def _worked_out(self, args: tuple[Any, ...]) -> Plan:
        self._connection.connect()
        policy = self._connection.policy
        assert policy is not None
        try:
            spec = self._op.result(args)
            cost = policy.price(self._op, args)
        except Exception:  # noqa: BLE001 - the general path raises it, at the same statement
            return UNSURE
        if (
            not isinstance(spec, Spec)
            or min(spec.shape, default=0) < 0
            or not self._condition(spec, args)
            or _overflows(args)
        ):
            return UNSURE
        return Plan((spec.shape, spec.dtype, spec.scalar), cost, spec.nbytes)


def _overflows(args: tuple[Any, ...]) -> bool:
    """Whether a negative number meets an unsigned array, which NumPy refuses."""
    negative = any(type(a) is int and a < 0 for a in args)
    return negative and any(isinstance(a, Handle) and a.dtype.kind == "u" for a in args)


def number_kind(value: Any) -> Any:
    """The part of a key for a number operand; None where the general path must look at it."""
    kind = type(value)
    if kind is float or kind is bool:
        return kind
    if kind is int and -128 <= value <= 127:
        return (int, value < 0)
    return None


def is_integers(value: Any) -> bool:
    """Whether it is a tuple of 64-bit integers, such as a shape or axes."""
    return type(value) is tuple and all(type(v) is int and abs(v) < 2**63 for v in value)


def encode_simple(value: Any) -> Any:
    """A number, text, None, slice, ``...`` or tuple of them, as the wire has it."""
    return values.encode(value, _refuse)


def option(value: Any, default: Any) -> Any:
    """An option on the wire: absent where it is the default."""
    return [values.ABSENT] if value is default else values.encode(value, _refuse)


def index_key(index: Any) -> Any:
    """The part of a key for a basic index; None for any other."""
    kind = type(index)
    if kind is int:
        return index
    if kind is slice:
        return (slice, index.start, index.stop, index.step) if _is_plain(index) else None
    if index is None or index is Ellipsis:
        return (index,)
    if kind is tuple:
        parts = [index_key(i) for i in index]
        return None if None in parts else (tuple, *parts)
    return None


def _is_plain(index: slice) -> bool:
    return all(type(v) is int or v is None for v in (index.start, index.stop, index.step))


def _refuse(value: Any) -> Any:
    raise TypeError(f"an object of type {type(value).__name__} is not a valid argument")
