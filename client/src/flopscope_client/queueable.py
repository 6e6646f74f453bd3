"""Whether one call cannot fail: only then may it be queued.

For the rest, an error must come back before the program goes on. A row says which of its calls these are
(:attr:`flopscope._table.Operation.queueable`); what holds for calls of all rows stands here. The server
checks everything again.
"""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._table import Operation, Spec, fitting


def is_sure(op: Operation, spec: Any, args: tuple[Any, ...]) -> bool:
    """Whether a call cannot fail.

    Parameters
    ----------
    op : Operation
    spec : object
        What the row's rule says of the result.
    args : tuple
        One argument a parameter: what has a shape and dtype, numbers and plain values.
    """
    return (
        isinstance(spec, Spec)
        and min(spec.shape, default=0) >= 0
        and not (op.cls == "view" and args and _is_number(args[0]))
        and _numbers_fit(op, args)
        and not _compares_complex(op, args)
        and op.queueable is not None
        and op.queueable(spec, args)
    )


def _is_number(value: Any) -> bool:
    """Whether NumPy would first make an array of it: a view of that is no scalar."""
    return type(value) in (bool, int, float, complex)


def _compares_complex(op: Operation, args: tuple[Any, ...]) -> bool:
    """NumPy warns of NaN there, which it does in no other comparison."""
    return op.cls == "comparison" and any(
        _dtypes.of(a).kind == "c"
        for p, a in zip(op.params, args, strict=True)
        if p.kind.is_array and (hasattr(a, "dtype") or type(a) is complex)
    )


def _numbers_fit(op: Operation, args: tuple[Any, ...]) -> bool:
    """Whether numbers have a place in the dtypes of all arrays beside them, and no number is absurd."""
    operands = [a for p, a in zip(op.params, args, strict=True) if p.kind.is_array]
    dtypes = [_dtypes.of(a) for a in operands if hasattr(a, "dtype")]
    numbers = [a for a in operands if type(a) in (int, float, complex)]
    others = (a for p, a in zip(op.params, args, strict=True) if p.kind.is_plain)
    return all(fitting.holds(d, a) for a in numbers for d in dtypes) and not any(
        type(a) is int and abs(a) > _MOST for a in others
    )


_MOST = 2**31 - 1
"""What axes, lengths and offsets may be: larger ones overflow here and there in NumPy."""
