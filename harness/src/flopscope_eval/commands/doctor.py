"""``flopscope-eval doctor``: what this host can enforce, and whether it does."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flopscope_eval._run.status import TABLE, Status
from flopscope_eval.commands.delivery import Destination, json_option
from flopscope_eval.commands.display import Display
from flopscope_eval.commands.options import runtime_option, sandbox_for
from flopscope_eval.judging.text import harmless
from flopscope_eval.sandbox import KINDS, choose, sandboxes
from flopscope_eval.sandbox.interface import Sandbox, SandboxUnavailable

if TYPE_CHECKING:  # of no use to a run, and so imported where they are needed
    from flopscope_eval.doctor.attacks import Attack
    from flopscope_eval.doctor.finding import Finding

_EPILOG = """\b
Exit codes:
    0  all is well
    1  no sandbox is usable, or an attack was not stopped
   21  a sandbox that was asked for cannot be used here
"""


class _Labelled:
    """Progress of one run among many."""

    def __init__(self, display: Display, label: str) -> None:
        self._display, self._label = display, label

    def stage(self, text: str) -> None:
        self._display.stage(f"{self._label}: {text}")

    def detail(self, text: str) -> None:
        self._display.detail(text)


@click.command(epilog=_EPILOG)
@click.option("--attack", is_flag=True, help="Run the hostile submissions too; takes minutes.")
@click.option(
    "--sandbox", "kinds", multiple=True, type=click.Choice(KINDS),
    help="Attack this one; may be repeated. By default every one that is usable here.",
)  # fmt: skip
@runtime_option
@click.option("--only", multiple=True, metavar="NAME", help="Run this attack; may be repeated.")
@json_option
@click.option(
    "--markdown",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the table of attacks as a page.",
)
def doctor(
    attack: bool,
    kinds: tuple[str, ...],
    only: tuple[str, ...],
    runtime: str | None,
    destination: Destination | None,
    markdown: Path | None,
) -> NoReturn:
    """Say what this host can enforce, and how to get the rest.

    With --attack, run submissions that try to get out, and say which layer stopped each.
    """
    from flopscope_eval.doctor.examine import examine

    # A document on standard output is alone there.
    to_stderr = destination is not None and destination.is_stdout
    console = Console(stderr=to_stderr, soft_wrap=True, highlight=False)
    findings = list(examine())
    _show_findings(console, findings)
    if runtime is not None:
        kinds = tuple(sandbox_for(kind, runtime) for kind in kinds or ("docker",))
    attacks = _attack(_chosen(kinds), only, runtime) if attack else []
    if attacks:
        console.print(_table(attacks))
    if markdown is not None:
        markdown.write_text(page(attacks), encoding="utf-8")
    document = {"schema": 1, **_document(findings, attacks)}
    delivered = destination is None or destination.deliver(document)
    usable = any(f.good and f.name.startswith("sandbox") for f in findings)
    sys.exit(0 if delivered and usable and all(one.was_stopped for one in attacks) else 1)


def _show_findings(console: Console, findings: list[Finding]) -> None:
    for finding in findings:
        mark = "ok " if finding.good else "NO "
        console.print(Text(f"{mark} {finding.name}: {finding.detail}"))
        if finding.advice:
            console.print(Text(f"      {finding.advice}"))


def _chosen(kinds: tuple[str, ...]) -> list[Sandbox]:
    """Give those that were asked for, all of which must be usable; else all that are."""
    try:
        asked = [choose(kind) for kind in kinds]
    except SandboxUnavailable as error:
        click.echo(f"flopscope-eval: no sandbox: {error}", err=True)
        sys.exit(TABLE[Status.HARNESS_ERROR].exit_code)
    return asked or [sandbox for sandbox in sandboxes() if _is_usable(sandbox)]


def _is_usable(sandbox: Sandbox) -> bool:
    try:
        sandbox.check()
    except SandboxUnavailable:
        return False
    return True


def _attack(chosen: list[Sandbox], only: tuple[str, ...], runtime: str | None) -> list[Attack]:
    from flopscope_eval.doctor import attacks as hostile

    cases = hostile.cases()
    if unknown := set(only) - {case.name for case in cases}:
        raise click.BadParameter(f"no attack is called {min(unknown)}", param_hint="--only")
    wanted = [case for case in cases if case.name in only or not only]
    attacks = []
    runs = [(case, sandbox) for case in wanted for sandbox in chosen]
    console = Console(stderr=True)
    with Display(console) as display:
        for number, (case, sandbox) in enumerate(runs, 1):
            label = f"{number} of {len(runs)}, {sandbox.name} {case.name}"
            attacks.append(hostile.attack(sandbox, case, _Labelled(display, label), runtime))
            if not console.is_terminal:  # so that a log shows how far it is
                click.echo(f"{label}: {attacks[-1].result.status}", err=True)
    return attacks


def _table(attacks: list[Attack]) -> Table:
    table = Table("attack", "sandbox", "status", "stopped by", box=None, header_style="dim")
    for one in attacks:
        row = one.document()
        stopped = Text(one.stopped_by)
        if not one.was_stopped:
            problems = "\n".join(harmless(problem) for problem in one.problems)
            stopped = Text(f"NOT STOPPED: {problems}", "bold red")
        table.add_row(row["attack"], row["sandbox"], row["status"], stopped)
    return table


def page(attacks: list[Attack]) -> str:
    """Give the table of attacks as Markdown."""
    rows = [one.document() for one in attacks]
    stopped = sum(row["stopped"] for row in rows)
    lines = [
        "# Attacks",
        "",
        "Written by `make attacks`, which runs every hostile submission in every sandbox of its"
        " machine: what each tries,",
        "what became of it, and what stopped it. [Sandboxes](sandboxes.md) has the layers, and"
        " [`examples/hostile`](../examples/hostile) the attacks.",
        "",
        f"{stopped} of {len(rows)} runs ended as they must.",
        "",
        "| attack | tries | sandbox | status | stopped by |",
        "|---|---|---|---|---|",
    ]
    for one, row in zip(attacks, rows, strict=True):
        by = one.stopped_by if one.was_stopped else f"NOT STOPPED: {'; '.join(one.problems)}"
        cells = (f"`{row['attack']}`", one.case.title, row["sandbox"], f"`{row['status']}`", by)
        lines.append("| " + " | ".join(harmless(cell).replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _document(findings: list[Finding], attacks: list[Attack]) -> dict[str, Any]:
    return {
        "findings": [dataclasses.asdict(finding) for finding in findings],
        "attacks": [one.document() for one in attacks],
    }
