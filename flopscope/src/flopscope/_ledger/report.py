"""The text form of a budget summary: plain, aligned, stable to parse."""

from __future__ import annotations

from typing import Any


def _share(part: int, whole: int | None) -> str:
    if not whole:
        return ""
    tenths = part * 1000 // whole  # exact at any size
    return f"{tenths // 10}.{tenths % 10}%"


def _operations(operations: dict[str, Any], used: int, indent: str) -> list[str]:
    ordered = sorted(operations.items(), key=lambda item: (-item[1]["flop_cost"], item[0]))
    width = max([len(name) for name in operations], default=0)
    return [
        f"{indent}{name:<{width}}  {entry['flop_cost']:>20,}  {_share(entry['flop_cost'], used):>6}"
        f"  {entry['calls']:>8,} calls"
        for name, entry in ordered
    ]


def text(summary: dict[str, Any]) -> str:
    """A summary dictionary as the text of ``BudgetContext.summary``."""
    budget, used, left = (summary[k] for k in ("flop_budget", "flops_used", "flops_remaining"))
    lines = ["flopscope FLOP Budget Summary", "=" * 29]
    if budget is None:
        lines += ["Total budget:          unlimited", f"Used:       {used:>20,}"]
    else:
        lines += [
            f"Total budget: {budget:>18,}",
            f"Used:         {used:>18,}  ({_share(used, budget) or '0.0%'})",
            f"Remaining:    {left:>18,}  ({_share(left, budget) or '0.0%'})",
        ]
    lines += ["", "By operation:", *_operations(summary["operations"], used, "  ")]
    if not summary["operations"]:
        lines.append("  (none)")
    for name, group in summary.get("by_namespace", {}).items():
        lines += [
            "",
            f"Namespace {name or '(none)'}: {group['flops_used']:,} FLOPs, {group['calls']:,} calls",
        ]
        lines += _operations(group["operations"], group["flops_used"], "  ")
    lines += ["", f"Wall time:          {summary['wall_time_s']:>12.6f} s"]
    for label, key in (
        ("flopscope backend", "flopscope_backend_time_s"),
        ("flopscope overhead", "flopscope_overhead_time_s"),
        ("Residual", "residual_wall_time_s"),
    ):
        lines.append(f"  {label + ':':<18}{summary[key]:>12.6f} s")
    return "\n".join(lines)
