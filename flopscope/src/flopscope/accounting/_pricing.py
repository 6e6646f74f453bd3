"""Prices of rows for shapes, without running anything."""

from __future__ import annotations

import functools
from typing import Any

from flopscope._engine import current as engine
from flopscope._pricing.policy import Policy
from flopscope._table import TABLE, Operation, Spec

Shape = int | tuple[int, ...]


@functools.cache
def _names() -> dict[str, Operation]:
    return {name: op for op in TABLE.values() for name in (op.name, *op.aliases)}


def policy() -> Policy:
    """What operations are priced by: this process's policy, or its server's."""
    return engine().policy


def operation(op_name: str) -> Operation:
    """The row of an operation.

    Raises
    ------
    ValueError
        If there is none of that name.
    """
    found = _names().get(op_name)
    if found is None:
        raise ValueError(
            f"there is no operation {op_name!r}; give a name below numpy, as 'linalg.svd'"
        )
    return found


def array(shape: Shape, dtype: Any = None) -> Spec:
    """What stands for an array of this shape (an int is a length)."""
    return Spec((shape,) if isinstance(shape, int) else shape, dtype)


def price(op_name: str, **arguments: Any) -> int:
    """The FLOPs that an operation is charged for these arguments; arrays are given as :func:`array`."""
    op = operation(op_name)
    unknown = set(arguments) - {p.name for p in op.params}
    if unknown:
        raise TypeError(f"{op_name} has no parameter {min(unknown)!r}")
    pricing = policy()
    found = pricing.price(op, tuple(arguments.get(p.name, p.default) for p in op.params))
    return pricing.shown(found.cost)
