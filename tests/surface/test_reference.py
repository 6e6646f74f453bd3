"""The operation reference is current, and says of every row what it costs, with a number."""

from __future__ import annotations

from pathlib import Path

import pytest

from flopscope._table import TABLE
from flopscope._tools import reference

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"


def test_the_reference_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference.markdown(), "run `make docs`"


def test_every_row_stands_in_the_reference() -> None:
    page = reference.markdown()
    public = [op for op in TABLE.values() if op.leaf[0] != "_"]
    assert [op.name for op in public if f"`{op.name}`" not in page and op.leaf not in page] == []


@pytest.mark.parametrize("name", TABLE)
def test_a_rows_help_states_its_cost_with_a_number(name: str) -> None:
    doc = TABLE[name].doc
    assert "FLOPs" in doc
    assert any(c.isdigit() for c in doc[doc.index("FLOPs") :])


@pytest.mark.parametrize("name", [n for n, op in TABLE.items() if op.cls in reference.SOURCED])
def test_a_textbook_count_names_the_textbook(name: str) -> None:
    assert TABLE[name].source
