"""``python -m benchmarks``: measure, print a table, and write the numbers as JSON if asked to."""

from __future__ import annotations

import dataclasses
import json
import os
import platform
import statistics
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from benchmarks import local, remote, startup
from benchmarks.rows import Row

SUITES = {
    "local": lambda rounds: local.overhead(rounds) + local.big_program(rounds),
    "remote": remote.remote,
    "startup": startup.imports,
}


@click.command()
@click.option("--rounds", default=9, show_default=True, help="Rounds of every measurement.")
@click.option(
    "--json", "path", type=click.Path(path_type=Path), help="Also write the numbers there."
)
@click.argument("suites", nargs=-1, type=click.Choice(sorted(SUITES)))
def main(rounds: int, path: Path | None, suites: tuple[str, ...]) -> None:
    """Measure what flopscope adds, side by side with what it is compared with."""
    rows: list[Row] = []
    for name in suites or SUITES:
        rows += SUITES[name](rounds)
    _print(rows)
    if path is not None:
        path.write_text(json.dumps(_document(rows, rounds), indent=2) + "\n")


def _print(rows: list[Row]) -> None:
    table = Table("what", "against", "ratio", "at most", "raw")
    for row in rows:
        style = None if row.is_met else "bold red"
        table.add_row(
            row.what, row.against, f"{row.ratio:.2f}", f"{row.target:g}", row.raw, style=style
        )
    Console().print(table)
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    slowest = rows[0].details
    if slowest:
        median = statistics.median(slowest.values())
        print("kinds of local call, ratios:", f"median {median:.2f};", slowest)


def _document(rows: list[Row], rounds: int) -> dict[str, object]:
    return {
        "rounds": rounds,
        "load": os.getloadavg()[0],
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "rows": [dataclasses.asdict(row) for row in rows],
    }


main()
