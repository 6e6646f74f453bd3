"""What one kind of call costs: the object that price caches hold and that ledgers count."""

from __future__ import annotations

from typing import Any

from flopscope._pricing.units import NOTHING, Units


class Price:
    """The price of all calls with the same operation, shapes, dtypes and options.

    A price cache holds one for each such combination, and a ledger counts calls by it: what was spent, and on
    which units, is calls times this, worked out when somebody looks. Prices are equal only if they are the
    same object, so that counting a call takes one look-up by identity.

    Attributes
    ----------
    op_name : str
    cost : int
        Sub-units of the policy's currency; see :attr:`~flopscope._pricing.policy.Policy.scale`.
    units : Units
    dtype : str
        Name of the dtype in which the call computes.
    work : int
        Operations, or elements moved if there are none: about how long the call takes.
    also : tuple of int
        Costs under the policies that are recorded beside the one that charges, in their sub-units.
    twins : bool
        Operands of these shapes could show the same memory, as in ``A @ A.T``; the call costs less then.
    """

    __slots__ = ("__weakref__", "also", "cost", "dtype", "op_name", "twins", "units", "work")

    def __init__(
        self,
        op_name: str,
        cost: int = 0,
        units: Units = NOTHING,
        dtype: str = "float64",
        also: tuple[int, ...] = (),
        twins: bool = False,
    ) -> None:
        self.op_name = op_name
        self.cost = cost
        self.units = units
        self.dtype = dtype
        self.work = units.operations or units["moved"]
        self.also = also
        self.twins = twins

    def __repr__(self) -> str:
        return f"Price({self.op_name!r}, {self.cost}, {self.units}, {self.dtype!r})"


def shown(cost: int, scale: int) -> int:
    """A cost in sub-units as whole units of the currency, rounded up.

    >>> shown(7, 2), shown(8, 2)
    (4, 4)
    """
    return -(-cost // scale)


def free(op_name: str) -> Any:
    """The price of calls that do nothing, whatever the policy."""
    return Price(op_name)
