"""Documents for other programs: where they go is checked before the work, and none is lost after it."""

from __future__ import annotations

import json
import os
import secrets
import stat
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from flopscope_eval.commands.terminal import fall_silent
from flopscope_eval.judging import files
from flopscope_eval.judging.text import harmless


class Destination(click.ParamType["Destination"]):
    """Where a document goes: a file, or with ``-`` standard output.

    The type of the option ``--json``, and its value.
    """

    name = "FILE|-"

    def __init__(self, path: Path | None = None) -> None:
        self.path = path

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse a file that cannot be written, before anything is run."""
        if isinstance(value, Destination):
            return value
        if value == "-":
            return Destination()
        path = Path(value)
        problem = _problem(path)
        if problem:
            self.fail(harmless(problem), param, ctx)
        return Destination(path)

    @property
    def is_stdout(self) -> bool:
        """The document goes to standard output, so nothing else may."""
        return self.path is None

    def deliver(self, document: dict[str, Any]) -> bool:
        """Write the document; where that fails, save it elsewhere, and say where.

        Returns
        -------
        bool
            It is where it was asked for.
        """
        try:
            if self.path is None:
                _print(document)
            elif _is_special(self.path):
                self.path.write_text(_text(document))
            else:
                files.write(document, self.path)
        except BrokenPipeError:  # whoever read it has had enough
            fall_silent(sys.stdout)
        except OSError as error:
            if self.path is None:
                fall_silent(sys.stdout)
            _rescue(document, f"{self.path or 'standard output'}: {error.strerror}")
            return False
        return True


def json_option(command: Any) -> Any:
    """Add the option ``--json``."""
    return click.option(
        "--json",
        "destination",
        type=Destination(),
        help="Write the result as JSON; to standard output, the report goes to standard error.",
    )(command)


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def _print(document: dict[str, Any]) -> None:
    sys.stdout.write(_text(document))
    sys.stdout.flush()


def _is_special(path: Path) -> bool:
    """A device or a pipe, which is written to and never replaced."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _problem(path: Path) -> str:
    """Say why a file cannot be written; empty if it can."""
    try:
        if path.is_dir():
            return f"{path} is a folder; give the name of a file in it"
        if path.exists() and not os.access(path, os.W_OK):
            return f"{path} may not be written to"
        if not _is_special(path):
            with tempfile.TemporaryFile(dir=path.parent):
                pass
    except OSError as error:
        return f"no file can be made in {path.parent}: {error.strerror}"
    return ""


def _rescue(document: dict[str, Any], problem: str) -> None:
    """Save a document that could not be written where it should be."""
    click.echo(harmless(f"flopscope-eval: the result could not be written to {problem}"), err=True)
    name = f"flopscope-result-{secrets.token_hex(4)}.json"
    for folder in (Path.cwd(), Path(tempfile.gettempdir()), Path.home()):
        try:
            files.write(document, folder / name)
        except OSError:
            continue
        click.echo(harmless(f"it is in {folder / name}"), err=True)
        return
    click.echo("it follows here, since no file could be made:", err=True)
    click.echo(_text(document), err=True)
