"""Closure and floor: nothing is computed for 0, and a price is at least the number of new elements.

``FLOPSCOPE_EXAMPLES`` raises the number of calls per row.
"""

from __future__ import annotations

import os
import random
from typing import Any

import numpy as np
import pytest

from .calls import Drawn, covered, draw
from .priced import REFUSED, carry_out, numpys
from .recorded import carried_out, chapters, sources

EXAMPLES = int(os.environ.get("FLOPSCOPE_EXAMPLES", "12"))

FILLS = {0.0, 1.0, 2.0, 1.5}
"""Declared fill values: zeros and ones, and the numbers that a call is given."""


def _numbers(value: Any) -> set[Any]:
    """The different numbers of a result or of arguments; NaN is one of them."""
    if isinstance(value, dict):
        return set().union(*map(_numbers, value.values())) if value else set()
    if isinstance(value, list | tuple):
        return set().union(*map(_numbers, value)) if value else set()
    if isinstance(value, str | bytes) or value is None:
        return set()
    found = np.asarray(value)
    if found.dtype.kind not in "biufc":
        return set()
    return {"nan" if n != n else n for n in found.ravel().tolist()}


def _new(call: Drawn, result: Any) -> set[Any]:
    """The numbers of a result that are neither inputs nor fills."""
    new = _numbers(numpys(result)) - _numbers(call.args) - _numbers(call.options) - FILLS
    # Nothing can be computed of nothing: a fold gives its neutral element, or NaN.
    is_empty = bool(call.args) and isinstance(call.args[0], np.ndarray) and not call.args[0].size
    return set() if is_empty and len(new) == 1 else new


@pytest.mark.parametrize("name", covered())
def test_a_price_is_at_least_the_number_of_new_elements(name: str) -> None:
    rng = random.Random(f"{name} floor")
    done = 0
    for _ in range(20 * EXAMPLES):
        if done == EXAMPLES:
            break
        call = draw(rng, name)
        try:
            result, price = carry_out(call)
        except REFUSED:
            continue
        done += 1
        new = _new(call, result)
        assert price >= len(new), (
            f"{call} gives {len(new)} new numbers for {price}: {sorted(map(str, new))[:5]}"
        )
        if price == 0:
            assert not new, f"{call} computes {new} for nothing"
    assert done, f"all calls of {name} were refused"


@pytest.mark.parametrize(
    "name",
    [
        n
        for n in covered()
        if n.rpartition(".")[2] in ("reduce", "sum", "prod", "max", "any", "all")
    ],
)
def test_a_fold_costs_its_operations(name: str) -> None:
    """Elements less results, and one more per result for an initial value; all elements are masked in."""
    rng = random.Random(f"{name} fold")
    for _ in range(EXAMPLES):
        call = draw(rng, name)
        if "where" in call.options:
            continue
        try:
            result, price = carry_out(call)
        except REFUSED:
            continue
        elements, results = np.size(call.args[0]), np.size(numpys(result))
        steps = elements if call.options.get("initial") is not None else max(0, elements - results)
        assert price >= steps, f"{call} takes {steps} operations and costs {price}"


REINTERPRETED = frozenset({"ndarray.view", "ndarray.byteswap", "frombuffer"})
"""Rows that give the same bytes as other numbers: the named exceptions of the closure."""


@pytest.mark.parametrize("chapter", chapters())
def test_every_row_costs_at_least_what_it_makes(chapter: str) -> None:
    """The engines' cases: each row has some, whether or not calls of it are drawn above."""
    for name in set(chapters()[chapter]) - REINTERPRETED:
        some = sources()[name]
        for source in some if EXAMPLES > 12 else some[:3]:
            found = carried_out(source)
            if found is not None:
                assert found.price >= len(found.new), (
                    f"{source} gives {len(found.new)} new numbers for {found.price}: {found.new}"
                )


def test_all_chapters_are_drawn() -> None:
    """Rows that no call is drawn of are few, and belong to the pairs and the scalar counts."""
    assert len(covered()) > 330
