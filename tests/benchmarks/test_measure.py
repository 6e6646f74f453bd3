"""How samples become figures."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from benchmarks.measure import Race, Spread, interleaved, statement
from benchmarks.rows import Row, duration


def scripted(times: list[float]) -> Iterator[float]:
    """Give times one after the other, the first one to the warming up."""
    yield times[0]
    yield from times


def test_a_disturbed_round_is_compared_with_itself() -> None:
    ours, theirs = scripted([2.0, 20.0, 2.2]), scripted([1.0, 10.0, 1.0])
    race = Race({"ours": lambda _: next(ours), "theirs": lambda _: next(theirs)})
    interleaved(3, race)
    assert race.samples == {"ours": [2.0, 20.0, 2.2], "theirs": [1.0, 10.0, 1.0]}
    assert race.ratio("ours", "theirs").median == pytest.approx(2.0)
    assert race.ratio("ours", "theirs").most == pytest.approx(2.2)


def test_everything_goes_first_equally_often() -> None:
    order: list[str] = []

    def clock(name: str, _: object) -> float:
        order.append(name)
        return 1.0

    race = Race({name: partial(clock, name) for name in "abc"})
    interleaved(6, race)
    rounds = ["".join(order[i : i + 3]) for i in range(3, len(order), 3)]
    assert sorted(rounds) == sorted(["abc", "bca", "cab", "cba", "acb", "bac"])


def test_a_statement_runs_as_often_as_asked() -> None:
    seen: list[int] = []
    assert statement("seen.append(1)", seen=seen)(30) > 0
    assert len(seen) == 30


def test_quartiles() -> None:
    assert Spread.of([5.0, 1.0, 2.0, 4.0, 3.0]) == Spread(3.0, 2.0, 4.0, 1.0, 5.0)
    assert Spread.of([7.0]) == Spread(7.0, 7.0, 7.0, 7.0, 7.0)


def test_rows_know_whether_they_meet_their_target() -> None:
    def row(target: float | None, spread: Spread | None) -> Row:
        return Row("key", "what", "against", target, spread, "raw")

    two = Spread.of([2.0])
    assert row(2.0, two).is_met is True
    assert row(1.9, two).is_met is False
    assert row(None, two).is_met is None
    assert row(2.0, None).is_met is None


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (2.5, "2.5 s"),
        (0.0123, "12.3 ms"),
        (4.56e-5, "45.6 us"),
        (3.2e-7, "320 ns"),
        (-2e-3, "-2 ms"),
    ],
)
def test_durations_have_units(seconds: float, text: str) -> None:
    assert duration(seconds) == text
