"""When a charge is given back: the call was refused for its arguments, before it wrote anything.

What a call wrote before it failed stays written, and stays charged. So does every refusal that the elements
of an array decide: a singular matrix, an index out of bounds, a negative scale, probabilities that do not sum
to 1. Such an error is the result of a comparison, or of a sum, and would be had for nothing.
"""

from __future__ import annotations

import re
from typing import Any, Final

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

_OF_ELEMENTS: Final = re.compile(
    r"out[ -]of[ -]bounds|out of range|invalid entry|sum to 1|sums? to zero|negative|non-zero|include zero"
    r"|NaN|finite|monotonic|low is out|high is out|too (large|small)|in the range|exceeds valid bounds"
    r"| [<>]=? (\w|-)",
)
"""What NumPy says where elements decide. A word too many charges a refusal; one too few gives a test away."""

_OF_OTHERS: Final = re.compile(
    r"zero-size|dimension|Python int|^Input|^Shape|new_shape|expected|Number of samples|than population|>= 2-d"
    r"|index can't contain|float NaN"
)
"""What it says in like words of shapes, and of numbers that the program wrote."""

_OF_LATER: Final = re.compile(
    r"bounds for axis|bounds in|kth\(|Quantiles|integer powers|negative dimensions|repeats may"
)
"""Refusals for what another operand than the first says, as an index does."""


def is_refundable(
    name: str, error: BaseException, args: tuple[Any, ...], may_have_written: bool
) -> bool:
    """Whether the charge of a call that raised ``error`` is given back.

    Parameters
    ----------
    name : str
        The row's.
    error : BaseException
    args : tuple
        The call's arguments.
    may_have_written : bool
        Whether the call had an array to write into.
    """
    if not isinstance(error, REFUSALS) or isinstance(error, np.linalg.LinAlgError):
        return False
    if _is_of_elements(name, error, args):
        return False
    row = TABLE.get(name)
    checks = "" if row is None else row.checks_before_writing
    if not may_have_written or checks == "all":
        return True
    return isinstance(error, _OF_KIND) and (checks == "kinds" or _is_ufunc(TABLE[name]))


def _is_of_elements(name: str, error: BaseException, args: tuple[Any, ...]) -> bool:
    """Whether the elements of an array decided a refusal, by its text, and not numbers of the program."""
    if isinstance(error, _OF_KIND):
        return False
    text = str(error)
    if _OF_LATER.search(text):
        is_one = name.endswith((".reduce", ".accumulate"))
        return any(map(_has_elements, args if is_one else args[1:]))
    if isinstance(error, ZeroDivisionError):
        return True
    of_elements = _OF_ELEMENTS.search(text) and not _OF_OTHERS.search(text)
    return bool(of_elements) and any(map(_has_elements, args))


def _has_elements(value: Any) -> bool:
    """Whether an argument is an array or a list, which is one or was made of one; or holds one."""
    if isinstance(value, tuple):
        return any(map(_has_elements, value))
    return isinstance(value, np.ndarray | np.generic) or (isinstance(value, list) and bool(value))


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
