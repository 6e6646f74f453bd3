"""A pricing policy: a data file that turns units into one number.

A *linear* policy gives each unit a weight, and may give some pricing classes, operations and computing dtypes
factors or weights of their own::

    cost = sum(units[u] * weight[u, dtype] for u in units) * factor of class and operation * rate[dtype]

Weights are rational. Ledgers and budgets hold whole numbers of the *sub-unit*, the currency divided by the
common denominator of all weights, so sums are exact; what people see is rounded up once. ``docs/prices.md``
describes the file. A *per-call* policy (:mod:`flopscope._pricing.percall`) prices each call by an expression.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, Protocol

from flopscope._pricing.document import Document, parsed
from flopscope._pricing.numbers import ONE, Ratio, denominator, ratio
from flopscope._pricing.percall import Facts
from flopscope._pricing.price import Price, shown
from flopscope._pricing.units import Units, of_class
from flopscope.errors import PolicyError

DOWNLOAD: Final = "download"
"""Under what name the numbers that leave the engine are counted."""


_METHODS: Final = frozenset({"reduce", "accumulate", "reduceat", "outer", "at"})
"""Of ufuncs: they have their ufunc's weights unless they have their own."""


class Row(Protocol):
    """What a policy asks of a row of the operation table, which stands above this room."""

    name: str
    cls: str

    def called(self, args: tuple[Any, ...]) -> Any:
        """A call with these arguments, for the methods below."""
        ...

    def units_of(self, call: Any) -> Units:
        """What the call does."""
        ...

    def dtype_of(self, call: Any) -> str:
        """The name of the dtype in which it computes."""
        ...

    def facts_of(self, call: Any) -> Facts:
        """What a policy that prices each call by its sizes wants to know."""
        ...

    def traffic_of(self, call: Any) -> Units:
        """Bytes that it reads and writes, and numbers that it brings in."""
        ...

    def may_have_twins(self, call: Any) -> bool:
        """Whether two operands could show the same memory, by their shapes, and save work if they did."""
        ...


class Policy:
    """Weights and rates, checked.

    Parameters
    ----------
    text : str
        JSON.
    origin : str
        Names it in errors.

    Attributes
    ----------
    name, version, description : str
    ranks : bool
        Whether scores under it may be compared; others are for reports only.
    scale : int
        Sub-units in one unit of the currency.
    cpu_price : int
        FLOPs for each second of the participant's processor.
    calls : CallPrices or None
        What prices each call by its sizes, if this is not linear.
    is_linear : bool
        Whether a cost follows from units by operation and dtype, without the calls.
    also : tuple of Policy
        What is recorded beside the costs of this one.
    text : str
        The file that it was read from.
    """

    def __init__(self, text: str, origin: str) -> None:
        document = parsed(text, origin)
        self.text = text
        self.name: str = document.name
        self.version: str = document.version
        self.description: str = document.description
        self.ranks: bool = document.ranks
        self.cpu_price: int = document.cpu_price
        self.also: tuple[Policy, ...] = ()
        self.calls = document.calls
        self.is_linear = self.calls is None
        self._document = document
        self.scale = _common_denominator(document)
        self._weights: dict[tuple[str, str, str], dict[str, int]] = {}

    @property
    def sha256(self) -> str:
        """The hash of the file."""
        from hashlib import sha256  # takes long to import, and only a run's summary asks

        return sha256(self.text.encode()).hexdigest()

    def check_names(self, known: Collection[str]) -> None:
        """Refuse a policy that has a price for an operation that is not there.

        Raises
        ------
        PolicyError
        """
        named = {*self._document.operations, *(self.calls.names if self.calls else ())}
        unknown = sorted(named - set(known))
        if unknown:
            raise PolicyError(
                f"policy {self.name!r} prices {unknown[0]!r}, which is not an operation; names are NumPy's "
                "paths below numpy, such as 'linalg.svd'"
            )

    # --- prices ------------------------------------------------------------------------------------

    def price(self, op: Row, args: tuple[Any, ...]) -> Price:
        """What an operation costs with these arguments.

        Parameters
        ----------
        op : Row
        args : tuple
            One argument per parameter, in the row's order, defaults filled in.
        """
        call = op.called(args)
        units, dtype = op.units_of(call), op.dtype_of(call)
        everything = units + op.traffic_of(call)
        also = tuple(p.cost(op, call, everything, dtype) for p in self.also)
        twins = op.may_have_twins(call)
        return Price(
            op.name, self.cost(op, call, everything, dtype), everything, dtype, also, twins
        )

    def download_price(self, count: int, dtype: Any) -> Price:
        """What it costs to take numbers out of the engine."""
        units, name = Units(downloaded=count), str(dtype.name)
        also = tuple(p.linear_cost(DOWNLOAD, "view", name, units) for p in self.also)
        return Price(DOWNLOAD, self.linear_cost(DOWNLOAD, "view", name, units), units, name, also)

    def cost(self, op: Row, call: Any, units: Units, dtype: str) -> int:
        """Sub-units for one call; a price under another policy needs no more than this."""
        if self.calls is not None:
            return self.calls.cost(op.facts_of(call))
        return self.linear_cost(op.name, op.cls, dtype, units)

    def linear_cost(self, op_name: str, cls: str, dtype: str, units: Mapping[str, int]) -> int:
        """Sub-units for these units of an operation in a dtype, of one call or of many together."""
        weights = self._weights.get((op_name, cls, dtype))
        if weights is None:
            weights = self._worked_out(op_name, cls, dtype)
        return sum(weights[unit] * n for unit, n in units.items())

    def _worked_out(self, op_name: str, cls: str, dtype: str) -> dict[str, int]:
        document = self._document
        factor = document.rates.get(dtype, ONE)
        table = document.units
        own = document.operations.get(op_name) or document.operations.get(ufunc_of(op_name))
        for change in (document.classes.get(cls), own):
            if isinstance(change, Ratio):
                factor = factor.times(change)
            elif change is not None:
                table = table | change
        weights = {
            unit: by.get(dtype, by["*"]).times(factor).whole(self.scale)
            for unit, by in table.items()
        }
        self._weights[op_name, cls, dtype] = weights
        return weights

    def weight(self, op_name: str, cls: str) -> Ratio:
        """The cost of one unit of what an operation mostly does, in float64."""
        if self.calls is not None:
            return self.calls.weight((op_name,))
        units = of_class(cls, 2) if cls in ("contraction", "linalg") else of_class(cls, 1)
        count = units.operations or units["moved"]
        return ratio(self.linear_cost(op_name, cls, "float64", units), count * self.scale)

    def weights_of(
        self, op_name: str, cls: str, dtype: str, units: Mapping[str, int]
    ) -> dict[str, str]:
        """What one of each of these units costs, as exact text; nothing if calls are priced by their sizes."""
        if self.calls is not None:
            return {}
        one = {unit: self.linear_cost(op_name, cls, dtype, {unit: 1}) for unit in units}
        exactly = {unit: ratio(cost, self.scale) for unit, cost in one.items()}
        return {
            u: str(r.over) if r.under == 1 else f"{r.over}/{r.under}" for u, r in exactly.items()
        }

    def shown(self, cost: int) -> int:
        """A cost in sub-units as people see it: whole units of the currency, rounded up."""
        return shown(cost, self.scale)


def ufunc_of(op_name: str) -> str:
    """The ufunc that a method such as ``add.reduce`` carries out; the name itself of any other operation.

    >>> ufunc_of("bitwise_and.reduce"), ufunc_of("linalg.svd")
    ('bitwise_and', 'linalg.svd')
    """
    name, _, method = op_name.rpartition(".")
    return name if method in _METHODS else op_name


def _fractions(value: Ratio | dict[str, Any]) -> Iterator[Ratio]:
    """All fractions in a part of a document."""
    if isinstance(value, Ratio):
        yield value
    else:
        for item in value.values():
            yield from _fractions(item)


def _common_denominator(document: Document) -> int:
    """A number that makes every weight whole, whatever its class, operation and dtype."""
    changes = [*document.classes.values(), *document.operations.values()]
    tables = [document.units, *(c for c in changes if not isinstance(c, Ratio))]
    weights = denominator(f for t in tables for f in _fractions(t))
    classes = denominator(c for c in document.classes.values() if isinstance(c, Ratio))
    operations = denominator(c for c in document.operations.values() if isinstance(c, Ratio))
    return weights * classes * operations * denominator(document.rates.values())
