"""No rewriting is cheaper than what it computes, but for better algorithms and the listed slack."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import PAIRS
from .page import tables
from .pair import HONEST, POLICIES, Pair, agree, measured

PAGE = Path(__file__).parents[3] / "docs" / "prices.md"


@pytest.mark.parametrize("pair", PAIRS, ids=lambda p: f"{p.chapter}: {p.name}")
def test_no_rewriting_is_cheaper_than_what_it_computes(pair: Pair) -> None:
    found = measured(pair)
    assert bool(found.refusal) == pair.refused, found.refusal
    if pair.refused:
        return
    assert agree(found.natural, found.rewritten), "the programs compute different numbers"
    assert found.ratio("flops") <= pair.allowed
    for policy in POLICIES:
        times = found.ratio(policy)
        assert times <= HONEST or pair.reason(policy), (
            f"under {policy}, {pair.natural} costs {times:.3g} times {pair.rewritten}"
        )


def test_there_are_many_pairs_with_names_of_their_own() -> None:
    assert len(PAIRS) >= 150
    names = [(p.chapter, p.name) for p in PAIRS]
    assert len(set(names)) == len(names)


def test_what_may_be_cheaper_has_its_reason() -> None:
    for pair in PAIRS:
        assert (pair.allowed > HONEST) == bool(pair.fair or pair.slack), pair.name
        assert not (pair.fair and pair.slack), pair.name


@pytest.mark.parametrize("pair", [p for p in PAIRS if p.slack or p.under], ids=lambda p: p.name)
def test_a_slack_is_one_still(pair: Pair) -> None:
    policies = [policy for policy, _ in pair.under] or ["flops"]
    for policy in policies:
        assert measured(pair).ratio(policy) > HONEST, f"closed under {policy}: take it off"


def test_the_page_has_the_tables_of_today() -> None:
    page = PAGE.read_text()
    for line in tables().splitlines():
        assert line in page, (
            "run `python -m tests.prices.arbitrage --page` and put it into docs/prices.md"
        )
