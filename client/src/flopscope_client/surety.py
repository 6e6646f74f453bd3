"""Which operations cannot fail once their rules have accepted the arguments.

Only these may be queued: for the rest, an error must come back before the program goes on. Ufuncs are
sure; other names stand here with the condition that makes them so. The server checks everything again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flopscope._table import TABLE, Operation, Spec
from flopscope._table.pointwise import ufunc_arity
from flopscope._table.spec import ndim, size

Condition = Callable[[Spec, tuple[Any, ...]], bool]


def _always(spec: Spec, args: tuple[Any, ...]) -> bool:
    return True


def _inexact(spec: Spec, args: tuple[Any, ...]) -> bool:
    """Integer powers fail for negative exponents; floating ones do not."""
    return spec.dtype.kind in "fc"


def _not_empty(spec: Spec, args: tuple[Any, ...]) -> bool:
    """The extreme of nothing is an error."""
    return size(args[0]) > 0


def _has_one_axis(spec: Spec, args: tuple[Any, ...]) -> bool:
    """Only folds take several axes."""
    return size(args[0]) > 0 and not isinstance(args[1], tuple)


def _has_dimensions(spec: Spec, args: tuple[Any, ...]) -> bool:
    """Means of a number take no axis, though its sum does."""
    return size(args[0]) > 0 and (args[1] is None or ndim(args[0]) > 0)


def _has_points(spec: Spec, args: tuple[Any, ...]) -> bool:
    return spec.size > 0 and size(args[0]) > 0


_CONDITIONS: dict[str, Condition] = {
    "power": _inexact,
    "power.outer": _inexact,
    **dict.fromkeys(
        "where sum prod all any dot inner einsum "
        "zeros ones full eye identity zeros_like ones_like full_like arange linspace copy "
        "reshape ravel transpose swapaxes squeeze expand_dims broadcast_to concatenate stack "
        "ndarray.__getitem__ ndarray.astype ndarray.flatten".split(),
        _always,
    ),
    **dict.fromkeys("max min cumsum cumprod sort argsort".split(), _not_empty),
    **dict.fromkeys("argmax argmin".split(), _has_one_axis),
    **dict.fromkeys("mean var std".split(), _has_dimensions),
    **dict.fromkeys("fft.fft fft.ifft linalg.norm".split(), _has_points),
    **dict.fromkeys(
        "random.rand random.randn random.random random.random_sample random.standard_normal "
        "random.Generator.random random.Generator.standard_normal".split(),
        _always,
    ),
}

_SILENT_CLASSES = frozenset({"view", "movement", "comparison", "random", "sorting"})
_CASTS = frozenset("full full_like arange linspace ndarray.astype".split())
"""Those that move elements into another dtype, in which they may have no place."""


def condition(op: Operation) -> Condition | None:
    """When calls of this row cannot fail; None where they always may.

    A ufunc with a loop for its operands computes whatever their elements are.
    """
    found = _CONDITIONS.get(op.name)
    return _always if found is None and ufunc_arity(op) is not None else found


def may_warn(op: Operation) -> bool:
    """Whether the data may cause a warning (an overflow, a division by zero, NaN as an integer)."""
    return op.cls not in _SILENT_CLASSES or op.name in _CASTS


def unknown_names() -> list[str]:
    """Names that are in no row: there must be none."""
    return [name for name in _CONDITIONS if name not in TABLE]
