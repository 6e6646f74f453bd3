"""The table of rows, for the terminal and in Markdown."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from benchmarks.report.records import Record
from benchmarks.rows import Row


def show(record: Record) -> None:
    """Print one run."""
    console = Console(width=None if sys.stdout.isatty() else 150)
    table = Table("what", "against", "value", "middle half", "at most", "raw")
    for row in record.rows:
        style = "bold red" if row.is_met is False else None
        cells = (row.what, row.against, value(row), quartiles(row), target(row), row.raw)
        table.add_row(*cells, style=style)
    console.print(table)
    if (row_of_kinds := record.row("local-median")) is not None:
        kinds = sorted(row_of_kinds.details.items(), key=lambda kind: -kind[1]["ratio"])
        console.print(", ".join(f"{name} {k['ratio']:.2f}" for name, k in kinds), markup=False)
    for name, heard in record.noise.items():
        console.print(f"{name}: {heard}", markup=False)


def value(row: Row) -> str:
    """Write a row's figure."""
    return "not measured" if row.value is None else f"{row.value:.2f}{_unit(row)}"


def quartiles(row: Row) -> str:
    """Write within what half of the rounds were."""
    if row.spread is None or row.spread.least == row.spread.most:
        return ""
    return f"{row.spread.low:.2f} to {row.spread.high:.2f}"


def target(row: Row) -> str:
    """Write what it should be at most."""
    return "-" if row.target is None else f"{row.target:g}{_unit(row)}"


def _unit(row: Row) -> str:
    return f" {row.unit}"


def rows_of(records: list[Record]) -> dict[str, Row]:
    """Give the newest row of each key, in the newest record's order."""
    found: dict[str, Row] = {}
    for record in reversed(records):
        for row in record.rows:
            found.setdefault(row.key, row)
    return found


def results(records: list[Record]) -> str:
    """Write every row with its figure in each record; what misses its target is in bold."""
    lines = [["what", "against", "at most", *(r.occasion for r in records), "raw numbers, last"]]
    for key, newest in rows_of(records).items():
        cells = [_figure(record, record.row(key)) for record in records]
        lines.append([newest.what, newest.against, target(newest), *cells, newest.raw])
    return markdown(lines)


def _figure(record: Record, row: Row | None) -> str:
    if row is None:
        return ""
    if row.spread is None:
        return value(row)
    figure = f"**{value(row)}**" if row.is_met is False else value(row)
    remarks = [quartiles(row), "noisy" if record.is_loud(row) else ""]
    return f"{figure} ({'; '.join(filter(None, remarks))})" if any(remarks) else figure


def occasions(records: list[Record]) -> str:
    """Write when, on what and beside what noise each record was made."""
    lines = [["occasion", "commit", "rounds", "suite", "noise"]]
    for record in records:
        first = [record.occasion, f"`{record.commit}`", str(record.rounds)]
        for name, heard in record.noise.items():
            lines.append([*first, name, str(heard)])
            first = ["", "", ""]
    return markdown(lines)


def machines(records: list[Record]) -> str:
    """Write the machines and versions, each once."""
    lines = [["", *(record.occasion for record in records)]]
    for fact in records[-1].machine:
        lines.append([fact, *(str(record.machine.get(fact, "")) for record in records)])
    return markdown(lines)


def kinds(record: Record) -> str:
    """Write the kinds of local call, the dearest first."""
    row = record.row("local-median")
    found = sorted(row.details.items(), key=lambda kind: -kind[1]["ratio"]) if row else []
    lines = [["call", "flopscope", "NumPy", "added, in `np.add`s"]]
    for name, kind in found:
        times = [f"{kind[f'{side}_ns']:.0f} ns" for side in ("flopscope", "numpy")]
        lines.append([f"`{name}`", *times, f"{kind['ratio']:.2f}"])
    return markdown(lines)


def stages(record: Record) -> str:
    """Write where a trivial submission's time goes in each sandbox."""
    found = [row for row in record.rows if row.key.startswith("sandbox-") and row.spread]
    lines = [["sandbox", "stage", "seconds"]]
    for row in found:
        name = row.key.removeprefix("sandbox-")
        lines += [[name, s.removesuffix("_s"), f"{t:.3f}"] for s, t in row.details.items()]
    return markdown(lines)


def markdown(lines: Iterable[list[str]]) -> str:
    """Write a Markdown table whose first line is its head."""
    head, *body = lines
    rule = ["---"] * len(head)
    cells = ([cell.replace("|", "\\|") for cell in line] for line in (head, rule, *body))
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)
