"""``flopscope-eval contest status|pause|…``: what an organizer does with a store."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import msgspec

from flopscope_eval.cases.grade import regrade as grade_again
from flopscope_eval.cases.scoring import rescore as score_again
from flopscope_eval.contests.errors import ContestError
from flopscope_eval.contests.loading import load_contest
from flopscope_eval.contests.records import RunVerdict
from flopscope_eval.contests.secrets import Secrets
from flopscope_eval.judging.text import harmless
from flopscope_eval.store import backup as backups
from flopscope_eval.store import grading, query, queue
from flopscope_eval.store.errors import StoreError
from flopscope_eval.store.store import Store


def store_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that name a store."""
    command = click.option(
        "--files",
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder of answers and bundles; by default STORE.files.",
    )(command)
    return click.option(
        "--store", "url", required=True, help="A file, or postgresql://USER@HOST/DATABASE."
    )(command)


reason_option = click.option("--reason", required=True, help="Kept in the log.")

contest_folder = click.argument(
    "folder", metavar="DIR", type=click.Path(path_type=Path, exists=True)
)

secrets_option = click.option(
    "--secrets",
    "secrets_path",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The organizer's file of secrets, for a private split.",
)


@contextlib.contextmanager
def opened(url: str, files: Path | None) -> Iterator[Store]:
    """Open a store; its errors are messages."""
    try:
        with Store.open(url, files) as store:
            yield store
    except (StoreError, ContestError) as error:
        raise click.ClickException(str(error)) from error


@click.command()
@store_options
@click.option("--json", "as_json", is_flag=True)
def status(url: str, files: Path | None, as_json: bool) -> None:
    """Show runs by state and status, what is unranked and why, and the last lines of the log."""
    with opened(url, files) as store:
        described: dict[str, Any] = {
            "counts": query.counts(store),
            "switch": store.control("batch"),
            "running": [claim.name for claim in queue.running(store)],
            "unranked": query.unranked(store),
            "log": store.log_lines()[-10:],
        }
    if as_json:
        click.echo(json.dumps(described, default=str, indent=2))
        return
    for name, count in described["counts"].items():
        click.echo(f"{count:>8,}  {name}")
    if described["switch"]:
        click.echo(f"batches are {described['switch']}")
    for row in described["unranked"]:
        click.echo(
            harmless(f"unranked {row['run_hash'][:12]}: {row['message']}").replace("\n", " ")
        )
    for line in described["log"]:
        text = f"{line['at']:%Y-%m-%d %H:%M:%S} {line['who']}: {line['action']} {line['subject']}"
        click.echo(harmless(f"{text} {line['detail']}").replace("\n", " "))


def _switch(name: str, value: str, help_text: str) -> click.Command:
    @click.command(name, help=help_text)
    @store_options
    @click.option("--off", is_flag=True, help="Let batches take work again.")
    def command(url: str, files: Path | None, off: bool) -> None:
        with opened(url, files) as store:
            store.set_control("batch", None if off else value)

    return command


pause = _switch(
    "pause",
    "paused",
    "Let batches start no more runs. They wait, and go on after --off; what runs is recorded.",
)
drain = _switch(
    "drain", "draining", "Let batches end when what runs has ended. The queue stays as it is."
)


@click.command()
@store_options
@reason_option
def cancel(url: str, files: Path | None, reason: str) -> None:
    """Take every queued run out of the queue. Runs that go on are recorded."""
    with opened(url, files) as store:
        click.echo(f"cancelled {queue.cancel(store, reason)} runs")


@click.command()
@store_options
@click.argument("runs", metavar="RUN...", nargs=-1)
@click.option("--all-unranked", is_flag=True, help="Every run that has no score.")
@reason_option
def retry(
    url: str, files: Path | None, runs: tuple[str, ...], all_unranked: bool, reason: str
) -> None:
    """Queue finished runs again, with the same seeds. All attempts are kept.

    RUN is the beginning of a run's hash. The next `contest batch` runs them.
    """
    with opened(url, files) as store:
        chosen = [*runs, *(row["run_hash"] for row in query.unranked(store) if all_unranked)]
        for run in chosen:
            queue.retry(store, run, reason)
        click.echo(f"queued {len(chosen)} runs again")


@click.command()
@contest_folder
@store_options
@secrets_option
@click.option(
    "--run", "runs", multiple=True, help="Beginning of a run's hash; by default all runs."
)
@click.option("--all-unranked", is_flag=True, help="Only runs that have no score.")
@reason_option
def regrade(
    folder: Path,
    url: str,
    files: Path | None,
    secrets_path: Path | None,
    runs: tuple[str, ...],
    all_unranked: bool,
    reason: str,
) -> None:
    """Grade stored answers again with the grader in DIR. Nothing runs; old grades are kept."""
    contest = load_contest(folder)
    secrets = Secrets.load(secrets_path, contest) if secrets_path else None
    with opened(url, files) as store:
        new = pruned = 0
        if all_unranked:
            runs = (*runs, *(row["run_hash"] for row in query.unranked(store)))
        for row in query.graded_runs(store, runs) if runs or not all_unranked else ():
            verdict = msgspec.convert(row["verdict"], RunVerdict)
            parts = [part for kept in row["answers"].values() for part in kept]
            if not all(store.files.path(part["sha256"]).exists() for part in parts):
                pruned += 1
                continue
            answers = {
                case: tuple(store.files.get(part["sha256"]) for part in parts)
                for case, parts in row["answers"].items()
                if parts
            }
            again = grade_again(contest, verdict, answers, secrets)
            new += grading.regrade(store, row["run_id"], again, reason)
        click.echo(f"made {new} new grades")
        if pruned:
            click.echo(f"{pruned} runs keep their grades: their answers were pruned")


@click.command()
@contest_folder
@store_options
@click.option("--round", "round_name", required=True)
def rescore(folder: Path, url: str, files: Path | None, round_name: str) -> None:
    """Score stored runs under another round of the contest in DIR. Nothing runs."""
    contest = load_contest(folder)
    with opened(url, files) as store:
        rows = query.graded_runs(store, ())
        for row in rows:
            verdict = msgspec.convert(row["verdict"], RunVerdict)
            grading.rescore(store, row["run_id"], score_again(contest, verdict, round_name))
        click.echo(f"scored {len(rows)} runs under {round_name}")


@click.command()
@click.argument("entry", type=int)
@store_options
@reason_option
@click.option("--undo", is_flag=True)
def disqualify(entry: int, url: str, files: Path | None, reason: str, undo: bool) -> None:
    """Take ENTRY (its number) out of the ranking. Its runs and verdicts stay."""
    with opened(url, files) as store:
        if undo:
            store.log("undo", f"entry {entry}", reason)
        store.disqualify(entry, "" if undo else reason)


@click.command()
@click.argument("entry", type=int)
@store_options
def choose(entry: int, url: str, files: Path | None) -> None:
    """Make ENTRY (its number) its author's final one, where authors choose."""
    with opened(url, files) as store:
        store.choose(entry)


@click.command()
@store_options
def log(url: str, files: Path | None) -> None:
    """Print the log as JSON lines. The database refuses to change or delete lines."""
    with opened(url, files) as store:
        for line in store.log_lines():
            click.echo(json.dumps(line | {"at": line["at"].isoformat()}))


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@store_options
def backup(path: Path, url: str, files: Path | None) -> None:
    """Write the whole store to FILE, while a batch may go on."""
    with opened(url, files) as store:
        counted = backups.backup(store, path)
        click.echo(", ".join(f"{count} {name}" for name, count in counted.items() if count))


@click.command()
@click.argument(
    "path", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@store_options
def restore(path: Path, url: str, files: Path | None) -> None:
    """Fill a new store from FILE, in either kind of database."""
    try:
        backups.restore(path, url, files).close()
    except StoreError as error:
        raise click.ClickException(str(error)) from error
