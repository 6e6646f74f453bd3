"""``python -m benchmarks``: measure, print a table, and write the numbers as JSON if asked to."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from benchmarks import children, machine, memory, programs, remote, startup
from benchmarks.rows import QUICK, Effort, Row

SUITES = {
    "local": lambda effort: children.rows("benchmarks.local", effort, children.local()),
    "remote": remote.measure,
    "programs": programs.measure,
    "startup": startup.measure,
    "memory": memory.measure,
}


@click.command()
@click.option("--rounds", default=Effort().rounds, show_default=True, help="Rounds of every row.")
@click.option("--quick", is_flag=True, help="Try the benchmarks out: one round of almost nothing.")
@click.option(
    "--json", "path", type=click.Path(path_type=Path), help="Also write the numbers there."
)
@click.argument("suites", nargs=-1, type=click.Choice(sorted(SUITES)))
def main(rounds: int, quick: bool, path: Path | None, suites: tuple[str, ...]) -> None:
    """Measure what flopscope adds, side by side with what it is compared with."""
    rows: list[Row] = []
    noise: dict[str, machine.Noise] = {}
    for name in suites or SUITES:
        listener = machine.Listener()
        rows += SUITES[name](QUICK if quick else Effort(rounds))
        noise[name] = listener.heard()
    _print(rows, noise)
    if path is not None:
        document = {
            "rounds": rounds,
            "machine": machine.facts(),
            "noise": {name: heard.to_dict() for name, heard in noise.items()},
            "rows": [row.to_dict() for row in rows],
        }
        path.write_text(json.dumps(document, indent=2) + "\n")


def _print(rows: list[Row], noise: dict[str, machine.Noise]) -> None:
    table = Table("what", "against", "value", "middle half", "at most", "raw")
    for row in rows:
        style = "bold red" if row.is_met is False else None
        table.add_row(*_cells(row), style=style)
    console = Console(width=None if sys.stdout.isatty() else 150)
    console.print(table)
    for row in rows:
        if row.key == "local-median":
            kinds = sorted(row.details.items(), key=lambda kind: -kind[1]["ratio"])
            console.print(", ".join(f"{name} {k['ratio']:.2f}" for name, k in kinds), markup=False)
    for name, heard in noise.items():
        console.print(f"{name}: {heard}", markup=False)


def _cells(row: Row) -> list[str]:
    unit = "" if row.unit == "x" else f" {row.unit}"
    target = "-" if row.target is None else f"{row.target:g}{unit}"
    if row.spread is None:
        return [row.what, row.against, "not measured", "", target, row.raw]
    spread = f"{row.spread.low:.2f} - {row.spread.high:.2f}"
    return [row.what, row.against, f"{row.spread.median:.2f}{unit}", spread, target, row.raw]


main()
