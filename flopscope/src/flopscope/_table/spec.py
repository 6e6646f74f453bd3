"""What rules see of an array: its shape, dtype and symmetry, and the arithmetic of shapes.

Rules take anything with ``shape``, ``size``, ``ndim`` and ``dtype``: a NumPy array, the remote
engine's handle, or a :class:`Spec` when only a cost is asked for. Python numbers stand for
themselves, as 0-d operands whose dtype is weak (NEP 50).
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from flopscope._base import dtypes as _dtypes
from flopscope._base.exceptions import AxisError

if TYPE_CHECKING:
    from flopscope._symmetry.group import SymmetryGroup

Shape = tuple[int, ...]


class Twin(NamedTuple):
    """One of several operands of a call that show the same memory, with their axes in some order.

    Attributes
    ----------
    root : int
        Equal for operands that show the same memory.
    axes : tuple of int or None
        For each axis, which of the memory's axes it is; None for an axis of length 1.
    """

    root: int
    axes: tuple[int | None, ...]


class Spec:
    """A shape and dtype without data; ``scalar`` marks what NumPy returns as a scalar.

    Parameters
    ----------
    shape : tuple of int
    dtype : dtype, optional
        Default float64.
    scalar : bool, optional
        True for an immutable 0-d result.
    group : SymmetryGroup, optional
        The declared or derived symmetry, interned; None for an array without one.
    twin : Twin, optional
        Which operands of the same call show the same memory; None for an operand that stands alone.
    """

    __slots__ = ("dtype", "group", "ndim", "scalar", "shape", "size", "twin")

    def __init__(
        self,
        shape: Iterable[int],
        dtype: Any = None,
        scalar: bool = False,
        group: SymmetryGroup | None = None,
        twin: Twin | None = None,
    ) -> None:
        self.shape: Shape = tuple(shape)
        self.ndim = len(self.shape)
        self.size = math.prod(self.shape)
        self.dtype = _dtypes.dtype(dtype)
        self.scalar = scalar
        self.group = group
        self.twin = twin

    @property
    def nbytes(self) -> int:
        """Bytes of the array's data."""
        return self.size * self.dtype.itemsize

    def __repr__(self) -> str:
        return f"Spec({self.shape}, {self.dtype.name!r}{', scalar=True' if self.scalar else ''})"


class Named(NamedTuple):
    """A named tuple in a result rule: the class's name in :mod:`flopscope._base.results`, its items."""

    name: str
    items: tuple[Any, ...]


def shape(x: Any) -> Shape:
    """The shape of an operand; ``()`` for a Python number."""
    found: Shape = getattr(x, "shape", ())
    return found


def size(x: Any) -> int:
    """The number of elements of an operand; 1 for a Python number."""
    return int(getattr(x, "size", 1))


def unique(x: Any) -> int:
    """The number of elements of an operand that may differ: its size, unless it has a symmetry."""
    group: SymmetryGroup | None = getattr(x, "group", None)
    return size(x) if group is None else group.burnside_unique_count(dict(enumerate(x.shape)))


def ndim(x: Any) -> int:
    """The number of dimensions of an operand; 0 for a Python number."""
    return len(shape(x))


def is_scalar(x: Any) -> bool:
    """Whether an operand is an immutable scalar: a number, NumPy's scalar, or what stands for one."""
    return bool(getattr(x, "scalar", not hasattr(x, "__setitem__")))


def is_weak(x: Any) -> bool:
    """Whether an operand is a Python number, whose dtype gives way to an array's."""
    return type(x) in (int, float, complex, bool)


def nested_shape(source: Any) -> Shape:
    """The shape of numbers or arrays nested in lists, read off the first of each."""
    if not isinstance(source, list | tuple):
        return shape(source)
    return (len(source), *nested_shape(source[0])) if source else (0,)


def observations(m: Any, y: Any, rowvar: Any) -> tuple[int, int]:
    """Variables and observations of a covariance's data."""
    rows, columns = 0, 0
    for given in (m, y):
        if given is None:
            continue
        made = shape(given)
        if len(made) > 2:
            raise ValueError("m has more than 2 dimensions")
        made = (1,) * (2 - len(made)) + made
        if not rowvar and made[0] != 1:
            made = made[::-1]
        rows, columns = rows + made[0], made[1]
    return rows, columns


def dims(value: Any) -> Shape:
    """A ``shape=`` argument (an int or a sequence of ints) as a tuple, checked as NumPy does."""
    if value is None:
        return ()
    try:
        found: Shape = (operator.index(value),)
    except TypeError:
        try:
            found = tuple(operator.index(n) for n in value)
        except TypeError:
            if hasattr(value, "__iter__"):
                raise
            raise TypeError(
                f"expected a sequence of integers or a single integer, got '{value!r}'"
            ) from None
    if any(n < 0 for n in found):
        raise ValueError("negative dimensions are not allowed")
    return found


def broadcast(*shapes: Shape) -> Shape:
    """The common shape under NumPy's broadcasting rules.

    Raises
    ------
    ValueError
        If two lengths differ and neither is 1.
    """
    first = shapes[0] if shapes else ()
    if all(s == first for s in shapes):
        return first
    shapes = tuple(s for s in shapes if s)
    result: list[int] = []
    for axis in range(-max(map(len, shapes)), 0):
        lengths = {s[axis] for s in shapes if len(s) >= -axis} - {1}
        if len(lengths) > 1:
            shown = " ".join(
                "(" + ",".join(map(str, s)) + ("," * (len(s) == 1)) + ")" for s in shapes
            )
            raise ValueError(f"operands could not be broadcast together with shapes {shown} ")
        result.append(lengths.pop() if lengths else 1)
    return tuple(result)


def axis_index(axis: Any, ndim: int) -> int:
    """``axis`` counted from the front.

    Raises
    ------
    AxisError
        If it is out of range for ``ndim`` dimensions.
    """
    found = operator.index(axis)
    if not -ndim <= found < ndim:
        raise AxisError(found, ndim)
    return found % ndim


def axes(axis: Any, ndim: int) -> tuple[int, ...]:
    """An ``axis=`` argument (None, an int or a tuple of ints) as a tuple counted from the front."""
    if axis is None:
        return tuple(range(ndim))
    if isinstance(axis, list | tuple):
        found = tuple(axis_index(a, ndim) for a in axis)
        if len(set(found)) != len(found):
            raise ValueError("duplicate value in 'axis'")
        return found
    return (axis_index(axis, ndim),)


def reduced(shape: Shape, axis: Any, keepdims: Any = False) -> Shape:
    """The shape that is left when ``axis`` is reduced away."""
    if not shape and type(axis) is int and axis in (0, -1):
        return ()  # NumPy lets these axes pass for numbers
    gone = axes(axis, len(shape))
    if keepdims is True or (keepdims and not isinstance(keepdims, type)):
        return tuple(1 if i in gone else n for i, n in enumerate(shape))
    return tuple(n for i, n in enumerate(shape) if i not in gone)


def ceil_log2(n: int) -> int:
    """The smallest k with ``2**k >= n``; 0 for n < 2."""
    return max(0, (n - 1).bit_length()) if n > 1 else 0
