"""Prices of rows for shapes, without running anything."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

from flopscope._engine import current as engine
from flopscope._pricing import files
from flopscope._pricing.policy import Policy
from flopscope._pricing.price import Price
from flopscope._symmetry.derived import group_of, interned
from flopscope._table import TABLE, Operation, Spec, symmetries

Shape = int | tuple[int, ...]


@functools.cache
def names() -> dict[str, Operation]:
    """The rows by name and alias."""
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
    found = names().get(op_name)
    if found is None:
        raise ValueError(
            f"there is no operation {op_name!r}; give a name below numpy, as 'linalg.svd'"
        )
    return found


def array(shape: Shape, dtype: Any = None, symmetry: Any = None) -> Spec:
    """What stands for an array of this shape (an int is a length).

    Parameters
    ----------
    shape : int or tuple of int
    dtype : dtype, optional
        Default float64.
    symmetry : SymmetryGroup, sequence of int, or sequence of sequences of int, optional
        As for :func:`flopscope.as_symmetric`.
    """
    lengths = (shape,) if isinstance(shape, int) else tuple(shape)
    group = None if symmetry is None else interned(group_of(symmetry, shape=lengths))
    return Spec(lengths, dtype, group=group)


class How(NamedTuple):
    """By which policy, and for which operands, a query is answered.

    Attributes
    ----------
    policy : Policy
    dtype : dtype or None
        Of operands that are given as shapes; None for float64.
    batch : tuple of int
        Put before the shapes of all operands.
    """

    policy: Policy
    dtype: Any = None
    batch: tuple[int, ...] = ()

    def operand(self, spec: Spec) -> Spec:
        """An operand that was given as a shape."""
        first, group, twin = len(self.batch), spec.group, spec.twin
        if first and group is not None:
            group = interned(group.relabel({a: first + a for a in group.axes}))
        return Spec(
            (*self.batch, *spec.shape),
            spec.dtype if self.dtype is None else self.dtype,
            group=group,
            twin=None if first else twin,
        )


def how(options: dict[str, Any]) -> How:
    """Take ``policy``, ``dtype`` and ``batch`` out of a query's options."""
    batch = options.pop("batch", ())
    return How(
        _policy(options.pop("policy", None)),
        options.pop("dtype", None),
        (batch,) if isinstance(batch, int) else tuple(batch),
    )


def _policy(given: Policy | str | None) -> Policy:
    if given is None:
        return policy()
    return given if isinstance(given, Policy) else files.load(str(given), TABLE)


def price(op_name: str, options: dict[str, Any] | None = None, **arguments: Any) -> int:
    """The FLOPs that an operation is charged for these arguments; arrays are given as :func:`array`.

    Parameters
    ----------
    op_name : str
    options : dict, optional
        ``policy``, ``dtype`` and ``batch``, and further arguments of the operation.
    **arguments
        By the row's parameters.
    """
    op = operation(op_name)
    rest = dict(options or {})
    asked = how(rest)
    arguments |= rest
    unknown = set(arguments) - set(op.places)
    if unknown:
        raise TypeError(f"{op_name} has no parameter {min(unknown)!r}")
    args = tuple(_operand(arguments.get(p.name, p.default), asked) for p in op.params)
    return asked.policy.shown(cheapest(asked.policy, op, args).cost)


def cheapest(policy: Policy, op: Operation, args: tuple[Any, ...]) -> Price:
    """The price of a call as an engine charges it: with symmetries, or without where that is less."""
    found = policy.price(op, args)
    plain = tuple(map(symmetries.bare, args))
    if all(a is b for a, b in zip(args, plain, strict=True)):
        return found
    full = policy.price(op, plain)
    return found if found.cost <= full.cost else full


def _operand(value: Any, asked: How) -> Any:
    if isinstance(value, Spec):
        return asked.operand(value)
    if isinstance(value, list | tuple) and any(isinstance(v, Spec) for v in value):
        return type(value)(_operand(v, asked) for v in value)
    return value
