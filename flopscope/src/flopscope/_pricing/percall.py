"""Policies that price each call by its sizes: a count by name, times weight, dtype rate and complex factor.

::

    cost = int(count(sizes) * rate[dtype] * complex factor * weight), at least the floor

Names are those of rows. An alias and a method of a ufunc (``add.reduce``) have the weight and the complex
factor of their function. A row without a count of its own counts what its own rule gives, as the size
``count``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.numbers import ONE, Ratio, exact

if TYPE_CHECKING:
    from flopscope._pricing.expressions import Expression

METHODS: Final = frozenset({"reduce", "accumulate", "reduceat", "outer", "at"})
KEYS: Final = frozenset("counts weights complex rates floor unfloored".split())


class CallPricesError(ValueError):
    """The ``calls`` of a policy are not right; the message says what is not."""


class Facts(NamedTuple):
    """What a row tells of one call.

    Attributes
    ----------
    names : tuple of str
        The row's name, then its aliases.
    sizes : mapping of str to int
        What expressions may read.
    dtype : str
        The widest of the computing dtype and that of ``out=``.
    """

    names: tuple[str, ...]
    sizes: Mapping[str, int]
    dtype: str


class CallPrices:
    """The ``calls`` of a policy file, checked.

    Attributes
    ----------
    names : frozenset of str
        All operations that it names.
    floor : int
        The least that a counted call costs.
    """

    def __init__(self, data: Any, size_names: frozenset[str]) -> None:
        if not isinstance(data, dict) or not data.keys() <= KEYS:
            raise CallPricesError(f"'calls' must be an object of {', '.join(sorted(KEYS))}")
        self._counts = dict(_by_name(data, "counts", _expression(size_names)))
        self._weights = dict(_by_name(data, "weights", exact))
        self._complex = dict(_by_name(data, "complex", exact))
        self._rates = {name: exact(rate) for name, rate in data.get("rates", {}).items()}
        unknown = sorted(self._rates.keys() - _dtypes.BY_NAME.keys())
        if unknown:
            raise CallPricesError(f"calls.rates: {unknown[0]!r} is not a dtype")
        self.floor = data.get("floor", 0)
        if type(self.floor) is not int or self.floor < 0:
            raise CallPricesError(f"calls.floor is {self.floor!r}; it must be a whole number")
        self._unfloored = frozenset(data.get("unfloored", ()))
        named = (self._counts, self._weights, self._complex)
        self.names = frozenset(n for table in named for n in table) | self._unfloored

    def cost(self, facts: Facts) -> int:
        """What a call costs."""
        name, base = facts.names[0], _bases(facts.names)
        weight = _first(self._weights, base, ONE)
        count = _first(self._counts, facts.names, None)
        if not weight.over:
            return 0
        number = facts.sizes["count"] if count is None else max(0, count(facts.sizes))
        factor = weight.times(self._rates.get(facts.dtype, ONE))
        if facts.dtype.startswith("complex"):
            factor = factor.times(_first(self._complex, base, Ratio(2)))
        cost = number * factor.over // factor.under
        return cost if name in self._unfloored else max(cost, self.floor)

    def weight(self, names: tuple[str, ...]) -> Ratio:
        """The weight of an operation."""
        return _first(self._weights, _bases(names), ONE)


def _bases(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names whose weight an operation has: its own, or its function's for the method of a ufunc."""
    owner, _, leaf = names[0].rpartition(".")
    return (*names, owner) if leaf in METHODS else names


def _first(table: Mapping[str, Any], names: tuple[str, ...], default: Any) -> Any:
    for name in names:
        found = table.get(name)
        if found is not None:
            return found
    return default


def _expression(size_names: frozenset[str]) -> Callable[[str], Expression]:
    # A parser takes long to import, and few policies have expressions.
    from flopscope._pricing.expressions import Expression, ExpressionError

    def read(text: str) -> Expression:
        found = Expression(text)
        unknown = sorted(found.names - size_names)
        if unknown:
            raise ExpressionError(
                f"{text!r} reads {unknown[0]!r}, which no row tells; sizes are {', '.join(sorted(size_names))}"
            )
        return found

    return read


def _by_name(
    data: dict[str, Any], key: str, read: Callable[[str], Any]
) -> Iterator[tuple[str, Any]]:
    """Values by operation: the file has the operations by value."""
    table = data.get(key, {})
    if not isinstance(table, dict):
        raise CallPricesError(f"calls.{key} must be an object")
    seen: set[str] = set()
    for text, names in table.items():
        try:
            value = read(text)
        except ValueError as error:
            raise CallPricesError(f"calls.{key}: {error}") from None
        if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
            raise CallPricesError(f"calls.{key}.{text} must be a list of operations")
        for name in names:
            if name in seen:
                raise CallPricesError(f"calls.{key} has {name!r} twice")
            seen.add(name)
            yield name, value
