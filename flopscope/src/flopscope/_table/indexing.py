"""Indexing: reading and writing elements by any of NumPy's index forms.

Basic indices (integers, slices, ``...``, ``None``) give views. Arrays and lists of integers or
Booleans gather copies: an index array costs 1 for each of its elements or of the result's, whichever are
more, and a mask 1 for each element that it covers, since a table of values is any function of its index.
"""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import NOTHING, Units, moved
from flopscope._table import fitting, queueing, symmetries
from flopscope._table.call import Call
from flopscope._table.operation import op
from flopscope._table.spec import (
    Shape,
    Spec,
    broadcast,
    is_scalar,
    nested_shape,
    shape,
    size,
)
from flopscope._table.work import converted, fetched

BAD_INDEX = (
    "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean "
    "arrays are valid indices"
)


def _parts(key: Any) -> tuple[Any, ...]:
    return tuple(map(_described, key if isinstance(key, tuple) else (key,)))


def _described(part: Any) -> Any:
    """A list in an index, as the array that it stands for."""
    if isinstance(part, str | bytes | float | complex):
        raise IndexError(BAD_INDEX)
    if not isinstance(part, list):
        return part
    first = part
    while isinstance(first, list) and first:
        first = first[0]
    mask = isinstance(first, bool) or (hasattr(first, "dtype") and _dtypes.of(first).kind == "b")
    return Spec(nested_shape(part), bool if mask else int)


def _takes(part: Any) -> int:
    """How many dimensions of the array one part of an index consumes."""
    if part is None or part is Ellipsis or isinstance(part, bool):
        return 0
    dtype = getattr(part, "dtype", None)
    return len(shape(part)) if dtype is not None and _dtypes.of(part).kind == "b" else 1


def _is_basic(part: Any) -> bool:
    return (
        part is None
        or part is Ellipsis
        or isinstance(part, slice)
        or (isinstance(part, int) and not isinstance(part, bool))
    )


def basic_shape(made: Shape, key: Any) -> Shape | None:
    """The shape of a basic index; None for any other.

    Raises
    ------
    IndexError
        If the index does not fit the shape.
    """
    parts = _parts(key)
    if not all(map(_is_basic, parts)):
        return None
    return _walk(made, parts)


def _walk(made: Shape, parts: tuple[Any, ...]) -> Shape:
    if sum(p is Ellipsis for p in parts) > 1:
        raise IndexError("an index can only have a single ellipsis ('...')")
    used = sum(map(_takes, parts))
    if used > len(made):
        raise IndexError(
            f"too many indices for array: array is {len(made)}-dimensional, but {used} were indexed"
        )
    result: list[int] = []
    axis = 0
    for part in parts:
        if part is None:
            result.append(1)
        elif part is Ellipsis:
            result.extend(made[axis : axis + len(made) - used])
            axis += len(made) - used
        elif isinstance(part, slice):
            result.append(len(range(*part.indices(made[axis]))))
            axis += 1
        else:
            if not -made[axis] <= part < made[axis]:
                _check_size(part)
                raise IndexError(
                    f"index {part} is out of bounds for axis {axis} with size {made[axis]}"
                )
            axis += 1
    return (*result, *made[axis:])


def _check_size(index: int) -> None:
    """An index that no machine integer holds is none, to NumPy; one more bit overflows."""
    if 1 << 63 <= index < 1 << 64:
        raise OverflowError("Python int too large to convert to C long")
    if not -(1 << 63) <= index < 1 << 63:
        raise IndexError(BAD_INDEX)


def _together(advanced: Any) -> tuple[int, ...]:
    """The shape that arrays of indices broadcast to."""
    shapes = [shape(a) for a in advanced]
    try:
        return broadcast(*shapes)
    except ValueError:
        shown = " ".join(str(s).replace(", ", ",") for s in shapes)
        raise IndexError(
            f"shape mismatch: indexing arrays could not be broadcast together with shapes {shown} "
        ) from None


def _covered(made: Shape, key: Any) -> int:
    """The number of elements that an advanced index reads or writes, or its bound."""
    parts = _parts(key)
    advanced = [p for p in parts if not _is_basic(p)]
    if not advanced:
        return 0
    if 0 in made or any(_takes(p) == 0 or _dtypes.of(p).kind == "b" for p in advanced):
        return Spec(made).size
    picked = Spec(_together(advanced)).size
    others = tuple(p if _is_basic(p) else 0 for p in parts)
    return picked * Spec(_walk(made, others)).size


def index_units(a: Any, key: Any) -> Units:
    """Reading or writing elements by an advanced index; a basic one costs nothing."""
    parts_of_key = [p for p in _parts(key) if not _is_basic(p)]
    if not parts_of_key:
        return NOTHING
    indices = max(size(p) for p in parts_of_key)
    return fetched(max(indices, _covered(shape(a), key)), a)


def _assigned(c: Call) -> Units:
    """Writing: blocks move, other indices gather; the values are cast."""
    n = written_elements(shape(c.a), c.key)
    return (
        moved(n)
        + Units(joined=1)
        + index_units(c.a, c.key)
        + converted(c.value, c.a, min(n, size(c.value)))
    )


def _item(c: Call) -> Spec | None:
    if is_scalar(c.a) and any(map(_takes, _parts(c.key))):
        raise IndexError("invalid index to scalar variable.")
    made = basic_shape(shape(c.a), c.key)
    if made is None:
        return None
    scalar = made == () and not any(p is Ellipsis for p in _parts(c.key))
    return Spec(made, _dtypes.of(c.a), scalar=scalar)


def _item_group(c: Call, made: Spec) -> Any:
    group = symmetries.group(c.a)
    if group is None or basic_shape(shape(c.a), c.key) is None:
        return None
    return symmetries.indexed(group, shape(c.a), _parts(c.key))


op(
    "ndarray.__getitem__",
    "a: array, key: index",
    cls="movement",
    queueable=queueing.always,
    writable="as operand",
    basic_is_view=True,
    calls="getitem",
    doc="""Elements by index: a view for basic indices, a copy for arrays and masks.

    FLOPs: 0 for basic indices, which give views. Index arrays cost 1 for each of their elements or of the
    result's, whichever are more; a mask 1 for each element that it covers; complex elements 2. (10,) by an
    index array of 3 is 3, by a mask 10.
    """,
    flops=lambda c: index_units(c.a, c.key),
    result=_item,
    symmetry=_item_group,
    method="__getitem__",
)


def _is_sure_assignment(_: Any, args: tuple[Any, ...]) -> bool:
    """A basic index within bounds; or a mask of the array's first axes, for one value."""
    a, key, value = args
    place: Shape | None = ()
    if not hasattr(key, "dtype"):
        place = basic_shape(shape(a), key)
    elif _dtypes.of(key).kind != "b" or shape(key) != shape(a)[: len(shape(key))]:
        return False
    return place is not None and fitting.takes(_dtypes.of(a), value) and fitting.fits(value, place)


op(
    "ndarray.__setitem__",
    "a: array, key: index, value: array",
    cls="movement",
    checks_before_writing="all",
    reads=("value", "a"),
    queueable=_is_sure_assignment,
    calls="setitem",
    doc="""Write elements by index.

    FLOPs: as for reading: 0 for basic indices (one move per element), 1 per element for index arrays and
    masks; and the cast of the value where dtypes differ. 3 floats into integers by a slice are 3.
    """,
    flops=_assigned,
    method="__setitem__",
    writes="a",
)


def written_elements(made: Shape, key: Any) -> int:
    """How many elements writing by an index writes, or their bound."""
    found = basic_shape(made, key)
    return _covered(made, key) if found is None else Spec(found).size
