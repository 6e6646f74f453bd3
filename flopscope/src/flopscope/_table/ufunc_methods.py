"""The methods of ufuncs: ``add.reduce``, ``multiply.outer`` and so on, for every pointwise row.

Folding n numbers takes n - 1 operations of the ufunc, whatever it is.
"""

from __future__ import annotations

from typing import Any

from flopscope import _dtypes
from flopscope._table.indexing import written_elements
from flopscope._table.operation import TABLE, Operation, op
from flopscope._table.pointwise import ufunc_arity
from flopscope._table.reductions import summed
from flopscope._table.spec import Spec, axes, reduced, shape, size

_KEPT = frozenset(
    {"maximum", "minimum", "fmax", "fmin", "bitwise_and", "bitwise_or", "bitwise_xor"}
)
"""Ufuncs whose folds have their operand's dtype."""


def _folds(array: Any, axis: Any) -> int:
    if not shape(array):
        return 0
    return max(0, size(array) - Spec(reduced(shape(array), axis)).size)


def _reduced_dtype(name: str, array: Any) -> Any:
    found = _dtypes.of(array)
    if name in ("add", "multiply"):
        return summed(found)
    if name.startswith("logical_"):
        return _dtypes.bool_
    return found if name in _KEPT or found.kind in "fc" else None


def _reduced(name: str) -> Any:
    def result(array: Any, axis: Any, dtype: Any, out: Any, keepdims: Any) -> Spec | None:
        computed = _reduced_dtype(name, array) if dtype is None else _dtypes.dtype(dtype)
        if computed is None or out is not None or not shape(array) or _is_comparison(name):
            return None
        made = reduced(shape(array), axis, keepdims)
        return Spec(made, computed, scalar=made == ())

    return result


def _is_comparison(name: str) -> bool:
    return name.endswith("equal") or name in ("less", "greater")


def _lines(array: Any, axis: Any) -> tuple[int, int]:
    """The length of the lines along an axis, and their number."""
    length = shape(array)[axes(axis, len(shape(array)))[0]]
    return length, size(array) // length if length else 0


def _accumulated(array: Any, axis: Any) -> int:
    length, lines = _lines(array, axis)
    return lines * max(0, length - 1)


def _segments(array: Any, indices: Any, axis: Any) -> int:
    length, lines = _lines(array, axis)
    return lines * size(indices) * max(0, length - 1)


def _add_methods(row: Operation) -> None:
    name, cls = row.name, row.cls
    op(
        f"{name}.reduce",
        "array: array, axis=0, dtype: dtype=None, out: out=None, keepdims=False, "
        "initial: array=NoValue, where: mask=True",
        cls=cls,
        doc=f"""Fold an axis with ``{name}``.

        FLOPs: elements less results; (4, 5) over axis 1 is 16.
        """,
        flops=_folds,
        result=_reduced(name),
    )
    op(
        f"{name}.accumulate",
        "array: array, axis=0, dtype: dtype=None, out: out=None",
        cls=cls,
        doc=f"""Running folds with ``{name}`` along an axis.

        FLOPs: n - 1 a line of n elements; (4, 5) along axis 1 is 16.
        """,
        flops=_accumulated,
    )
    op(
        f"{name}.reduceat",
        "array: array, indices: array, axis=0, dtype: dtype=None, out: out=None",
        cls=cls,
        doc=f"""Folds with ``{name}`` of the segments that start at ``indices``.

        FLOPs: n - 1 an index, the bound for a line of n elements, since segments may overlap.
        """,
        flops=_segments,
    )
    op(
        f"{name}.outer",
        "A: array, B: array, /, *, out: out=None, where: mask=True, casting='same_kind', order='K', "
        "dtype: dtype=None",
        cls=cls,
        doc=f"""``{name}`` of all pairs of elements of two arrays.

        FLOPs: 1 a pair; 3 and 4 elements give 12.
        """,
        flops=lambda A, B: size(A) * size(B),
    )


def _add_at(row: Operation, operand: str) -> None:
    op(
        f"{row.name}.at",
        f"a: array, indices: index{operand}, /",
        cls=row.cls,
        doc=f"""``{row.name}`` in place on the elements at ``indices``, as often as they occur there.

        FLOPs: 1 an element that is written.
        """,
        flops=lambda a, indices: written_elements(shape(a), indices),
        writes="a",
    )


for _row in list(TABLE.values()):
    _arity = ufunc_arity(_row)
    if _arity == (2, 1) and _row.cls != "contraction":
        _add_methods(_row)
        _add_at(_row, ", b: array")
    elif _arity == (1, 1):
        _add_at(_row, "")
