"""Column types that keep any value exactly, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Float, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_UNSAFE = re.compile("[\\\\\x00\ud800-\udfff]")
_ESCAPE = re.compile(r"\\(\\|u[0-9a-f]{4})")

MAX_FLOPS_DIGITS = 10_000
"""Longest count of FLOPs; beyond the 4,001 digits that a budget may have."""


def escape(text: str) -> str:
    r"""Write NUL and lone surrogates, which databases refuse, as ``\uXXXX``.

    Examples
    --------
    >>> escape("a\x00b"), escape("back\\slash")
    ('a\\u0000b', 'back\\\\slash')
    """
    return _UNSAFE.sub(lambda m: "\\\\" if m[0] == "\\" else f"\\u{ord(m[0]):04x}", text)


def unescape(text: str) -> str:
    """Undo `escape`, exactly."""
    return _ESCAPE.sub(lambda m: "\\" if m[1] == "\\" else chr(int(m[1][1:], 16)), text)


class ExactText(TypeDecorator[str]):
    """Text of unknown origin."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Escape what a database cannot hold."""
        return None if value is None else escape(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Give the text back as it was."""
        return None if value is None else unescape(value)


class ExactJson(TypeDecorator[Any]):
    """Plain data as ASCII JSON. NaN and infinities are refused."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Encode; every character outside ASCII is escaped, so that any text survives."""
        if value is None:
            return None
        return json.dumps(value, allow_nan=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Decode."""
        return None if value is None else json.loads(value)


class Flops(TypeDecorator[int]):
    """A count of FLOPs as exact decimal text. `flops_key` sorts it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> str | None:
        """Write all digits."""
        return None if value is None else decimal(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> int | None:
        """Read all digits."""
        return None if value is None else from_decimal(value)


class FiniteFloat(TypeDecorator[float]):
    """A number that can be ranked."""

    impl = Float
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: Dialect) -> float | None:
        """Refuse NaN and infinities."""
        if value is not None and not math.isfinite(value):
            raise ValueError(f"{value} is not finite, and cannot be stored or ranked")
        return value


class Moment(TypeDecorator[datetime]):
    """A time in UTC, as ISO text that sorts."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write it in UTC with microseconds."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Read it."""
        return None if value is None else datetime.fromisoformat(value)


_CHUNK = 4000  # Python refuses longer decimal text by default (sys.get_int_max_str_digits).


def decimal(count: int) -> str:
    """Write a whole number of any size in decimal.

    Examples
    --------
    >>> decimal(1234), len(decimal(10**9000))
    ('1234', 9001)
    """
    if count < 0:
        raise ValueError(f"a count of FLOPs is not negative, but this one is {count}")
    if count < 10**_CHUNK:
        return str(count)
    high, low = divmod(count, 10**_CHUNK)
    text = decimal(high) + str(low).zfill(_CHUNK)
    if len(text) > MAX_FLOPS_DIGITS:
        raise ValueError(f"a count of FLOPs has at most {MAX_FLOPS_DIGITS} digits")
    return text


def from_decimal(text: str) -> int:
    """Read a whole number of any size."""
    if len(text) <= _CHUNK:
        return int(text)
    return from_decimal(text[:-_CHUNK]) * 10**_CHUNK + int(text[-_CHUNK:])


def flops_key(count: int) -> str:
    """Give short text that sorts as the numbers do: the number of digits, then the first 60.

    Numbers with equal keys have equally many digits, so their decimal text sorts them.

    Examples
    --------
    >>> sorted([10**400, 5, 70, 10**400 - 1], key=flops_key) == [5, 70, 10**400 - 1, 10**400]
    True
    """
    text = decimal(count)
    return f"{len(text):05d}{text[:60]}"
