"""When a call cannot fail: the conditions that rows name as ``queueable=``.

A client may queue a call only if it cannot fail: for the rest, an error must come back before the program goes
on. A condition is asked once the row's rules have accepted the arguments. It takes what the rule says of the
result, and the arguments, and reads shapes, dtypes and plain values. The server checks everything again.
"""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._table import fitting
from flopscope._table.operation import NoValue
from flopscope._table.spec import Spec, ndim, shape, size


def always(spec: Spec, args: tuple[Any, ...]) -> bool:
    return True


def computes_inexact(spec: Spec, args: tuple[Any, ...]) -> bool:
    """Integer powers fail for negative exponents; floating ones do not."""
    return spec.dtype.kind in "fc"


def has_short_exponent(spec: Spec, args: tuple[Any, ...]) -> bool:
    """It is made a C int."""
    return type(args[1]) is not int or args[1].bit_length() < 32


def is_not_empty(spec: Spec, args: tuple[Any, ...]) -> bool:
    """The extreme of nothing is an error."""
    return size(args[0]) > 0


def has_one_axis(spec: Spec, args: tuple[Any, ...]) -> bool:
    """Only folds take several axes."""
    return size(args[0]) > 0 and not isinstance(args[1], tuple)


def has_dimensions(spec: Spec, args: tuple[Any, ...]) -> bool:
    """Means of a number take no axis, though its sum does."""
    return size(args[0]) > 0 and (args[1] is None or ndim(args[0]) > 0)


def has_points(spec: Spec, args: tuple[Any, ...]) -> bool:
    return spec.size > 0 and size(args[0]) > 0


def has_real_points(spec: Spec, args: tuple[Any, ...]) -> bool:
    a, length, *_ = args
    return has_points(spec, args) and length != 0 and _dtypes.of(a).kind != "c"


def is_copy(spec: Spec, args: tuple[Any, ...]) -> bool:
    """Not, perhaps, the array itself."""
    return args[-1] is True


def of_arrays(spec: Spec, args: tuple[Any, ...]) -> bool:
    """Numbers are made arrays first, which rules that promote them as numbers do not say."""
    return hasattr(args[0], "dtype") and hasattr(args[1], "dtype")


def is_filled(spec: Spec, args: tuple[Any, ...]) -> bool:
    """Arrays are cast with a warning at most, numbers may be refused."""
    value = args[1]
    if hasattr(value, "dtype"):
        return fitting.fits(value, spec.shape)
    number = {float: "fc", complex: "c"}.get(type(value), "biufc")
    return spec.dtype.kind in number and (type(value) is bool or fitting.holds(spec.dtype, value))


def has_bounds(spec: Spec, args: tuple[Any, ...]) -> bool:
    """Both are given, or both left out; a bound that is refused is refused by the rule."""
    low, high = args[1:3]
    numbers = (hasattr(b, "dtype") or type(b) in (int, float) for b in (low, high))
    return any(numbers) and low is not NoValue and high is not NoValue


def has_line(spec: Spec, args: tuple[Any, ...]) -> bool:
    """Rolling does not look at its axes before."""
    _, shift, axis = args
    return type(shift) is int and (
        axis is None or (type(axis) is int and -spec.ndim <= axis < spec.ndim)
    )


def has_elements(spec: Spec, args: tuple[Any, ...]) -> bool:
    """The result has an element."""
    return spec.size > 0


def fills_diagonal(_: Any, args: tuple[Any, ...]) -> bool:
    a, value, _wrap = args
    made = shape(a)
    is_square = len(made) == 2 or (len(made) > 2 and len(set(made)) == 1)
    return is_square and size(value) > 0 and fitting.takes(_dtypes.of(a), value)


def fills(_: Any, args: tuple[Any, ...]) -> bool:
    a, value = args
    return shape(value) == () and fitting.takes(_dtypes.of(a), value)
