"""``flopscope-eval run``: run a submission and score it."""

from __future__ import annotations

import secrets
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, NoReturn

import click

from flopscope_eval._run import interrupts, limits, sizes
from flopscope_eval._run.status import TABLE, Status
from flopscope_eval.commands.delivery import Destination, json_option
from flopscope_eval.commands.display import Display, OutputView
from flopscope_eval.commands.options import (
    Parsed,
    PolicyOption,
    limit_options,
    load_submission,
    modules_option,
    runtime_option,
    sandbox_for,
    sandbox_option,
    say,
)
from flopscope_eval.commands.terminal import console, fall_silent
from flopscope_eval.commands.watching import Watcher
from flopscope_eval.judging import report
from flopscope_eval.judging.judge import judge
from flopscope_eval.judging.judged import Judged
from flopscope_eval.judging.reprice import policy_cpu_price
from flopscope_eval.judging.result import Result
from flopscope_eval.sandbox import choose
from flopscope_eval.sandbox.interface import RunSpec, SandboxUnavailable

_EPILOG = "\b\nExit codes:\n" + "\n".join(
    f"  {row.exit_code:>3}  {status:<19} {row.meaning}" for status, row in TABLE.items()
)

_HELP = """Run SUBMISSION in a sandbox and score it.

SUBMISSION is a .py file, or a folder with submission.py and its data. The score is what the server
counted; nothing that the submission prints, returns or writes can change it. Its output is shown
while it runs.

\b
Examples:
  flopscope-eval run submission.py --budget 1e9
  flopscope-eval run folder/ --budget 250000 --time-limit 60 --json result.json
  flopscope-eval run submission.py --budget 1e6 --seed 7 --sandbox process --json -
"""


@click.command(help=_HELP, epilog=_EPILOG)
@click.argument("submission", type=click.Path(path_type=Path))
@click.option(
    "--budget",
    required=True,
    type=Parsed(sizes.parse_budget, "flops"),
    help="FLOPs that the submission may spend: a whole number of any size, exactly (1e6, 10_000).",
)
@sandbox_option
@click.option(
    "--policy",
    type=PolicyOption(ranks=True),
    default="flops",
    show_default=True,
    help="A policy's name, or its file.",
)
@click.option(
    "--also-price",
    multiple=True,
    type=PolicyOption(),
    help="Record what another policy would charge, too; may be given several times.",
)
@click.option(
    "--cpu-price",
    type=Parsed(sizes.parse_budget, "flops"),
    help="FLOPs for each CPU second of the submission, added up in effective_flops; by default the policy's.",
)
@click.option("--seed", type=click.IntRange(0), help="The run's seed; by default a random one.")
@json_option
@click.option("-v", "--verbose", is_flag=True, help="Show every operation, limit and layer.")
@click.option("-q", "--quiet", is_flag=True, help="Show nothing but the status and the FLOPs.")
@click.option("--watch", is_flag=True, help="Show FLOPs used and left while the submission runs.")
@click.option("--keep", is_flag=True, help="Keep the files of a run that does not end with ok.")
@click.option(
    "--allow-unconfined",
    is_flag=True,
    help="Run even where the kernel cannot confine a process. For submissions that you trust.",
)
@modules_option
@runtime_option
@limit_options
def run(
    submission: Path,
    budget: int,
    sandbox: str,
    policy: str | Path,
    also_price: tuple[str | Path, ...],
    cpu_price: int | None,
    seed: int | None,
    destination: Destination | None,
    verbose: bool,
    quiet: bool,
    watch: bool,
    keep: bool,
    allow_unconfined: bool,
    allow_module: tuple[str, ...],
    runtime: str | None,
    **values: Any,
) -> NoReturn:
    to_stderr = destination is not None and destination.is_stdout
    view = OutputView(to_stderr=to_stderr, shown=not quiet)
    shown: Display | Watcher = (
        Watcher(console(stderr=True)) if watch else Display(console(stderr=True), shown=not quiet)
    )
    spec = RunSpec(
        run_id=secrets.token_hex(8),
        submission=load_submission(submission),
        budget=budget,
        limits=limits.Limits.from_values(**values),
        policy=policy,
        also_policies=also_price,
        cpu_price=policy_cpu_price(policy) if cpu_price is None else cpu_price,
        seed=secrets.randbelow(2**63) if seed is None else seed,
        allow_unconfined=allow_unconfined,
        modules=allow_module,
        runtime=runtime,
        on_output=view.take,
        on_tick=shown.on_tick if isinstance(shown, Watcher) else None,
        on_channel=shown.on_channel if isinstance(shown, Watcher) else None,
    )
    try:
        chosen = choose(sandbox_for(sandbox, runtime))
        with shown as display:
            view.console = display.console
            judged = judge(spec, chosen, display)
    except SandboxUnavailable as error:
        say(f"no sandbox: {error}")
        sys.exit(TABLE[Status.HARNESS_ERROR].exit_code)
    view.finish(judged.evidence)
    result = judged.result()
    # First, since whoever reads the report may stop reading it.
    delivered = destination is None or destination.deliver(result.to_dict())
    if keep and result.status is not Status.OK:
        say(f"the run's files are kept in {_keep(judged, result)}")
    _show(result, verbose=verbose, quiet=quiet, to_stderr=to_stderr, streamed=view.has_shown_all)
    sys.exit(_exit_code(result) if delivered else TABLE[Status.HARNESS_ERROR].exit_code)


def _show(result: Result, *, verbose: bool, quiet: bool, to_stderr: bool, streamed: bool) -> None:
    stream = sys.stderr if to_stderr else sys.stdout
    try:
        if quiet:
            click.echo(report.score_line(result), file=stream)
        else:
            shown = report.render(result, verbose=verbose, output=not streamed)
            console(stderr=to_stderr).print(shown)
        stream.flush()
    except OSError:  # nobody reads it, or the disk is full
        fall_silent(stream)


def _exit_code(result: Result) -> int:
    if result.status is Status.INTERRUPTED and (number := interrupts.requested()):
        return 128 + number
    return TABLE[result.status].exit_code


def _keep(judged: Judged, result: Result) -> Path:
    """Keep the submission as it ran, its output and its result, for a look at what went wrong."""
    folder = Path(tempfile.mkdtemp(prefix=f"flopscope-run-{judged.spec.run_id}-"))
    (folder / "submission").mkdir()
    judged.spec.submission.copy_to(folder / "submission")
    evidence = judged.evidence
    for name, capture in (
        ("stdout", evidence.stdout),
        ("stderr", evidence.stderr),
        ("server.log", evidence.server.log),
    ):
        between = b"\n...\n" if capture.truncated else b""
        (folder / name).write_bytes(capture.head + between + capture.tail)
    (folder / "result.json").write_text(result.to_json(), encoding="utf-8")
    if isinstance(judged.spec.policy, Path):
        shutil.copy(judged.spec.policy, folder / "policy.json")
    return folder
