"""``flopscope-eval run``: run a submission and score it."""

from __future__ import annotations

import json
import secrets
import sys
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console

from flopscope_eval._run import limits, sizes
from flopscope_eval._run.status import TABLE, Status
from flopscope_eval.commands.display import Display
from flopscope_eval.commands.options import (
    Parsed,
    interruptible,
    limit_options,
    load_submission,
    policy_or_file,
    ranking_policy,
    runtime_option,
    sandbox_for,
)
from flopscope_eval.judging import report
from flopscope_eval.judging.files import write
from flopscope_eval.judging.judge import judge
from flopscope_eval.sandbox import AUTO, KINDS, choose
from flopscope_eval.sandbox.interface import RunSpec, SandboxUnavailable

_EPILOG = "\b\nExit codes:\n" + "\n".join(
    f"  {row.exit_code:>3}  {status:<19} {row.meaning}" for status, row in TABLE.items()
)

_EXAMPLES = """Run SUBMISSION in a sandbox and score it.

SUBMISSION is a .py file, or a folder with submission.py and its data. The score is what the server
counted; nothing that the submission prints, returns or writes can change it.

\b
Examples:
  flopscope-eval run submission.py --budget 1e9
  flopscope-eval run folder/ --budget 250000 --time-limit 60 --json result.json
  flopscope-eval run submission.py --budget 1e6 --seed 7 --sandbox process --json -
"""


@click.command(help=_EXAMPLES, epilog=_EPILOG)
@click.argument("submission", type=click.Path(path_type=Path))
@click.option(
    "--budget",
    required=True,
    type=Parsed(sizes.parse_budget, "flops"),
    help="FLOPs that the submission may spend: a whole number of any size, exactly (1e6, 10_000).",
)
@click.option("--sandbox", type=click.Choice([AUTO, *KINDS]), default=AUTO, show_default=True)
@click.option("--policy", default="flops", show_default=True, help="A policy's name, or its file.")
@click.option(
    "--also-price",
    multiple=True,
    metavar="POLICY",
    help="Record what another policy would charge, too; may be given several times.",
)
@click.option("--seed", type=click.IntRange(0), help="The run's seed; by default a random one.")
@click.option(
    "--json",
    "json_path",
    metavar="FILE|-",
    help="Write the result as JSON; to standard output, the report goes to standard error.",
)
@click.option(
    "--allow-unconfined",
    is_flag=True,
    help="Run even where the kernel cannot confine a process. For submissions that you trust.",
)
@runtime_option
@limit_options
def run(
    submission: Path,
    budget: int,
    sandbox: str,
    policy: str,
    also_price: tuple[str, ...],
    seed: int | None,
    json_path: str | None,
    allow_unconfined: bool,
    runtime: str | None,
    **values: Any,
) -> NoReturn:
    spec = RunSpec(
        run_id=secrets.token_hex(8),
        submission=load_submission(submission),
        budget=budget,
        limits=limits.Limits.from_values(**values),
        policy=ranking_policy(policy),
        also_policies=tuple(map(policy_or_file, also_price)),
        seed=secrets.randbelow(2**63) if seed is None else seed,
        allow_unconfined=allow_unconfined,
        runtime=runtime,
    )
    kind = sandbox_for(sandbox, runtime)
    try:
        with interruptible(), Display(Console(stderr=True)) as display:
            judged = judge(spec, choose(kind), display)
    except SandboxUnavailable as error:
        click.echo(f"flopscope-eval: no sandbox: {error}", err=True)
        sys.exit(TABLE[Status.HARNESS_ERROR].exit_code)
    _deliver(judged.document(), json_path)
    sys.exit(TABLE[judged.status].exit_code)


def _deliver(document: dict[str, Any], json_path: str | None) -> None:
    to_stdout = json_path == "-"
    # First, since whoever reads the report may stop reading it.
    if json_path is not None and not to_stdout:
        write(document, Path(json_path))
    Console(stderr=to_stdout).print(report.render(document))
    if to_stdout:
        click.echo(json.dumps(document, indent=2, allow_nan=False))
