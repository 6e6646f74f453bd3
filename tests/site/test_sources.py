"""What the site is made from: programs in tutorials run, the notebook runs, every operation has a page."""

from __future__ import annotations

import contextlib
import io
import re
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from flopscope._base.environment import VARIABLES
from flopscope._table import CHAPTERS, TABLE
from flopscope._tools.examples import public

from .conftest import DOCS, ROOT

sys.path.insert(0, str(DOCS / "_ext"))
from environment_page import environment_page
from operation_pages import operation_pages

BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", ["index.md", "howto/profile.md", "tutorials/researcher.md"])
def test_programs_run(page: str) -> None:
    output = io.StringIO()
    names: dict[str, object] = {}
    with contextlib.redirect_stdout(output):
        for block in BLOCK.findall((DOCS / page).read_text(encoding="utf-8")):
            if "pytest" not in block:
                exec(block, names)
    assert output.getvalue()


def test_the_participants_numbers_are_true() -> None:
    import flopscope as flops

    page = (DOCS / "tutorials/participant.md").read_text(encoding="utf-8")
    first, second = BLOCK.findall(page)
    setup = first.rpartition("print(")[0]
    for program, cost in ((first, "2,009,900"), (setup + second, "39,800")):
        with flops.BudgetContext(10**7) as budget, contextlib.redirect_stdout(io.StringIO()):
            exec(program, {})
        assert f"{budget.flops_used:,}" == cost
        assert cost in page


def test_the_notebook_runs_and_gives_what_it_shows() -> None:
    path = DOCS / "notebooks/first-flops.ipynb"
    saved = nbformat.read(path, as_version=4)
    run = nbformat.read(path, as_version=4)
    NotebookClient(run, timeout=120, kernel_name="python3").execute()

    def outputs(notebook: nbformat.NotebookNode) -> list[str]:
        shown = [
            o.get("text") or o.data.get("text/plain")
            for c in notebook.cells
            for o in c.get("outputs", [])
        ]
        return [re.sub(r"\d+\.\d+|\d+ [mu]?s", "TIME", str(text)) for text in shown]

    assert outputs(run) == outputs(saved)
    assert len(outputs(saved)) > 4


def test_every_operation_has_a_page() -> None:
    pages = operation_pages(1)
    rows = [op for op in TABLE.values() if public(op)]
    texts = {op.name: pages[f"reference/operations/{op.name}.rst"] for op in rows}
    assert len(pages) == len(rows) + len(CHAPTERS) + 1
    assert [n for n, text in texts.items() if "FLOPs" not in text or ">>>" not in text] == []
    counted = [op.name for op in rows if op.does_work and op.cls != "movement"]
    plotted = [n for n in counted if "cost-plot" in texts[n]]
    assert len(plotted) > 0.85 * len(counted)


def test_every_variable_is_on_the_page() -> None:
    assert all(f"`{v.name}`" in environment_page() for v in VARIABLES)


def test_the_citation_names_this_version() -> None:
    from flopscope import __version__

    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {__version__.partition('+')[0]}\n" in text
