"""Plans: what a call costs and how much memory its result takes, known before it runs.

Rules depend on shapes, dtypes and plain arguments only, so a plan is worked out once for each such
combination and looked up from then on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from flopscope._pricing.policy import Policy
from flopscope._pricing.price import Price
from flopscope._table import Named, Operation, Spec

KEPT = 4096
"""How many plans of an operation are kept."""

_ARRAYS = frozenset({np.ndarray, np.bool_, *np.sctypeDict.values()})
_NUMBERS = frozenset({int, float, complex, bool})
_READ = 64
"""Rules read the elements of arrays (bins for each axis) of at most so many."""
_LEFT = object()
"""Stands for an argument left at its default, since None may be given where the default is another."""


_AN_ELEMENT_EACH = frozenset(
    {"movement", "random", "arithmetic", "comparison", "transcendental", "contraction"}
)
"""Classes whose rules count at least the elements of the result."""


class Plan(NamedTuple):
    """What is known of a call before it runs.

    Attributes
    ----------
    price : Price
    nbytes : int
        Bytes that the result will take.
    """

    price: Price
    nbytes: int


class Planner:
    """The plans of one operation under a policy; ``nbytes`` only where ``sized``."""

    __slots__ = ("_free", "_kept", "_op", "_policy", "_sized", "_told", "_valued")

    def __init__(self, op: Operation, policy: Policy, sized: bool) -> None:
        self._op = op
        self._sized = sized
        self._policy = policy
        # Where a number is an operand its value does not matter, but for exponents and random.permutation(10).
        self._valued = tuple(
            not p.kind.is_array or op.cls == "random" or p.name == op.reads_number
            for p in op.params
        )
        # Rules read the elements of what stands where no operand is meant: bins, axes, lengths.
        self._told = tuple(
            _elements if p.kind.is_read_by_rules else _counted if op.cls == "random" else _described
            for p in op.params
        )
        self._kept: dict[Any, Plan] = {}
        self._free = Plan(Price(op.name), 0) if not sized and not op.does_work else None

    def plan(self, args: tuple[Any, ...], count: int) -> Plan:
        """The plan for these arguments, one a parameter, the first ``count`` of which were given.

        Raises
        ------
        Exception
            What the rules raise for arguments that NumPy would refuse.
        """
        return self.looked_up(args, count) if self._free is None else self._free

    def looked_up(self, args: tuple[Any, ...], count: int) -> Plan:
        """The plan for these arguments, whether or not all calls are free."""
        parts: list[Any] = []
        defaults, valued = self._op.defaults, self._valued
        for i in range(count):
            arg = args[i]
            kind = arg.__class__
            if kind in _ARRAYS:
                if valued[i]:
                    parts.append(self._told[i](arg))
                else:
                    parts.append(arg.shape)
                    parts.append(arg.dtype)
            elif arg is defaults[i]:
                parts.append(_LEFT)
            elif kind in _NUMBERS:
                parts.append(arg if valued[i] else kind)
                parts.append(kind)
            else:
                parts.append(_part(arg, self._told[i]))
        key = tuple(parts)
        try:
            found = self._kept.get(key)
        except TypeError:  # something without a hash; NumPy refuses it if it is wrong
            return self._worked_out(args)
        if found is None:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            found = self._kept[key] = self._worked_out(args)
        return found

    def _worked_out(self, args: tuple[Any, ...]) -> Plan:
        op = self._op
        price = self._policy.price(op, args)
        return Plan(price, result_bytes(op, args, price.work) if self._sized else 0)


def _described(value: Any) -> Any:
    """An operand: rules read its shape and dtype alone."""
    return (value.shape, value.dtype)


def _elements(value: Any) -> Any:
    """An array that rules may read as the numbers in it."""
    if value.size > _READ:
        return (value.shape, value.dtype)
    return (value.shape, value.dtype, value.tobytes())


def _counted(value: Any) -> Any:
    """An operand of a random function: a whole number may be the length of what is drawn from."""
    if value.ndim or value.dtype.kind not in "iu":
        return (value.shape, value.dtype)
    return (value.item(), value.dtype)


def _part(value: Any, told: Callable[[Any], Any]) -> Any:
    """A hashable stand-in for an argument, equal only for arguments that rules treat alike.

    Parameters
    ----------
    value : object
    told : callable
        What stands for an array.
    """
    kind = value.__class__
    if kind is tuple or kind is list:
        return (kind, *[_part(item, told) for item in value])
    if kind is slice:
        return (slice, value.start, value.stop, value.step)
    if kind in _ARRAYS:
        return told(value)
    if kind is memoryview:
        return (kind, value.format, value.shape)
    if kind is Spec:
        return (value.shape, value.dtype, value.group, value.twin)
    return (kind, value) if kind in _NUMBERS else value


def result_bytes(op: Operation, args: tuple[Any, ...], units: int) -> int:
    """Bytes that an operation's result, or what it is made from, will take, from its rules."""
    if op.cls == "view":
        return 0
    spec = op.result(args) if op.has_result_rule else None
    if spec is not None:
        return max(_bytes_of(spec), 16 * op.room(args))
    bound = 8 * units if op.cls in _AN_ELEMENT_EACH else 0
    return max(bound, 16 * op.room(args))


def _bytes_of(spec: Any) -> int:
    if isinstance(spec, Spec):
        return spec.nbytes
    items = spec.items if isinstance(spec, Named) else spec
    return sum(map(_bytes_of, items))
