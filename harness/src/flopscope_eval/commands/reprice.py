"""``flopscope-eval reprice``: what a recorded run costs under other policies."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from flopscope_eval.judging.reprice import (
    NothingToReprice,
    PolicyError,
    Repriced,
    doubts,
    load_policy,
    reprice,
    score_of,
)
from flopscope_eval.judging.result import Result, ResultUnreadable
from flopscope_eval.judging.text import harmless, number

_HELP = """Price a recorded run by other policies, without running it again.

RESULT is a document that `flopscope-eval run --json` wrote. The command also says why the program might have
acted otherwise under another policy: because it read its budget, met its end, or ended early.

\b
Examples:
  flopscope-eval reprice result.json --policy fma --policy energy45
  flopscope-eval reprice result.json --policy own.json --json
"""


@click.command("reprice", help=_HELP)
@click.argument("result_path", metavar="RESULT", type=click.Path(path_type=Path))
@click.option(
    "--policy",
    "policies",
    multiple=True,
    required=True,
    metavar="POLICY",
    help="A policy's name, or its file; may be given several times.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def command(result_path: Path, policies: tuple[str, ...], as_json: bool) -> None:
    try:
        result = Result.load(result_path)
        score = score_of(result)
        repriced = [reprice(score, load_policy(policy)) for policy in policies]
    except (ResultUnreadable, NothingToReprice, PolicyError) as error:
        raise click.UsageError(str(error)) from error
    why_not = doubts(result)
    if as_json:
        rows = [asdict(one) for one in repriced]
        recorded = {"policy": score.policy.name, "flops_used": score.flops_used}
        click.echo(
            json.dumps({"recorded": recorded, "repriced": rows, "doubts": why_not}, indent=2)
        )
        return
    click.echo(f"{harmless(score.policy.name):<20} {number(score.flops_used):>24}  recorded")
    for one in repriced:
        click.echo(f"{one.policy:<20} {number(one.flops_used):>24}{_note(one)}")
    for doubt in why_not:
        click.echo(f"note: {doubt}; under another policy it might have acted otherwise")


def _note(one: Repriced) -> str:
    return "" if one.ranks else "  for reports, not for ranking"
