"""What all chapters count alike: complex numbers, casts, masks, index arrays, dot products.

Helpers take what rules see (anything with a ``shape`` and a ``dtype``, or a Python number) and give
:class:`~flopscope._pricing.units.Units`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import (
    NOTHING,
    Units,
    additions,
    cast,
    comparisons,
    complex_products,
    gathered,
    multiply_adds,
    products,
    real_complex_products,
)
from flopscope._table.casts import is_exact
from flopscope._table.operation import NoValue
from flopscope._table.spec import Spec, broadcast, is_weak, shape, size


def is_given(value: Any) -> bool:
    """Whether an optional argument was given: it is neither None nor the mark of absence."""
    return value is not None and value is not NoValue


def is_complex(*operands: Any) -> bool:
    """Whether any of these arrays, numbers or dtypes is complex."""
    return any(is_given(o) and _dtypes.of(o).kind == "c" for o in operands)


def parts(*operands: Any) -> int:
    """How many real numbers an element is: 2 if any operand is complex, else 1."""
    return 2 if is_complex(*operands) else 1


def converted(source: Any, target: Any, elements: int | None = None) -> Units:
    """Casting an array to a dtype: 1 per element, nothing if every value is represented exactly.

    A cast to Booleans is a test of each element against 0, and counts as one.

    Parameters
    ----------
    source : array-like or dtype
        Python numbers cost nothing: the program could have written the other number.
    target : dtype or array
    elements : int, optional
        How many are cast; all of the source's by default.
    """
    if is_weak(source) or source is None:
        return NOTHING
    old, new = _dtypes.of(source), _dtypes.of(target)
    if is_exact(old, new):
        return NOTHING
    n = size(source) if elements is None else elements
    return comparisons(n * parts(old)) if new.kind == "b" else cast(n * parts(new))


def into(computed: Any, out: Any, elements: int) -> Units:
    """What it costs that a result goes into ``out``: a cast where the dtypes differ."""
    if isinstance(out, tuple):
        out = out[0] if out else None
    if out is None or computed is None:
        return NOTHING
    return converted(computed, out, elements)


def in_dtype(operands: Iterable[Any], dtype: Any, default: Any) -> Units:
    """What a ``dtype=`` argument costs: the operands cast, unless it is the loop's own dtype."""
    if dtype is None:
        return NOTHING
    wanted = _dtypes.dtype(dtype)
    if default is not None and _dtypes.of(default) is wanted:
        return NOTHING
    return sum((converted(o, wanted) for o in operands if o is not None), NOTHING)


def masked(where: Any, elements: int) -> Units:
    """What a ``where=`` mask costs: one choice per element, and a test of each that is no Boolean."""
    if where is NoValue or where is True or where is None:
        return NOTHING
    return comparisons(elements) + tested(where)


def tested(values: Any) -> Units:
    """Reading an array as truth values: one comparison per element that is not Boolean."""
    if is_weak(values) or not hasattr(values, "dtype"):
        return NOTHING
    kind = _dtypes.of(values).kind
    return NOTHING if kind == "b" else comparisons(size(values) * parts(values))


def wrapped(mode: Any, indices: int) -> Units:
    """What out-of-range indices cost: a remainder each for ``"wrap"``, a limit each for ``"clip"``."""
    first = mode[:1].lower() if isinstance(mode, str) else {1: "w", 0: "c", 2: "r"}.get(mode, "r")
    if first == "w":
        return Units(divisions=indices, comparisons=indices, products=indices, additions=indices)
    return comparisons(indices) if first == "c" else NOTHING


def fetched(elements: int, *arrays: Any) -> Units:
    """Elements read or written by index; complex ones are two numbers."""
    return gathered(elements * parts(*arrays))


def added(n: int, *operands: Any) -> Units:
    """Sums or differences of elements."""
    return additions(n * parts(*operands))


def compared(n: int, *operands: Any) -> Units:
    """Comparisons or choices of elements."""
    return comparisons(n * parts(*operands))


def multiplied(n: int, *operands: Any) -> Units:
    """Products of elements: 6 operations where two operands are complex, 2 where one is."""
    number = sum(is_complex(o) for o in operands)
    return (products, real_complex_products, complex_products)[min(number, 2)](n)


def dots(n: int, k: int, *operands: Any) -> Units:
    """``n`` dot products of ``k`` elements: 6 or 2 operations per complex product, 2 per sum."""
    return sums_of_products(n, n * k, *operands) if k > 0 else NOTHING


def sums_of_products(n: int, pairs: int, *operands: Any) -> Units:
    """``n`` sums of ``pairs`` products altogether."""
    number = sum(is_complex(o) for o in operands)
    if not number:
        return products(n) + multiply_adds(pairs - n)
    if number > 1:
        return complex_products(n) + multiply_adds(4 * (pairs - n))
    return real_complex_products(n) + multiply_adds(2 * (pairs - n))


def broadcast_size(*operands: Any) -> int:
    """Elements of the common shape of operands; those that were not given do not count."""
    return Spec(broadcast(*(shape(o) for o in operands if is_given(o)))).size


def joined(arrays: Iterable[Any], target: Any = None) -> Units:
    """Casting arrays to their common dtype, or to the one that is given."""
    items = list(arrays)
    typed = [a for a in items if not is_weak(a)]
    if not typed:
        return NOTHING
    wanted = _dtypes.result_type(*items) if target is None else _dtypes.of(target)
    return sum((converted(a, wanted) for a in typed), NOTHING)


def leaves(source: Any) -> list[Any]:
    """The arrays and numbers in nested lists."""
    if not isinstance(source, list | tuple):
        return [source]
    return [leaf for part in source for leaf in leaves(part)]


def made_of(source: Any, dtype: Any) -> Units:
    """Casting what nested lists hold to a dtype, or to the common one; arrays in lists are joined."""
    if hasattr(source, "dtype"):
        return NOTHING if dtype is None else converted(source, _dtypes.dtype(dtype))
    arrays = [a for a in leaves(source) if hasattr(a, "dtype")]
    if not arrays:
        return NOTHING
    casts = joined(arrays, None if dtype is None else _dtypes.dtype(dtype))
    return casts + Units(joined=len(arrays))


def equality(n: int, one: Any, other: Any, equal_nan: bool = False) -> Units:
    """Whether n pairs of elements are all equal: the comparisons and their fold."""
    tests = compared(2 * n, one, other) + comparisons(n) if equal_nan else NOTHING
    return compared(n, one, other) + comparisons(max(0, n - 1)) + tests
