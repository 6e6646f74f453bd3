"""``flopscope-eval contest batch`` and ``contest scheduler``."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click

from flopscope_eval._run import sizes
from flopscope_eval._run.submission import Submission, SubmissionRefused
from flopscope_eval.batch import certificates as tls
from flopscope_eval.batch import contests, serve
from flopscope_eval.batch.coordinator import Coordinator, Ending
from flopscope_eval.batch.events import JsonLines, Lines, Listener
from flopscope_eval.batch.links import Link, SchedulerLost
from flopscope_eval.batch.local import local_cluster
from flopscope_eval.batch.plan import BundleShelf, Plan, Rules
from flopscope_eval.commands.options import Parsed
from flopscope_eval.contests.errors import ContestError
from flopscope_eval.contests.loading import Contest, load_contest
from flopscope_eval.contests.records import SubmissionRecord
from flopscope_eval.contests.secrets import Secrets
from flopscope_eval.sandbox import choose
from flopscope_eval.sandbox.interface import SandboxUnavailable
from flopscope_eval.store import query, queue
from flopscope_eval.store.errors import StoreError
from flopscope_eval.store.store import Store

_EPILOG = "\b\nExit codes:\n" + "\n".join(f"  {e.exit_code:>3}  {e.meaning}" for e in Ending)


@click.command(epilog=_EPILOG)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True))
@click.argument("submissions", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--store", "url", required=True, help="A file, or postgresql://USER@HOST/DATABASE.")
@click.option(
    "--files",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of answers and bundles; by default STORE.files.",
)
@click.option(
    "--entries",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="CSV with author, submission and submitted_at (ISO 8601, with a time zone): the organizer's "
    "list. Without it, each SUBMISSION's name is its author, and its file's time counts.",
)
@click.option("--split", default="public", show_default=True)
@click.option("--round", "round_name", help="By default the contest's first round.")
@click.option(
    "--secrets",
    "secrets_path",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The organizer's file of secrets, for a private split.",
)
@click.option("--sandbox", default="auto", show_default=True, help="One kind for the whole batch.")
@click.option("--workers", type=click.IntRange(1), help="Runs at once on this machine.")
@click.option("--scheduler", metavar="ADDRESS|FILE", help="A scheduler for many machines.")
@click.option(
    "--certificates",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The certificates of --scheduler.",
)
@click.option("--lease", "lease_s", default=serve.LEASE_S, show_default=True, help="Seconds.")
@click.option("--canary-every", default=100, show_default=True, help="Runs; 0 for no canaries.")
@click.option(
    "--fault-rate", default=0.3, show_default=True, help="Stop beyond this rate of faults."
)
@click.option(
    "--disk-floor", type=Parsed(sizes.parse_size, "size"), default="1GiB", show_default=True
)
@click.option("--dry-run", is_flag=True, help="Say what would run, and how long and large.")
@click.option(
    "--json", "as_json", is_flag=True, help="Write events as JSON lines to standard output."
)
def batch(
    folder: Path,
    submissions: tuple[Path, ...],
    url: str,
    files: Path | None,
    entries: Path | None,
    split: str,
    round_name: str | None,
    secrets_path: Path | None,
    sandbox: str,
    workers: int | None,
    scheduler: str | None,
    certificates: Path | None,
    lease_s: float,
    canary_every: int,
    fault_rate: float,
    disk_floor: int,
    dry_run: bool,
    as_json: bool,
) -> NoReturn:
    """Run SUBMISSIONS of the contest in DIR, and keep the verdicts in a store.

    A run that the store has is not run again. After an interruption, a crash or kill -9, the same
    command goes on where the batch was.

    \b
    Examples:
      flopscope-eval contest batch contest/ inbox/*.py --store contest.db
      flopscope-eval contest batch contest/ --entries list.csv --split final --secrets final.secrets \\
        --store postgresql://me@db/contest --scheduler tls://10.0.0.1:8786 --certificates certs
    """
    rules = Rules(
        lease_s=lease_s, canary_every=canary_every, fault_rate=fault_rate, disk_floor=disk_floor
    )
    tell: Listener = JsonLines(sys.stdout) if as_json else Lines(sys.stderr)
    try:
        contest = load_contest(folder)
        secrets = Secrets.load(secrets_path, contest) if secrets_path else None
        plan = contests.plan(contest, split, round_name, secrets, choose(sandbox).name)
        with Store.open(url, files) as store:
            rows = listed(entries, submissions)
            add(store, plan, [_entry(contest, *row) for row in rows], tell)
            if dry_run:
                estimate(store, workers or serve.default_slots(serve.MEMORY_PER_RUN))
                sys.exit(0)
            cluster = Cluster(workers, scheduler, certificates)
            ending = work(store, plan, rules, tell, cluster)
    except (StoreError, ContestError, SandboxUnavailable) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"batch: {ending.meaning}", err=True)
    sys.exit(ending.exit_code)


@click.command()
@click.option(
    "--listen", default="tls://127.0.0.1:8786", show_default=True, metavar="tls://HOST:PORT"
)
@click.option(
    "--certificates",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("batch-certificates"),
    show_default=True,
    help="Made if they do not exist. Copy the folder to every machine of the batch.",
)
@click.option(
    "--address-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Gets the address as JSON when the scheduler listens.",
)
@click.option("--lease", "lease_s", default=serve.LEASE_S, show_default=True, help="Seconds.")
@click.option("--with-parent", type=int, hidden=True)
def scheduler(
    listen: str,
    certificates: Path,
    address_file: Path | None,
    lease_s: float,
    with_parent: int | None,
) -> None:
    """Serve a scheduler for workers on many machines until SIGTERM.

    It carries tasks and results, and keeps nothing. Only holders of the certificates can connect.
    """

    async def main() -> None:
        if with_parent is not None:
            ending = asyncio.ensure_future(serve.end_with_parent(with_parent))
        await serve.scheduler(listen, tls.make(certificates), address_file, lease_s)
        if with_parent is not None:
            ending.cancel()

    asyncio.run(main())


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where a batch runs: on a scheduler's machines, or on this one with so many runs at once."""

    slots: int | None = None
    scheduler: str | None = None
    certificates: Path | None = None

    @contextlib.contextmanager
    def link(self, folder: Path, lease_s: float) -> Iterator[Link]:
        """Connect to the scheduler, or start one with a worker for as long as the block lasts."""
        if self.scheduler is not None:
            if self.certificates is None:
                raise click.UsageError("--scheduler needs --certificates, to be let in")
            address = serve.read_address(self.scheduler)
            with Link.open(address, self.certificates, lease_s) as link:
                yield link
            return
        slots = self.slots or serve.default_slots(serve.MEMORY_PER_RUN)
        with (
            local_cluster(folder, slots, lease_s) as cluster,
            Link.open(cluster.address, cluster.certificates, lease_s) as link,
        ):
            yield link


def work(store: Store, plan: Plan, rules: Rules, tell: Listener, cluster: Cluster) -> Ending:
    """Run a store's queue on a cluster."""
    try:
        with cluster.link(store.files.folder / "worker", rules.lease_s) as link:
            return Coordinator(store, plan, rules, link, tell).run()
    except SchedulerLost as error:
        tell("scheduler lost", reason=str(error))
        return Ending.SCHEDULER_LOST


def add(
    store: Store,
    plan: Plan,
    entries: Sequence[tuple[SubmissionRecord, Submission]],
    tell: Listener | None = None,
) -> int:
    """Keep entries and queue their runs; give how many runs are new.

    An entry beyond its author's quota of the day is kept, and not run.
    """
    shelf = BundleShelf(store)
    shelf.add_contest(plan)
    revision = store.add_revision(plan.contest, dict(plan.document))
    new = 0
    quota = plan.quota
    for record, submission in sorted(entries, key=lambda entry: _moment(entry[0])):
        shelf.add_submission(submission)
        store.add_entry(revision, record)
        if quota is not None:
            done = query.bundles_of_day(store, revision, plan.split, record)
            if len(done) >= quota and submission.sha256 not in done:
                detail = f"{record.author} has {quota} runs a day on {plan.split}"
                store.log("over quota", record.name, detail)
                if tell is not None:
                    tell("over quota", author=record.author, entry=record.name)
                continue
        new += queue.enqueue(store, revision, record.author, plan.key(submission.sha256))[1]
    return new


def _moment(record: SubmissionRecord) -> datetime:
    return datetime.fromisoformat(record.submitted_at)


def listed(entries: Path | None, submissions: Sequence[Path]) -> list[tuple[str, str, Path]]:
    """Give author, time and path from the organizer's list, or from the submissions' files."""
    rows: list[tuple[str, str, Path]] = []
    if entries is not None:
        with entries.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                try:
                    time = datetime.fromisoformat(row["submitted_at"])
                    path = entries.parent / row["submission"]
                    author = row["author"]
                except (KeyError, TypeError, ValueError) as error:
                    raise click.BadParameter(f"{entries}: {row}: {error}") from error
                if time.tzinfo is None:
                    raise click.BadParameter(f"{entries}: {row['submitted_at']} has no time zone")
                rows.append((author, time.isoformat(), path))
    for path in submissions:
        time = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        rows.append((path.stem, time.isoformat(), path))
    return rows


def _entry(
    contest: Contest, author: str, time: str, path: Path
) -> tuple[SubmissionRecord, Submission]:
    try:
        submission = contests.load(contest, path)
    except SubmissionRefused as error:
        raise click.BadParameter(f"{path}: {error}", param_hint="SUBMISSIONS") from error
    record = SubmissionRecord(
        author=author, name=path.name, sha256=submission.sha256, submitted_at=time
    )
    return record, submission


def estimate(store: Store, slots: int) -> None:
    """Print what a batch would take, from the runs that the store has."""
    counts = query.counts(store)
    queued = counts.get("queued", 0)
    mean_s, mean_bytes = query.means(store)
    click.echo(f"runs to do   {queued:,}; done {counts.get('done', 0):,}")
    click.echo(f"slots        {slots:,}")
    if mean_s is None:
        click.echo("time, disk   unknown: run one submission first, and ask again")
        return
    click.echo(f"time         about {queued * mean_s / slots / 60:.1f} min ({mean_s:.2f} s a run)")
    click.echo(f"disk         about {queued * mean_bytes / 2**20:.0f} MiB")
