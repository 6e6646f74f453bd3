"""Sizes and budgets as people write them: on command lines, in the environment, in files."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from flopscope.errors import InvalidBudgetError

_SIZE = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[kmgt]?i?b?)", re.IGNORECASE)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}

KIB, MIB, GIB = 2**10, 2**20, 2**30


def parse_size(text: str) -> int:
    """Read a size in bytes.

    ``MB`` is 10**6 and ``MiB`` is 2**20; a bare letter (``512M``) means the binary unit, as in
    Docker.

    Examples
    --------
    >>> parse_size("2GiB"), parse_size("512M"), parse_size("1.5kB"), parse_size("4096")
    (2147483648, 536870912, 1500, 4096)
    """
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a size; write for example 512MiB or 2GiB")
    unit = match["unit"].lower()
    binary = "i" in unit or (len(unit) == 1 and unit != "b")
    size = Decimal(match["number"]) * (1024 if binary else 1000) ** _POWERS[unit.rstrip("ib")]
    if size != int(size) or size <= 0:
        raise ValueError(f"{text!r} is not a positive whole number of bytes")
    return int(size)


def parse_budget(text: str) -> int:
    """Read a FLOP budget: a whole number of any size, exactly.

    Examples
    --------
    >>> parse_budget("1e6"), parse_budget("2.5e3"), parse_budget("10_000")
    (1000000, 2500, 10000)
    >>> parse_budget("1e400") == 10**400
    True
    >>> parse_budget("0.5")
    Traceback (most recent call last):
        ...
    flopscope.errors.InvalidBudgetError: '0.5' is not a whole number of FLOPs
    """
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise InvalidBudgetError(
            f"{text!r} is not a number of FLOPs; write for example 1000000 or 1e6"
        ) from None
    if not number.is_finite() or number < 0:
        raise InvalidBudgetError(f"{text!r} is not a finite, non-negative number of FLOPs")
    _, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)  # as the number is finite
    if exponent > _MAX_EXPONENT:
        raise InvalidBudgetError(f"{text!r} is beyond 1e{_MAX_EXPONENT}, which is surely a mistake")
    mantissa = int("".join(map(str, digits)))
    if exponent >= 0:
        return mantissa * _power_of_ten(exponent)
    whole, rest = divmod(mantissa, _power_of_ten(min(-exponent, len(digits) + 1)))
    if rest:
        raise InvalidBudgetError(f"{text!r} is not a whole number of FLOPs")
    return whole


_MAX_EXPONENT = 4000


def _power_of_ten(exponent: int) -> int:
    power: int = 10**exponent
    return power
