"""The pages on results and sandboxes say what the code does."""

from __future__ import annotations

from pathlib import Path

from flopscope_eval import limits
from flopscope_eval.sandbox import KINDS
from flopscope_eval.status import TABLE

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


def test_every_sandbox_is_compared() -> None:
    page = (DOCS / "sandboxes.md").read_text()
    assert "| | " + " | ".join(f"`{kind}`" for kind in KINDS) + " |" in page
