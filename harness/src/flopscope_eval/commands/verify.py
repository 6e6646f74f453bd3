"""``flopscope-eval verify``: run a submission again and require the same score."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from flopscope_eval._run.status import TABLE, Fault, Status
from flopscope_eval.commands.delivery import Destination, json_option
from flopscope_eval.commands.display import Display
from flopscope_eval.commands.options import (
    cap_options,
    capped,
    load_submission,
    modules_option,
    sandbox_option,
    say,
)
from flopscope_eval.commands.terminal import console
from flopscope_eval.judging.judge import judge
from flopscope_eval.judging.text import harmless, number
from flopscope_eval.judging.verify import (
    Difference,
    NothingToVerify,
    Verification,
    compare,
    plan,
    read,
)
from flopscope_eval.sandbox import choose
from flopscope_eval.sandbox.interface import SandboxUnavailable

_HELP = """Run SUBMISSION again as RESULT says, and require the same FLOPs.

RESULT is a document that `flopscope-eval run --json` wrote. Budget, seed, policy and limits are taken
from it, and the images too if this host still has them. A result may be forged: it gets no more time
or memory than the options below allow, and you choose the sandbox. The status, the FLOPs and calls of every
operation, and the hash of the log of all operations must be the same; what else differs is listed.

\b
Examples:
  flopscope-eval verify result.json submission.py
  flopscope-eval verify result.json submission.py --sandbox process --json -
"""

_EPILOG = """\b
Exit codes:
    0  the score holds
    1  it does not: something that must be equal differs
    2  there is nothing to compare: no score, another submission, another policy
   20  the server was lost in the second run
   21  the second run could not be made
"""


@click.command(help=_HELP, epilog=_EPILOG)
@click.argument("result_path", metavar="RESULT", type=click.Path(path_type=Path))
@click.argument("submission", type=click.Path(path_type=Path))
@sandbox_option
@click.option(
    "--policy",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The policy's file, if the run was priced by one that is not shipped.",
)
@modules_option
@json_option
@cap_options
def verify(
    result_path: Path,
    submission: Path,
    sandbox: str,
    policy: Path | None,
    allow_module: tuple[str, ...],
    destination: Destination | None,
    **caps: Any,
) -> NoReturn:
    loaded = load_submission(submission)
    try:
        recorded = read(result_path)
        spec = capped(plan(recorded, loaded, policy), caps)
        spec = dataclasses.replace(spec, modules=allow_module)
    except NothingToVerify as error:
        raise click.UsageError(harmless(str(error))) from error
    try:
        with Display(console(stderr=True)) as display:
            judged = judge(spec, choose(sandbox), display)
    except SandboxUnavailable as error:
        say(f"no sandbox: {error}")
        sys.exit(TABLE[Status.HARNESS_ERROR].exit_code)
    verification = compare(recorded, judged.document())
    # First, since whoever reads the rest may stop reading it.
    delivered = destination is None or destination.deliver(verification.document())
    _show(verification, to_stderr=destination is not None and destination.is_stdout)
    sys.exit(_exit_code(verification, judged.status) if delivered else _NOT_DELIVERED)


_NOT_DELIVERED = TABLE[Status.HARNESS_ERROR].exit_code


def _exit_code(verification: Verification, status: Status) -> int:
    if verification.holds:
        return 0
    return TABLE[status].exit_code if TABLE[status].fault is Fault.HARNESS else 1


def _show(verification: Verification, to_stderr: bool) -> None:
    score, again = verification.recorded["score"], verification.again
    where = again["isolation"]["sandbox"]
    if verification.holds:
        click.echo(
            f"the score holds: {number(score['flops_used'])} FLOPs in {len(score['operations'])}"
            f" kinds of operation, the same in the sandbox {where}",
            err=to_stderr,
        )
    else:
        click.echo(
            f"THE SCORE DOES NOT HOLD in the sandbox {where}: {again['message']}", err=to_stderr
        )
        if verification.was_cut_short:
            click.echo("(the recorded run was ended from outside: when may differ)", err=to_stderr)
        _list(verification.differences, to_stderr)
    if verification.environment:
        click.echo("what else is not the same:", err=to_stderr)
        _list(verification.environment, to_stderr)


def _list(differences: tuple[Difference, ...], to_stderr: bool) -> None:
    for one in differences:
        recorded, again = harmless(f"{one.recorded}"), harmless(f"{one.again}")
        click.echo(f"  {harmless(one.what)}: {recorded} recorded, {again} now", err=to_stderr)
