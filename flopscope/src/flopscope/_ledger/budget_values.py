"""Budgets as people write them, exactly."""

from __future__ import annotations

import operator
from typing import Any

from flopscope.errors import InvalidBudgetError


def flop_budget(value: Any) -> int:
    """A ``flop_budget=`` argument as an exact int.

    Parameters
    ----------
    value : int or float
        A whole number of FLOPs, 0 or more, of any size (``10**6``, ``1e6``).

    Raises
    ------
    InvalidBudgetError
        For anything else: text, None, NaN, infinities, fractions, negative numbers.
    """
    try:
        found = (
            int(value) if isinstance(value, float) and value.is_integer() else operator.index(value)
        )
    except TypeError:
        found = -1
    if found < 0 or isinstance(value, bool):
        raise InvalidBudgetError(
            f"flop_budget is {value!r}; it takes a whole number of FLOPs, 0 or more, such as 10**6"
        )
    return found


def wall_time_limit(value: Any) -> float | None:
    """A ``wall_time_limit_s=`` argument in seconds; None is no limit.

    Raises
    ------
    InvalidBudgetError
        If it is not a positive finite number.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e9:
        raise InvalidBudgetError(
            f"wall_time_limit_s is {value!r}; it takes a positive number of seconds, or None"
        )
    return float(value)
