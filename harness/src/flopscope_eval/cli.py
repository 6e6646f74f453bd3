"""The command line: ``flopscope-eval``."""

from __future__ import annotations

import json
import secrets
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console

from flopscope_eval import limits, report, result, runner
from flopscope_eval.doctor_cli import doctor
from flopscope_eval.images_cli import images
from flopscope_eval.options import (
    Parsed,
    interruptible,
    limit_options,
    load_submission,
    runtime_option,
    sandbox_for,
)
from flopscope_eval.sandbox import AUTO, KINDS, choose, sandboxes
from flopscope_eval.sandbox.interface import RunSpec, SandboxUnavailable
from flopscope_eval.status import TABLE, Status
from flopscope_eval.verify_cli import verify

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


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="flopscope-eval")
def main() -> None:
    """Run submissions in a sandbox against a flopscope server, and score them."""
    signal.signal(signal.SIGTERM, _terminated)


main.add_command(doctor)
main.add_command(images)
main.add_command(verify)


@main.command(help=_EXAMPLES, epilog=_EPILOG)
@click.argument("submission", type=click.Path(path_type=Path))
@click.option(
    "--budget",
    required=True,
    type=Parsed(limits.parse_budget, "flops"),
    help="FLOPs that the submission may spend: a whole number of any size, exactly (1e6, 10_000).",
)
@click.option("--sandbox", type=click.Choice([AUTO, *KINDS]), default=AUTO, show_default=True)
@click.option("--policy", default="flops", show_default=True, help="A policy's name, or its file.")
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
        policy=Path(policy) if Path(policy).is_file() else policy,
        seed=secrets.randbelow(2**63) if seed is None else seed,
        allow_unconfined=allow_unconfined,
        runtime=runtime,
    )
    kind = sandbox_for(sandbox, runtime)
    try:
        with interruptible(), report.Display(Console(stderr=True)) as display:
            judged = runner.run(spec, choose(kind), display)
    except SandboxUnavailable as error:
        click.echo(f"flopscope-eval: no sandbox: {error}", err=True)
        sys.exit(TABLE[Status.HARNESS_ERROR].exit_code)
    _deliver(judged.document(), json_path)
    sys.exit(TABLE[judged.status].exit_code)


@main.command()
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


def _deliver(document: dict[str, Any], json_path: str | None) -> None:
    to_stdout = json_path == "-"
    # First, since whoever reads the report may stop reading it.
    if json_path is not None and not to_stdout:
        result.write(document, Path(json_path))
    Console(stderr=to_stdout).print(report.render(document))
    if to_stdout:
        click.echo(json.dumps(document, indent=2, allow_nan=False))


def _terminated(number: int, _frame: object) -> NoReturn:
    """End as an exception does, so that everything started is ended on the way out."""
    sys.exit(128 + number)
