"""Ledgers: charges are exact, whoever pays in which order and on which thread."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import flopscope as flops
import flopscope.numpy as fnp
from flopscope._ledger.account import UNLIMITED, Account
from flopscope._ledger.ledger import Ledger
from flopscope._pricing.price import Price

THREADS = 4
TURNS = 4000


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads change as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def together(work: Callable[[], object]) -> None:
    """Run it on several threads at once."""
    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_threads_that_share_an_account_count_exactly(restless: None) -> None:
    x = fnp.ones(3)

    def work() -> None:
        for _ in range(TURNS):
            x + 1.0

    with flops.BudgetContext(10**9) as budget:
        together(work)
    found = budget.summary_dict()
    assert found["flops_used"] == 3 * TURNS * THREADS
    assert found["operations"]["add"]["calls"] == TURNS * THREADS
    assert found["operations"]["add"]["flop_cost"] == 3 * TURNS * THREADS


def test_threads_with_accounts_of_their_own_take_turns_exactly(restless: None) -> None:
    x = fnp.ones(3)

    def work() -> None:
        for k in range(TURNS // 20):
            with flops.namespace(f"n{k % 3}"), flops.BudgetContext(100) as inner:
                for _ in range(20):
                    x * 2.0
            assert inner.flops_used == 60

    with flops.BudgetContext(10**9) as budget:
        together(work)
    assert budget.flops_used == 3 * TURNS * THREADS
    names = budget.summary_dict(by_namespace=True)["by_namespace"]
    assert sum(entry["flops_used"] for entry in names.values()) == budget.flops_used


def test_threads_spend_a_budget_to_the_last_flop(restless: None) -> None:
    x = fnp.ones(1)
    refused = []

    def work() -> None:
        for _ in range(TURNS):
            try:
                x + 1.0
            except flops.BudgetExhaustedError:
                refused.append(1)

    with flops.BudgetContext(TURNS) as budget:
        together(work)
    assert budget.flops_used == TURNS
    assert len(refused) == TURNS * (THREADS - 1)


# --- credit ------------------------------------------------------------------------------------


@functools.cache
def _priced(cost: int) -> Price:
    return Price("op", cost)


def charged(account: Account, cost: int) -> bool:
    """Charge, and tell whether that went."""
    try:
        account.charge(_priced(cost), 0.0)
    except flops.BudgetExhaustedError:
        return False
    return True


budgets = st.none() | st.integers(0, 60)
steps = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 25), st.booleans()), max_size=40)


@given(st.tuples(budgets, budgets, budgets, budgets), steps)
def test_credit_refuses_what_asking_everybody_would_refuse(
    limits: tuple[int | None, ...], given_steps: list[tuple[int, int, bool]]
) -> None:
    root = Ledger(limits[0])
    left = Ledger(limits[1], root)
    right = Ledger(limits[2], root)
    inner = Ledger(limits[3], left)
    ledgers = [root, left, right, inner]
    used = dict.fromkeys(map(id, ledgers), 0)
    for which, cost, takes_back in given_steps:
        account = ledgers[which].account()
        chain = list(ledgers[which].chain())
        can = all(one.budget is None or used[id(one)] + cost <= one.budget for one in chain)
        assert charged(account, cost) == can
        if can and takes_back:
            account.refund(_priced(cost))
        elif can:
            for one in chain:
                used[id(one)] += cost
        assert [one.used for one in ledgers] == [used[id(one)] for one in ledgers]
    for one in ledgers:
        entry = one.summary_dict()["operations"].get("op", {"flop_cost": 0})
        assert entry["flop_cost"] == one.used


def test_more_than_any_credit_can_be_charged() -> None:
    ledger = Ledger()
    account = ledger.account()
    for cost in (1, 10 * UNLIMITED, 2**200, 5):
        assert charged(account, cost)
    assert ledger.used == 6 + 10 * UNLIMITED + 2**200


WITH_THE_LOCK = """
from flopscope._ledger import account
account.STRAIGHT_LINES_ARE_ATOMIC = False  # as on a build without the global lock
import flopscope as flops, flopscope.numpy as fnp
from flopscope._local import sequence
assert not sequence.STRAIGHT_LINES_ARE_ATOMIC
with flops.BudgetContext(20) as budget:
    x = fnp.ones(8) + fnp.ones(8)
    try:
        x + fnp.ones((2, 8))
    except flops.BudgetExhaustedError:
        x.reshape(2, 4)
print(budget.flops_used, [(r.op_name, r.flop_cost) for r in budget.op_log if r.flop_cost])
"""


def test_where_straight_lines_are_not_atomic_charges_take_the_lock() -> None:
    command = [sys.executable, "-c", WITH_THE_LOCK]
    environment = os.environ | {"FLOPSCOPE_ENGINE": "local"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("8 [('add', 8)]\n", "")
