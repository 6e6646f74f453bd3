"""Reading limits and budgets."""

from __future__ import annotations

import pytest

from flopscope_eval._run.limits import ROWS, Limits, parse_count, parse_seconds
from flopscope_eval._run.sizes import parse_budget, parse_size


@pytest.mark.parametrize(
    ("text", "flops"),
    [
        ("0", 0),
        ("1000000", 10**6),
        ("1e6", 10**6),
        ("1E+6", 10**6),
        ("2.50e3", 2500),
        ("10_000", 10_000),
        (" 7 ", 7),
        ("1.0", 1),
        ("9007199254740993", 2**53 + 1),
        ("1e400", 10**400),
        ("1" * 300, int("1" * 300)),
    ],
)
def test_a_budget_is_read_exactly(text: str, flops: int) -> None:
    assert parse_budget(text) == flops


@pytest.mark.parametrize(
    "text",
    [
        *("", "many", "nan", "NaN", "inf", "-inf", "-1", "-0.0001", "0.5", "1e-3"),
        *("1e999999999", "1e-999999999", "0x10", "1,000"),
    ],
)
def test_what_is_no_budget_is_refused_with_the_text(text: str) -> None:
    with pytest.raises(ValueError, match=r"FLOPs|mistake"):
        parse_budget(text)


@pytest.mark.parametrize(
    ("text", "size"),
    [("1", 1), ("1B", 1), ("2GiB", 2**31), ("2g", 2**31), ("1MB", 10**6), ("1.5KiB", 1536)],
)
def test_sizes(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "0", "-1MiB", "1.0001B", "big", "1PiB", "nan"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"size|bytes"):
        parse_size(text)


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "soon", ""])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="seconds"):
        parse_seconds(text)


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "½", "²", ""])
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="whole number"):
        parse_count(text)


def test_rows_and_fields_agree() -> None:
    defaults = Limits.from_values()
    assert [row.name for row in ROWS] == list(defaults.as_dict())
    for row in ROWS:
        if row.default is not None:
            assert row.parse(row.default) == getattr(defaults, row.name)


def test_cpu_time_follows_the_wall_time_unless_given() -> None:
    assert Limits.from_values(wall_time_s=7.0).cpu_time_s == 7
    assert Limits.from_values(wall_time_s=7.0, cpu_time_s=3.0).cpu_time_s == 3
