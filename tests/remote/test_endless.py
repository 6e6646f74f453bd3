"""Calls that NumPy would never return from: refused at once, so that the server lives for the others."""

from __future__ import annotations

import json

import msgpack
import pytest

from flopscope._wire import messages as m

from ..fuzz.subject import Subject
from .raw import op
from .serving import RunningServer, run_client

CALLS = {
    "fnp.random.SeedSequence(1).spawn(10**8)": "ValueError",
    "fnp.random.default_rng(1).spawn(10**8)": "ValueError",
    "fnp.random.SeedSequence(1, pool_size=300_000)": "ValueError",
    "fnp.random.SeedSequence(1).generate_state(10**8)": "ValueError",
    "fnp.random.SeedSequence(2**(10**6))": "OverflowError",
    "fnp.random.SeedSequence(1, spawn_key=[1] * 10**5)": "ValueError",
    "fnp.random.default_rng(fnp.arange(10**5))": "ValueError",
    "fnp.random.RandomState([1] * 10**5)": "ValueError",
    "fnp.random.MT19937([1] * 10**5)": "ValueError",
    "fnp.random.seed([1] * 10**5)": "ValueError",
    "fnp.array2string(fnp.ones(100_001), threshold=10**6)": "ValueError",
    "fnp.random.MT19937(1).jumped(10**9)": "ValueError",
    "fnp.random.PCG64(1).jumped(10**60) is None": "False",
    "fnp.random.zipf(1e300)": "ValueError",
    "fnp.random.zipf([2.0, 1 + 1e-15])": "ValueError",
    "fnp.random.RandomState(1).zipf(1e300)": "ValueError",
    "int(fnp.random.default_rng(1).zipf(1e300))": "1",
    "fnp.random.vonmises(0, 1e300)": "ValueError",
    "fnp.random.RandomState(1).vonmises(0, 1e300)": "ValueError",
    "fnp.diff([1.0, 2.0], 10**9)": "ValueError",
    "fnp.diff([1.0, 2.0], 5).tolist()": "[]",
    "fnp.polyder([1.0, 2.0], 10**9)": "ValueError",
    "fnp.emath.power(2**500, 2**500)": "OverflowError",
    "fnp.emath.power(fnp.array([3]), 2**500)": "OverflowError",
    "fnp.tensordot(fnp.ones(3), 1, 10**12)": "IndexError",
    "fnp.linalg.tensordot([[[2]]], True, axes=10**12)": "IndexError",
    "fnp.power.outer(2**500, 2**500)": "OverflowError",
    "fnp.linalg.vector_norm(2**500, ord=2**60)": "OverflowError",
    "fnp.polyval(fnp.ones(10, int), 2**40000)": "OverflowError",
    "fnp.array_split(fnp.zeros(0), 10**9)": "ValueError",
    "fnp.unstack(fnp.broadcast_to(fnp.ones(1), (10**9,)))": "ValueError",
    "fnp.diag_indices(0, 10**9)": "ValueError",
    "len(fnp.array_split(fnp.ones(4), 100))": "100",
    "fnp.linalg.multi_dot([fnp.ones((2, 2))] * 1000)": "ValueError",
    "fnp.take(fnp.arange(5.0), [2**62, -(2**62)], mode='wrap').tolist()": "[4.0, 1.0]",
    "fnp.arange(5.0).take(-(2**62), mode=1).tolist()": "1.0",
    "fnp.put(fnp.zeros(3), [-(2**62)], 1.0, mode='wrap')": "None",
    "fnp.zeros(3).put([-(2**62)], 1.0, 'wrap')": "None",
    "fnp.choose(fnp.array([-(2**62)]), [[7], [8], [9]], mode='wrap').tolist()": "[9]",
}
PROGRAM = """
import json, sys
import flopscope.numpy as fnp
found = {}
for call in json.loads(sys.stdin.read()):
    try:
        found[call] = str(eval(call))
    except Exception as error:
        found[call] = type(error).__name__
print(json.dumps(found))
"""


@pytest.mark.parametrize("engine", ["local", "remote"])
def test_what_would_never_end_is_refused(engine: str, shared: RunningServer) -> None:
    program = PROGRAM.replace("sys.stdin.read()", repr(json.dumps(list(CALLS))))
    options = {"FLOPSCOPE_ENGINE": engine, "FLOPSCOPE_TIMEOUT_S": "5"}
    assert json.loads(run_client(shared.url, program, **options)) == CALLS


def test_a_refusal_costs_nothing(shared: RunningServer) -> None:
    program = (
        "import flopscope as flops, flopscope.numpy as fnp\n"
        "with flops.BudgetContext(10) as budget:\n"
        "    for n in (-3, -10**12):\n"
        "        assert fnp.fft.rfftfreq(n).tolist() == []\n"
        "    try:\n"
        "        fnp.random.zipf(1e300)\n"
        "    except ValueError:\n"
        "        print(budget.flops_used, budget.flops_remaining)\n"
    )
    assert run_client(shared.url, program) == "0 10\n"


@pytest.mark.parametrize("name", ["polyval", "polydiv"])
@pytest.mark.parametrize("length", [10, 1000])
def test_long_loops_in_python_do_not_run_beside_the_socket(name: str, length: int) -> None:
    subject = Subject()
    subject.request([msgpack.packb([m.RUN, [op("ones", 11, length), op("ones", 12, 2)]])])
    request = [msgpack.packb([m.RUN, [op(name, 13, [0, 11], [0, 12]), 11, 12]])]
    in_the_sockets_thread = subject.session.reply(request, inline=True)
    assert (in_the_sockets_thread is None) == (length == 1000)
    if in_the_sockets_thread is None:
        subject.session.rest()
    subject.close()


def test_steps_come_to_the_same_as_one_call() -> None:
    program = """
import flopscope.numpy as fnp
one, other = fnp.random.MT19937(1).jumped(3), fnp.random.MT19937(1)
for _ in range(3):
    other = other.jumped()
print(one.random_raw(3).tolist() == other.random_raw(3).tolist())
parent = fnp.random.SeedSequence(1)
keys = [child.spawn_key for child in (*parent.spawn(300), *parent.spawn(0), *parent.spawn(2))]
print(keys == [(i,) for i in range(302)], len(fnp.random.default_rng(1).spawn(150)))
"""
    assert run_client("", program, FLOPSCOPE_ENGINE="local") == "True\nTrue 150\n"
