"""Facts about a call that every row has: the dtype in which it computes, bytes, numbers that come from outside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._base.dtypes import dtype as Dtype
from flopscope._pricing.units import Units
from flopscope._table.call import Call, Row
from flopscope._table.casts import casting_dtype
from flopscope._table.spec import Named, Spec

_NUMBERS = (int, float, complex)
_FLOATING = frozenset({"linalg", "fft"})


def computing_dtype(op: Row, call: Call) -> Dtype:
    """The dtype in which a call computes: that of NumPy's loop, or of the accumulator.

    ``exp`` of int32 computes in float64, ``sum`` of int32 in int64, ``abs`` of complex128 in complex128, and
    a comparison of float32 with float64 in float64. A call that casts its operands to a ``dtype=`` computes in
    the dtype of the casts.
    """
    asked = next((call._args[i] for i, p in enumerate(op.params) if p.kind.name == "dtype"), None)
    if asked is not None:
        found = _dtypes.dtype(asked)
        for operand in arrays(op, call):
            found = casting_dtype(_strong(operand), found)
        return found
    operands = [_strong(a) for a in arrays(op, call)]
    numbers = [] if op.arrays == () else [a for a in call.operands if type(a) in _NUMBERS]
    made = next((s.dtype for s in specs(result_of(op, call))), None)
    if not operands and not numbers:
        return made or _dtypes.float64
    found = _dtypes.result_type(*operands, *numbers)
    if op.cls in _FLOATING:
        return found if found.kind in "fc" else _dtypes.float64
    if made is None or op.cls in ("sorting", "movement", "view") or made.kind == "b":
        return _dtypes.inexact(found) if op.cls == "transcendental" else found
    if made.kind in "fc" and found.kind not in "fc":
        return made
    whole = found.kind in "biu" and made.kind in "iu"
    same = (made.kind == found.kind or whole) and op.cls != "comparison"
    return made if same and made.itemsize > found.itemsize else found


def arrays(op: Row, call: Call) -> Iterator[Any]:
    """The arrays among a call's operands, those in lists too; not ``out=``."""
    for param, arg in zip(op.params, call._args, strict=True):
        if param.kind.holds_arrays:
            yield from _flat(arg)


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, list | tuple):
        for item in value:
            yield from _flat(item)
    elif hasattr(value, "shape") and hasattr(value, "dtype"):
        yield value


def _strong(array: Any) -> Dtype:
    return _dtypes.of(array)


def specs(result: Any) -> Iterator[Spec]:
    """The arrays of a result rule."""
    if isinstance(result, Spec):
        yield result
    elif result is not None:
        for item in result.items if isinstance(result, Named) else result:
            yield from specs(item)


def result_of(op: Row, call: Call) -> Any:
    try:
        return call.__dict__["result"] if "result" in call.__dict__ else op.result_of(call)
    except Exception:  # noqa: BLE001 - what NumPy refuses, it refuses in its own words
        return None


def traffic(op: Row, call: Call) -> Units:
    """Bytes read and written, as if no operand were in a cache; none for views."""
    if op.cls == "view":
        return Units()
    read = sum(a.size * _dtypes.of(a).itemsize for a in arrays(op, call))
    return Units(bytes_read=read, bytes_written=sum(s.nbytes for s in specs(result_of(op, call))))


def entering(op: Row, call: Call) -> int:
    """How many numbers of the program's own a call brings in: operands and elements that are Python numbers."""
    found = 0
    for param, arg in zip(op.params, call._args, strict=True):
        if param.kind.brings_numbers and not (param.source and arg is param.default):
            found += _numbers(arg)
    return found


def _numbers(value: Any) -> int:
    if isinstance(value, list | tuple):
        return sum(map(_numbers, value))
    return int(isinstance(value, _NUMBERS))


def widest(op: Row, call: Call) -> str:
    """The name of the wider of the computing dtype and that of ``out=``."""
    found = computing_dtype(op, call)
    out = call.__dict__.get("out")
    for array in out if isinstance(out, tuple) else (out,):
        if hasattr(array, "dtype") and _dtypes.of(array).itemsize > found.itemsize:
            found = _dtypes.of(array)
    return found.name
