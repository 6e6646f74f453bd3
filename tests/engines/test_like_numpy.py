"""Every row of the table does what NumPy does, to the last bit, for the price that its help states."""

from __future__ import annotations

import json

import pytest

import flopscope as flops
import flopscope.numpy as fnp
from flopscope._table import TABLE

from .case import Case
from .cases import CASES
from .gaps import GAPS
from .observe import observe, prepare
from .reference import expected


@pytest.mark.parametrize("case", CASES, ids=str)
def test_shows_what_numpy_shows_and_costs_what_it_says(case: Case) -> None:
    scope = prepare(case.source, fnp)
    with flops.BudgetContext(10**9) as budget:
        found = json.loads(json.dumps(observe(case.source, scope)))
    if case.source in GAPS:
        assert found != expected(case.source), "this gap is closed: take it out of gaps.py"
        return
    assert found == expected(case.source)
    if "error" in found:
        assert budget.flops_used == 0, "a refused operation is not charged"
    else:
        assert case.row in ("", *(record.op_name for record in budget.op_log))
        assert budget.flops_used == case.flops


def test_every_row_has_a_case() -> None:
    assert {case.row for case in CASES} - {""} == set(TABLE)


def test_every_case_stands_once_and_every_gap_is_one() -> None:
    sources = [case.source for case in CASES]
    assert len(set(sources)) == len(sources)
    assert set(GAPS) <= set(sources)
