"""What calls cost and which units they did, added up by operation and computing dtype."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from flopscope._pricing.price import Price


class Sums:
    """Costs, calls and units by operation and computing dtype, whatever their size."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, str], _Sum] = {}

    def add(self, price: Price, calls: int) -> None:
        """Add calls of a price; a negative number takes them back."""
        key = price.op_name, price.dtype
        found = self._of.get(key)
        if found is None:
            found = self._of[key] = _Sum()
        found.cost += calls * price.cost
        found.calls += calls
        for unit, count in price.units.items():
            found.units[unit] = found.units.get(unit, 0) + calls * count
        if price.also:
            more = [calls * cost for cost in price.also]
            found.also = [a + b for a, b in zip_longest(found.also, more, fillvalue=0)]

    def as_list(self, with_units: bool = True) -> list[Any]:
        """As plain data: operation, dtype, cost (text), calls, units, costs under other policies (text)."""
        return [
            [*key, str(s.cost), s.calls, s.units if with_units else {}, [*map(str, s.also)]]
            for key, s in self._of.items()
            if s.calls
        ]


class _Sum:
    __slots__ = ("also", "calls", "cost", "units")

    def __init__(self) -> None:
        self.cost = self.calls = 0
        self.units: dict[str, int] = {}
        self.also: list[int] = []
