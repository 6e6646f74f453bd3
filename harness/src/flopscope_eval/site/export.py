"""Exports a board: CSV, JSON, Markdown, Parquet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from flopscope_eval.site.board import Board, shown_flops
from flopscope_eval.site.text import csv_cell, one_line

COLUMNS = ("rank", "author", "name", "score", "private_score", "private_rank", "movement", "flops",
           "solved", "of", "status", "final", "notice", "submitted_at", "bundle", "id")  # fmt: skip


def rows(board: Board) -> list[dict[str, Any]]:
    """Give an entry per row."""
    return [{name: getattr(row, name) for name in COLUMNS} for row in board.rows]


def cases(board: Board) -> list[dict[str, Any]]:
    """Give a case per row, with metrics in columns of their own."""
    made = []
    for row in board.rows:
        for run in row.runs:
            for case in run.cases:
                plain = msgspec.to_builtins(case)
                metrics = {f"metric_{name}": v for name, v in plain.pop("metrics").items()}
                own = {"author": row.author, "name": row.name, "id": row.id, "split": run.split,
                       "round": run.round, "run": run.run_hash}  # fmt: skip
                made.append(own | plain | metrics)
    return made


def write_csv(board: Board, path: Path) -> None:
    """Write entries; no spreadsheet takes a cell for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows(board):
        writer.writerow(["" if (v := row[c]) is None else csv_cell(v) for c in COLUMNS])
    path.write_text(text.getvalue(), encoding="utf-8")


def write_json(board: Board, path: Path) -> None:
    """Write entries with their runs and cases, exactly; FLOPs are decimal text."""
    document = {
        "schema": 1,
        "contest": board.revision,
        "audience": board.audience.kind.value,
        "entries": [msgspec.to_builtins(row) for row in board.rows],
    }
    path.write_text(json.dumps(document, indent=1, allow_nan=False) + "\n")


def write_markdown(board: Board, path: Path) -> None:
    """Write the leaderboard as a table."""
    shown = ("rank", "author", "name", "score", "flops", "status")
    lines = [f"# {_cell(board.title)}", "", f"| {' | '.join(shown)} |", "|---" * len(shown) + "|"]
    for row in rows(board):
        row["flops"] = shown_flops(row["flops"])
        lines.append("| " + " | ".join(_cell(row[name]) for name in shown) + " |")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_parquet(board: Board, path: Path) -> None:
    """Write a case per row. FLOPs are decimal text, as they exceed 64 bits."""
    import pyarrow
    import pyarrow.parquet

    made = [
        {name: one_line(v) if isinstance(v, str) else v for name, v in row.items()}
        for row in cases(board)
    ]
    names = list(dict.fromkeys(name for row in made for name in row))
    columns = {name: [row.get(name) for row in made] for name in names}
    pyarrow.parquet.write_table(pyarrow.table(columns), path)


FORMATS: dict[str, Callable[[Board, Path], None]] = {
    "csv": write_csv,
    "json": write_json,
    "md": write_markdown,
    "parquet": write_parquet,
}
"""By the file's suffix."""


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = one_line(value) if isinstance(value, str) else str(value)
    for character in "\\`*_{}[]<>#|":
        text = text.replace(character, f"\\{character}")
    return text
