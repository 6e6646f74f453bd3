"""Exports, and pages that are served."""

from __future__ import annotations

import csv
import hashlib
import json
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pyarrow.parquet
import pytest

from flopscope_eval.site import export, pages, serve, vendor
from flopscope_eval.site.board import Audience, Board
from tests.contest.site import filling


def test_csv_has_no_formula(boards: dict[str, Board], tmp_path: Path) -> None:
    export.write_csv(boards["organizer"], tmp_path / "x.csv")
    with (tmp_path / "x.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 26
    assert "'=HYPERLINK(1)" in {row["author"] for row in rows}
    assert not [c for row in rows for n in ("author", "name") if (c := row[n])[:1] in "=+-@\t\r"]


def test_json_and_parquet_are_exact(boards: dict[str, Board], tmp_path: Path) -> None:
    board = boards["organizer"]
    export.write_json(board, tmp_path / "x.json")
    document = json.loads((tmp_path / "x.json").read_text())
    assert [e["author"] for e in document["entries"]] == [row.author for row in board.rows]
    export.write_parquet(board, tmp_path / "x.parquet")
    table = pyarrow.parquet.read_table(tmp_path / "x.parquet").to_pylist()
    assert len(table) == 26 * 2 * 5
    flops = [case.flops for row in board.rows for run in row.runs for case in run.cases]
    assert [row["flops"] for row in table] == flops
    assert all(isinstance(row["metric_error"], float) for row in table)


def test_markdown_has_no_markup_of_others(boards: dict[str, Board], tmp_path: Path) -> None:
    export.write_markdown(boards["participants"], tmp_path / "x.md")
    text = (tmp_path / "x.md").read_text()
    assert "<script>" not in text
    assert len(text.splitlines()) == 4 + 26


@pytest.mark.parametrize("suffix", ["csv", "json", "md", "parquet"])
def test_exports_for_participants_hold_nothing_private(
    boards: dict[str, Board], tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"x.{suffix}"
    export.FORMATS[suffix](boards["participants"], path)
    content = path.read_bytes()
    assert [k for k, secret in filling.SECRETS.items() if secret.encode() in content] == []


@pytest.mark.parametrize("text", ["everybody", "author", "author:", "participants:x"])
def test_an_audience_is_spelled_out(text: str) -> None:
    with pytest.raises(ValueError, match=r"audience|need author"):
        Audience.parse(text)


def test_pages_are_exchanged_as_a_whole_and_served_on_loopback(
    boards: dict[str, Board], tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    pages.publish(boards["participants"], folder)
    (folder / "old.html").touch()
    pages.publish(boards["participants"], folder)
    assert not (folder / "old.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    with serve.server(folder) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        host, port = serving.server_address[:2]
        assert host == "127.0.0.1"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/index.html") as answer:
            assert b"Leaderboard" in answer.read()
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/../x.csv").close()
        serving.shutdown()
        thread.join()


def test_the_chart_library_is_the_pinned_one_with_its_licence() -> None:
    assert "MIT" in (vendor.ASSETS / "chart.LICENSE.md").read_text()
    content = (vendor.ASSETS / "chart.js").read_bytes()
    assert f"Chart.js v{vendor.VERSION}".encode() in content[:100]
    assert hashlib.sha256(content).hexdigest() == vendor.SHA256
