"""Every row of the table does what NumPy does, to the last bit, for the price that its help states."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import flopscope as flops
import flopscope.numpy as fnp
from flopscope._table import TABLE

from .case import Case
from .cases import CASES
from .gaps import GAPS
from .observe import observe, observe_quietly, prepare
from .reference import expected


@pytest.mark.parametrize("case", CASES, ids=str)
def test_shows_what_numpy_shows_and_costs_what_it_says(case: Case) -> None:
    found, budget = _observed(case, observe)
    if case.source in GAPS:
        assert found != expected(case.source), "this gap is closed: take it out of gaps.py"
        return
    assert found == expected(case.source)
    quiet, quiet_budget = _observed(case, observe_quietly)
    assert quiet == {k: v for k, v in found.items() if k != "warnings"}
    for ended in (budget, quiet_budget):
        if "error" in found:
            assert ended.flops_used == 0, "a refused operation is not charged"
        else:
            assert ended.flops_used == case.flops
            assert case.row in ("", *(record.op_name for record in ended.op_log))


def _observed(
    case: Case, look: Callable[[str, dict[str, Any]], dict[str, Any]]
) -> tuple[Any, flops.BudgetContext]:
    scope = prepare(case.source, fnp)
    with flops.BudgetContext(10**9) as budget:
        fnp.zeros(1).tolist()  # in a new context, the remote engine queues nothing before an answer
        found = look(case.source, scope)
    return json.loads(json.dumps(found)), budget


def test_every_row_has_a_case() -> None:
    assert {case.row for case in CASES} - {""} == set(TABLE)


def test_every_case_stands_once_and_every_gap_is_one() -> None:
    sources = [case.source for case in CASES]
    assert len(set(sources)) == len(sources)
    assert set(GAPS) <= set(sources)
