"""What is refused for its arguments is not charged, whoever refuses it; what elements decide is."""

from __future__ import annotations

import pytest

import flopscope as flops
import flopscope.numpy as fnp
from flopscope._ledger.ledger import Ledger
from flopscope._local.session import failed
from flopscope._pricing.price import Price
from flopscope.errors import UnsupportedFunctionError

REFUSED = [
    "fnp.linalg.inv(fnp.ones((2, 3)))",
    "fnp.linalg.multi_dot([fnp.ones((2, 3)), fnp.ones((2, 3))])",
    "fnp.linalg.norm(fnp.ones((2, 2)), 'nobody')",
    "fnp.quantile(fnp.ones(3), 0.5, method='nobody')",
    "fnp.quantile(fnp.ones(3), 2.0)",
    "fnp.histogram(fnp.ones(3), bins='nobody')",
    "fnp.convolve(fnp.ones(3), [])",
    "fnp.interp([1.0], [1.0, 2.0], [1.0])",
    "fnp.polyfit([1.0, 2.0], [1.0], 1)",
    "fnp.cross(fnp.ones(4), fnp.ones(4))",
    "fnp.cov(fnp.ones((2, 2, 2)))",
    "fnp.gradient(fnp.ones(1))",
    "fnp.random.default_rng(1).normal(0, -1, 5)",
    "fnp.random.default_rng(1).choice(3, 5, replace=False)",
    "fnp.fft.fft(fnp.ones(3), n=0)",
    "fnp.gcd(fnp.ones(3), 2)",
]


DECIDED_BY_ELEMENTS = {
    "fnp.histogram(fnp.ones(3), bins=[3, 1, 2])": 9,
    "fnp.bincount([-1])": 2,
    "fnp.random.default_rng(1).multinomial(5, [0.9, 0.9, 0.9], 5)": 15,
}
"""Refusals that tell something of elements, which the call's price pays for."""


@pytest.mark.parametrize("source", REFUSED)
def test_a_bad_argument_costs_nothing(source: str) -> None:
    assert _charged(source) == 0


@pytest.mark.parametrize("source", DECIDED_BY_ELEMENTS)
def test_a_refusal_that_elements_decide_costs_what_the_call_does(source: str) -> None:
    assert _charged(source) == DECIDED_BY_ELEMENTS[source]


def _charged(source: str) -> int:
    with flops.BudgetContext(10**9, quiet=True) as budget:
        with pytest.raises((ValueError, TypeError, IndexError)):
            eval(source, {"fnp": fnp})
        return budget.flops_used


def test_a_callback_that_would_not_be_counted_is_refused() -> None:
    with pytest.raises(UnsupportedFunctionError, match="takes a mode's name"):
        fnp.pad(fnp.ones(3), 1, mode=lambda *args: None)


def test_a_singular_matrix_shows_only_in_the_data_and_is_charged() -> None:
    with flops.BudgetContext(10**9, quiet=True) as budget:
        with pytest.raises(fnp.linalg.LinAlgError):
            fnp.linalg.inv(fnp.zeros((3, 3)))
        assert budget.flops_used == 58


def test_an_attribute_that_is_not_there_is_no_failure_of_the_data() -> None:
    ledger = Ledger(100)
    account = ledger.account()
    price = Price("pad", 40)
    account.charge(price, 0.0)
    failed(account, price, UnsupportedFunctionError("no"), args=(), may_have_written=False)
    assert ledger.used == 0
