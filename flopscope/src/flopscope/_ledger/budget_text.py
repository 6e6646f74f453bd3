"""Budgets as the environment and command lines write them, exactly."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from flopscope.errors import InvalidBudgetError

_LARGEST_EXPONENT = 10_000


def budget_value(text: str) -> int:
    """A budget from the environment or a command line, exactly.

    Parameters
    ----------
    text : str
        Such as ``1000000``, ``1_000_000``, ``1e6`` or ``2.5e9``.

    Raises
    ------
    InvalidBudgetError
        If it is not a whole number, 0 or more.

    Examples
    --------
    >>> budget_value("2.5e9")
    2500000000
    """
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number < 0 or number.adjusted() > _LARGEST_EXPONENT:
        raise InvalidBudgetError(f"budget {text!r}: give a whole number of FLOPs, such as 1e6")
    whole = int(number)
    if whole != number:
        raise InvalidBudgetError(f"budget {text!r} is not a whole number of FLOPs")
    return whole
