"""Running sums and products along an axis."""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import (
    Units,
)
from flopscope._table import queueing
from flopscope._table.call import Call
from flopscope._table.operation import op
from flopscope._table.reductions import summed
from flopscope._table.spec import Spec, axis_index, shape, size
from flopscope._table.ufunc_units import folded
from flopscope._table.work import (
    in_dtype,
    into,
    parts,
)


def running(a: Any, axis: Any, dtype: Any, out: Any) -> Spec:
    """The result of a running sum or product."""
    made = (size(a),) if axis is None else shape(a)
    if axis is not None and (made or axis not in (0, -1)):
        axis_index(axis, len(made))
    computed = summed(_dtypes.of(a)) if dtype is None else _dtypes.dtype(dtype)
    return Spec(made or (1,), computed if out is None else _dtypes.of(out))


def running_steps(a: Any, axis: Any) -> int:
    """One operation per step, a line of n elements taking n - 1."""
    if size(a) == 0:
        return 0
    made = shape(a) or (1,)
    length = size(a) if axis is None else made[axis_index(axis, len(made))]
    return int(size(a) - size(a) // length)


def running_units(ufunc: str, a: Any, axis: Any, c: Call) -> Units:
    """A running fold: its steps, and its casts by ``dtype=`` and ``out=``."""
    computed = summed(_dtypes.of(a))
    units = folded(ufunc, parts(a, c.dtype)) * running_steps(a, axis)
    units += in_dtype((a,), c.dtype, computed)
    return units + into(computed if c.dtype is None else _dtypes.dtype(c.dtype), c.out, size(a))


def _running(ufunc: str) -> Any:
    return lambda c: running_units(ufunc, c.a, c.axis, c)


for _name, _doc in {"cumsum": "Running sum", "cumprod": "Running product"}.items():
    op(
        _name,
        "a: array, axis=None, dtype: dtype=None, out: out=None",
        cls="arithmetic",
        queueable=queueing.is_not_empty,
        shortcut=f"ndarray.{_name}",
        doc=f"""{_doc} along an axis; of the flattened array where ``axis`` is None.

        FLOPs: one per step, a line of n elements taking n - 1; (4, 5) along axis 1 is 16. ``dtype`` and
        ``out`` add their casts.
        """,
        flops=_running("add" if _name == "cumsum" else "multiply"),
        guard="running out",
        result=lambda c: running(c.a, c.axis, c.dtype, c.out),
        method=_name,
    )


def _cumulative_units(ufunc: str) -> Any:
    return lambda c: running_units(ufunc, c.x, _only(c.axis), c)


def _only(axis: Any) -> Any:
    """An axis that may stand alone in a tuple."""
    return axis[0] if isinstance(axis, tuple) and len(axis) == 1 else axis


for _name, _doc in {"cumulative_sum": "Running sum", "cumulative_prod": "Running product"}.items():
    op(
        _name,
        "x: array, /, *, axis=None, dtype: dtype=None, out: out=None, include_initial=False",
        cls="arithmetic",
        doc=f"""{_doc} along an axis, optionally from the neutral element on.

        FLOPs: n - 1 per line of n elements; (4, 5) along axis 1 is 16. ``dtype`` and ``out`` add their casts.
        """,
        flops=_cumulative_units("add" if _name == "cumulative_sum" else "multiply"),
        guard="running out",
        result=lambda c: _cumulative(c.x, c.axis, c.dtype, c.out, c.include_initial),
        since="2.1",
    )


def _cumulative(x: Any, axis: Any, dtype: Any, out: Any, include_initial: Any) -> Spec | None:
    if out is not None or not shape(x):
        return None
    if axis is None and len(shape(x)) > 1:
        raise ValueError(
            "For arrays which have more than one dimension ``axis`` argument is required."
        )
    made = list(shape(x))
    axis = _only(axis)
    made[axis_index(-1 if axis is None else axis, len(made))] += bool(include_initial)
    return Spec(made, summed(_dtypes.of(x)) if dtype is None else dtype)
