"""Settings from the environment: one table, a trace, and patches of the process only when they are needed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flopscope._base.environment import VARIABLES
from flopscope_server.testing import RunningServer, client_environment

ROOT = Path(__file__).parents[2]
PLAIN = {k: v for k, v in os.environ.items() if not k.startswith("FLOPSCOPE_")}


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with RunningServer() as running:
        yield running


def _run(
    *arguments: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, *arguments],
        env=environment or PLAIN,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done


def test_every_variable_that_is_read_is_in_the_table() -> None:
    read = set()
    for folder in ("flopscope/src", "client/src", "server/src", "harness/src"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.name != "environment.py":
                read |= set(re.findall(r"\bFLOPSCOPE_[A-Z_]+", path.read_text()))
    listed = {variable.name for variable in VARIABLES if variable.reader != "tests"}
    assert read == listed


def test_the_doctor_shows_the_table() -> None:
    shown = _run("-m", "flopscope", "doctor", environment=PLAIN | {"FLOPSCOPE_QUEUE": "0"}).stdout
    for variable in VARIABLES:
        assert variable.name in shown
    assert re.search(r"^\* FLOPSCOPE_QUEUE .*: 0$", shown, re.M)
    assert "engine: local" in shown


TRACED = """
import flopscope.numpy as fnp
x, o = fnp.ones((2, 3)), fnp.zeros((2, 3))
x.tolist()  # a client knows what is left of the budget from the first reply on
y = x + o
fnp.add(x, [[1.0, 2.0, 3.0]] * 2)
print(y.tolist()[0][0])
"""


def test_a_trace_of_the_local_engine() -> None:
    traced = _run("-c", TRACED, environment=PLAIN | {"FLOPSCOPE_TRACE": "1"}).stderr.splitlines()
    assert traced[-2:] == [
        "flopscope: fast    add (2,3) (2,3) 6",
        "flopscope: general add (2,3) (2,3) 6",
    ]
    assert re.fullmatch(r"flopscope: \w+ +ones - \d+", traced[0])
    assert _run("-c", TRACED).stderr == ""


def test_a_trace_of_a_client(server: RunningServer) -> None:
    environment = client_environment(server.url) | {"FLOPSCOPE_TRACE": "1"}
    traced = _run("-c", TRACED, environment=environment).stderr.splitlines()
    sums = [line for line in traced if " add " in line]
    assert sums[0] == "flopscope: queued  add (2,3) (2,3) 6"
    assert sums[1].startswith("flopscope: general add (2,3)")


PATCHES = """
import threading, warnings
before = threading.Thread.start, warnings._showwarnmsg
import flopscope as flops, flopscope.numpy as fnp, flopscope.accounting, flopscope.stats
assert (threading.Thread.start, warnings._showwarnmsg) == before, "at import"
x = fnp.ones(3)
assert warnings._showwarnmsg != before[1]
assert threading.Thread.start == before[0], "without a context"
with flops.BudgetContext(100) as budget:
    assert threading.Thread.start != before[0]
    thread = threading.Thread(target=lambda: x + 1)
    thread.start()
    thread.join()
assert budget.flops_used == 3
once = threading.Thread.start
with flops.BudgetContext(100):
    assert threading.Thread.start == once
"""


def test_the_process_is_patched_when_needed_and_once() -> None:
    _run("-c", PATCHES)
