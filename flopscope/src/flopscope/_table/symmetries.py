"""The symmetry of results: the rules that rows name as ``symmetry=``, and what they leave to compute.

A rule takes the call and gives the group of its result, on the result's axes, or None. The row's result rule then
has it, so that a price asks :func:`~flopscope._table.spec.unique` of ``c.result`` where it would ask for its size.
All begin with the question whether an operand has a symmetry or a twin at all: nearly no call has one.

Theory: Burnside's lemma counts what may differ (see :mod:`flopscope._symmetry`), and
:class:`~flopscope._symmetry.Contraction` counts products and sums.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from flopscope._symmetry import Contraction, Factor, SymmetryGroup
from flopscope._symmetry.derived import (
    Fold,
    Operand,
    combined,
    fixing,
    folded,
    interned,
    permuted,
    placed,
)
from flopscope._table.call import Call
from flopscope._table.operation import NoValue
from flopscope._table.spec import Shape, Spec, Twin, axes, axis_index, broadcast, shape

Group = SymmetryGroup | None
Rule = Callable[[Call, Spec], Group]
"""From a call and what its result rule says to the result's symmetry."""


def is_given(value: Any) -> bool:
    """Whether an optional argument was given."""
    return value is not None and value is not NoValue


def group(x: Any) -> Group:
    """The symmetry of an operand; None if it has none."""
    found: Group = getattr(x, "group", None)
    return found


def twin(x: Any) -> Twin | None:
    """What is known of an operand's twins; None if it stands alone."""
    found: Twin | None = getattr(x, "twin", None)
    return found


def is_marked(*operands: Any) -> bool:
    """Whether any operand has a symmetry or a twin."""
    return any(group(o) is not None or twin(o) is not None for o in operands)


def is_plain(c: Call) -> bool:
    """Whether nothing but the operands decides on the elements: no ``out=``, and no mask."""
    given = vars(c)
    where = given.get("where", True)
    out = given.get("out")
    is_new = out is None or (type(out) is tuple and all(place is None for place in out))
    return is_new and (where is True or where is NoValue)


# --- elementwise -----------------------------------------------------------------------------------


def elementwise(*names: str, exchange: bool = False) -> Rule:
    """The rule of an operation on each element of the broadcast operands of these parameters."""

    def rule(c: Call, made: Spec) -> Group:
        operands = [vars(c)[name] for name in names]
        if not is_marked(*operands) or not is_plain(c):
            return None
        return of_elements(operands, exchange)

    return rule


def of_elements(operands: Sequence[Any], exchange: bool = False) -> Group:
    """The symmetry of an elementwise result; ``exchange`` if the order of operands does not matter."""
    made = broadcast(*map(shape, operands))
    varying = tuple(_varying(o, made) for o in operands if any(n != 1 for n in shape(o)))
    return combined(varying, made, exchange) if varying else None


def _varying(operand: Any, made: Shape) -> Operand:
    """An operand against the axes of the result."""
    first = len(made) - len(shape(operand))
    along = [i for i, n in enumerate(shape(operand)) if n != 1]
    known = twin(operand)
    if known is not None:
        along.sort(key=lambda i: -1 if known.axes[i] is None else known.axes[i])  # type: ignore[arg-type, return-value]
    found = group(operand)
    moved = None if found is None else found.relabel({a: first + a for a in found.axes})
    moved = None if moved is None else _without_single(moved, made)
    return Operand(tuple(first + i for i in along), moved, None if known is None else known.root)


def _without_single(found: SymmetryGroup, made: Shape) -> Group:
    """A group without the axes along which an operand does not vary."""
    kept = [a for a in found.axes if made[a] != 1]
    return found if len(kept) == len(found.axes) else interned(found.restrict(kept))


def same(name: str) -> Rule:
    """The rule of an operation on each element of one operand."""

    def rule(c: Call, made: Spec) -> Group:
        return group(vars(c)[name]) if is_plain(c) else None

    return rule


def widened(operand: Any, count: int) -> Any:
    """An operand with new last axes of length 1."""
    known = twin(operand)
    return Spec(
        (*shape(operand), *(1,) * count),
        operand.dtype,
        group=group(operand),
        twin=None if known is None else Twin(known.root, (*known.axes, *(None,) * count)),
    )


# --- views -----------------------------------------------------------------------------------------


def reordered(name: str, order: Callable[[Call, int], Sequence[int] | None]) -> Rule:
    """The rule of a transposition: ``order(c, ndim)`` gives the old place of each axis."""

    def rule(c: Call, made: Spec) -> Group:
        found = group(vars(c)[name])
        if found is None:
            return None
        places = order(c, len(shape(vars(c)[name])))
        return None if places is None else permuted(found, tuple(places))

    return rule


def transposed(c: Call, ndim: int) -> Sequence[int]:
    """The order of ``transpose``."""
    return range(ndim)[::-1] if c.axes is None else axes(tuple(c.axes), ndim)


def swapped(c: Call, ndim: int) -> Sequence[int]:
    """The order of ``swapaxes``."""
    order = list(range(ndim))
    i, j = axis_index(c.axis1, ndim), axis_index(c.axis2, ndim)
    order[i], order[j] = order[j], order[i]
    return order


def last_swapped(c: Call, ndim: int) -> Sequence[int]:
    """The order of ``matrix_transpose``."""
    return [*range(ndim - 2), ndim - 1, ndim - 2]


def reshaped(name: str) -> Rule:
    """The rule of ``reshape``, ``squeeze`` and ``expand_dims``: axes of length 1 may come and go."""

    def rule(c: Call, made: Spec) -> Group:
        a = vars(c)[name]
        found = group(a)
        return None if found is None else unit_axes(found, shape(a), made.shape)

    return rule


def unit_axes(found: SymmetryGroup, old: Shape, new: Shape) -> Group:
    """The symmetry after axes of length 1 have come or gone."""
    kept = [i for i, n in enumerate(old) if n != 1]
    after = [i for i, n in enumerate(new) if n != 1]
    if [old[i] for i in kept] != [new[i] for i in after]:
        return None
    places: list[int | None] = [None] * len(old)
    for i, j in zip(kept, after, strict=True):
        places[i] = j
    return placed(found, tuple(places))


def indexed(found: SymmetryGroup, made: Shape, parts: Sequence[Any]) -> Group:
    """The symmetry of a basic index's view.

    Axes may be exchanged that are sliced alike; what is at an integer may change places only with an axis that
    is at the same integer.

    Parameters
    ----------
    parts : sequence
        Integers, slices, ``...`` and None.
    """
    used = sum(p is not None and p is not Ellipsis for p in parts)
    marks: list[Any] = []
    places: list[int | None] = []
    place = 0
    for part in parts if Ellipsis in parts else (*parts, Ellipsis):
        if part is None:
            place += 1
            continue
        whole = [slice(None)] * (len(made) - used) if part is Ellipsis else [part]
        for one in whole:
            length = made[len(marks)]
            if isinstance(one, slice):
                marks.append(one.indices(length))
                places.append(place)
                place += 1
            else:
                marks.append(one % length)
                places.append(None)
    return placed(fixing(found, tuple(marks)), tuple(places))


def kept_axes(ndim: int, parts: Sequence[Any]) -> set[int]:
    """The axes of an array that a basic index keeps, in whole or in part."""
    used = sum(p is not None and p is not Ellipsis for p in parts)
    kept: set[int] = set()
    axis = 0
    for part in parts if Ellipsis in parts else (*parts, Ellipsis):
        if part is None:
            continue
        count = ndim - used if part is Ellipsis else 1
        if part is Ellipsis or isinstance(part, slice):
            kept |= set(range(axis, axis + count))
        axis += count
    return kept


# --- folds -----------------------------------------------------------------------------------------


def fold(a: Any, axis: Any) -> Fold | None:
    """What a reduction of an operand over an axis comes down to; None if it has no symmetry."""
    found = group(a)
    return None if found is None else folded(found, shape(a), axes(axis, len(shape(a))))


def reduced(name: str) -> Rule:
    """The rule of a reduction over ``axis``."""

    def rule(c: Call, made: Spec) -> Group:
        a = vars(c)[name]
        if group(a) is None or not is_plain(c):
            return None
        found = fold(a, c.axis)
        if found is None or found.group is None:
            return None
        if getattr(c, "keepdims", False) is not True:
            return found.group
        kept = [i for i in range(len(shape(a))) if i not in axes(c.axis, len(shape(a)))]
        return interned(found.group.relabel(dict(enumerate(kept))))

    return rule


def fold_work(c: Call, a: Any, axis: Any) -> Fold | None:
    """The fold of a reduction's call; None where it takes all elements: no symmetry, a mask, an initial value."""
    if group(a) is None or not is_plain(c) or is_given(vars(c).get("initial")):
        return None
    return fold(a, axis)


def of_matrices(name: str) -> Rule:
    """The rule of what takes each matrix of a stack to another, and its transpose to the other's transpose."""

    def rule(c: Call, made: Spec) -> Group:
        a = vars(c)[name]
        found, count = group(a), len(shape(a))
        if found is None:
            return None
        marks = ("stack",) * (count - 2) + ("matrix",) * 2
        return interned(fixing(found, marks))

    return rule


def has_symmetric_matrices(a: Any) -> bool:
    """Whether each matrix of an operand equals its transpose."""
    found, last = group(a), len(shape(a)) - 1
    return (
        found is not None
        and last > 0
        and {last, last - 1} <= set(found.axes)
        and found.contains({last: last - 1, last - 1: last})
    )


# --- contractions ----------------------------------------------------------------------------------

Labels = Sequence[str]


def factor(operand: Any, labels: Labels, n: int) -> Factor:
    """An operand of a contraction; axes of length 1 do not count.

    Parameters
    ----------
    labels : sequence of str
        One for each axis.
    n : int
        The operand's place, which tells it from those that are no twins.
    """
    made, known, found = shape(operand), twin(operand), group(operand)
    along = [i for i, length in enumerate(made) if length != 1]
    if known is not None:
        along.sort(key=lambda i: -1 if known.axes[i] is None else known.axes[i])  # type: ignore[arg-type, return-value]
    if found is not None:
        found = _without_single(found, made)
    if found is not None:
        place = {axis: i for i, axis in enumerate(along)}
        found = found.relabel({a: place[a] for a in found.axes})
    identity = ("alone", n) if known is None else ("twin", known.root)
    return Factor(tuple(labels[i] for i in along), found, identity)


@functools.lru_cache(maxsize=1024)
def contraction(
    factors: tuple[Factor, ...], output: tuple[str, ...], sizes: tuple[tuple[str, int], ...]
) -> Contraction:
    """A contraction, worked out once; labels of length 1 are in neither factors nor output."""
    return Contraction(factors, output, dict(sizes))


def contracted(
    operands: Sequence[Any], inputs: Sequence[Labels], output: Labels, sizes: dict[str, int]
) -> Contraction:
    """The contraction of operands with these labels."""
    factors = tuple(factor(o, t, n) for n, (o, t) in enumerate(zip(operands, inputs, strict=True)))
    kept = tuple(label for label in output if sizes[label] != 1)
    used = {label for f in factors for label in f.labels} | set(kept)
    return contraction(factors, kept, tuple(sorted((x, sizes[x]) for x in used)))


def output_group(made: Contraction, output: Labels, sizes: dict[str, int]) -> Group:
    """The symmetry of a contraction's result, on its axes."""
    along = [axis for axis, label in enumerate(output) if sizes[label] != 1]
    return interned(made.group.relabel(dict(enumerate(along))))


def bare(value: Any) -> Any:
    """An argument of rules without its symmetry and twins."""
    if isinstance(value, Spec) and is_marked(value):
        return Spec(value.shape, value.dtype, value.scalar)
    if isinstance(value, tuple | list):
        return type(value)(map(bare, value))
    return value
