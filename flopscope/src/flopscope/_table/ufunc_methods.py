"""The methods of ufuncs: ``add.reduce``, ``multiply.outer`` and so on, for every pointwise row.

Folding n numbers takes n - 1 operations of the ufunc, whatever it is.
"""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._table.call import Call
from flopscope._table.indexing import written_elements
from flopscope._table.operation import TABLE, Operation, op
from flopscope._table.pointwise import ufunc_arity
from flopscope._table.reductions import summed
from flopscope._table.spec import Spec, axes, reduced, shape, size


def _folds(c: Call) -> int:
    if not shape(c.array):
        return 0
    return max(0, size(c.array) - Spec(reduced(shape(c.array), c.axis)).size)


def _fold_dtype(row: Operation, array: Any, dtype: Any) -> Any:
    """The dtype of a fold: where folding two elements gives their own dtype; None elsewhere."""
    if dtype is not None:
        return None if row.name.endswith("equal") else _dtypes.dtype(dtype)
    found = _dtypes.of(array)
    if row.name in ("add", "multiply"):
        return summed(found)
    if row.name.startswith("logical_"):
        return _dtypes.bool_
    pair = row.result((Spec((1,), found), Spec((1,), found), *row.defaults[2:]))
    return found if pair is not None and pair.dtype is found else None


def _reduced(row: Operation) -> Any:
    def result(c: Call) -> Spec | None:
        computed = _fold_dtype(row, c.array, c.dtype)
        if computed is None or c.out is not None or not shape(c.array):
            return None
        made = reduced(shape(c.array), c.axis, c.keepdims)
        return Spec(made, computed, scalar=made == ())

    return result


def _accumulated_result(row: Operation) -> Any:
    def result(c: Call) -> Spec | None:
        computed = _fold_dtype(row, c.array, c.dtype)
        if computed is None or c.out is not None:
            return None
        _lines(c.array, c.axis)
        return Spec(shape(c.array), computed)

    return result


def _segments_result(row: Operation) -> Any:
    def result(c: Call) -> Spec | None:
        computed = _fold_dtype(row, c.array, c.dtype)
        if computed is None or c.out is not None:
            return None
        made = list(shape(c.array))
        made[axes(c.axis, len(made))[0]] = size(c.indices)
        return Spec(made, computed)

    return result


def _outer_result(row: Operation) -> Any:
    def result(c: Call) -> Spec | None:
        if (
            c.out is not None
            or c.where is not True
            or not hasattr(c.A, "shape")
            or not hasattr(c.B, "shape")
        ):
            return None
        wide = Spec((*shape(c.A), *(1,) * len(shape(c.B))), _dtypes.of(c.A))
        found: Spec | None = row.result((wide, c.B, *row.defaults[2:-1], c.dtype))
        return found

    return result


def _lines(array: Any, axis: Any) -> tuple[int, int]:
    """The length of the lines along an axis, and their number."""
    length = shape(array)[axes(axis, len(shape(array)))[0]]
    return length, size(array) // length if length else 0


def _accumulated(c: Call) -> int:
    length, lines = _lines(c.array, c.axis)
    return lines * max(0, length - 1)


def _segments(c: Call) -> int:
    length, lines = _lines(c.array, c.axis)
    return lines * size(c.indices) * max(0, length - 1)


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
        result=_reduced(row),
    )
    op(
        f"{name}.accumulate",
        "array: array, axis=0, dtype: dtype=None, out: out=None",
        cls=cls,
        doc=f"""Running folds with ``{name}`` along an axis.

        FLOPs: n - 1 a line of n elements; (4, 5) along axis 1 is 16.
        """,
        flops=_accumulated,
        result=_accumulated_result(row),
    )
    op(
        f"{name}.reduceat",
        "array: array, indices: array, axis=0, dtype: dtype=None, out: out=None",
        cls=cls,
        doc=f"""Folds with ``{name}`` of the segments that start at ``indices``.

        FLOPs: n - 1 an index, the bound for a line of n elements, since segments may overlap.
        """,
        flops=_segments,
        result=_segments_result(row),
    )
    op(
        f"{name}.outer",
        "A: array, B: array, /, *, out: out=None, where: mask=True, casting='same_kind', order='K', "
        "dtype: dtype=None",
        cls=cls,
        doc=f"""``{name}`` of all pairs of elements of two arrays.

        FLOPs: 1 a pair; 3 and 4 elements give 12.
        """,
        flops=lambda c: size(c.A) * size(c.B),
        result=_outer_result(row),
    )


def _add_at(row: Operation, operand: str) -> None:
    op(
        f"{row.name}.at",
        f"a: array, indices: index{operand}, /",
        cls=row.cls,
        doc=f"""``{row.name}`` in place on the elements at ``indices``, as often as they occur there.

        FLOPs: 1 an element that is written.
        """,
        flops=lambda c: written_elements(shape(c.a), c.indices),
        writes="a",
    )


for _row in list(TABLE.values()):
    _arity = ufunc_arity(_row)
    if _arity == (2, 1) and _row.cls != "contraction":
        _add_methods(_row)
        _add_at(_row, ", b: array")
    elif _arity == (1, 1):
        _add_at(_row, "")
