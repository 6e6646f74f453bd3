"""``flopscope-eval prices``: the list of prices, and what changed between two of them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from flopscope._table.pricelist import changed_rows, price_list

_MOST_SAMPLES = 3


@click.group("prices")
def command() -> None:
    """Write the list of prices, or compare two lists."""


@command.command("list")
def write_list() -> None:
    """Write the units of every operation on sample operands, as JSON."""
    click.echo(json.dumps(price_list(), indent=1))


@command.command("diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path), required=False)
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def diff(old: Path, new: Path | None, as_json: bool) -> None:
    """List the rows whose prices differ between OLD and NEW, two files that `prices list` wrote.

    Without NEW, OLD is compared with the rules of this version. Exit code 1 if something differs.
    """
    before, after = _read(old), price_list() if new is None else _read(new)
    try:
        changes = list(changed_rows(before, after))
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        keys = ("operation", "sample", "old", "new")
        click.echo(json.dumps([dict(zip(keys, row, strict=True)) for row in changes], indent=1))
    else:
        _show(before, after, changes)
    sys.exit(1 if changes else 0)


def _read(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise click.UsageError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(document, dict):
        raise click.UsageError(f"{path.name} is not a list of prices")
    return document


def _show(
    before: dict[str, Any], after: dict[str, Any], changes: list[tuple[str, str, Any, Any]]
) -> None:
    names = list(dict.fromkeys(name for name, *_ in changes))
    click.echo(f"{before.get('version')} -> {after.get('version')}: {len(names)} operations differ")
    for name in names:
        rows = [row for row in changes if row[0] == name]
        click.echo(name)
        for _, sample, was, now in rows[:_MOST_SAMPLES]:
            click.echo(f"  {sample}: {_units(was)} -> {_units(now)}")
        if len(rows) > _MOST_SAMPLES:
            click.echo(f"  and {len(rows) - _MOST_SAMPLES} more samples")


def _units(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{n:,} {unit}" for unit, n in value.items()) or "nothing"
    return "refused" if value is None else str(value)
