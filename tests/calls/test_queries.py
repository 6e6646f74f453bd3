"""A cost query runs nothing, is charged nothing, and is never refused for a budget."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from flopscope_server.testing import RunningServer, client_environment

PROGRAM = """
import flopscope as flops
from flopscope import accounting
with flops.BudgetContext(0) as budget:
    shapes = [(4, 4)] * 3
    print(accounting.einsum_cost("ij,jk,kl->il", shapes=shapes, optimize=True))
    print(accounting.einsum_cost("ij,jk,kl->il", shapes=shapes, optimize="optimal"))
    print(flops.reduction_accumulation_cost([[1.0, 2.0], [3.0, 4.0]]).total)
    print(flops.einsum_accumulation_cost("ij,jk,kl->il", *[[[1.0] * 4] * 4] * 3, optimize=True).total)
print(budget.flops_used, flops.budget_summary_dict()["flops_used"], len(budget.op_log))
"""


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with RunningServer("--policy", "metered") as running:
        yield running


@pytest.mark.parametrize("engine", ["local", "remote"])
def test_a_query_is_free(server: RunningServer, engine: str) -> None:
    environment = client_environment(server.url, FLOPSCOPE_POLICY="metered")
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=environment | {"FLOPSCOPE_ENGINE": engine},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    path, optimal, reduction, again, spent = run.stdout.splitlines()
    assert int(path) == int(optimal) == int(again) > 0
    assert int(reduction) > 0
    assert spent == "0 0 0"
