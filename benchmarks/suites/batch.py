"""Batches, their store and their pages: what they add to the runs themselves."""

from __future__ import annotations

import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import children
from benchmarks.measure import Spread
from benchmarks.rows import Effort, Row, duration
from flopscope_eval._run.submission import Submission
from flopscope_eval.batch.coordinator import Ending
from flopscope_eval.batch.job import Kind
from flopscope_eval.batch.plan import Plan, Rules
from flopscope_eval.commands.contest_batch import Cluster, add, work
from flopscope_eval.contests.records import (
    CaseStatus,
    CaseVerdict,
    ContestRevision,
    RunStatus,
    RunVerdict,
    SubmissionRecord,
    Usage,
)
from flopscope_eval.site import pages
from flopscope_eval.site.board import Audience, board
from flopscope_eval.store import lease, query, queue
from flopscope_eval.store.records import Outcome, RunKey
from flopscope_eval.store.store import Store

REVISION = ContestRevision(
    name="benchmark",
    title="Benchmark",
    sha256="0" * 64,
    policy="flops",
    policy_sha256="",
    direction="min",
    grader_sha256="0" * 64,
)

TRIVIAL = "import flopscope.numpy as fnp\nfnp.ones((10,)) + 1\n"

SLOTS = 2


def measure(effort: Effort) -> list[Row]:
    """Measure all rows. The first needs minutes on a quiet machine."""
    thorough = effort.rounds > 1
    few, many, runs, entries = (100, 10_000, 200, 1_000) if thorough else (2, 5, 2, 20)
    wall, cpu = single(max(effort.rounds, 2) if thorough else 1)
    return [
        Row.measured(lambda: runs_row(runs, wall, cpu), *_runs_titles(runs)),
        Row.measured(lambda: queue_row(few, many, wall), *_queue_titles(many)),
        *site_rows(entries),
    ]


def single(count: int) -> tuple[float, float]:
    """Give wall and CPU seconds of one trivial run from the command to its score, in the process sandbox."""
    walls, cpus = [], []
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "trivial.py"
        path.write_text(TRIVIAL)
        command = [sys.executable, "-m", "flopscope_eval", "run", str(path), "--budget", "1e6",
                   "--sandbox", "process"]  # fmt: skip
        for number in range(count + 1):
            before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, env=children.environment())
            wall = time.perf_counter() - began
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            if number:  # the first may copy packages
                walls.append(wall)
                cpus.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(walls), statistics.median(cpus)


def runs_row(count: int, wall: float, cpu: float) -> Row:
    """Measure trivial submissions in a batch, from the first claim to the last verdict."""
    took = _batch(count, "process", inline=False)
    least = count * max(wall, cpu) / SLOTS
    return Row(
        *_runs_titles(count),
        Spread.of([took / least]),
        f"{duration(took)}; {duration(wall)} wall, {duration(cpu)} CPU a run",
        samples={"batch_s": [took], "single_wall_s": [wall], "single_cpu_s": [cpu]},
    )


def _runs_titles(count: int) -> tuple[str, str, str, float]:
    return (
        "batch-runs",
        f"{count} trivial submissions in a batch, {SLOTS} at once, process sandbox",
        f"{count} × max(wall, CPU) of single runs / {SLOTS}",
        1.15,
    )


def queue_row(few: int, many: int, wall: float) -> Row:
    """Measure scheduler and store per run, with a sandbox that takes no time."""
    costs = {count: _batch(count, "dummy", inline=True) / count for count in (few, many)}
    return Row(
        *_queue_titles(many),
        Spread.of([costs[many] / wall]),
        f"{duration(costs[many])} a run ({duration(costs[few])} with {few} queued); {duration(wall)}",
        samples={f"per_run_{count}_s": [cost] for count, cost in costs.items()},
    )


def _queue_titles(many: int) -> tuple[str, str, str, float]:
    return (
        "batch-queue",
        f"scheduler and store per run, {many:,} runs queued, dummy sandbox",
        "one trivial run, process sandbox, start to score",
        0.02,
    )


def _batch(count: int, sandbox: str, *, inline: bool) -> float:
    """Give the seconds from the first claim to the last verdict of a batch."""
    plan = Plan(
        kind=Kind.SUBMISSION, contest=REVISION, split="public", round="final", sandbox=sandbox,
        limits={"flop_budget": "1000000", "wall_time_s": 60.0}, inline=inline,
    )  # fmt: skip
    times: list[float] = []

    def tell(event: str, /, **_: Any) -> None:
        if event in ("claimed", "recorded"):
            times.append(time.perf_counter())

    with tempfile.TemporaryDirectory() as name, Store.open(f"{name}/store.db") as store:
        add(store, plan, list(_submissions(Path(name), count)))
        rules = Rules(canary_every=0, disk_floor=1)
        ending = work(store, plan, rules, tell, Cluster(slots=SLOTS))
        if ending is not Ending.DONE or query.counts(store)["done"] != count:
            raise RuntimeError(f"the batch ended with {ending}: {query.counts(store)}")
    return times[-1] - times[0]


def _submissions(folder: Path, count: int) -> Iterator[tuple[SubmissionRecord, Submission]]:
    for number in range(count):
        path = folder / f"{number}.py"
        path.write_text(f"{TRIVIAL}# {number}\n")
        submission = Submission.load(path)
        yield SubmissionRecord(
            author=f"author {number % 50}", name=f"entry {number}", sha256=submission.sha256,
            submitted_at="2026-01-01T00:00:00+00:00",
        ), submission  # fmt: skip


def site_rows(entries: int, cases: int = 20) -> list[Row]:
    """Measure the pages against reading the same rows and writing them as JSON; and sort a page."""
    with tempfile.TemporaryDirectory() as name, Store.open(f"{name}/store.db") as store:
        revision, folder = _fill(store, entries, cases), Path(name)
        pages_titles = (
            "site",
            f"pages of {entries:,} submissions, {cases} cases each",
            "reading the same rows, writing them as JSON",
            5.0,
        )
        sort_titles = (
            "site-sort",
            f"leaderboard of {entries:,}: opened and sorted, Chromium",
            "a second",
            1.0,
        )
        return [
            Row.measured(lambda: _pages_row(store, revision, folder, pages_titles), *pages_titles),
            Row.measured(lambda: _sort_row(folder, sort_titles), *sort_titles),
        ]


def _pages_row(
    store: Store, revision: int, folder: Path, titles: tuple[str, str, str, float]
) -> Row:
    pairs = []
    for _ in range(3):
        ours = _timed(
            lambda: pages.write(board(store, Audience.parse("participants")), folder / "site")
        )
        pairs.append((ours, _timed(lambda: _as_json(store, revision, folder / "plain.json"))))
    ours, least = (statistics.median(column) for column in zip(*pairs, strict=True))
    return Row(
        *titles,
        Spread.of([site_s / json_s for site_s, json_s in pairs]),
        f"{duration(ours)}; {duration(least)}",
        samples={"site_s": [p[0] for p in pairs], "json_s": [p[1] for p in pairs]},
    )


def _sort_row(folder: Path, titles: tuple[str, str, str, float]) -> Row:
    found = _sorting(folder / "site" / "index.html")
    return Row(
        *titles,
        Spread.of(found),
        duration(statistics.median(found)),
        unit="s",
        samples={"seconds": found},
    )


def _as_json(store: Store, revision: int, path: Path) -> None:
    path.write_text(json.dumps(query.results(store, revision), default=str))


def _timed(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


BROWSER_MS = 120_000
"""How long the browser may take for a step, on a machine that is busy."""


def _sorting(page: Path) -> list[float]:
    """Time from opening the leaderboard to its being sorted, in a new page each time."""
    executable = shutil.which("chromium")
    if executable is None:
        raise RuntimeError("chromium is not installed")
    from playwright.sync_api import sync_playwright

    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-gpu"],
            timeout=BROWSER_MS,
        )
        for _ in range(5):
            tab = browser.new_page()
            tab.set_default_timeout(BROWSER_MS)
            began = time.perf_counter()
            tab.goto(page.as_uri(), wait_until="commit")
            tab.get_by_role("button", name="FLOPs").click()
            tab.wait_for_selector("th[aria-sort=ascending]")
            found.append(time.perf_counter() - began)
            tab.close()
        browser.close()
    return found


def _fill(store: Store, entries: int, cases: int) -> int:
    revision = store.add_revision(REVISION, {"splits": {"public": {"public": True}}})
    rows = [_case(number) for number in range(cases)]
    for number in range(entries):
        key = RunKey(
            revision=REVISION.sha256, bundle=f"{number:064x}", split="public", round="final",
            seed_commitment="", policy="", limits={}, sandbox="dummy", content={},
        )  # fmt: skip
        author = f"author {number}"
        record = SubmissionRecord(
            author=author, name=f"entry {number}", sha256=key.bundle,
            submitted_at="2026-01-01T00:00:00+00:00",
        )  # fmt: skip
        store.add_entry(revision, record)
        queue.enqueue(store, revision, author, key)
    held = lease.acquire(store, "benchmark", 3600)
    while claims := queue.claim(store, held, 100):
        for claim in claims:
            verdict = RunVerdict(
                contest=REVISION, submission_name="submission.py",
                submission_sha256=claim.key.bundle, split="public", round="final",
                formula_sha256="", seed_commitment="", status=RunStatus.SCORED, message="",
                score=claim.run / entries, metrics={}, ties=(), flops=str(claim.run * 1000),
                cases=tuple(rows), lives=(), started_at="", finished_at="", sandbox="dummy",
            )  # fmt: skip
            queue.complete(store, held, claim, Outcome(verdict=verdict))
    lease.release(store, held)
    return revision


def _case(number: int) -> CaseVerdict:
    return CaseVerdict(
        case=f"case-{number}", number=number, status=CaseStatus.OK, passed=True,
        metrics={"error": 0.1 / (number + 1)}, score=0.5,
        usage=Usage(flops=str(10**6 + number), wall_time_s=0.1,
                    operations={"matmul": "900000", "add": "100000"}),
        inputs_sha256="a" * 64, reference_sha256="b" * 64,
    )  # fmt: skip
