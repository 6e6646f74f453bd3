"""Indexing: reading and writing elements by any of NumPy's index forms.

Basic indices (integers, slices, ``...``, ``None``) give views. Arrays and lists of integers or
booleans gather copies, one move an element; a boolean mask is priced at its bound, all that it covers.
"""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._table.call import Call
from flopscope._table.contractions import diagonal_spec
from flopscope._table.operation import op
from flopscope._table.spec import (
    Shape,
    Spec,
    axis_index,
    broadcast,
    is_scalar,
    nested_shape,
    shape,
    size,
)

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


def _covered(made: Shape, key: Any) -> int:
    """The number of elements that an advanced index reads or writes, or its bound."""
    parts = _parts(key)
    advanced = [p for p in parts if not _is_basic(p)]
    if not advanced:
        return 0
    if 0 in made or any(_takes(p) == 0 or _dtypes.of(p).kind == "b" for p in advanced):
        return Spec(made).size
    gathered = Spec(broadcast(*map(shape, advanced))).size
    others = tuple(p if _is_basic(p) else 0 for p in parts)
    return gathered * Spec(_walk(made, others)).size


def _item(c: Call) -> Spec | None:
    if is_scalar(c.a) and any(map(_takes, _parts(c.key))):
        raise IndexError("invalid index to scalar variable.")
    made = basic_shape(shape(c.a), c.key)
    if made is None:
        return None
    scalar = made == () and not any(p is Ellipsis for p in _parts(c.key))
    return Spec(made, _dtypes.of(c.a), scalar=scalar)


op(
    "ndarray.__getitem__",
    "a: array, key: index",
    cls="movement",
    doc="""Elements by index: a view for basic indices, a copy for arrays and masks.

    FLOPs: 0 under the default policy; one move an element of a copy.
    """,
    flops=lambda c: _covered(shape(c.a), c.key),
    result=_item,
    method="__getitem__",
)
op(
    "ndarray.__setitem__",
    "a: array, key: index, value: array",
    cls="movement",
    doc="""Write elements by index.

    FLOPs: 0 under the default policy; one move an element written.
    """,
    flops=lambda c: written_elements(shape(c.a), c.key),
    method="__setitem__",
    writes="a",
)


def written_elements(made: Shape, key: Any) -> int:
    """How many elements writing by an index writes, or their bound."""
    found = basic_shape(made, key)
    return _covered(made, key) if found is None else Spec(found).size


def _taken(a: Any, indices: Any, axis: Any) -> Spec:
    made = shape(a)
    if axis is None:
        result = shape(indices)
    else:
        place = axis_index(axis, len(made))
        result = made[:place] + shape(indices) + made[place + 1 :]
    return Spec(result, _dtypes.of(a), scalar=result == ())


op(
    "take",
    "a: array, indices: array, axis=None, out: out=None, mode='raise'",
    cls="movement",
    doc="""Elements along an axis by index.

    FLOPs: 0 under the default policy; one move an element of the result.
    """,
    flops=lambda c: _taken(c.a, c.indices, c.axis).size,
    method="take",
)
op(
    "take_along_axis",
    "arr: array, indices: array, axis=-1",
    cls="movement",
    doc="""Elements matched along an axis with an array of indices, as from :func:`argsort`.

    FLOPs: 0 under the default policy; one move an element of the result.
    """,
    flops=lambda c: size(c.indices),
)
op(
    "diag",
    "v: array, k=0",
    cls="movement",
    doc="""A diagonal of a matrix, or the matrix with a diagonal.

    FLOPs: 0 under the default policy; one move an element of the result.
    """,
    flops=lambda c: (size(c.v) + abs(int(c.k))) ** 2 if len(shape(c.v)) == 1 else min(shape(c.v)),
    result=lambda c: _diag(c.v, c.k),
)


def _diag(v: Any, k: Any) -> Spec | None:
    if len(shape(v)) == 2:
        return diagonal_spec(v, k, 0, 1)
    return Spec([size(v) + abs(int(k))] * 2, _dtypes.of(v)) if len(shape(v)) == 1 else None


op(
    "diagonal",
    "a: array, offset=0, axis1=0, axis2=1",
    cls="view",
    doc="A view of a diagonal.\n\nFLOPs: 0, a view.",
    result=lambda c: diagonal_spec(c.a, c.offset, c.axis1, c.axis2),
    method="diagonal",
)
op(
    "tril",
    "m: array, k=0",
    cls="movement",
    doc="Lower triangle, zeros above.\n\nFLOPs: 0 under the default policy; one move an element.",
    flops=lambda c: size(c.m),
    result=lambda c: Spec(shape(c.m), _dtypes.of(c.m)) if len(shape(c.m)) > 1 else None,
)
op(
    "triu",
    "m: array, k=0",
    cls="movement",
    doc="Upper triangle, zeros below.\n\nFLOPs: 0 under the default policy; one move an element.",
    flops=lambda c: size(c.m),
    result=lambda c: Spec(shape(c.m), _dtypes.of(c.m)) if len(shape(c.m)) > 1 else None,
)
