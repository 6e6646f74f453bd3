"""A run whose server ends, crashes or stands still has an exact score, a culprit and a status."""

from __future__ import annotations

import signal
from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks.soak import crashes

from flopscope_eval._run.status import TABLE, Fault, Status
from flopscope_eval.judging.verdict import classify
from flopscope_eval.sandbox.docker import containers
from flopscope_eval.sandbox.interface import Evidence, Exit, Oom, Sandbox, ServerEvidence
from flopscope_eval.sandbox.process import server as process_server

from .running import program, run

_BESIDE_OPERATIONS = ("ones", "taking up a request", "reading an array")


@pytest.mark.parametrize("number", crashes.SIGNALS)
def test_the_score_outlives_the_server(
    sandbox: Sandbox, number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A server that stands still is ended sooner than usual, so that the test need not wait for long.
    for module in (process_server, containers):
        monkeypatch.setattr(module, "SILENCE_MARGIN_S", 2.0)
    crash = crashes.once(sandbox.name, number, 0.1, operation_limit_s=1.0)
    assert crash.problems == []
    server = crash.judged.evidence.server
    assert server.silent is (number is signal.SIGSTOP)
    if server.running is None:  # the moment was between two messages
        is_crash = number is signal.SIGSEGV
        expected = Status.SERVER_BROUGHT_DOWN if is_crash else Status.SERVER_LOST
        assert crash.judged.status is expected
    else:
        assert crash.judged.status is Status.SERVER_BROUGHT_DOWN
        assert server.running in (*crashes.COSTS, *_BESIDE_OPERATIONS)
        assert server.running in crash.judged.message


def test_a_server_that_ends_is_the_submissions_fault_unless_it_was_killed_from_outside() -> None:
    lost = ServerEvidence(exit=Exit(signal=signal.SIGSEGV), lost=True, summary={"flops_used": 1})
    died = Evidence("process", started=True, exit=Exit(code=1), server=lost)
    at_work = replace(died, server=replace(lost, running="cumsum"))
    assert classify(at_work).status is Status.SERVER_BROUGHT_DOWN
    assert classify(at_work).message == "the server was ended by SIGSEGV in cumsum"
    still = replace(died, server=replace(lost, running="cumsum", silent=True))
    assert classify(still).message == "the server stood still in cumsum"
    crashed = replace(lost, latest="cumsum")
    found = classify(replace(died, server=crashed))
    assert found.status is Status.SERVER_BROUGHT_DOWN
    assert found.message == "the server was ended by SIGSEGV after cumsum"
    for end in (Exit(signal=signal.SIGKILL), Exit(code=0)):
        outside = replace(died, server=replace(crashed, exit=end))
        assert classify(outside).status is Status.SERVER_LOST
    killed = replace(crashed, exit=Exit(signal=signal.SIGKILL), oom=Oom(1, "cgroup"))
    found = classify(replace(died, server=killed))
    assert found.status is Status.SERVER_BROUGHT_DOWN
    assert found.message == "the server ran out of memory after cumsum"
    assert TABLE[Status.SERVER_BROUGHT_DOWN].fault is Fault.SUBMISSION
    assert TABLE[Status.SERVER_LOST].fault is Fault.HARNESS


def test_an_operation_that_takes_too_long_costs_its_session_alone(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    text = (
        "import flopscope.numpy as fnp\n"
        "from flopscope.errors import ServerLostError\n"
        "x = fnp.ones((400, 400))\n"
        "try:\n    print(fnp.einsum('ij,jk,kl->il', x, x, x, optimize=False)[0, 0])\n"
        "except ServerLostError as error:\n    print(error)\n"
        "try:\n    print(fnp.ones(3).tolist())\n"
        "except ServerLostError as error:\n    print('still ended')\n"
    )
    options = ("--operation-limit", "1", "--budget", "1e12")
    judged = run(sandbox, program(tmp_path, text), *options)
    said = judged.evidence.stdout.head.decode()
    assert "longer than the 1 s that one may take" in said
    assert "still ended" in said
    assert judged.status is Status.OK, judged.message
    assert judged.evidence.server.summary is not None
    assert judged.evidence.server.summary["operations"]["einsum"]["calls"] == 1
