"""When a charge is given back: the call was refused for its arguments, before it wrote anything.

What a call wrote before it failed stays written, and stays charged. So does what only the elements show of a
whole computation: a singular matrix, a floating-point error that is to be raised.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from flopscope._table import TABLE, Operation
from flopscope._table.pointwise import ufunc_arity

REFUSALS = (
    TypeError,
    AttributeError,
    ValueError,
    IndexError,
    OverflowError,
    ZeroDivisionError,
    MemoryError,
    RuntimeError,
)
"""How NumPy says that it will not do a call."""

_OF_KIND = (TypeError, AttributeError, MemoryError, np.exceptions.AxisError)
"""Refusals that depend on kinds, shapes and axes alone."""


def is_refundable(name: str, error: BaseException, may_have_written: bool) -> bool:
    """Whether the charge of a call that raised ``error`` is given back.

    Parameters
    ----------
    name : str
        The row's.
    error : BaseException
    may_have_written : bool
        Whether the call had an array to write into.
    """
    if not isinstance(error, REFUSALS) or isinstance(error, np.linalg.LinAlgError):
        return False
    row = TABLE.get(name)
    checks = "" if row is None else row.checks_before_writing
    if not may_have_written or checks == "all":
        return True
    if name.endswith(".at") and isinstance(error, IndexError):
        return True
    return isinstance(error, _OF_KIND) and (checks == "kinds" or _is_ufunc(TABLE[name]))


def _is_ufunc(row: Operation) -> bool:
    return row.chapter == "ufunc_methods" or ufunc_arity(row) is not None


def writes(op: Operation, args: tuple[Any, ...]) -> bool:
    """Whether a call has an array to write into."""
    if op.writes is not None:
        return True
    for param, arg in zip(op.params, args, strict=True):
        if param.kind.name == "out" and arg is not None and arg is not param.default:
            return True
    if op.overwrites is None:
        return False
    flag, value = op.overwrites
    return bool(args[op.places[flag]]) is value
