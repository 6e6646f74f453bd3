"""``flopscope-eval gc``: remove what dead runs left behind."""

from __future__ import annotations

import click

from flopscope_eval.sandbox import sandboxes
from flopscope_eval.sandbox.interface import SandboxUnavailable


@click.command()
def gc() -> None:
    """Remove what dead runs left behind; a live run is never touched."""
    for sandbox in sandboxes():
        try:
            sandbox.check()
            removed = sandbox.collect_garbage()
        except SandboxUnavailable as error:
            click.echo(f"{sandbox.name}: not looked through: {error}", err=True)
            continue
        for what in removed:
            click.echo(f"removed {what}")
