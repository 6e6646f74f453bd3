"""Errors and warnings as plain values: only the classes of this table travel, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from flopscope import errors
from flopscope._base import exceptions as npe

_OWN = [v for v in vars(errors).values() if isinstance(v, type) and issubclass(v, BaseException)]
_NUMPYS = [getattr(npe, name) for name in npe.__all__]
_PYTHONS = [
    TypeError,
    ValueError,
    IndexError,
    KeyError,
    AttributeError,
    OverflowError,
    ZeroDivisionError,
    FloatingPointError,
    ArithmeticError,
    MemoryError,
    RuntimeError,
    NotImplementedError,
    RuntimeWarning,
    UserWarning,
    DeprecationWarning,
    FutureWarning,
]

CLASSES: Final[dict[str, type[BaseException]]] = {
    cls.__name__: cls for cls in [*_OWN, *_NUMPYS, *_PYTHONS]
}

_FIELDS: Final[dict[str, Callable[[Any], list[Any]]]] = {
    "BudgetExhaustedError": lambda e: [e.op_name, e.flop_cost, e.flops_remaining],
    "TimeExhaustedError": lambda e: [e.op_name, e.elapsed_s, e.limit_s],
    "AxisError": lambda e: [getattr(e, "_msg", None), e.axis, e.ndim],
}
"""Classes whose arguments are not their message alone."""


def encode(error: BaseException) -> list[Any]:
    """``[class name, *arguments]`` of the nearest class of the table."""
    for cls in type(error).__mro__:
        if CLASSES.get(cls.__name__) is cls:
            fields = _FIELDS.get(cls.__name__)
            return [cls.__name__, *(fields(error) if fields else [_message(error)])]
    return ["FlopscopeError", f"{type(error).__name__}: {error}"]


def _message(error: BaseException) -> str:
    return str(error.args[0]) if len(error.args) == 1 else str(error)


def decode(data: list[Any]) -> BaseException:
    """The error that :func:`encode` described."""
    name, *args = data
    if name == "BudgetExhaustedError":
        op_name, cost, remaining = args
        return errors.BudgetExhaustedError(op_name, flop_cost=cost, flops_remaining=remaining)
    if name == "TimeExhaustedError":
        op_name, elapsed, limit = args
        return errors.TimeExhaustedError(op_name, elapsed_s=elapsed, limit_s=limit)
    if name == "AxisError":
        message, axis, ndim = args
        return npe.AxisError(message) if axis is None else npe.AxisError(axis, ndim, message)
    return CLASSES.get(name, errors.ProtocolError)(*args)
