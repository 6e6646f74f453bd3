"""Policies: exact numbers, files that are refused with the line, and what ledgers know of units."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flopscope._ledger.ledger import Ledger
from flopscope._pricing import files
from flopscope._pricing.numbers import exact
from flopscope._pricing.policy import Policy
from flopscope._pricing.price import Price
from flopscope._pricing.units import UNITS, Units, dot_products
from flopscope._table import TABLE, Spec
from flopscope.errors import BudgetExhaustedError, PolicyError

ONES: dict[str, Any] = dict.fromkeys(UNITS, 1)


def policy(**changes: Any) -> Policy:
    """A policy in which every unit is one, but for changes to its file."""
    return Policy(json.dumps({"name": "tried", "units": ONES} | changes), "tried")


def cost(pricing: Policy, name: str, *args: Any) -> Fraction:
    """The price of a call, in the currency."""
    op = TABLE[name]
    full = (*args, *op.defaults[len(args) :])
    return Fraction(pricing.price(op, full).cost, pricing.scale)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [(2, Fraction(2)), (0.9, Fraction(9, 10)), ("31/10", Fraction(31, 10)), (1e-05, None)]
    + [(v, None) for v in (-1, "-1", True, None, "1/0", "1e9", "x", float("nan"), [1])],
)
def test_weights_are_exact(value: object, wanted: Fraction | None) -> None:
    if wanted is None:
        with pytest.raises(ValueError, match="is not a weight"):
            exact(value)
    else:
        assert exact(value) == (wanted.numerator, wanted.denominator)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"units": {"additions": 1}}, "no weight for the units products"),
        ({"units": ONES | {"sums": 1}}, "line 1: units.sums is not one of"),
        ({"units": ONES | {"cast": -1}}, "units.cast: -1 is not a weight"),
        ({"units": ONES | {"cast": {"float32": 2}}}, "units.cast has no '[*]'"),
        ({"units": ONES | {"cast": {"*": 2, "float128": 2}}}, "float128 is not one of"),
        ({"rates": {"text": 2}}, "rates.text is not one of"),
        ({"classes": {"free": 0}}, "classes.free is not one of"),
        ({"weights": {}}, "no weight for the classes arithmetic"),
        ({"gold": 1}, "unknown key 'gold'"),
        ({"ranks": "yes"}, "must be true or false"),
        ({"cpu_flops_per_second": 1.5}, "not a whole number"),
        ({"name": 3}, "'name' must be given"),
        ({"operations": {"add": "cheap"}}, "operations.add: 'cheap' is not a weight"),
    ],
)
def test_a_wrong_file_is_refused(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(PolicyError, match=problem):
        policy(**changes)


def test_a_price_for_an_operation_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text(policy(operations={"linalg.svdd": 2}).text)
    with pytest.raises(PolicyError, match=r"'linalg.svdd', which is not an operation"):
        files.load(str(path), TABLE)


def test_factors_of_classes_operations_and_dtypes_multiply() -> None:
    pricing = policy(
        units=ONES | dict.fromkeys(("bytes_read", "bytes_written", "uploaded"), 0),
        classes={"transcendental": "3/2"},
        operations={"exp": 2, "log": {"evaluations": {"*": 7, "float32": "1/2"}}},
        rates={"float64": "5/3"},
    )
    x = Spec((6,))
    assert cost(pricing, "exp", x) == 6 * Fraction(3, 2) * 2 * Fraction(5, 3)
    assert cost(pricing, "log", x) == 6 * 7 * Fraction(3, 2) * Fraction(5, 3)
    assert cost(pricing, "log", Spec((6,), "float32")) == 6 * Fraction(1, 2) * Fraction(3, 2)
    assert cost(pricing, "exp", Spec((6,), "int32")) == cost(pricing, "exp", x)


def test_a_file_with_weights_of_classes_prices_every_operation_of_a_class() -> None:
    weights = dict.fromkeys(
        "arithmetic comparison transcendental contraction linalg fft sorting random movement view".split(),
        1,
    )
    pricing = Policy(
        json.dumps({"name": "old", "weights": weights | {"movement": 3}, "rates": {"float32": 2}}),
        "old",
    )
    assert cost(pricing, "copy", Spec((5,))) == 15
    assert cost(pricing, "add", Spec((5,), "float32"), Spec((5,), "float32")) == 10
    assert cost(pricing, "matmul", Spec((2, 3)), Spec((3, 4))) == 40


@pytest.mark.parametrize("name", files.shipped_names())
def test_shipped_policies_name_their_sources(name: str) -> None:
    pricing = files.load(name)
    document = json.loads(pricing.text)
    assert pricing.name == name
    assert all(len(text) > 20 for text in document["sources"].values())
    assert pricing.ranks == (name not in ("matmul", "bytes", "metered"))


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("flops", 40),
        ("fma", 8 + 16),
        ("contest", 2 * 40),
        ("energy45", 8 * 1480 + 16 * 1660),
        ("matmul", 48),
        ("bytes", 8 * (6 + 12 + 8)),
        ("metered", 2 * 40),
    ],
)
def test_a_matrix_product_under_each_policy(name: str, wanted: int) -> None:
    units = dot_products(8, 3) + Units(bytes_read=8 * 18, bytes_written=8 * 8)
    assert files.load(name).linear_cost("matmul", "contraction", "float64", units) == wanted


# --- ledgers ---------------------------------------------------------------------------------------

PRICES = [
    Price("add", 3, Units(additions=6), "float64", (1, 10)),
    Price("add", 4, Units(additions=6), "float32", (1, 20)),
    Price("exp", 5, Units(evaluations=2, bytes_read=16), "float64", (2, 30)),
    Price("copy", 0, Units(moved=9), "int8", (0, 0)),
]
_steps = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["", "a"]), st.booleans(), st.booleans()),
    max_size=60,
)


@given(_steps)
@settings(max_examples=60)
def test_units_are_calls_times_prices_whatever_is_summed_up_or_refunded(steps: Any) -> None:
    root = Ledger(scale=4)
    inner = Ledger(parent=root)
    calls = dict.fromkeys(PRICES, 0)
    for which, namespace, refunds, sums_up in steps:
        account = inner.account(namespace)
        if sums_up:
            inner.sum_up(namespace)
        account.charge(PRICES[which], 0.0)
        if refunds:
            account.refund(PRICES[which])
        else:
            calls[PRICES[which]] += 1
        del account
    if steps and steps[0][2]:
        inner.close()
    wanted: dict[str, dict[str, dict[str, int]]] = {}
    for price, n in calls.items():
        if n:
            units = {u: n * v for u, v in price.units.items()}
            wanted.setdefault(price.op_name, {})[price.dtype] = units
    details = root.details()
    assert details.units() == wanted
    total = sum(p.cost * n for p, n in calls.items())
    assert root.used == -(-total // 4)
    assert sum(o.cost for o in details.by_operation().values()) == total == root.settled
    for i in range(2):
        recorded = sum(o.also[i] for o in details.by_operation().values() if o.also)
        assert recorded == sum(p.also[i] * n for p, n in calls.items())


def test_budgets_are_whole_units_of_the_currency_and_costs_are_parts() -> None:
    third = Price("add", 1, Units(additions=1))
    ledger = Ledger(2, scale=3)
    account = ledger.account()
    for n in range(1, 7):
        account.charge(third, 0.0)
        assert ledger.used == -(-n // 3)
        assert account.remaining == 2 - ledger.used
    with pytest.raises(BudgetExhaustedError) as caught:
        account.charge(third, 0.0)
    assert (caught.value.flop_cost, caught.value.flops_remaining) == (1, 0)


def test_many_prices_take_bounded_memory() -> None:
    from flopscope._ledger.account import MAX_ENTRIES

    ledger = Ledger()
    account = ledger.account()
    count = 2 * MAX_ENTRIES + 10
    for _ in range(count):
        account.charge(Price("add", 2, Units(additions=2)), 0.0)
    assert len(account.entries) <= MAX_ENTRIES
    assert ledger.details().units() == {"add": {"float64": {"additions": 2 * count}}}
    assert ledger.summary_dict()["operations"]["add"]["calls"] == count
