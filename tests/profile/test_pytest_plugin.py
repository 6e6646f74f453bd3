"""The pytest plugin, in pytest runs of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = """
import pytest
import flopscope as flops
import flopscope.numpy as fnp

@pytest.mark.flop_budget(10)
def test_within():
    fnp.ones(10) + 1

@pytest.mark.flop_budget(10**1)
def test_beyond():
    fnp.ones(11) + 1

def test_unmarked():
    fnp.ones({n}) + 1
"""


def run(folder: Path, *arguments: str, n: int = 30) -> subprocess.CompletedProcess[str]:
    """pytest on the tests above."""
    (folder / "test_it.py").write_text(TESTS.format(n=n))
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "flopscope.pytest_plugin",
        *arguments,
        "test_it.py",
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_budget_that_is_exceeded_fails_the_test(tmp_path: Path) -> None:
    done = run(tmp_path, "--strict-markers")
    assert "1 failed, 2 passed" in done.stdout
    assert "add costs 11 FLOPs and 10 were left" in done.stdout or "costs 11 FLOPs" in done.stdout


@pytest.mark.parametrize("workers", [[], ["-n", "2"]])
def test_spending_is_shown_and_compared(workers: list[str], tmp_path: Path) -> None:
    base = tmp_path / "base.json"
    done = run(tmp_path, *workers, "--flops", "--flops-save", str(base), "-k", "not beyond")
    assert "40  all 2 tests" in done.stdout, done.stdout
    assert json.loads(base.read_text()) == {
        "test_it.py::test_unmarked": 30,
        "test_it.py::test_within": 10,
    }
    against = ["--flops-against", str(base), "-k", "not beyond", *workers]
    same = run(tmp_path, *against, "--flops-strict")
    assert (same.returncode, "no test spends other FLOPs" in same.stdout) == (0, True)
    changed = run(tmp_path, *against, "--flops-strict", n=50)
    assert changed.returncode == 1
    assert "30 -> 50  test_it.py::test_unmarked" in changed.stdout
    assert run(tmp_path, *against, n=50).returncode == 0


@pytest.mark.parametrize("option", [["--flops-against", "nosuch.json"]])
def test_bad_options_are_said_first(option: list[str], tmp_path: Path) -> None:
    done = run(tmp_path, *option)
    assert done.returncode == 4
    assert "--flops-save" in done.stderr
