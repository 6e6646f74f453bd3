"""Vectors of units, and the call that rules see."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from flopscope._pricing import units
from flopscope._pricing.units import UNITS, Units, of_class
from flopscope._table import TABLE, Operation, Spec
from flopscope._table.call import Call
from flopscope._table.spec import size


def test_vectors_add_and_scale() -> None:
    vector = units.products(2) + 3 * (units.multiply_adds(1) + units.moved(5))
    assert dict(vector) == {"products": 2, "multiply_adds": 3, "moved": 15}
    assert vector.operations == 8  # block moves are free, a multiply-add is two operations
    assert sum([vector, vector]) == vector * 2
    assert vector["divisions"] == 0
    assert Units(additions=-3).at_least_zero == Units()


def test_a_unit_that_is_not_there_is_refused() -> None:
    with pytest.raises(TypeError, match="there is no unit 'sums'; the units are additions"):
        Units(sums=1)
    with pytest.raises(KeyError):
        Units()["sums"]
    with pytest.raises(TypeError):
        units.products(1) + 1


@pytest.mark.parametrize(
    ("helper", "count"),
    [
        (units.complex_additions, 2),
        (units.complex_products, 6),
        (units.real_complex_products, 2),
        (units.complex_divisions, 11),
        (units.magnitudes, 4),
    ],
)
def test_complex_arithmetic_counts_real_operations(helper: Any, count: int) -> None:
    assert helper(7).operations == 7 * count


@pytest.mark.parametrize(("n", "k"), [(1, 1), (3, 1), (5, 8), (4, 0)])
def test_dot_products(n: int, k: int) -> None:
    assert units.dot_products(n, k).operations == n * max(0, 2 * k - 1)
    assert units.complex_dot_products(n, k).operations == n * max(0, 6 * k + 2 * (k - 1))


@pytest.mark.parametrize("cls", sorted(units.CLASSES))
def test_an_int_counts_in_the_unit_of_its_class(cls: str) -> None:
    free = cls in ("movement", "view")
    assert of_class(cls, 10**40 + 1).operations == (0 if free else 10**40 + 1)
    assert of_class(cls, -2) == Units()
    assert of_class(cls, units.cast(3)) == units.cast(3)


def _row(rule: Any) -> Operation:
    return Operation("tried", "x: array, k=2", cls="arithmetic", doc="", flops=rule, result=_same)


def _same(c: Call) -> Spec:
    return Spec(c.x.shape)


def _times(factor: int, c: Call) -> int:
    return factor * c.k * size(c.x)


def _decorated(rule: Any) -> Any:
    @functools.wraps(rule)
    def inner(*args: Any) -> Any:
        return rule(*args)

    return inner


class _Callable:
    def __call__(self, c: Call) -> Units:
        return units.additions(3 * c.k * c.result.size)


@pytest.mark.parametrize(
    "rule",
    [
        functools.partial(_times, 3),
        functools.lru_cache(functools.partial(_times, 3)),
        _decorated(lambda c: _times(3, c)),
        _Callable(),
        lambda c: sum(3 * c.k * size(a) for a in c.operands),
    ],
    ids=["partial", "cached", "decorated", "object", "operands"],
)
def test_a_rule_is_any_callable_of_a_call(rule: Any) -> None:
    row = _row(rule)
    for _ in range(2):
        assert row.flops((Spec((4,)), 2)) == 24
        assert row.units((Spec((4,)), 5)) == units.additions(60)


def test_a_rule_that_reads_a_parameter_which_is_not_there() -> None:
    with pytest.raises(AttributeError, match="tried has no parameter 'y'; it has x, k"):
        _row(lambda c: c.y).flops((Spec((4,)), 2))


def test_every_unit_is_described_and_shown_in_order() -> None:
    everything = Units(**dict.fromkeys(reversed(UNITS), 1))
    assert repr(everything) == f"Units({', '.join(f'{u}=1' for u in UNITS)})"


def test_a_call_shows_what_it_is() -> None:
    call = Call(TABLE["fft.fftfreq"], (8, 1.0, None))
    assert repr(call) == "<call fft.fftfreq(n=8, d=1.0, device=None)>"
