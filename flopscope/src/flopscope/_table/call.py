"""One call of an operation, as its rules see it."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Protocol

from flopscope._pricing.units import Units


class Row(Protocol):
    """What a call and what all calls have in common ask of their row."""

    name: str
    cls: str
    params: tuple[Any, ...]
    places: dict[str, int]
    arrays: tuple[int, ...]
    defaults: tuple[Any, ...]
    chapter: str

    @property
    def leaf(self) -> str:
        """The last component of the name."""
        ...

    def called(self, args: tuple[Any, ...]) -> Call:
        """A call with these arguments."""
        ...

    def result_of(self, call: Call) -> Any:
        """The result's spec."""
        ...

    def units_of(self, call: Call) -> Units:
        """What the call does."""
        ...


class Call:
    """The arguments of one call, each under its parameter's name: ``c.a``, ``c.axis``.

    Rules read nothing else, so a rule is any callable of one argument: a function, a lambda, a partial,
    a decorated or cached one. Arguments have a ``shape`` and a ``dtype``, or are plain values; an argument
    that the caller left out has the parameter's default. A parameter named ``result`` or ``operands``
    hides the attribute of that name.

    Parameters
    ----------
    op : Row
        The row.
    args : tuple
        One argument per parameter, in the row's order, defaults filled in.

    Attributes
    ----------
    result : Spec, tuple, list, Named or None
        What the row's result rule gives, worked out once. None where the arguments do not determine it.
    operands : list
        The arguments of kind ``array`` that are not None.

    Examples
    --------
    >>> from flopscope._table import TABLE, Spec
    >>> c = Call(TABLE["sum"], (Spec((4, 5)), 1, *TABLE["sum"].defaults[2:]))
    >>> c.axis, c.result.shape
    (1, (4,))
    """

    def __init__(self, op: Row, args: tuple[Any, ...]) -> None:
        self.__dict__.update(zip(op.places, args, strict=True))
        self._op = op
        self._args = args

    @cached_property
    def result(self) -> Any:
        """The result's spec, by the row's own rule."""
        return self._op.result_of(self)

    @cached_property
    def operands(self) -> Any:
        """The array arguments, but for those that are None."""
        args = self._args
        return [args[i] for i in self._op.arrays if args[i] is not None]

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(
            f"{self._op.name} has no parameter {name!r}; it has {', '.join(self._op.places)}"
        )

    def __hash__(self) -> int:
        return hash(self._args)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Call) and (self._op, self._args) == (other._op, other._args)

    def __repr__(self) -> str:
        given = ", ".join(f"{n}={a!r}" for n, a in zip(self._op.places, self._args, strict=True))
        return f"<call {self._op.name}({given})>"
