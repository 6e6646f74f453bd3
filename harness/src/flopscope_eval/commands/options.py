"""What several commands share: options that are read by the rows of a table, and submissions."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from flopscope._pricing import files
from flopscope.errors import PolicyError
from flopscope_eval._run import limits
from flopscope_eval._run.submission import Submission, SubmissionRefused


class Parsed(click.ParamType[Any]):
    """A value that one of the functions of `flopscope_eval._run.limits` reads."""

    def __init__(self, parse: Callable[[str], Any], name: str) -> None:
        self._parse = parse
        self.name = name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read the text; a value that was read already stays."""
        if not isinstance(value, str):
            return value
        try:
            return self._parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


def limit_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add an option for every row of the limits."""
    for row in reversed(limits.ROWS):
        option = click.option(
            row.flag,
            row.name,
            type=Parsed(row.parse, row.unit),
            default=row.default,
            show_default=row.default is not None,
            help=row.help,
        )
        command = option(command)
    return command


def runtime_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add an option for the runtime of the containers."""
    return click.option(
        "--runtime",
        metavar="NAME",
        help="Make the containers with this runtime of the Docker engine, such as runsc (gVisor).",
    )(command)


def sandbox_for(name: str, runtime: str | None) -> str:
    """Give the sandbox to choose; a runtime is one of Docker's, and nothing to be left out."""
    if runtime is not None and name == "process":
        raise click.UsageError("--runtime is for --sandbox docker: a process has no runtime")
    return name if runtime is None else "docker"


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """End with the exit code that a shell gives to Ctrl-C, which stands for no verdict of ours."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo("interrupted; everything that was started is gone", err=True)
        sys.exit(128 + signal.SIGINT)


def policy_or_file(text: str) -> str | Path:
    """Read a policy that was named: the path of a file, or else a name."""
    return Path(text) if Path(text).is_file() else text


def ranking_policy(text: str) -> str | Path:
    """Read the policy that a run is scored by; one that is for reports only is wrong usage."""
    policy = policy_or_file(text)
    with contextlib.suppress(PolicyError):  # the run says what is wrong with it
        if not files.load(str(policy)).ranks:
            raise click.UsageError(
                f"policy {text!r} is for reports, not for ranking: score by another one, and add "
                f"--also-price {text}"
            )
    return policy


def load_submission(path: Path) -> Submission:
    """Read a submission; one that cannot be run is wrong usage."""
    try:
        return Submission.load(path)
    except SubmissionRefused as error:
        raise click.BadParameter(str(error), param_hint="SUBMISSION") from error
