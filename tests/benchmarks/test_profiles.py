"""What the profiles are made of."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import click
import pytest
from benchmarks import children
from benchmarks.profiles import breakdown, drawing, sources


@pytest.mark.parametrize("engine", ["local", "remote"])
def test_a_call_is_broken_down_into_the_statements_of_its_body(engine: str) -> None:
    if engine == "local":
        parts = breakdown.measure(1, children.local())
    else:
        with children.serving() as (url, _):
            parts = breakdown.measure(1, children.remote(url))
    assert len(parts) > 5
    assert parts[0][0] == "the call itself"
    assert sum(taken for _, taken in parts) > 0


def test_stacks_are_drawn_from_the_entry_on(tmp_path: Path) -> None:
    stacks = [
        (["import (x.py:1)"], 50),
        (["main (m.py:1)", "work (m.py:2)", "f<1> (m.py:3)"], 30),
        (["main (m.py:1)", "work (m.py:2)", "g (m.py:4)"], 10),
    ]
    path = tmp_path / "flames.svg"
    drawing.draw(path, "a title", drawing.below(stacks, "work ("))
    titles = [
        element.text for element in ElementTree.parse(path).iter() if element.tag.endswith("title")
    ]
    assert titles == ["f<1> (m.py:3): 75.0%", "g (m.py:4): 25.0%"]


def test_an_entry_that_was_never_seen_is_an_error() -> None:
    with pytest.raises(click.ClickException, match="work"):
        drawing.below([(["main (m.py:1)"], 3)], "work (")


def test_a_compiled_line_is_shown_by_its_text() -> None:
    texts = {"<flopscope add #3>": "def add(x):\n    entry = charge('add', x)"}
    assert sources.readable("add (<flopscope add #3>:2)", texts) == "body: entry = charge(...)"
    assert (
        sources.readable("add (flopscope/_arrays/array.py:2)", texts)
        == "add (flopscope/_arrays/array.py:2)"
    )
