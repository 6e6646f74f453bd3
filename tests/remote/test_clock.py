"""Whose time it was: the program's own is from a reply to its next request, and the parts add up."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flopscope_server.clock import EXCHANGE_S, ProgramClock
from flopscope_server.testing import RunningServer

from .serving import run_client

PARTS = ("flopscope_backend_time_s", "flopscope_overhead_time_s", "residual_wall_time_s")


def test_the_time_between_a_reply_and_the_next_request_is_the_programs() -> None:
    clock = ProgramClock(100.0)
    clock.requested(101.0, 0)
    assert clock.own_s(105.0) == pytest.approx(1.0, abs=EXCHANGE_S)  # it waits for its reply
    clock.replied(105.0, 1, 0)
    assert clock.own_s(107.0) == pytest.approx(3.0, abs=2 * EXCHANGE_S)
    clock.restart(107.0)
    assert clock.own_s(107.5) == pytest.approx(0.5)


def test_exchanges_are_not_the_programs_but_what_it_does_between_them_is() -> None:
    clock, now = ProgramClock(0.0), 0.0
    for _ in range(300):
        now += 80e-6  # there and back
        clock.requested(now, 0)
        now += 50e-6
        clock.replied(now, 1, 0)
    assert clock.own_s(now) < 300 * 5e-6
    for _ in range(300):
        now += 80e-6 + 1e-3
        clock.requested(now, 0)
        clock.replied(now, 1, 0)
    assert clock.own_s(now) == pytest.approx(0.3, rel=0.01)


def test_a_slow_client_cannot_pass_its_own_time_off_as_the_exchange() -> None:
    clock, now = ProgramClock(0.0), 0.0
    for _ in range(100):
        now += 0.01
        clock.requested(now, 0)
        clock.replied(now, 1, 0)
    assert clock.own_s(now) > 1.0 - 100 * (EXCHANGE_S + 1e-5)


def served(program: str) -> dict[str, Any]:
    with RunningServer("--budget", "1e9") as server:
        run_client(server.url, program)
        return server.stop()


def test_waiting_for_the_server_is_not_the_programs_time_and_sleeping_is() -> None:
    head = "import time\nimport flopscope.numpy as fnp\nx = fnp.ones(8)\nx.tolist()\n"
    summary = served(head + "for _ in range(300):\n    float(fnp.sum(x))\n")
    assert sum(summary[part] for part in PARTS) == pytest.approx(summary["wall_time_s"])
    asleep = served(head + "time.sleep(0.5)\n" + "for _ in range(300):\n    float(fnp.sum(x))\n")
    assert sum(asleep[part] for part in PARTS) == pytest.approx(asleep["wall_time_s"])
    assert asleep["residual_wall_time_s"] > 0.5
    assert asleep["flopscope_overhead_time_s"] < asleep["wall_time_s"] - 0.5


def test_a_context_measures_its_own_part_of_the_sessions_time() -> None:
    program = (
        "import json, time\nimport flopscope\nimport flopscope.numpy as fnp\n"
        "x = fnp.ones(8)\nx.tolist()\ntime.sleep(0.3)\n"
        "with flopscope.BudgetContext(10**6, quiet=True) as budget:\n"
        "    float(fnp.sum(x))\n    time.sleep(0.2)\n    float(fnp.sum(x))\n"
        "print(json.dumps(budget.summary_dict()))\n"
    )
    with RunningServer("--budget", "1e9") as server:
        summary = json.loads(run_client(server.url, program))
    assert 0.19 < summary["residual_wall_time_s"] < summary["wall_time_s"]
    assert summary["residual_wall_time_s"] < 0.2 + 0.5 * 0.3
