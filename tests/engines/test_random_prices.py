"""What a random call costs does not depend on which calls came before it, on either engine.

A number that is neutral, as a location of 0 or a scale of 1 is, takes nothing; any other takes a sum or a
product for each sample. So prices that are kept must be kept by it.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

import flopscope as flops
import flopscope.numpy as fnp
from flopscope._pricing.files import load
from flopscope._table import ORDERED, TABLE, Operation

OTHER = 0.5
"""A number that is neutral nowhere."""

NUMBERS = {
    "integers": [{"low": 10}, {"low": 0, "high": 10}, {"low": 5, "high": 10}],
    "randint": [{"low": 10}, {"low": 0, "high": 10}, {"low": 5, "high": 10}],
    "random_integers": [{"low": 10}, {"low": 0, "high": 10}, {"low": 5, "high": 10}],
}
"""What rows are given whose numbers have no defaults."""


def options_of(row: Operation) -> list[str]:
    """The parameters of a row that are neutral where they are left out."""
    return [p.name for p in row.params if p.kind.name == "array" and type(p.default) is float]


ROWS = [r.name for r in ORDERED if r.cls == "random" and (options_of(r) or r.leaf in NUMBERS)]


def given_to(row: Operation) -> list[dict[str, Any]]:
    """The numbers of each call: every option left out, neutral, and another number."""
    if row.leaf in NUMBERS:
        return NUMBERS[row.leaf]
    required = {p.name: OTHER for p in row.params if p.kind.name == "array" and not p.source}
    neutral = {name: row.defaults[row.places[name]] for name in options_of(row)}
    return [
        required | {n: v for n, v in zip(neutral, values, strict=True) if v is not None}
        for values in itertools.product(*[(None, v, OTHER) for v in neutral.values()])
    ]


def pairs(row: Operation) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Two calls in either order, of a size of their own: no price of it has been kept."""
    for size, calls in enumerate(itertools.permutations(given_to(row), 2), 5000):
        first, second = ({**numbers, "size": size} for numbers in calls)
        yield first, second


def worked_out(row: Operation, options: dict[str, Any]) -> int:
    """What a call costs by its rule, with nothing kept."""
    full = list(row.defaults)
    for name, value in options.items():
        full[row.places[name]] = value
    return load(None, TABLE).price(row, tuple(full)).cost


@pytest.mark.parametrize("name", ROWS)
def test_a_random_call_costs_the_same_whatever_came_before(name: str) -> None:
    row = TABLE[name]
    streams = {"Generator": fnp.random.default_rng, "RandomState": fnp.random.RandomState}
    kind = name.split(".")[1]
    function = getattr(streams[kind](7) if kind in streams else fnp.random, row.leaf)
    for calls in pairs(row):
        for options in calls:
            with warnings.catch_warnings(), flops.BudgetContext(10**9, quiet=True) as budget:
                warnings.simplefilter("ignore")
                function(**options)
            assert budget.flops_used == worked_out(row, options), calls


def test_all_rows_with_neutral_numbers_are_tried() -> None:
    assert len(ROWS) == 35
