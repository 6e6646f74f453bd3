"""The plot: every row relative to its target, a dot for each occasion."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.report.records import FOLDER, Record
from benchmarks.report.tables import rows_of, target

PATH = FOLDER / "targets.svg"
_COLOURS = ("#9ecae1", "#4292c6", "#084594")  # from old to new
_LEAST = 0.05
"""Growth may be none or less, which a scale of ratios cannot show."""


def draw(records: list[Record], path: Path = PATH) -> None:
    """Draw the rows that have a target; the same records give the same file, byte by byte."""
    rows = [row for row in rows_of(records).values() if row.target is not None]
    settings: Any = {"svg.hashsalt": "flopscope", "svg.fonttype": "none", "font.size": 9}
    with matplotlib.rc_context(settings):
        figure = Figure(figsize=(9, 1 + 0.42 * len(rows)), layout="constrained")
        axes = figure.add_subplot()
        axes.set_xscale("log")
        for number, record in enumerate(records):
            _dots(axes, [row.key for row in rows], record, number, len(records))
        axes.set_yticks(range(len(rows)), [f"{row.what}\nat most {target(row)}" for row in rows])
        axes.set_ylim(len(rows) - 0.5, -0.5)
        _scale(axes)
        axes.set_xlabel(
            "figure divided by its target: left of the line is met. Bars: half of the rounds.\n"
            "Open: the machine was noisy. Arrow: less than the scale shows"
        )
        axes.grid(axis="x", color="#dddddd", linewidth=0.6)
        axes.set_axisbelow(True)
        figure.legend(loc="outside upper center", ncols=3, frameon=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", metadata={"Date": None})


def _dots(axes: Axes, keys: list[str], record: Record, number: int, of: int) -> None:
    """Draw one occasion's rows, a little above or below those of the others."""
    colour = _COLOURS[max(0, len(_COLOURS) - of + number)]
    label = record.occasion
    for place, key in enumerate(keys):
        row = record.row(key)
        if row is None or row.spread is None or row.target is None:
            continue
        y = place + (number - (of - 1) / 2) * 0.22
        low, middle, high = (
            max(value / row.target, _LEAST)
            for value in (row.spread.low, row.spread.median, row.spread.high)
        )
        axes.plot([low, high], [y, y], color=colour, linewidth=1)
        axes.plot(
            middle, y, "<" if middle == _LEAST else "o", markersize=5, color=colour,
            markerfacecolor="white" if record.is_loud(row) else colour, label=label,
        )  # fmt: skip
        label = "_"  # one entry of the legend is enough


def _scale(axes: Axes) -> None:
    """Show the line and the side of it that is missed, and plain numbers rather than powers of ten."""
    low, high = axes.get_xlim()
    high = max(high, 1.5)
    axes.axvline(1, color="black", linewidth=1)
    axes.axvspan(1, high, color="#d62728", alpha=0.07, linewidth=0)
    steps = [step * 10**power for power in (-2, -1, 0, 1) for step in (1, 2, 5)]
    shown = [step for step in steps if low <= step <= high]
    axes.set_xticks(shown, [f"{step:g}" for step in shown])
    axes.minorticks_off()
    axes.set_xlim(low, high)
