"""Writes the pages: they work from any folder, without a network and without a server."""

from __future__ import annotations

import importlib.resources
import json
import os
import shutil
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from flopscope_eval.site.board import Board, Row, shown_flops
from flopscope_eval.site.text import one_line, script_json, visible

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'"
)

ROWS_SHOWN = 100
"""Rows of the leaderboard that are laid out at first."""

OUTPUT_SHOWN = 20_000
"""Characters of a stream on a page; the export has all that is kept."""


def write(board: Board, folder: Path) -> list[Path]:
    """Write a board's pages into a folder, replacing those of before; give the pages.

    Other files in the folder stay. Names of files come from hashes.
    """
    environment = _environment()
    for part in ("submissions", "data", "assets"):
        shutil.rmtree(folder / part, ignore_errors=True)
        (folder / part).mkdir(parents=True)
    for asset in (importlib.resources.files("flopscope_eval.site") / "assets").iterdir():
        (folder / "assets" / asset.name).write_bytes(asset.read_bytes())
    (folder / "data" / "board.js").write_text(_script("board", _summary(board)))
    pages = []
    for name in ("index", "compare", "contest"):
        text = environment.get_template(f"{name}.html").render(board=board, root="", page=name)
        pages.append(_write(folder / f"{name}.html", text))
    template = environment.get_template("submission.html")
    for row in board.rows:
        (folder / "data" / f"{row.id}.js").write_text(_script(row.id, _data(row)))
        text = template.render(board=board, row=row, root="../", page="submission")
        pages.append(_write(folder / "submissions" / f"{row.id}.html", text))
    return pages


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("flopscope_eval.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(csp=CSP, output_shown=OUTPUT_SHOWN, rows_shown=ROWS_SHOWN)
    environment.filters.update(
        visible=visible, one_line=one_line, flops=shown_flops, number=_number, pretty=_pretty
    )
    return environment


def _write(path: Path, text: str) -> Path:
    # Lone surrogates are visible as escapes already.
    path.write_text(text, encoding="utf-8")
    return path


def _script(name: str, data: Any) -> str:
    return f"(window.flopscopeData ??= {{}})[{script_json(name)}] = {script_json(data)};\n"


def _summary(board: Board) -> dict[str, Any]:
    return {
        "direction": board.direction,
        "rows": [
            {
                "id": row.id,
                "author": one_line(row.author),
                "name": one_line(row.name),
                "score": row.score if row.score is not None else row.private_score,
                "flops": row.flops,
                "rank": row.rank,
            }
            for row in board.rows
        ],
    }


def _data(row: Row) -> dict[str, Any]:
    """Give what the charts of a submission need."""
    return {
        "author": one_line(row.author),
        "name": one_line(row.name),
        "score": row.score,
        "flops": row.flops,
        "status": row.status,
        "runs": [
            {
                "split": run.split,
                "cases": [
                    [one_line(case.case), case.status, case.score, case.flops, case.metrics]
                    for case in run.cases
                ],
                "operations": run.operations,
            }
            for run in row.runs
        ],
    }


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, allow_nan=False)


def publish(board: Board, folder: Path) -> list[Path]:
    """Write the pages beside the old ones, and exchange the folders, so that readers see no half."""
    new = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    pages = write(board, new)
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.replace(old)
    new.replace(folder)
    shutil.rmtree(old, ignore_errors=True)
    return [folder / page.relative_to(new) for page in pages]
