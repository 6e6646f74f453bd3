"""Entries: calls, FLOPs and seconds by operation and namespace, and the summaries made of them."""

from __future__ import annotations

import json
from typing import Any

from flopscope.errors import MemoryLimitError

FLOPS, CALLS, BACKEND, OVERHEAD = range(4)
"""Where an entry has what; the latter two are seconds."""

MAX_SUMMARY_BYTES = 32 << 20
"""How long a summary may be, as JSON. A harness has to read it."""
_ROW_BYTES = 200
"""What an operation or a namespace takes there, at most."""

Entry = list[Any]
Entries = dict[tuple[str, str], Entry]
"""(namespace, operation) -> entry"""


class Index:
    """The namespaces and operations of a tree of ledgers, and how long a summary of them may be.

    A program chooses the names of its namespaces, and how many there are.
    """

    __slots__ = ("_length", "_names", "_pairs")

    def __init__(self) -> None:
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

    def add(self, namespace: str, op_name: str) -> None:
        """Note that an operation is used under a namespace; raises as :meth:`add_namespace`."""
        if (namespace, op_name) not in self._pairs:
            self._grow(_ROW_BYTES)
            self._pairs.add((namespace, op_name))

    def _grow(self, length: int) -> None:
        if self._length + length > MAX_SUMMARY_BYTES:
            raise MemoryLimitError(
                f"the summary of this run would be longer than {MAX_SUMMARY_BYTES:,} bytes; use fewer or "
                "shorter namespaces. Nothing was computed or charged"
            )
        self._length += length


def fold(into: Entries, entries: Entries) -> None:
    """Add entries to others."""
    for key, entry in entries.items():
        total = into.setdefault(key, [0, 0, 0.0, 0.0])
        for i, value in enumerate(entry):
            total[i] += value


def summarized(
    entries: Entries, budget: int | None, used: int, wall_time_s: float, by_namespace: bool
) -> dict[str, Any]:
    """The plain data of ``BudgetContext.summary_dict``."""
    merged: Entries = {}
    for (_, op_name), entry in entries.items():
        fold(merged, {("", op_name): entry})
    backend = sum(e[BACKEND] for e in merged.values()) + 0.0
    overhead = sum(e[OVERHEAD] for e in merged.values()) + 0.0
    summary: dict[str, Any] = {
        "flop_budget": budget,
        "flops_used": used,
        "flops_remaining": None if budget is None else budget - used,
        "operations": _charged({name: entry for (_, name), entry in merged.items()}),
        "wall_time_s": wall_time_s,
        "flopscope_backend_time_s": backend,
        "flopscope_overhead_time_s": overhead,
        "residual_wall_time_s": wall_time_s - backend - overhead,
    }
    if by_namespace:
        summary["by_namespace"] = _by_namespace(entries)
    return summary


def _shown(entry: Entry) -> dict[str, Any]:
    return {
        "flop_cost": entry[FLOPS],
        "calls": entry[CALLS],
        "flopscope_backend_time_s": entry[BACKEND],
        "flopscope_overhead_time_s": entry[OVERHEAD],
    }


def _charged(operations: dict[str, Entry]) -> dict[str, Any]:
    """The operations that cost something; free ones are in the times and in the log."""
    return {name: _shown(e) for name, e in sorted(operations.items()) if e[FLOPS]}


def _by_namespace(entries: Entries) -> dict[str, Any]:
    groups: dict[str, dict[str, Entry]] = {}
    for (namespace, op_name), entry in entries.items():
        groups.setdefault(namespace, {})[op_name] = entry
    result = {}
    for namespace, operations in sorted(groups.items()):
        shown = _shown([sum(e[i] for e in operations.values()) for i in range(4)])
        result[namespace] = {
            "flops_used": shown.pop("flop_cost"),
            **shown,
            "operations": _charged(operations),
        }
    return result
