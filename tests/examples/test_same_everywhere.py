"""Every example spends the same FLOPs, operation by operation, wherever it runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from flopscope_eval._run.status import Status
from flopscope_eval.judging.judged import Judged
from flopscope_eval.sandbox.interface import Sandbox
from tests.harness.running import run, stdout
from tests.remote.serving import RunningServer

FOLDER = Path(__file__).parents[2] / "examples"
EXAMPLES = ("mlp_forward", "monte_carlo", "power_iteration", "over_budget", "imports_numpy")
BUDGET = "1e9"

_LOCALLY = """
import json, runpy, sys
import flopscope as flops
runpy.run_path(sys.argv[1], run_name="__main__")
json.dump(flops.budget_summary_dict()["operations"], open(sys.argv[2], "w"))
"""


def costs(operations: dict[str, Any]) -> dict[str, int]:
    """FLOPs by operation, which is what must not differ."""
    return {name: entry["flop_cost"] for name, entry in operations.items()}


def score(result: Judged) -> dict[str, Any]:
    """The server's summary, from the result's document."""
    found: dict[str, Any] = result.document()["score"]
    return found


@cache
def locally(name: str) -> dict[str, int]:
    """FLOPs by operation on the NumPy engine, in a process of its own."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("FLOPSCOPE_")}
    done = subprocess.run(
        [sys.executable, "-c", _LOCALLY, str(FOLDER / f"{name}.py"), "/dev/stderr"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return costs(json.loads(done.stderr))


@pytest.mark.parametrize("name", EXAMPLES)
def test_against_a_server(name: str) -> None:
    with RunningServer("--budget", BUDGET) as server:
        environment = os.environ | {
            "FLOPSCOPE_ENGINE": "remote",
            "FLOPSCOPE_SERVER_URL": server.url,
        }
        command = [sys.executable, str(FOLDER / f"{name}.py")]
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        summary = server.stop()
    assert costs(summary["operations"]) == locally(name)


@pytest.mark.parametrize("name", EXAMPLES)
def test_in_a_sandbox(sandbox: Sandbox, name: str) -> None:
    result = run(sandbox, FOLDER / f"{name}.py", "--budget", BUDGET)
    assert result.status is Status.OK, result.message
    assert costs(score(result)["operations"]) == locally(name)


def test_the_reference_program_leaves_803648(sandbox: Sandbox) -> None:
    result = run(sandbox, FOLDER / "mlp_forward.py", "--budget", BUDGET)
    shown = stdout(result)
    assert "65,536" in shown
    assert "130,816" in shown
    assert "FLOPs left: 803,648" in shown


def test_numpy_is_absent(sandbox: Sandbox) -> None:
    result = run(sandbox, FOLDER / "imports_numpy.py", "--budget", BUDGET)
    assert "NumPy is absent" in stdout(result)


def test_what_a_budget_refuses(sandbox: Sandbox) -> None:
    result = run(sandbox, FOLDER / "over_budget.py", "--budget", "1e6")
    assert result.status is Status.BUDGET_EXHAUSTED
    assert score(result)["refused"]["op_name"] == "matmul"
    assert score(result)["flops_used"] == 600_000
