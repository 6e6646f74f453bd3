"""A client that lies to its own queue, or to the server, gains nothing: the server counts what it computes."""

from __future__ import annotations

import pytest

from .raw import RawClient, error, op, ref, shape
from .serving import RunningServer, run_client

LENGTH, BUDGET = 1000, 50_500

LIES = {
    "that everything is free": """
from flopscope._pricing.policy import Policy
Policy.price = lambda self, op, args: 0
""",
    "that there is no end of budget": """
from flopscope_client.queue import Queue
Queue.covers = lambda self, cost: True
""",
    "that nothing can fail": """
from flopscope._table import TABLE
from flopscope_client import predictions
for op in TABLE.values():
    op.queueable = lambda spec, args: True
    op.warns = False
predictions.is_sure = lambda op, spec, args: True
""",
    "that its arrays are small": """
import flopscope.numpy as fnp
from flopscope_client.handles import Handle
def shrunk(self, id, kind, queue, writable):
    self.id, self.wire, self.writable = id, [0, id], True
    self.__del__ = lambda: queue.free(id)
    self.kind = (tuple(1 for _ in kind[0]), *kind[1:])
Handle.__init__ = shrunk
""",
    "that it is in a context of its own": """
import flopscope
flopscope.BudgetContext(10**30).__enter__()
""",
    "that its context has closed": """
import flopscope
context = flopscope.BudgetContext(10**30).__enter__()
from flopscope._engine import current
current().close_ledger(context._ledger)
""",
    "that its accounting starts anew": """
import flopscope
from flopscope._engine import current
again = current().reset
""",
}
WORK = """
import flopscope
import flopscope.numpy as fnp
a = fnp.zeros(LENGTH)
refused = 0
for i in range(100):
    if "again" in globals():
        again()
    try:
        b = fnp.exp(a)
        b[:1].tolist()
    except (flopscope.BudgetExhaustedError, flopscope.ProtocolError) as error:
        refused += type(error).__name__ == "BudgetExhaustedError"
print(refused)
""".replace("LENGTH", str(LENGTH))


@pytest.mark.parametrize("queue", ["1", "0"], ids=["queued", "each at once"])
@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_a_lie_gains_nothing(lie: str, queue: str) -> None:
    with RunningServer("--budget", str(BUDGET), "--log-level", "error") as server:
        refused = int(run_client(server.url, lie + WORK, FLOPSCOPE_QUEUE=queue))
        summary = server.stop()
    assert summary["operations"]["exp"]["flop_cost"] == 50 * LENGTH
    assert summary["flops_used"] == 50 * LENGTH
    assert summary["flops_remaining"] == BUDGET - 50 * LENGTH
    assert summary["refused"] == {"op_name": "exp", "flop_cost": LENGTH, "flops_remaining": 500}
    assert refused == 50


def test_what_was_promised_and_refused_is_not_there() -> None:
    with RunningServer("--budget", "25") as server, RawClient(server.url) as liar:
        silent = 1
        reply = liar.run(
            op("ones", 1, 10),
            [*op("exp", 2, ref(1)), silent],
            [*op("exp", 3, ref(2)), silent],
            [*op("exp", 4, ref(3)), silent],  # nothing is left for it
            [*op("exp", 5, ref(4)), silent],
        )
        assert error(reply) == "BudgetExhaustedError"
        for handle in (4, 5):
            assert error(liar.run([":fetch", 0, [ref(handle)]]))
            assert error(liar.run(op("reshape", 6, ref(handle), shape(2, 5))))
        assert liar.run(op("reshape", 7, ref(3), shape(2, 5)))[0] == 0
        assert server.stop()["flops_used"] == 20


@pytest.mark.parametrize(
    "item",
    [
        op("exp", -1, ref(1)),
        op("exp", 1, ref(1)),  # in use
        [op("exp", 2, ref(1))[0], 2, [ref(1)], 7],
        [op("exp", 2, ref(1))[0], 2, [ref(1)], 1, 1],
        [":scope", 0, [1, "x"], 1],
    ],
    ids=str,
)
def test_no_form_of_a_message_is_cheaper(item: list[object]) -> None:
    with RunningServer("--budget", "35") as server, RawClient(server.url) as liar:
        assert liar.run(op("ones", 1, 10))[0] == 0
        for _ in range(5):
            liar.run(item, [":fetch", 0, [ref(1)]])
        summary = server.stop()
    spent = summary["operations"].get("exp", {"flop_cost": 0, "calls": 0})
    assert spent["flop_cost"] == summary["flops_used"] == 10 * spent["calls"] <= 30
