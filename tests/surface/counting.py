"""Scalars that count what is done with them, for textbook algorithms that are really carried out."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any


class Tally:
    """How many operations have been done."""

    def __init__(self) -> None:
        self.count = 0

    def scalars(self, values: Any) -> Any:
        """Nested lists of numbers as nested lists of counting scalars."""
        if isinstance(values, list):
            return [self.scalars(v) for v in values]
        return Scalar(values, self)


class Scalar:
    """A number each of whose operations is counted: arithmetic, comparison, functions."""

    __slots__ = ("tally", "value")

    def __init__(self, value: Any, tally: Tally) -> None:
        self.value = value
        self.tally = tally

    def apply(self, function: Callable[..., Any], *others: Any) -> Scalar:
        """One operation."""
        self.tally.count += 1
        values = [o.value if isinstance(o, Scalar) else o for o in others]
        return Scalar(function(self.value, *values), self.tally)

    def __add__(self, other: Any) -> Scalar:
        return self.apply(lambda a, b: a + b, other)

    def __sub__(self, other: Any) -> Scalar:
        return self.apply(lambda a, b: a - b, other)

    def __rsub__(self, other: Any) -> Scalar:
        return self.apply(lambda a, b: b - a, other)

    def __mul__(self, other: Any) -> Scalar:
        return self.apply(lambda a, b: a * b, other)

    def __truediv__(self, other: Any) -> Scalar:
        return self.apply(lambda a, b: a / b, other)

    def __rtruediv__(self, other: Any) -> Scalar:
        return self.apply(lambda a, b: b / a, other)

    def __floordiv__(self, other: Any) -> Scalar:
        """A quotient and its floor."""
        self.tally.count += 1
        return self.apply(lambda a, b: a // b, other)

    def __mod__(self, other: Any) -> Scalar:
        """A quotient, its floor, a product and a difference."""
        self.tally.count += 3
        return self.apply(lambda a, b: a % b, other)

    def __pow__(self, other: Any) -> Scalar:
        return self.apply(lambda a, b: a**b, other)

    def __abs__(self) -> Scalar:
        return self.apply(abs)

    def __lt__(self, other: Any) -> bool:
        return bool(self.apply(lambda a, b: a < b, other).value)

    def __gt__(self, other: Any) -> bool:
        return bool(self.apply(lambda a, b: a > b, other).value)

    def is_equal(self, other: Any) -> bool:
        """A counted comparison."""
        return bool(self.apply(lambda a, b: a == b, other).value)

    def is_nan(self) -> bool:
        """A counted test."""
        return bool(self.apply(math.isnan).value)

    def sqrt(self) -> Scalar:
        """A counted root."""
        return self.apply(math.sqrt)

    def function(self, function: Callable[[float], float]) -> Scalar:
        """A counted evaluation of any function."""
        return self.apply(function)


def plain(value: Any) -> Any:
    """Counting scalars, nested in lists, as the numbers that they are."""
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return value.value if isinstance(value, Scalar) else value
