"""The methods of ufuncs: ``add.reduce``, ``multiply.outer`` and so on, for every pointwise row.

Folding n numbers takes n - 1 operations of the ufunc, whatever it is; an initial value is one more number.
"""

from __future__ import annotations

import math
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import NOTHING, Units
from flopscope._table import symmetries
from flopscope._table.call import Call
from flopscope._table.indexing import index_units, written_elements
from flopscope._table.operation import TABLE, Operation, op
from flopscope._table.pointwise import per_element, ufunc_arity
from flopscope._table.reductions import summed, symmetric_fold
from flopscope._table.spec import Spec, axes, broadcast, nested_shape, reduced, shape, size, unique
from flopscope._table.ufunc_units import element, folded
from flopscope._table.work import converted, in_dtype, into, is_given, masked, parts, tested


def _fold_units(row: Operation, c: Call, steps: int, array: Any, lines: int) -> Units:
    """Steps of a fold, tests of numbers that are taken for truth values, and casts."""
    units = folded(row.name, parts(array, c.dtype)) * steps
    if row.name.startswith("logical_"):
        units += tested(array)
    computed = _default_dtype(row, array)
    units += in_dtype((array,), c.dtype, computed)
    return units + into(computed if c.dtype is None else c.dtype, c.out, lines)


def _default_dtype(row: Operation, array: Any) -> Any:
    """The dtype in which a fold computes where none is asked for."""
    found = _dtypes.of(array)
    if row.name in ("add", "multiply"):
        return summed(found)
    return _dtypes.bool_ if row.name.startswith("logical_") else found


def _reduce_units(row: Operation) -> Any:
    def units(c: Call) -> Units:
        array = c.array
        if c.where is not True and shape(c.where):
            array = Spec(broadcast(shape(array), shape(c.where)), _dtypes.of(array))
        lines = Spec(reduced(shape(array), c.axis)).size
        steps = size(array) if is_given(c.initial) else max(0, size(array) - lines)
        symmetric = symmetries.fold_work(c, array, c.axis)
        if symmetric is not None and row.commutes:
            fold = symmetric_fold(row.name, parts(array, c.dtype), symmetric, array)
            return fold + _fold_units(row, c, 0, array, lines)
        return _fold_units(row, c, steps, array, lines) + masked(c.where, size(array))

    return units


def _accumulate_units(row: Operation) -> Any:
    def units(c: Call) -> Units:
        length, lines = _lines(c.array, c.axis)
        return _fold_units(row, c, lines * max(0, length - 1), c.array, size(c.array))

    return units


def _reduceat_units(row: Operation) -> Any:
    def units(c: Call) -> Units:
        length, lines = _lines(c.array, c.axis)
        steps = lines * segment_steps(c.indices, length)
        return _fold_units(row, c, steps, c.array, lines * _number(c.indices))

    return units


def _number(indices: Any) -> int:
    return math.prod(nested_shape(indices))


def segment_steps(indices: Any, length: int) -> int:
    """Steps of the folds of a line's segments, each from one index to the next.

    Where only the number of indices is known, each segment may be the whole line.

    >>> segment_steps([0, 4, 2], 10), segment_steps(Spec((3,)), 10)
    (10, 27)
    """
    if hasattr(indices, "shape"):
        return size(indices) * max(0, length - 1)
    starts = [int(i) for i in (indices if isinstance(indices, list | tuple) else [indices])]
    ends = [*starts[1:], length][: len(starts)]
    return sum(max(0, end - start - 1) for start, end in zip(starts, ends, strict=True))


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
        made[axes(c.axis, len(made))[0]] = _number(c.indices)
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
        wide = symmetries.widened(c.A, len(shape(c.B)))
        found: Spec | None = row.result((wide, c.B, *row.defaults[2:-1], c.dtype))
        return found

    return result


def _lines(array: Any, axis: Any) -> tuple[int, int]:
    """The length of the lines along an axis, and their number."""
    length = shape(array)[axes(axis, len(shape(array)))[0]]
    return length, size(array) // length if length else 0


def _outer_units(row: Operation) -> Any:
    def units(c: Call) -> Units:
        n = size(c.A) * size(c.B)
        free = unique(c.result) if symmetries.is_marked(c.A, c.B) and c.result is not None else n
        found = per_element(row.name, (c.A, c.B), c.dtype) * free + masked(c.where, n)
        pair = row.result(
            (Spec((1,), _dtypes.of(c.A)), Spec((1,), _dtypes.of(c.B)), *row.defaults[2:])
        )
        found += in_dtype((c.A, c.B), c.dtype, pair and pair.dtype)
        return found + into(pair and pair.dtype, c.out, n)

    return units


def _at_units(row: Operation) -> Any:
    def units(c: Call) -> Units:
        others = (c.b,) if hasattr(c, "b") else ()
        n = written_elements(shape(c.a), c.indices)
        casts = sum((converted(b, c.a) for b in others), NOTHING)
        return per_element(row.name, (c.a, *others)) * n + index_units(c.a, c.indices) + casts

    return units


def _add_methods(row: Operation) -> None:
    name, cls, each = row.name, row.cls, element(row.name).real.operations
    op(
        f"{name}.reduce",
        "array: array, axis=0, dtype: dtype=None, out: out=None, keepdims=False, "
        "initial: array=NoValue, where: mask=True",
        cls=cls,
        doc=f"""Fold an axis with ``{name}``.

        FLOPs: {each} for each element less results; (4, 5) over axis 1 is {16 * each}. An initial value adds
        one per result, a mask 1 per element, ``dtype`` and ``out`` their casts.
        """,
        flops=_reduce_units(row),
        result=_reduced(row),
        symmetry=symmetries.reduced("array") if row.commutes else None,
    )
    op(
        f"{name}.accumulate",
        "array: array, axis=0, dtype: dtype=None, out: out=None",
        cls=cls,
        doc=f"""Running folds with ``{name}`` along an axis.

        FLOPs: {each} for each of the n - 1 steps of a line of n elements; (4, 5) along axis 1 is {16 * each}.
        """,
        flops=_accumulate_units(row),
        result=_accumulated_result(row),
        guard="running out",
    )
    op(
        f"{name}.reduceat",
        "array: array, indices, axis=0, dtype: dtype=None, out: out=None",
        cls=cls,
        doc=f"""Folds with ``{name}`` of the segments that start at ``indices``.

        FLOPs: {each} for each of the n - 1 steps of a segment of n elements; 10 elements at [0, 4] are
        {8 * each}. The indices are numbers, as an axis is.
        """,
        flops=_reduceat_units(row),
        result=_segments_result(row),
    )
    op(
        f"{name}.outer",
        "A: array, B: array, /, *, out: out=None, where: mask=True, casting='same_kind', order='K', "
        "dtype: dtype=None",
        cls=cls,
        doc=f"""``{name}`` of all pairs of elements of two arrays.

        FLOPs: {each} per pair; 3 and 4 elements give {12 * each}.
        """,
        flops=_outer_units(row),
        result=_outer_result(row),
        symmetry=lambda c, made: (
            row.result_of(
                row.called((symmetries.widened(c.A, len(shape(c.B))), c.B, *row.defaults[2:]))
            ).group
        ),
        twins="contraction" if row.twins else None,
        queueable=row.queueable,
        guard=row.outer_guard or "large integers",
    )


def _add_at(row: Operation, operand: str) -> None:
    op(
        f"{row.name}.at",
        f"a: array, indices: index{operand}, /",
        cls=row.cls,
        doc=f"""``{row.name}`` in place on the elements at ``indices``, as often as they occur there.

        FLOPs: {element(row.name).real.operations} per element that is written, and 1 for its index, as for
        item assignment.
        """,
        flops=_at_units(row),
        writes="a",
        guard="places",
    )


for _row in list(TABLE.values()):
    _arity = ufunc_arity(_row)
    if _arity == (2, 1) and _row.cls != "contraction":
        _add_methods(_row)
        _add_at(_row, ", b: array")
    elif _arity == (1, 1):
        _add_at(_row, "")
