"""Carrying drawn calls out, and what they cost."""

from __future__ import annotations

import warnings
from functools import reduce
from typing import Any

import numpy as np

import flopscope as flops
import flopscope.numpy as fnp

from .calls import Drawn

REFUSED = (
    TypeError,
    ValueError,
    IndexError,
    AttributeError,
    OverflowError,
    ZeroDivisionError,
    NotImplementedError,
)
"""How a call says that there is no such thing."""


def ours(value: Any) -> Any:
    """A drawn argument as this engine takes it."""
    if isinstance(value, np.ndarray):
        return fnp.array(value.tolist(), dtype=value.dtype.name).reshape(value.shape)
    if isinstance(value, list):
        return [ours(v) for v in value]
    if isinstance(value, tuple):
        return tuple(ours(v) for v in value)
    return value


def numpys(value: Any) -> Any:
    """A result as NumPy's arrays."""
    if isinstance(value, tuple | list):
        return [numpys(v) for v in value]
    if isinstance(value, fnp.ndarray):
        return np.array(value.tolist(), dtype=value.dtype.name).reshape(value.shape)
    return np.asarray(value)


def function(name: str) -> Any:
    """The public function of a row; methods take the array first."""
    if name.startswith("ndarray."):
        return getattr(fnp.ndarray, name.split(".")[1])
    return reduce(getattr, name.split("."), fnp)


def carry_out(call: Drawn, prepared: tuple[Any, dict[str, Any]] | None = None) -> tuple[Any, int]:
    """The result of a call and its price.

    Raises
    ------
    Exception
        What the call raises.
    """
    args, options = prepared or (ours(call.args), {k: ours(v) for k, v in call.options.items()})
    with warnings.catch_warnings(), flops.BudgetContext(10**15, quiet=True) as budget:
        warnings.simplefilter("ignore")
        result = function(call.name)(*args, **options)
    return result, budget.flops_used
