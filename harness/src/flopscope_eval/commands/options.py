"""What several commands share: options that are read by the rows of a table, and submissions."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from flopscope._pricing import files
from flopscope.errors import PolicyError
from flopscope_eval._run import limits
from flopscope_eval._run.submission import Submission, SubmissionRefused
from flopscope_eval.judging.text import harmless
from flopscope_eval.participant.imports import WITHHELD
from flopscope_eval.sandbox.interface import RunSpec
from flopscope_eval.sandbox.registry import AUTO, KINDS, ROWS


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
            self.fail(harmless(str(error)), param, ctx)


class SandboxName(click.Choice[str]):
    """The name of a sandbox. Those that confine nothing are accepted, and not offered."""

    def __init__(self) -> None:
        super().__init__([AUTO, *KINDS])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Accept every row of the registry."""
        return value if value in ROWS else super().convert(value, param, ctx)


class PolicyOption(click.ParamType["str | Path"]):
    """A policy: the name of a shipped one, or a file. It is read before anything is run.

    Parameters
    ----------
    ranks
        Refuse a policy that is for reports only, and may not score a run.
    """

    name = "name or file"

    def __init__(self, ranks: bool = False) -> None:
        self._ranks = ranks

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Give a name as it is, and a file as a path."""
        if isinstance(value, Path):
            return value
        try:
            policy = files.load(value)
        except PolicyError as error:
            self.fail(harmless(str(error)), param, ctx)
        if self._ranks and not policy.ranks:
            self.fail(
                f"policy {value!r} is for reports, not for ranking: score by another one, and add "
                f"--also-price {value}",
                param,
                ctx,
            )
        return policy_or_file(value)


def sandbox_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option ``--sandbox``."""
    return click.option(
        "--sandbox",
        type=SandboxName(),
        default=AUTO,
        show_default=True,
        help="Where to run it; auto takes docker where an engine answers.",
    )(command)


def cap_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add an option for every row of the limits, each a bound on what a result may ask for."""
    for row in reversed(limits.ROWS):
        option = click.option(
            row.flag,
            row.name,
            type=Parsed(row.read, row.unit),
            help=f"Allow at most this, whatever RESULT says [default: {row.default or 'as --time-limit'}].",
        )
        command = option(command)
    return command


def capped(spec: RunSpec, caps: Mapping[str, float | int | None]) -> RunSpec:
    """Bound a run's limits by the caller's, and say which are lower than what the result asks for."""
    allowed = limits.Limits.from_values(**caps).as_dict()
    asked = spec.limits.as_dict()
    for row in limits.ROWS:
        if asked[row.name] > allowed[row.name]:
            say(
                f"the result asks for {row.flag} {asked[row.name]:g}, and this run has"
                f" {allowed[row.name]:g} ({row.unit}); {row.flag} allows more"
            )
    lower = {name: min(value, allowed[name]) for name, value in asked.items()}
    return replace(spec, limits=limits.Limits.from_values(**lower))


def limit_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add an option for every row of the limits."""
    for row in reversed(limits.ROWS):
        option = click.option(
            row.flag,
            row.name,
            type=Parsed(row.read, row.unit),
            default=row.default,
            show_default=row.default is not None,
            help=row.help,
        )
        command = option(command)
    return command


def modules_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add an option for modules that submissions cannot import otherwise."""
    return click.option(
        "--allow-module",
        multiple=True,
        type=click.Choice(WITHHELD),
        help="Let the submission import this module, whose native arithmetic no FLOP counts; may be given "
        "several times.",
    )(command)


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


def interruptible() -> contextlib.AbstractContextManager[None]:
    """Do nothing: the group of commands handles signals for each of them."""
    return contextlib.nullcontext()


def say(text: str) -> None:
    """Tell the user something, on standard error; no control character in it reaches the terminal."""
    with contextlib.suppress(OSError):
        click.echo(harmless(f"flopscope-eval: {text}"), err=True)


def policy_or_file(text: str) -> str | Path:
    """Read a policy that was named: the path of a file, or else a name."""
    return Path(text) if Path(text).is_file() else text


def load_submission(path: Path) -> Submission:
    """Read a submission; one that cannot be run is wrong usage."""
    try:
        return Submission.load(path)
    except SubmissionRefused as error:
        raise click.BadParameter(harmless(str(error)), param_hint="SUBMISSION") from error
