"""What notebooks show of budgets, summaries and arrays. Everything that a program can choose is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any, Final

_DEAREST: Final = 8
"""How many operations the table of a budget has."""
_FRAME: Final = "border:1px solid;max-width:30em"
_BAR: Final = "background:#d9822b;height:.5em"


class Summary(str):
    """A summary's text, which a notebook shows with its columns aligned."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self)}</pre>"


def budget_html(numbers: Mapping[str, Any], state: str) -> str:
    """A budget as a line, a bar and a table of its dearest operations.

    Parameters
    ----------
    numbers : mapping
        As ``summary_dict()`` gives them.
    state : str
        ``"open"`` or ``"closed"``.
    """
    used, budget = numbers["flops_used"], numbers["flop_budget"]
    operations = sorted(numbers["operations"].items(), key=lambda item: -item[1]["flop_cost"])
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{o['flop_cost']:,}</td><td>{o['calls']:,}</td></tr>"
        for name, o in operations[:_DEAREST]
    )
    more = len(operations) - _DEAREST
    rest = f"<p>and {more} more operations</p>" if more > 0 else ""
    share = min(used * 1000 // budget, 1000) / 10 if budget else 100.0
    return (
        f"<div><b>{used:,} of {budget:,} FLOPs used</b>, {numbers['flops_remaining']:,} left ({escape(state)})"
        f'<div style="{_FRAME}"><div style="{_BAR};width:{share}%"></div></div>'
        "<table><thead><tr><th>operation</th><th>FLOPs</th><th>calls</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>{rest}</div>"
    )


def array_html(text: str, shape: tuple[int, ...], dtype: str) -> str:
    """An array's text, with its shape and dtype below.

    Parameters
    ----------
    text : str
        As ``repr`` gives it; a formatter of the program's may have made it.
    shape : tuple of int
    dtype : str
    """
    return f"<pre>{escape(text)}</pre><small>shape {shape}, dtype {escape(dtype)}</small>"
