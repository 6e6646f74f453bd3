"""Entries: calls, FLOPs and seconds by operation and namespace, and the summaries made of them."""

from __future__ import annotations

import json
from itertools import zip_longest
from typing import Any, NamedTuple

from flopscope._pricing.price import Price, shown
from flopscope._pricing.units import NOTHING, UNITS, Units
from flopscope.errors import MemoryLimitError

CALLS, BACKEND, OVERHEAD = range(3)
"""Where an entry has what; the latter two are seconds."""

MAX_SUMMARY_BYTES = 32 << 20
"""How long a summary may be, as JSON. A harness has to read it."""
MAX_PRICES = 16_384
"""How many prices a ledger keeps of the closed ledgers inside it before it adds them up."""
_ROW_BYTES = 200
"""What an operation or a namespace takes there, at most."""
_UNITS_BYTES = 600
"""What the units of an operation in a dtype take there, unless they are astronomic."""

Entry = list[Any]
PriceEntries = dict[Price, Entry]


class Index:
    """The namespaces and operations of a tree of ledgers, and how long a summary of them may be.

    A program chooses the names of its namespaces, and how many there are.
    """

    __slots__ = ("_dtypes", "_length", "_names", "_pairs")

    def __init__(self) -> None:
        self._dtypes: set[tuple[str, str]] = set()
        self._names: set[str] = set()
        self._pairs: set[tuple[str, str]] = set()
        self._length = 0

    def add_namespace(self, namespace: str) -> None:
        """Note that a namespace is used.

        Raises
        ------
        MemoryLimitError
            If a summary with it would be longer than :data:`MAX_SUMMARY_BYTES`.
        """
        if namespace not in self._names:
            self._grow(len(json.dumps(namespace)) + _ROW_BYTES)
            self._names.add(namespace)

    def add(self, namespace: str, price: Price) -> None:
        """Note that an operation is used under a namespace; raises as :meth:`add_namespace`."""
        if (namespace, price.op_name) not in self._pairs:
            self._grow(_ROW_BYTES)
            self._pairs.add((namespace, price.op_name))
        if (price.op_name, price.dtype) not in self._dtypes:
            self._grow(_UNITS_BYTES)
            self._dtypes.add((price.op_name, price.dtype))

    def _grow(self, length: int) -> None:
        if self._length + length > MAX_SUMMARY_BYTES:
            raise MemoryLimitError(
                f"the summary of this run would be longer than {MAX_SUMMARY_BYTES:,} bytes; use fewer or "
                "shorter namespaces. Nothing was computed or charged"
            )
        self._length += length


class Operated:
    """What was spent on an operation: the sum of many entries.

    Attributes
    ----------
    cost : int
        Sub-units.
    calls : int
    backend, overhead : float
        Seconds.
    also : list of int
        Costs under the policies that are recorded beside, in their sub-units.
    """

    __slots__ = ("also", "backend", "calls", "cost", "overhead")

    def __init__(self) -> None:
        self.cost = self.calls = 0
        self.backend = self.overhead = 0.0
        self.also: list[int] = []

    def add(self, price: Price, entry: Entry) -> None:
        """Add the calls of a price."""
        calls = entry[CALLS]
        self.cost += calls * price.cost
        self.calls += calls
        self.backend += entry[BACKEND]
        self.overhead += entry[OVERHEAD]
        if price.also:
            self.also = _added(self.also, [calls * cost for cost in price.also])

    def merge(self, other: Operated) -> None:
        """Add what another sum has."""
        self.cost += other.cost
        self.calls += other.calls
        self.backend += other.backend
        self.overhead += other.overhead
        self.also = _added(self.also, other.also)


def _added(left: list[int], right: list[int]) -> list[int]:
    return [a + b for a, b in zip_longest(left, right, fillvalue=0)]


class Details:
    """Calls, seconds and units by operation, folded from the entries of ledgers.

    Entries stay by price at first, which is quick, and are added up by operation once there are many.
    """

    __slots__ = ("_entries", "_operated", "_units")

    def __init__(self) -> None:
        self._entries: dict[tuple[str, Price], Entry] = {}
        self._operated: dict[tuple[str, str], Operated] = {}
        self._units: dict[tuple[str, str], Units] = {}

    def add(self, namespace: str, entries: PriceEntries) -> None:
        """Add the entries of a namespace."""
        for price, entry in entries.items():
            self._add(namespace, price, entry)

    def _add(self, namespace: str, price: Price, entry: Entry) -> None:
        total = self._entries.get((namespace, price))
        if total is None:
            self._entries[namespace, price] = entry.copy()
            if len(self._entries) > MAX_PRICES:
                self.sum_up()
        else:
            for i, value in enumerate(entry):
                total[i] += value

    def merge(self, other: Details) -> None:
        """Add what others folded."""
        for (namespace, price), entry in other._entries.items():
            self._add(namespace, price, entry)
        for key, operated in other._operated.items():
            self._operated.setdefault(key, Operated()).merge(operated)
        for key, units in other._units.items():
            self._units[key] = self._units.get(key, NOTHING) + units

    def sum_up(self) -> None:
        """Forget the prices, and keep sums by operation."""
        for (namespace, price), entry in self._entries.items():
            key = namespace, price.op_name
            self._operated.setdefault(key, Operated()).add(price, entry)
            kind = price.op_name, price.dtype
            self._units[kind] = self._units.get(kind, NOTHING) + price.units * entry[CALLS]
        self._entries.clear()

    def by_namespace(self) -> dict[str, dict[str, Operated]]:
        """What was spent by namespace and operation."""
        self.sum_up()
        groups: dict[str, dict[str, Operated]] = {}
        for (namespace, op_name), operated in self._operated.items():
            groups.setdefault(namespace, {})[op_name] = operated
        return groups

    def by_operation(self) -> dict[str, Operated]:
        """What was spent by operation."""
        merged: dict[str, Operated] = {}
        for operations in self.by_namespace().values():
            for op_name, operated in operations.items():
                merged.setdefault(op_name, Operated()).merge(operated)
        return merged

    def units(self) -> dict[str, dict[str, dict[str, int]]]:
        """Units by operation and computing dtype; those that did nothing are left out."""
        self.sum_up()
        found: dict[str, dict[str, dict[str, int]]] = {}
        for (op_name, dtype), units in sorted(self._units.items()):
            if units:
                found.setdefault(op_name, {})[dtype] = {u: units[u] for u in UNITS if units[u]}
        return found


class Times(NamedTuple):
    """Seconds of a ledger.

    Attributes
    ----------
    wall : float
    own : float or None
        What the program had for itself, from a reply to its next request, where a server measures that.
    compiled : float
        What compiling functions took here.
    """

    wall: float
    own: float | None
    compiled: float


def summarized(
    details: Details,
    budget: int | None,
    used: int,
    times: Times,
    by_namespace: bool,
    scale: int = 1,
) -> dict[str, Any]:
    """The plain data of ``BudgetContext.summary_dict``."""
    merged = details.by_operation()
    backend = sum(o.backend for o in merged.values()) + 0.0
    overhead = sum(o.overhead for o in merged.values()) + 0.0
    rest = max(0.0, times.wall - backend)
    if times.own is None:
        overhead = min(rest, overhead + times.compiled)
        residual = rest - overhead
    else:  # all else is the library's: taking requests apart, the exchange, waiting for a turn
        residual = min(rest, times.own)
        overhead = rest - residual
    summary: dict[str, Any] = {
        "flop_budget": budget,
        "flops_used": used,
        "flops_remaining": None if budget is None else budget - used,
        "operations": _charged(merged, scale),
        "wall_time_s": times.wall,
        "flopscope_backend_time_s": backend,
        "flopscope_overhead_time_s": overhead,
        "residual_wall_time_s": residual,
    }
    if by_namespace:
        summary["by_namespace"] = _by_namespace(details, scale)
    return summary


def _shown(operated: Operated, scale: int) -> dict[str, Any]:
    return {
        "flop_cost": shown(operated.cost, scale),
        "calls": operated.calls,
        "flopscope_backend_time_s": operated.backend,
        "flopscope_overhead_time_s": operated.overhead,
    }


def _charged(operations: dict[str, Operated], scale: int) -> dict[str, Any]:
    """The operations that cost something; free ones are in the times and in the log."""
    return {name: _shown(o, scale) for name, o in sorted(operations.items()) if o.cost}


def _by_namespace(details: Details, scale: int) -> dict[str, Any]:
    result = {}
    for namespace, operations in sorted(details.by_namespace().items()):
        total = Operated()
        for operated in operations.values():
            total.merge(operated)
        entry = _shown(total, scale)
        result[namespace] = {
            "flops_used": entry.pop("flop_cost"),
            **entry,
            "operations": _charged(operations, scale),
        }
    return result
