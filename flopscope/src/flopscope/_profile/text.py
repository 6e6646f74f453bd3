"""A profile as a text table."""

from __future__ import annotations

from collections.abc import Iterable

from flopscope._profile.numbers import Numbers, Row

SHOWN = 12
"""How many rows a table shows."""


def table(profile: Numbers) -> str:
    """Totals, then lines, functions and operations by FLOPs."""
    total = profile.flops
    head = f"flopscope profile: {total:,} FLOPs, {profile.calls:,} calls, {profile.seconds:.3g} s in NumPy"
    parts = [
        ("By line", profile.by_line()),
        ("By function, with what it calls", profile.by_function()),
        ("By namespace", profile.by_namespace()),
        ("By operation", profile.by_operation()),
    ]
    lines = [head]
    for title, rows in parts:
        lines += ["", f"{title}:", *_lines(rows, total)]
    return "\n".join(lines)


def _lines(rows: list[Row], total: int) -> Iterable[str]:
    for row in rows[:SHOWN]:
        share = f"{row.total_flops / total:6.1%}" if total else "     -"
        yield f"  {row.total_flops:>18,} {share} {row.calls:>10,} calls  {label(row.key)}"
    if len(rows) > SHOWN:
        rest = sum(row.flops for row in rows[SHOWN:])
        yield f"  {rest:>18,}        in {len(rows) - SHOWN} more"


def label(key: object) -> str:
    """A row's key as text."""
    if key is None:
        return "(no line of the program)"
    if isinstance(key, tuple) and not hasattr(key, "_fields"):
        return str(key[-1]) if isinstance(key[-1], str) else " ".join(map(str, key))
    return str(key) or "(no namespace)"
