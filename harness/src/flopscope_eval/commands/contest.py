"""``flopscope-eval contest``: its commands are imported when they are used.

So `contest run` and `contest validate` need neither Dask nor a database.
"""

from __future__ import annotations

import importlib

import click

_FOLDER = "flopscope_eval.commands.contest_folder"
_BATCH = "flopscope_eval.commands.contest_batch"
_STORE = "flopscope_eval.commands.contest_store"
_SITE = "flopscope_eval.commands.contest_site"

COMMANDS: dict[str, str] = {
    "init": _FOLDER,
    "check": _FOLDER,
    "publish": _FOLDER,
    "validate": _FOLDER,
    "package": _FOLDER,
    "run": _FOLDER,
    "batch": _BATCH,
    "scheduler": _BATCH,
    "status": _STORE,
    "pause": _STORE,
    "drain": _STORE,
    "cancel": _STORE,
    "retry": _STORE,
    "regrade": _STORE,
    "rescore": _STORE,
    "disqualify": _STORE,
    "choose": _STORE,
    "end": _SITE,
    "prune": _SITE,
    "log": _STORE,
    "backup": _STORE,
    "restore": _STORE,
    "site": _SITE,
    "export": _SITE,
}
"""Where each command is: a function of its name in this module."""

_NEEDS_EXTRA = {"sqlalchemy", "alembic", "distributed", "dask", "cryptography", "jinja2", "pyarrow"}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give all names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        try:
            module = importlib.import_module(COMMANDS[cmd_name])
        except ModuleNotFoundError as error:
            if error.name is None or error.name.partition(".")[0] not in _NEEDS_EXTRA:
                raise
            raise click.ClickException(
                f"contest {cmd_name} needs {error.name}: pip install 'flopscope-eval[contest]'"
            ) from None
        command: click.Command = getattr(module, cmd_name)
        return command


@click.group(cls=LazyGroup)
def contest() -> None:
    """Make contests, run them, and publish their results."""
