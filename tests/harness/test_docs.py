"""The pages on results and sandboxes say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from flopscope_eval._run import limits
from flopscope_eval._run.status import TABLE
from flopscope_eval.doctor import attacks as hostile
from flopscope_eval.sandbox import KINDS, differences

DOCS = Path(__file__).parents[2] / "docs"


def test_every_status_is_explained() -> None:
    page = (DOCS / "results.md").read_text()
    for status, row in TABLE.items():
        assert f"| `{status}` | {row.exit_code} | {row.fault} | {row.meaning} |" in page


def test_every_limit_is_explained() -> None:
    page = (DOCS / "results.md").read_text()
    for row in limits.ROWS:
        default = row.default or "as `--time-limit`"
        assert f"| `{row.name}` | `{row.flag}` | {default} | {row.unit} |" in page


def test_the_stages_of_a_run_are_where_the_page_says() -> None:
    root = DOCS.parent
    harness = root / "harness" / "src" / "flopscope_eval"
    rows = [line for line in (DOCS / "a-run.md").read_text().splitlines() if "`" in line]
    for row in (row.split("|") for row in rows if row.startswith("| ")):
        files = [name if "/src/" in name else f"{harness}/{name}" for name in _code(row[2])]
        sources = "".join((root / name).read_text() for name in files)
        for name in _code(row[3]):
            for part in name.split("."):
                assert re.search(rf"(def|class) {part}\b", sources), (name, files)


def _code(cell: str) -> list[str]:
    return re.findall("`([^`]+)`", cell)


def test_every_sandbox_is_compared() -> None:
    page = (DOCS / "sandboxes.md").read_text()
    assert "| | " + " | ".join(f"`{kind}`" for kind in KINDS) + " |" in page
    for row in differences.ROWS:
        assert f"| {row.name} | {row.docker} | {row.process} |" in page


def test_every_attack_stands_in_the_table_as_tagged() -> None:
    """`make attacks` writes it, in a few minutes; whether it is whole can be seen at once."""
    page = (DOCS / "attacks.md").read_text()
    for case in hostile.cases():
        for kind in KINDS:
            row = f"| `{case.name}` | {case.title} | {kind} | `{case.tag('expect', kind)}` |"
            assert row in page, f"{case.name} in {kind}: run `make attacks`"
    assert "NOT STOPPED" not in page
