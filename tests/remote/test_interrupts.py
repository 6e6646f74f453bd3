"""Signal handlers that raise: the operation under way is finished, and the program goes on."""

from __future__ import annotations

import json

import pytest

from .serving import RunningServer, run_client

ANYTIME = """
import json, random, signal
import flopscope as flops
import flopscope.numpy as fnp

class Alarm(Exception):
    pass

def ring(number, frame):
    raise Alarm

signal.signal(signal.SIGALRM, ring)
rng = random.Random(1)
kept = fnp.arange(5.0)
total, rung = fnp.zeros(5), 0
for turn in range(TURNS):
    try:
        signal.setitimer(signal.ITIMER_REAL, rng.uniform(1e-5, 3e-3))
        while True:
            a = fnp.ones(5) + kept
            b = fnp.split(fnp.stack([a, a]), 2)
            float(b[0][0, 0])
            kept2 = a.reshape(5, 1).copy()
            if rng.random() < 0.1:
                with flops.BudgetContext(10**9, quiet=True):
                    fnp.sum(kept2).item()
    except Alarm:
        rung += 1
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    total = total + kept
print(json.dumps({"rung": rung, "total": total.tolist(), "kept": kept.tolist()}))
"""


@pytest.mark.parametrize("queue", ["1", "0"])
def test_an_anytime_program_goes_on_after_each_alarm(queue: str) -> None:
    with RunningServer() as server:
        said = run_client(server.url, ANYTIME.replace("TURNS", "150"), FLOPSCOPE_QUEUE=queue)
        found = json.loads(said)
        summary = server.stop()
    assert found["rung"] == 150
    assert found["kept"] == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert found["total"] == [0.0, 150.0, 300.0, 450.0, 600.0]
    assert summary["protocol_errors"] == 0


LONG = """
import signal
import flopscope.numpy as fnp

class Alarm(Exception):
    pass

def ring(number, frame):
    raise Alarm

signal.signal(signal.SIGALRM, ring)
x, kept = fnp.ones((900, 900)), fnp.arange(3.0)
x.sum().item()
signal.setitimer(signal.ITIMER_REAL, 0.4)
try:
    for done in range(50):
        fnp.linalg.svd(x)[1].tolist()
except Alarm:
    print("left", done < 49)
parts = fnp.split(kept, 3)
print([part.item() for part in parts], (kept + 1).tolist())
"""


def test_a_long_wait_is_left_and_its_reply_taken_up_later() -> None:
    with RunningServer() as server:
        said = run_client(server.url, LONG, FLOPSCOPE_TIMEOUT_S="60")
        summary = server.stop()
    assert said.split("\n")[:2] == ["left True", "[0.0, 1.0, 2.0] [1.0, 2.0, 3.0]"]
    assert summary["protocol_errors"] == 0
    assert summary["operations"]["linalg.svd"]["calls"] >= 1


def test_the_programs_own_signal_mask_is_kept(shared: RunningServer) -> None:
    program = (
        "import signal\nimport flopscope.numpy as fnp\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])\n"
        "fnp.ones(3).tolist()\n"
        "print(sorted(map(int, signal.pthread_sigmask(signal.SIG_BLOCK, []))) == [signal.SIGUSR1])"
    )
    assert run_client(shared.url, program) == "True\n"


def test_an_alarm_during_the_handshake_costs_only_that_attempt(shared: RunningServer) -> None:
    program = """
import signal, socket
class Alarm(Exception): pass
def ring(*_): raise Alarm
signal.signal(signal.SIGALRM, ring)
import flopscope_client, os
url = os.environ["FLOPSCOPE_SERVER_URL"]
os.environ["FLOPSCOPE_SERVER_URL"] = "ipc:///tmp/nobody-is-here.sock"
import flopscope.numpy as fnp
from flopscope._engine import current
from flopscope_client.connection import Connection
connection = Connection("ipc:///tmp/nobody-is-here.sock")
signal.setitimer(signal.ITIMER_REAL, 0.5)
try:
    connection.connect()
except Alarm:
    connection.url = url
    connection.connect()
    print(connection.policy is not None)
"""
    assert run_client(shared.url, program) == "True\n"
