"""Each program prints the same on both engines, and with plain NumPy, and costs the same FLOPs."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ..remote.serving import ROOT, RunningServer, environment
from ..without_numpy import without_numpy_path

PROGRAMS = sorted((ROOT / "examples" / "programs").glob("*.py"))

AS_IT_IS = """
import json, runpy, sys
runpy.run_path(sys.argv[1], run_name="__main__")
import flopscope
print(json.dumps(flopscope.budget_summary_dict()["operations"]))
"""
ON_NUMPY = """
import pathlib, sys
source = pathlib.Path(sys.argv[1]).read_text()
source = source.replace("import flopscope.numpy as fnp", "import numpy as fnp")
source = source.replace("import flopscope as flops", "")
scope = {"__name__": "plain"}
exec(source, scope)
assert "flopscope" not in sys.modules
scope["main"]()
"""

Cost = dict[str, tuple[int, int]]
"""FLOPs and calls by operation."""


@pytest.fixture(scope="session")
def no_numpy(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The start of a command line of an interpreter without NumPy; a program's text follows."""
    path = without_numpy_path(tmp_path_factory.mktemp("no-numpy") / "packages")
    start = [sys.executable, "-S", "-c"]
    absent = f"import sys; sys.path.append({str(path)!r}); import importlib.util as u; "
    assert not subprocess.run(
        [*start, absent + "assert u.find_spec('numpy') is None"], check=False
    ).returncode
    return [*start, absent]


def run(command: Sequence[str], program: Path, variables: dict[str, str]) -> str:
    """What a program prints."""
    done = subprocess.run(
        [*command, str(program)],
        env=variables,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def cost(operations: dict[str, Any]) -> Cost:
    """What a summary says of operations, but for the times."""
    return {name: (row["flop_cost"], row["calls"]) for name, row in operations.items()}


@functools.cache
def locally(program: Path) -> tuple[str, Cost]:
    """What a program prints on the local engine, and what it costs."""
    variables = {k: v for k, v in os.environ.items() if not k.startswith("FLOPSCOPE_")}
    printed = run(
        [sys.executable, "-c", AS_IT_IS], program, variables | {"FLOPSCOPE_ENGINE": "local"}
    )
    shown, _, operations = printed.rstrip().rpartition("\n")
    return shown, cost(json.loads(operations))


def test_there_are_ten() -> None:
    assert len(PROGRAMS) == 10


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.stem)
def test_remote_is_local(program: Path, no_numpy: list[str]) -> None:
    shown, spent = locally(program)
    assert shown.count("0x") >= 3  # all digits are compared
    assert sum(flops for flops, _ in spent.values()) > 10_000
    *start, absent = no_numpy
    for queue in ("1", "0"):
        with RunningServer() as server:
            variables = environment(server.url, FLOPSCOPE_QUEUE=queue)
            printed = run([*start, absent + AS_IT_IS], program, variables)
            summary = server.stop()
        found, _, operations = printed.rstrip().rpartition("\n")
        assert found == shown
        assert cost(json.loads(operations)) == spent
        assert cost(summary["operations"]) == spent
        assert summary["protocol_errors"] == 0


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.stem)
def test_values_are_numpys(program: Path) -> None:
    shown, _ = locally(program)
    plain = run([sys.executable, "-c", ON_NUMPY], program, dict(os.environ))
    assert plain.splitlines() == shown.splitlines()[:-1]  # the last line is about FLOPs
