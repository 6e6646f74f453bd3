"""``contest init|check|publish|validate|package|run``: a contest's folder, and submissions to it."""

from __future__ import annotations

import functools
import gzip
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flopscope_eval._run.status import TABLE, Status
from flopscope_eval._run.submission import Submission, SubmissionRefused
from flopscope_eval.cases.bundle import load_submission
from flopscope_eval.cases.check import Finding, check_contest
from flopscope_eval.cases.running import ContestRun, run_contest
from flopscope_eval.commands.display import Display
from flopscope_eval.commands.options import interruptible
from flopscope_eval.contests import ContestError, Secrets, load_contest
from flopscope_eval.contests.publishing import publish as publish_contest
from flopscope_eval.contests.records import MEANINGS, RunStatus, RunVerdict
from flopscope_eval.contests.records import encode as encode_record
from flopscope_eval.contests.scaffolding import init as init_contest
from flopscope_eval.judging.text import harmless, number
from flopscope_eval.sandbox import AUTO, KINDS
from flopscope_eval.sandbox.interface import SandboxUnavailable

EXIT_CODES = {
    RunStatus.SCORED: 0,
    RunStatus.REFUSED: TABLE[Status.SUBMISSION_ERROR].exit_code,
    RunStatus.UNRANKED: TABLE[Status.HARNESS_ERROR].exit_code,
}

_CODES = (
    "\b\nExit codes:\n"
    "    0  the run has a score\n"
    "    2  wrong usage, or the contest or the submission cannot be used\n"
    "   10  the run was refused: contract or setup failed\n"
    "   21  the harness failed: there is no score"
)


def folder_argument(command: Callable[..., None]) -> Callable[..., None]:
    """Add the contest's folder."""
    kind = click.Path(exists=True, file_okay=False, path_type=Path)
    return click.argument("folder", metavar="DIR", type=kind)(command)


def secrets_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add the file of secrets."""
    return click.option(
        "--secrets",
        "secrets_file",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="The organizer's file of secrets, for private splits. It lies outside the folder.",
    )(command)


def sandbox_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add the sandbox."""
    kinds = click.Choice([AUTO, *KINDS])
    return click.option("--sandbox", type=kinds, default=AUTO, show_default=True)(command)


def json_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add the choice of JSON."""
    return click.option(
        "--json",
        "json_path",
        metavar="FILE|-",
        help="Write JSON to a file, or to standard output in place of the report.",
    )(command)


def usable(command: Callable[..., None]) -> Callable[..., None]:
    """Turn what cannot be used into wrong usage, with its message."""

    @functools.wraps(command)
    def call(*args: Any, **options: Any) -> None:
        try:
            with interruptible():
                command(*args, **options)
        except (ContestError, SubmissionRefused) as error:
            raise click.UsageError(str(error)) from error
        except SandboxUnavailable as error:
            click.echo(f"flopscope-eval: no sandbox: {error}", err=True)
            sys.exit(TABLE[Status.HARNESS_ERROR].exit_code)

    return call


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@secrets_option
@usable
def init(folder: Path, secrets_file: Path | None) -> None:
    """Make a contest in the new folder DIR that works, with comments, to be changed.

    The secrets of private splits go to DIR.secrets.json beside it. Keep that file; whoever has it knows
    the private cases.

    \b
    Examples:
      flopscope-eval contest init my-contest
      flopscope-eval contest init my-contest --secrets ~/keys/my-contest.json
      flopscope-eval contest check my-contest
    """
    place = secrets_file or folder.with_name(f"{folder.resolve().name}.secrets.json")
    for path in init_contest(folder, place):
        click.echo(f"wrote {path}")
    click.echo(f"Next: flopscope-eval contest check {folder}")


@click.command()
@folder_argument
@secrets_option
@sandbox_option
@json_option
@usable
def check(folder: Path, secrets_file: Path | None, sandbox: str, json_path: str | None) -> None:
    """Try the contest in DIR out: its examples, its grader, its cases and its clock.

    Runs every submission of DIR/examples and compares the result with the tags in its docstring. Gives
    the grader NaN, infinities, huge and denormal numbers. Makes the cases twice. Prints what an empty
    submission costs. A round with neither a CPU limit nor a CPU price is a problem.

    \b
    Examples:
      flopscope-eval contest check my-contest
      flopscope-eval contest check my-contest --secrets my-contest.secrets.json --json check.json

    \b
    Exit codes:
        0  nothing has to be mended
        1  something has to be mended
        2  the contest cannot be used
    """
    contest = load_contest(folder)
    secrets = Secrets.load(secrets_file, contest) if secrets_file else None
    findings: list[Finding] = []
    quiet = json_path == "-"
    console = Console(stderr=quiet)
    with Display(Console(stderr=True)) as display:
        for finding in check_contest(contest, sandbox=sandbox, secrets=secrets, progress=display):
            findings.append(finding)
            console.print(_line(finding), soft_wrap=True)
    problems = sum(finding.problem for finding in findings)
    revision = contest.revision
    console.print(f"{revision.name}: revision {revision.sha256[:12]}, {problems} problems")
    document = {"contest": msgspec.to_builtins(revision), "findings": findings}
    _write_json(msgspec.json.encode(msgspec.to_builtins(document)), json_path)
    sys.exit(1 if problems else 0)


@click.command()
@folder_argument
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@secrets_option
@usable
def publish(folder: Path, out: Path, secrets_file: Path | None) -> None:
    """Write the participants' folder OUT: without private seeds, data and references.

    With --secrets, every file is searched for the secrets before anything is written.

    \b
    Examples:
      flopscope-eval contest publish my-contest public --secrets my-contest.secrets.json
    """
    contest = load_contest(folder)
    secrets = Secrets.load(secrets_file, contest) if secrets_file else None
    for name in publish_contest(contest, out, secrets):
        click.echo(f"wrote {out / name}")
    load_contest(out)


@click.command()
@folder_argument
@click.argument("submission", type=click.Path(path_type=Path))
@sandbox_option
@usable
def validate(folder: Path, submission: Path, sandbox: str) -> None:
    """Check SUBMISSION against the contract of the contest in DIR, and try it on the public cases.

    The same checks and the same sandbox as in the contest. It says what would be refused, and why.

    \b
    Examples:
      flopscope-eval contest validate public/ my_submission.py

    \b
    Exit codes:
        0  it would be accepted
        2  wrong usage, or files that the contract refuses
       10  it would be refused: contract or setup fails
       21  the harness failed
    """
    contest = load_contest(folder)
    loaded = load_submission(contest, submission)
    click.echo(f"{len(loaded.files)} files, {loaded.size:,} bytes, sha256 {loaded.sha256}")
    done = _run(contest, loaded, _public(contest), None, sandbox, None)
    verdict = done.verdict
    for case in verdict.cases:
        if not case.passed:
            click.echo(f"case {case.number}: {case.status}: {harmless(case.message)}")
    click.echo(f"{verdict.status}: {harmless(verdict.message)}")
    if verdict.status is RunStatus.REFUSED:
        click.echo(_output(done), err=True)
    sys.exit(EXIT_CODES[verdict.status])


@click.command()
@folder_argument
@click.argument("submission", type=click.Path(path_type=Path))
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write it; by default NAME.tar.gz here.",
)
@usable
def package(folder: Path, submission: Path, output: Path | None) -> None:
    """Pack SUBMISSION for the contest in DIR into one file, after checking its files.

    The same submission gives the same bytes. The hash is the one that results name.

    \b
    Examples:
      flopscope-eval contest package public/ my_submission.py
      flopscope-eval contest package public/ folder/ -o entry.tar.gz
    """
    loaded = load_submission(load_contest(folder), submission)
    target = output or Path(f"{Path(loaded.name).stem}.tar.gz")
    _pack(loaded, target)
    click.echo(f"wrote {target}: {len(loaded.files)} files, sha256 {loaded.sha256}")


@click.command(epilog=_CODES)
@folder_argument
@click.argument("submission", type=click.Path(path_type=Path))
@click.option("--split", help="Which cases; by default the first public split.")
@click.option("--round", "round_name", help="Which round; by default the first.")
@secrets_option
@sandbox_option
@json_option
@usable
def run(
    folder: Path,
    submission: Path,
    split: str | None,
    round_name: str | None,
    secrets_file: Path | None,
    sandbox: str,
    json_path: str | None,
) -> None:
    """Run SUBMISSION on the cases of the contest in DIR, grade its answers and score it.

    \b
    Examples:
      flopscope-eval contest run public/ my_submission.py
      flopscope-eval contest run my-contest entry/ --split private --secrets my-contest.secrets.json
      flopscope-eval contest run public/ my_submission.py --round final --json verdict.json
    """
    contest = load_contest(folder)
    secrets = Secrets.load(secrets_file, contest) if secrets_file else None
    chosen = split or _public(contest)
    done = _run(contest, submission, chosen, round_name, sandbox, secrets)
    if json_path != "-":
        _report(done.verdict)
        if done.verdict.status is not RunStatus.SCORED:
            click.echo(_output(done), err=True)
    _write_json(encode_record(done.verdict), json_path)
    sys.exit(EXIT_CODES[done.verdict.status])


def _run(
    contest: Any,
    submission: Path | Submission,
    split: str,
    round_name: str | None,
    sandbox: str,
    secrets: Secrets | None,
) -> ContestRun:
    with Display(Console(stderr=True)) as display:
        return run_contest(
            contest,
            submission,
            split=split,
            round=round_name,
            sandbox=sandbox,
            secrets=secrets,
            progress=display,
        )


def _public(contest: Any) -> str:
    for name, split in contest.config.splits.items():
        if split.public:
            return str(name)
    raise ContestError("the contest has no public split; name one with --split and --secrets")


def _report(verdict: RunVerdict) -> None:
    table = Table(box=None, header_style="bold")
    for name in ("case", "status", "score", "FLOPs", "CPU s", "wall s", ""):
        table.add_column(name, justify="left" if name in ("case", "status", "") else "right")
    for case in verdict.cases:
        usage = case.usage
        cpu = usage.participant_cpu_s
        table.add_row(
            harmless(case.case),
            Text(case.status, style="green" if case.passed else "red"),
            "" if case.score is None else f"{case.score:.6g}",
            number(int(usage.flops)),
            "" if cpu is None else f"{cpu:.3f}",
            f"{usage.wall_time_s:.3f}",
            Text(harmless(case.message or ("" if case.passed else MEANINGS.get(case.status, "")))),
        )
    console = Console()
    console.print(table)
    score = "no score" if verdict.score is None else f"score {verdict.score:.6g}"
    console.print(
        f"{verdict.status}: {score} ({verdict.contest.direction}imum wins), {verdict.flops} FLOPs;"
        f" {harmless(verdict.message)}",
        markup=False,
        soft_wrap=True,
    )
    for note in verdict.notes:
        console.print(f"note: {harmless(note)}", markup=False, soft_wrap=True)


def _output(done: ContestRun) -> str:
    """Give the end of what the last process wrote to standard error."""
    if not done.results:
        return ""
    text = done.results[-1].output.stderr
    return harmless((text.tail or text.head)[-4000:])


def _line(finding: Finding) -> Text:
    mark, style = ("problem", "bold red") if finding.problem else ("ok", "green")
    text = Text(f"{mark:<8}", style=style)
    text.append(f"{finding.subject} {harmless(finding.name)}: ", style="bold")
    return text.append(harmless(finding.message), style="default")


def _write_json(document: bytes, json_path: str | None) -> None:
    if json_path == "-":
        click.echo(document)
    elif json_path is not None:
        Path(json_path).write_bytes(document + b"\n")


def _pack(submission: Submission, target: Path) -> None:
    """Write a compressed archive without times and owners."""
    with (
        target.open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for file in submission.files:
            entry = tarfile.TarInfo(file.name)
            entry.size, entry.mode = file.size, 0o644
            with file.path.open("rb") as content:
                archive.addfile(entry, content)
