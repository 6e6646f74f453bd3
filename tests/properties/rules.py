"""A row's result rule against what NumPy really gives."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from flopscope._base import dtypes as _dtypes
from flopscope._local.calls import numpy_call, numpy_target
from flopscope._table import TABLE, Named, NoValue, Operation, Param, Spec
from flopscope_client import body, queueable
from flopscope_client.predictions import NOTHING, index_key, is_integers, known_dtype, number_kind


def arguments(op: Operation, **given: Any) -> tuple[Any, ...]:
    """One argument a parameter, defaults filled in."""
    unknown = set(given) - {p.name for p in op.params}
    assert not unknown, (op.name, unknown)
    return tuple(given.get(p.name, p.default) for p in op.params)


def promised(op: Operation, args: tuple[Any, ...]) -> Any:
    """What the rule says; the error that it raises."""
    try:
        return op.result(args)
    except (TypeError, ValueError, LookupError, ArithmeticError) as error:
        return error


def given(op: Operation, args: tuple[Any, ...]) -> Any:
    """What NumPy gives; the error that it raises."""
    try:
        with np.errstate(all="warn"):
            return numpy_call(op, numpy_target(op))(args, len(args))
    except (TypeError, ValueError, LookupError, ArithmeticError) as error:
        return error


def is_queued(op: Operation, args: tuple[Any, ...], rule: Any) -> bool:
    """Whether the remote engine would queue this call, taking for granted that it cannot fail."""
    if op.writes and not args[0].flags.writeable:
        return False
    if op.queueable is None or not body.is_fast(op):
        return False
    if not all(_is_fast(op, p, args, i) for i, p in enumerate(op.params)):
        return False
    try:
        return queueable.is_sure(op, NOTHING if op.writes else rule, args)
    except (TypeError, ValueError, LookupError, ArithmeticError):
        return False  # as the planner has it


def _is_fast(op: Operation, param: Param, args: tuple[Any, ...], place: int) -> bool:
    value = args[place]
    if value is param.default:
        return True
    optional = param.name in op.optional_operands
    if param.kind.name == "dtype":
        return op.dtype_of_result and known_dtype(value) is not None
    if param.kind.is_array and (optional or not param.source):
        if optional and value is None:
            return True
        return hasattr(value, "dtype") or number_kind(value) is not None
    if param.kind.name == "operands":
        return type(value[0]) is str and all(hasattr(v, "dtype") for v in value[1:])
    if param.kind.name == "arrays" and not param.source:
        return hasattr(value, "dtype") or all(hasattr(v, "dtype") for v in value)
    if param.kind.name == "index":
        is_mask = hasattr(value, "dtype") and value.dtype.kind == "b"
        return is_mask or index_key(value, args[0].shape) is not None
    if not param.kind.is_plain:
        return param.kind.name == "generator"
    return value is None or type(value) in (int, bool) or is_integers(value)


QUEUED: Counter[str] = Counter()
"""How many calls of each row were held against NumPy and would be queued."""


@contextmanager
def silence_required(required: bool) -> Iterator[None]:
    """What is queued as silent may not warn."""
    if not required:
        yield
        return
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def described(value: Any) -> Any:
    """Shape, dtype and whether it is a scalar, of a result or of a rule's spec of it."""
    if isinstance(value, Spec):
        return (value.shape, value.dtype.name, value.scalar)
    if isinstance(value, np.ndarray | np.generic):
        return (value.shape, _dtypes.dtype(value.dtype).name, isinstance(value, np.generic))
    if isinstance(value, Named):
        return (value.name, *map(described, value.items))
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return (type(value).__name__, *map(described, value))
    if isinstance(value, tuple | list):
        return (type(value).__name__, *map(described, value))
    return type(value).__name__


def check(name: str, **named: Any) -> bool:
    """The rule's promise is kept, and it refuses only what NumPy refuses.

    Returns
    -------
    bool
        Whether there was a promise and a result to compare it with.
    """
    op = TABLE[name]
    args = arguments(op, **named)
    rule = promised(op, args)
    queued = is_queued(op, args, rule)
    with silence_required(queued and not op.warns):
        result = given(op, args)
    if queued:
        QUEUED[name] += 1
        assert not isinstance(result, Exception), f"a queued call fails: {result!r}"
    if rule is None:
        return False
    if isinstance(rule, Exception):
        assert isinstance(result, Exception), (rule, described(result))
        # Rules look at shapes; NumPy may meet a dtype or number that does not fit before them.
        if not isinstance(result, TypeError | OverflowError):
            assert isinstance(rule, type(result)) or isinstance(result, type(rule)), (rule, result)
    elif not isinstance(result, Exception):
        promise, fact = described(rule), described(result)
        assert promise == fact, f"rule {promise}, NumPy {fact}"
        return True
    return False


__all__ = ["TABLE", "NoValue", "arguments", "check", "described", "given", "promised"]
