"""Every row of the table is measured, and what is measured becomes JSON, tables, the page and the plot."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from benchmarks import suites
from benchmarks.profiles.results import Profile
from benchmarks.report import page, plot, tables
from benchmarks.report.records import FOLDER, Record, load_all
from benchmarks.rows import QUICK, Row

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.timeout(700)  # a minute on a quiet machine

TABLE = {
    "local-median", "local-worst", "local-matrix", "remote-one", "remote-chain", "remote-queued",
    "remote-bulk", "program-covariance", "program-covariance-once", "client-import",
    "memory-client", "memory-server", "sandbox-process", "sandbox-docker",
    "entries-mean", "entries-worst", "entries-at-once", "share-client", "share-server",
    "everything-median", "everything-tail", "everything-worst", "einsum-three", "einsum-two",
    "first-use-local", "first-use-client", "first-run-local", "first-run-client",
    "contest-case", "batch-queue", "batch-runs", "site", "site-sort",
}  # fmt: skip
SIGNED = ("local-", "everything-", "share-", "first-run-")
"""Rows whose figure is a difference, which a single round may get wrong."""


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """A quick run on a machine without a Docker engine."""
    path = tmp_path_factory.mktemp("bench") / "record.json"
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--occasion", "a try", "--json", str(path)],
        env=os.environ | {"DOCKER_HOST": f"unix://{path.parent}/none.sock"},
        cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "no Docker engine answers" in done.stdout  # the table shows why the row is empty
    return Record.load(path)


def test_every_row_has_a_figure(record: Record) -> None:
    assert {row.key for row in record.rows} == TABLE
    missing = [row.key for row in record.rows if row.spread is None]
    assert missing == ["sandbox-docker"], {row.key: row.raw for row in record.rows}
    for row in record.rows:
        if row.spread is not None:
            assert math.isfinite(row.spread.median)
            assert all(row.samples.values())
        if row.unit == "×" and row.spread is not None and not row.key.startswith(SIGNED):
            assert row.spread.median > 0


def test_a_row_that_cannot_be_measured_says_why(record: Record) -> None:
    row = record.row("sandbox-docker")
    assert row is not None
    assert row.is_met is None
    assert "no Docker engine answers" in row.raw
    assert "not measured" in tables.results([record])


def test_a_row_or_a_suite_that_fails_costs_no_other() -> None:
    def fails(*_: object) -> Row:
        raise TimeoutError("the page did not come\nCall log: ...")

    row = Row.measured(fails, "site", "pages", "JSON", 5.0)
    assert (row.key, row.spread, row.is_met) == ("site", None, None)
    assert row.raw == "failed: TimeoutError: the page did not come"
    (of_suite,) = suites._measured("odd", SimpleNamespace(measure=fails), QUICK)  # type: ignore[arg-type]
    assert of_suite.raw == "failed: TimeoutError: the page did not come"


def test_noise_is_part_of_the_record(record: Record) -> None:
    for heard in record.noise.values():
        assert heard.seconds > 0
        assert 0 <= heard.others <= 1.1  # jiffies are coarse
        assert "load average" in str(heard)
    assert record.machine["cpu"]
    assert record.machine["numpy"]


def test_json_holds_everything(record: Record, tmp_path: Path) -> None:
    record.save(tmp_path / "again.json")
    again = Record.load(tmp_path / "again.json")
    assert again == record


def test_the_page_shows_every_row_of_every_occasion(record: Record) -> None:
    text = page.filled(page.PAGE.read_text(), [record, record], Profile.load(FOLDER))
    for row in record.rows:
        line = next(line for line in text.splitlines() if line.startswith(f"| {row.what} |"))
        assert line.count(tables.value(row)) >= 2
    assert text.count("| a try |") >= 2


def test_the_page_is_current() -> None:
    text = page.PAGE.read_text()
    current = page.filled(text, load_all(), Profile.load(FOLDER))
    assert text == current, "run `python -m benchmarks report`"


def test_the_plot_is_the_same_every_time(record: Record, tmp_path: Path) -> None:
    for name in ("one.svg", "two.svg"):
        plot.draw([record, record], tmp_path / name)
    one = (tmp_path / "one.svg").read_bytes()
    assert one == (tmp_path / "two.svg").read_bytes()
    for row in record.rows:
        if row.target is not None:
            assert row.what.encode() in one
