"""``flopscope-eval rescore``: run a stored submission again, under the rules of today."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click

from flopscope_eval._run.status import TABLE, Status
from flopscope_eval.commands.delivery import Destination, json_option
from flopscope_eval.commands.display import Display
from flopscope_eval.commands.options import (
    cap_options,
    capped,
    load_submission,
    modules_option,
    policy_or_file,
    sandbox_option,
    say,
)
from flopscope_eval.commands.terminal import console
from flopscope_eval.judging.judge import judge
from flopscope_eval.judging.text import harmless, number
from flopscope_eval.judging.verify import NothingToVerify, plan_again, read
from flopscope_eval.sandbox import choose
from flopscope_eval.sandbox.interface import SandboxUnavailable

_HELP = """Run SUBMISSION again with the seed, budget and limits of RESULT, under the rules of today.

Use it after a rule or a policy was mended: `verify` requires the same score, `rescore` gives the new one.
Publish both.

\b
Examples:
  flopscope-eval rescore result.json submission.py --json rescored.json
  flopscope-eval rescore result.json submission.py --policy contest
"""


@click.command("rescore", help=_HELP)
@click.argument("result_path", metavar="RESULT", type=click.Path(path_type=Path))
@click.argument("submission", type=click.Path(path_type=Path))
@click.option("--policy", help="Another policy, by name or file; by default the one of that name.")
@sandbox_option
@modules_option
@json_option
@cap_options
def command(
    result_path: Path,
    submission: Path,
    policy: str | None,
    sandbox: str,
    allow_module: tuple[str, ...],
    destination: Destination | None,
    **caps: Any,
) -> NoReturn:
    loaded = load_submission(submission)
    try:
        recorded = read(result_path)
        spec = plan_again(recorded, loaded, policy or recorded["score"]["policy"]["name"])
    except NothingToVerify as error:
        raise click.UsageError(harmless(str(error))) from error
    spec = capped(
        replace(spec, policy=policy_or_file(str(spec.policy)), modules=allow_module), caps
    )
    try:
        with Display(console(stderr=True)) as display:
            judged = judge(spec, choose(sandbox), display)
    except SandboxUnavailable as error:
        say(f"no sandbox: {error}")
        sys.exit(TABLE[Status.HARNESS_ERROR].exit_code)
    document = judged.document()
    delivered = destination is None or destination.deliver(document)
    _show(recorded, document, to_stderr=destination is not None and destination.is_stdout)
    sys.exit(TABLE[judged.status if delivered else Status.HARNESS_ERROR].exit_code)


def _show(recorded: dict[str, Any], again: dict[str, Any], to_stderr: bool) -> None:
    before, after = recorded["score"], again["score"]
    click.echo(f"{recorded['status']} then, {again['status']} now", err=to_stderr)
    if after is None:
        click.echo(f"no score: {harmless(again['message'])}", err=to_stderr)
        return
    rows = [("in all", before["flops_used"], after["flops_used"])]
    names = sorted({*before["operations"], *after["operations"]})
    for name in names:
        costs = [
            score["operations"].get(name, {"flop_cost": 0})["flop_cost"]
            for score in (before, after)
        ]
        if costs[0] != costs[1]:
            rows.append((name, *costs))
    for name, was, now in rows:
        click.echo(f"  {harmless(name):<28} {number(was):>20} -> {number(now):>20}", err=to_stderr)
