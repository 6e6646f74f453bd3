"""What a call tells a per-call policy: its sizes, by the names of :data:`flopscope._pricing.sizes.SIZES`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.sizes import SIZES
from flopscope._table import computing
from flopscope._table.call import Call, Row
from flopscope._table.spec import (
    Spec,
    broadcast,
    ceil_log2,
    nested_shape,
    observations,
    shape,
    size,
)


class CallSizes(Mapping[str, int]):
    """The sizes of one call, each worked out when it is asked for."""

    __slots__ = ("_call", "_op")

    def __init__(self, op: Row, call: Call) -> None:
        self._op = op
        self._call = call

    def __getitem__(self, name: str) -> int:
        if name in ("count", "operations", "multiplies", "sums"):
            return self._counted(name)
        try:
            return max(0, int(_RULES[name](self._op, self._call)))
        except (
            TypeError,
            ValueError,
            IndexError,
        ):  # arguments of other kinds than the size is about
            return 0

    def _counted(self, name: str) -> int:
        call = self._call if name == "operations" else _of_real_operands(self._op, self._call)
        units = self._op.units_of(call)
        if name == "multiplies":
            return units["products"] + units["multiply_adds"]
        if name == "sums":
            return units["additions"] + units["multiply_adds"]
        return units.operations or units["moved"]

    def __iter__(self) -> Iterator[str]:
        return iter(SIZES)

    def __len__(self) -> int:
        return len(SIZES)


def _of_real_operands(op: Row, call: Call) -> Call:
    """The same call with operands of real dtype in place of complex ones."""
    return op.called(tuple(map(_real, call._args)))


def _real(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return type(value)(map(_real, value))
    if hasattr(value, "shape") and hasattr(value, "dtype") and _dtypes.of(value).kind == "c":
        return Spec(shape(value), "float32" if _dtypes.of(value).itemsize == 8 else "float64")
    return value


Rule = Callable[[Row, Call], int]


def _get(call: Call, *names: str, default: Any = None) -> Any:
    """The first of these arguments that the row has."""
    return next((call.__dict__[n] for n in names if n in call.__dict__), default)


def _operand(op: Row, call: Call, place: int = 0) -> Any:
    """An operand; lists count as what they would become."""
    found = [
        Spec(nested_shape(a)) if isinstance(a, list | tuple) else a
        for p, a in zip(op.params, call._args, strict=True)
        if p.kind.is_operand and not (p.source and a is p.default)
    ]
    return found[place] if place < len(found) else None


def _size(op: Row, call: Call, place: int = 0) -> int:
    found = _operand(op, call, place)
    return 1 if found is None else size(found)


def _pairs(op: Row, call: Call) -> int:
    try:
        return math.prod(broadcast(*(shape(a) for a in call.operands)))
    except ValueError:
        return _size(op, call)


def _out(op: Row, call: Call) -> int:
    specs = list(computing.specs(computing.result_of(op, call)))
    if specs:
        return sum(s.size for s in specs)
    if "axis" in op.places and op.chapter in (
        "reductions",
        "nanreductions",
        "statistics",
        "ufunc_methods",
    ):
        return _size(op, call) // max(1, _along(op, call))
    units = op.units_of(call)
    return _pairs(op, call) if not units["moved"] else units["moved"]


def _axes(op: Row, call: Call) -> tuple[int, ...]:
    """The axes that a call works along, counted from the front."""
    made = shape(_operand(op, call))
    axis = _get(call, "axis", "axes")
    if axis is None or not made:
        return tuple(range(len(made)))
    given = axis if isinstance(axis, list | tuple) else (axis,)
    return tuple(a % len(made) for a in given if isinstance(a, int))


def _along(op: Row, call: Call) -> int:
    """Elements of one line: what an axis, or several, hold together."""
    made = shape(_operand(op, call))
    return math.prod(made[a] for a in _axes(op, call))


def _observations(call: Call) -> tuple[int, int]:
    return observations(_get(call, "m", "x"), _get(call, "y"), _get(call, "rowvar"))


def _n(op: Row, call: Call) -> int:
    made = shape(_operand(op, call))
    if op.leaf in ("cov", "corrcoef"):
        return _observations(call)[1]
    if op.chapter == "linalg":
        return made[-1] if made else 1
    for name in ("N", "M", "num", "n", "deg"):
        given = _get(call, name)
        if isinstance(given, int) and not isinstance(given, bool):
            return given
    return _along(op, call)


def _lines(op: Row, call: Call) -> int:
    length = _along(op, call)
    return _size(op, call) // length if length else 0


def _m(op: Row, call: Call) -> int:
    made = shape(_operand(op, call))
    if op.leaf in ("cov", "corrcoef"):
        return _observations(call)[0]
    if op.chapter == "linalg":
        return made[-2] if len(made) > 1 else 1
    return _size(op, call, 1)


def _k(op: Row, call: Call) -> int:
    if op.chapter == "linalg":
        return min(_m(op, call), _n(op, call))
    given = _get(call, "kth", "q")
    return size(given) if hasattr(given, "shape") else math.prod(nested_shape(given)) or 1


def _batch(op: Row, call: Call) -> int:
    return math.prod(shape(_operand(op, call))[:-2])


def _right_hand_sides(op: Row, call: Call) -> int:
    b = shape(_operand(op, call, 1))
    return b[-1] if len(b) > 1 else 1


def _bins(_: Row, call: Call) -> int:
    given = _get(call, "bins", default=10)
    return given if isinstance(given, int) else max(0, size(given) - 1)


def _bounds(op: Row, call: Call) -> int:
    given = (_get(call, name) for name in ("a_min", "a_max", "min", "max"))
    return sum(value is not None and value is not op.defaults[1] for value in given)


def _full(_: Row, call: Call) -> int:
    mode = _get(call, "mode")
    return int(bool(_get(call, "full_matrices", default=False)) or mode in ("full", 2))


def _vectors(op: Row, call: Call) -> int:
    return int(op.leaf == "svd" and bool(_get(call, "compute_uv", default=True)))


def _order(_: Row, call: Call) -> int:
    order = _get(call, "ord", "p")
    made = shape(_get(call, "x"))
    axis = _get(call, "axis")
    matrix = len(made) == 2 if axis is None else isinstance(axis, tuple) and len(axis) == 2
    if order in (None, "fro", 1, -1, math.inf, -math.inf):
        return 0
    if order in (2, -2, "nuc"):
        return int(matrix)
    return 2


def _steps(_: Row, call: Call) -> int:
    power = abs(int(_get(call, "n", default=1)))
    return max(0, power.bit_length() + power.bit_count() - 2)


_REAL: Final = frozenset({"rfft", "rfft2", "rfftn", "irfft", "irfft2", "irfftn", "hfft", "ihfft"})


def _radix2(op: Row, call: Call) -> int:
    """Operations of a transform whose lines are all padded to a power of two in the count."""
    if op.chapter != "fft":
        return 0
    made = list(shape(_operand(op, call)))
    given = _get(call, "s", default=None)
    places = list(_axes(op, call))
    if op.leaf in ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft"):
        places, given = [_get(call, "axis", default=-1) % len(made)], (_get(call, "n"),)
    elif given is not None and _get(call, "axes") is None:
        places = places[-len(given) :]
    halved = op.leaf in _REAL
    whole = op.leaf in ("irfft", "irfft2", "irfftn", "hfft")
    lengths = []
    for i, place in enumerate(places):
        last = i == len(places) - 1
        asked = given[i] if given is not None and i < len(given) else None
        lengths.append(asked or (2 * (made[place] - 1) if whole and last else made[place]))
    return _stages(made, places, lengths, halved)


def _stages(made: list[int], places: list[int], lengths: list[int], halved: bool) -> int:
    total = 0
    for i, (place, length) in enumerate(reversed(list(zip(places, lengths, strict=True)))):
        made[place] = length
        lines = math.prod(made) // max(1, length)
        line = max(2, 5 * length * ceil_log2(length))
        total += lines * line // 2 if halved and i == 0 else lines * line
        if halved and i == 0:
            made[place] = length // 2 + 1
    return total


def _covered(_: Row, call: Call) -> int:
    key = _get(call, "key", "indices")
    parts = key if isinstance(key, tuple) else (key,)
    made = shape(_get(call, "a"))
    arrays = [p for p in parts if hasattr(p, "dtype") or isinstance(p, list)]
    if not arrays:
        return 0
    shapes = [nested_shape(p) if isinstance(p, list) else shape(p) for p in arrays]
    masked = [_dtypes.of(p).kind == "b" for p in arrays if hasattr(p, "dtype")]
    if any(masked):
        return math.prod(made)
    rest = made[len(parts) :]
    others = [len(range(*p.indices(made[i]))) for i, p in enumerate(parts) if isinstance(p, slice)]
    return math.prod(broadcast(*shapes)) * math.prod(rest) * math.prod(others)


def _masks(_: Row, call: Call) -> int:
    key = _get(call, "key")
    parts = key if isinstance(key, tuple) else (key,)
    return sum(size(p) for p in parts if hasattr(p, "dtype") and _dtypes.of(p).kind == "b")


def _inexact(op: Row, call: Call) -> int:
    operand = _operand(op, call)
    return int(operand is not None and _dtypes.of(operand).kind in "fc")


def _kept(op: Row, call: Call) -> int:
    made = shape(_operand(op, call))
    if op.leaf == "diag":
        return made[0] if len(made) == 1 else 0
    if len(made) < 2:
        return math.prod(made)
    rows, columns, k = made[-2], made[-1], int(_get(call, "k", default=0))
    lower = _triangle(rows, columns, k if op.leaf == "tril" else k - 1)
    return (lower if op.leaf == "tril" else rows * columns - lower) * math.prod(made[:-2])


def _triangle(rows: int, columns: int, k: int) -> int:
    """Elements on and below the k-th diagonal."""
    first, last = max(0, -k), min(rows, columns - k)  # rows that have some but not all
    partial = max(0, last - first)
    whole = max(0, rows - max(first, last)) * columns
    return whole + sum((first + 1 + k, last + k)) * partial // 2


_RULES: Final[dict[str, Rule]] = {
    "size": _size,
    "other": lambda op, c: _size(op, c, 1),
    "pairs": _pairs,
    "out": _out,
    "inexact": _inexact,
    "n": _n,
    "lines": _lines,
    "m": _m,
    "k": _k,
    "batch": _batch,
    "r": _right_hand_sides,
    "axes": lambda op, c: len(_axes(op, c)),
    "bins": _bins,
    "bounds": _bounds,
    "complex": lambda op, c: computing.computing_dtype(op, c).kind == "c",
    "weighted": lambda _, c: int(_get(c, "weights") is not None),
    "full": _full,
    "vectors": _vectors,
    "reduced": lambda _, c: int(_get(c, "mode") in ("r", "raw")),
    "order": _order,
    "steps": _steps,
    "radix2": _radix2,
    "covered": _covered,
    "kept": _kept,
    "masks": _masks,
}
