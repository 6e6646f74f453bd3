"""Every row of the table does what NumPy does, to the last bit, for the price that its help states.

And on every engine the same: see :mod:`.reference`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import flopscope as flops
import flopscope.numpy as fnp
from flopscope._table import TABLE
from flopscope._table.membership import ADDED

from .case import Case
from .cases import CASES, CHARGED
from .gaps import AT_THE_SERVER, GAPS, REWORDED
from .observe import Seen, effects, log_of, observe, observe_quietly, prepare
from .reference import expected, expected_of_engine, is_recorded


@pytest.mark.parametrize("case", CASES, ids=str)
def test_shows_what_numpy_shows_and_costs_what_it_says(case: Case) -> None:
    found = observed(case.source)
    check_cost(case, found)
    quiet = observed(case.source, observe_quietly)
    assert quiet == {k: v for k, v in found.items() if k != "warnings"}
    check_engines(case.source, found, expected_of_engine(case.source) or found)
    if case.source in GAPS:
        assert like_numpy(found) != like_numpy(expected(case.source)), (
            "closed: take it out of gaps.py"
        )
    else:
        assert like_numpy(found) == like_numpy(expected(case.source))
        reworded = text_of(found) != text_of(expected(case.source))
        if case.source not in AT_THE_SERVER or not is_recorded():
            assert reworded == (case.source in REWORDED), "put it into gaps.py, or take it out"


def observed(source: str, look: Callable[[str, dict[str, Any]], Seen] = observe) -> dict[str, Any]:
    """All that a source shows on this engine, as JSON gives it back."""
    scope = prepare(source, fnp)
    with flops.BudgetContext(10**9, namespace="case") as budget:
        fnp.zeros(1).tolist()  # in a new context, the remote engine queues nothing before an answer
        seen = look(source, scope)
    ledger = {"flops": budget.flops_used, "log": log_of(budget)[1:]}
    found = seen.shown | {"effects": effects(seen, source, scope)} | ledger
    plain: dict[str, Any] = json.loads(json.dumps(found))
    return plain


def check_engines(source: str, found: dict[str, Any], local: dict[str, Any]) -> None:
    """This engine shows all that the local one does."""
    if source in AT_THE_SERVER and is_recorded():
        assert text_of(found) != text_of(local), "closed: take it out of gaps.py"
        local = local | {"error": local["error"] | {"text": found["error"]["text"]}}
    assert found == local


def text_of(shown: dict[str, Any]) -> str:
    """What an error says, but for line breaks and spaces."""
    return " ".join(shown["error"]["text"].split()) if "error" in shown else ""


def like_numpy(shown: dict[str, Any]) -> dict[str, Any]:
    """What NumPy shows as well, texts of errors aside.

    It has no ledger, its errors have classes of its own too, and it warns at lines of its own in what it
    does in several steps.
    """
    found = {k: v for k, v in shown.items() if k not in ("flops", "log")}
    if "error" in found:
        found["error"] = {k: v for k, v in found["error"].items() if k not in ("class", "text")}
    found["warnings"] = [[category, text] for category, text, _ in found["warnings"]]
    return found


def check_cost(case: Case, found: dict[str, Any]) -> None:
    """A source is charged what its case says, and its log accounts for it; nothing if it is refused."""
    refused = CHARGED.get(case.source, 0)
    assert found["flops"] == (refused if "error" in found else case.flops)
    total = 0
    for name, _, shapes, cost, cumulative, namespace, dtype in found["log"]:
        total += cost
        assert name in TABLE
        assert cumulative == total
        assert namespace == "case"
        assert all(length >= 0 for shape in shapes for length in shape)
        assert dtype is None or hasattr(fnp, dtype)
    assert total == found["flops"]
    assert "error" in found or case.row in ("", *(entry[0] for entry in found["log"]))


def test_every_row_has_a_case() -> None:
    added = {f"{space}.{name}".lstrip(".") for space, names in ADDED.items() for name in names}
    assert {case.row for case in CASES} - {""} == set(TABLE) - added


def test_the_page_of_differences_has_every_gap_and_no_other() -> None:
    page = Path(__file__).parents[2] / "docs" / "differences.md"
    rows = re.findall(r"^\| `(.+)` \| (.+) \|$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert dict(rows) == GAPS | REWORDED
    assert len(rows) == len(GAPS) + len(REWORDED)


def test_every_case_stands_once_and_every_gap_is_one() -> None:
    sources = [case.source for case in CASES]
    assert len(set(sources)) == len(sources)
    assert set(GAPS) | set(REWORDED) <= set(sources)
