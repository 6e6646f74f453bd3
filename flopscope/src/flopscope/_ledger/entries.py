"""Entries: calls, FLOPs and seconds by operation and namespace, and the summaries made of them."""

from __future__ import annotations

from typing import Any

FLOPS, CALLS, BACKEND, OVERHEAD = range(4)
"""Where an entry has what; the latter two are seconds."""

Entry = list[Any]
Entries = dict[tuple[str, str], Entry]
"""(namespace, operation) -> entry"""


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
