"""Which operations cannot fail once their rules have accepted the arguments.

Only these may be queued: for the rest, an error must come back before the program goes on. Ufuncs are
sure; other names stand here with the condition that makes them so. The server checks everything again.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._table import NoValue, Operation, Spec
from flopscope._table.contractions import einsum_expression
from flopscope._table.pointwise import ufunc_arity
from flopscope._table.spec import ndim, size
from flopscope_client import writing

Condition = Callable[[Any, tuple[Any, ...]], bool]


def _always(spec: Spec, args: tuple[Any, ...]) -> bool:
    return True


def _inexact(spec: Spec, args: tuple[Any, ...]) -> bool:
    """Integer powers fail for negative exponents; floating ones do not."""
    return spec.dtype.kind in "fc"


def _has_short_exponent(spec: Spec, args: tuple[Any, ...]) -> bool:
    """It is made a C int."""
    return type(args[1]) is not int or args[1].bit_length() < 32


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


def _has_real_points(spec: Spec, args: tuple[Any, ...]) -> bool:
    a, length, *_ = args
    return _has_points(spec, args) and length != 0 and _dtypes.of(a).kind != "c"


def _is_copy(spec: Spec, args: tuple[Any, ...]) -> bool:
    """Not, perhaps, the array itself."""
    return args[-1] is True


def _is_plain_einsum(spec: Spec, args: tuple[Any, ...]) -> bool:
    """Ellipses and lengths of 1 are broadcast by rules that NumPy's own loops do not always follow."""
    text, *arrays = args[0]
    if "." in text or len(arrays) > _EINSUM_OPERANDS:
        return False
    expression = einsum_expression(args[0])
    found = zip(expression.inputs, arrays, strict=True)
    return len(expression.sizes) <= _EINSUM_LABELS and all(
        tuple(expression.sizes[label] for label in term) == a.shape for term, a in found
    )


_EINSUM_OPERANDS, _EINSUM_LABELS = 16, 26
"""What NumPy's iterators surely take."""


def _of_arrays(spec: Spec, args: tuple[Any, ...]) -> bool:
    """Numbers are made arrays first, which rules that promote them as numbers do not say."""
    return hasattr(args[0], "dtype") and hasattr(args[1], "dtype")


def _is_filled(spec: Spec, args: tuple[Any, ...]) -> bool:
    """Arrays are cast with a warning at most, numbers may be refused."""
    value = args[1]
    if hasattr(value, "dtype"):
        return writing.fits(value, spec.shape)
    number = {float: "fc", complex: "c"}.get(type(value), "biufc")
    return spec.dtype.kind in number and (type(value) is bool or writing.holds(spec.dtype, value))


def _has_bounds(spec: Spec, args: tuple[Any, ...]) -> bool:
    """Both are given, or both left out; a bound that is refused is refused by the rule."""
    low, high = args[1:3]
    numbers = (hasattr(b, "dtype") or type(b) in (int, float) for b in (low, high))
    return any(numbers) and low is not NoValue and high is not NoValue


def _has_line(spec: Spec, args: tuple[Any, ...]) -> bool:
    """Rolling does not look at its axes before."""
    _, shift, axis = args
    return type(shift) is int and (
        axis is None or (type(axis) is int and -spec.ndim <= axis < spec.ndim)
    )


_CONDITIONS: dict[str, Condition] = {
    "power": _inexact,
    "power.outer": _inexact,
    **dict.fromkeys(("ldexp", "ldexp.outer"), _has_short_exponent),
    **dict.fromkeys(
        "where sum prod all any vdot diag diagonal polyval ndarray.copy "
        "moveaxis flip fliplr flipud matrix_transpose tril triu vstack hstack dstack column_stack "
        "nansum nanprod "
        "zeros ones eye identity zeros_like ones_like arange linspace copy "
        "reshape ravel transpose swapaxes squeeze expand_dims broadcast_to concatenate stack "
        "ndarray.__getitem__ ndarray.flatten".split(),
        _always,
    ),
    "einsum": _is_plain_einsum,
    "ndarray.astype": _is_copy,
    **writing.CONDITIONS,
    **dict.fromkeys("dot inner outer kron tensordot".split(), _of_arrays),
    **dict.fromkeys("full full_like".split(), _is_filled),
    "clip": _has_bounds,
    "roll": _has_line,
    "trace": lambda spec, args: spec.size > 0,
    **dict.fromkeys("max min cumsum cumprod sort argsort nanmax nanmin".split(), _not_empty),
    **dict.fromkeys("argmax argmin".split(), _has_one_axis),
    **dict.fromkeys("mean var std nanmean nanvar nanstd".split(), _has_dimensions),
    **dict.fromkeys("fft.fft fft.ifft fft.irfft linalg.norm".split(), _has_points),
    "fft.rfft": _has_real_points,
    **dict.fromkeys(
        "random.rand random.randn random.random random.random_sample random.standard_normal "
        "random.Generator.random random.Generator.standard_normal".split(),
        _always,
    ),
}

_SILENT_CLASSES = frozenset({"view", "movement", "comparison", "random", "sorting"})
_WARNING = frozenset("full full_like arange linspace ndarray.astype nanmax nanmin".split())
"""Those that do warn: elements may have no place in another dtype, and there may be NaN only."""


def condition(op: Operation) -> Condition | None:
    """When calls of this row cannot fail; None where they always may.

    A ufunc with a loop for its operands computes whatever their elements are.
    """
    found = _CONDITIONS.get(op.name)
    return _always if found is None and ufunc_arity(op) is not None else found


def is_sure(op: Operation, condition: Condition, spec: Any, args: tuple[Any, ...]) -> bool:
    """Whether a call cannot fail.

    Parameters
    ----------
    op : Operation
    condition : callable
        The row's :func:`condition`.
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
        and condition(spec, args)
    )


def _is_number(value: Any) -> bool:
    """Whether NumPy would first make an array of it: a view of that is no scalar."""
    return type(value) in (bool, int, float, complex)


def _compares_complex(op: Operation, args: tuple[Any, ...]) -> bool:
    """NumPy warns of NaN there, which it does in no other comparison."""
    return op.cls == "comparison" and any(
        _dtypes.of(a).kind == "c"
        for p, a in zip(op.params, args, strict=True)
        if p.kind == "array" and (hasattr(a, "dtype") or type(a) is complex)
    )


def _numbers_fit(op: Operation, args: tuple[Any, ...]) -> bool:
    """Whether numbers have a place in the dtypes of all arrays beside them, and no number is absurd."""
    operands = [a for p, a in zip(op.params, args, strict=True) if p.kind == "array"]
    dtypes = [_dtypes.of(a) for a in operands if hasattr(a, "dtype")]
    numbers = [a for a in operands if type(a) in (int, float, complex)]
    others = (a for p, a in zip(op.params, args, strict=True) if p.kind == "plain")
    return all(writing.holds(d, a) for a in numbers for d in dtypes) and not any(
        type(a) is int and abs(a) > _MOST for a in others
    )


_MOST = 2**31 - 1
"""What axes, lengths and offsets may be: larger ones overflow here and there in NumPy."""


class Writability(enum.Enum):
    """Whether an operation's result can be written to."""

    ALWAYS = enum.auto()
    AS_OPERAND = enum.auto()  # a view of it, or a copy
    UNKNOWN = enum.auto()


_READ_ONLY = frozenset({"broadcast_to", "diag", "diagonal", "einsum"})
"""What may give views that cannot be written to, or of which more than the first operand decides."""


def writability(op: Operation) -> Writability:
    """Whether the results of a row's sure calls can be written to."""
    if op.name in _READ_ONLY:
        return Writability.UNKNOWN
    is_view = op.cls == "view" or op.name == "ndarray.__getitem__"
    return Writability.AS_OPERAND if is_view else Writability.ALWAYS


def may_warn(op: Operation) -> bool:
    """Whether the data may cause a warning (an overflow, a division by zero, NaN as an integer)."""
    return op.cls not in _SILENT_CLASSES or op.name in _WARNING


def named() -> set[str]:
    """The rows with a condition of their own."""
    return set(_CONDITIONS)
