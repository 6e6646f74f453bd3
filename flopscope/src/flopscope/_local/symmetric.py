"""Calls with symmetric operands, or with twins: what they cost, and results that are symmetric to the last bit.

Such a call takes the same way as any other (look the price up, charge, time, call, log). Besides, NumPy gets
plain arrays; and where the result has a symmetry, its canonical entries are mirrored, so that what is marked
never lies and all engines give the same bits.

*Twins* are operands that show the same memory, perhaps with their axes in another order, as in ``A @ A.T``.
They are found by where and how their elements lie, never by what they are.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from flopscope._local.marks import Marked, bare, marked, mirror
from flopscope._local.prices import Planner, result_bytes
from flopscope._pricing.price import Price
from flopscope._symmetry import SymmetryGroup
from flopscope._symmetry.derived import from_plain
from flopscope._table import Operation, Spec, symmetries
from flopscope._table.spec import Twin
from flopscope.errors import ImmutableTensorError, SymmetryLossWarning

Args = tuple[Any, ...]


# --- finding -----------------------------------------------------------------------------------------


def has_marks(args: Args) -> bool:
    """Whether a symmetric array is among the arguments, those in lists too."""
    return any(a.__class__ is Marked for a in _leaves(args))


def _leaves(value: Any) -> Iterator[Any]:
    for item in value:
        if item.__class__ is tuple or item.__class__ is list:
            yield from _leaves(item)
        else:
            yield item


def are_twins(one: Any, other: Any) -> bool:
    """Whether two arrays show the same memory, perhaps with their axes in another order."""
    if one is other:
        return True
    if (one.base is None and other.base is None) or not np.may_share_memory(one, other):
        return False
    return bool(
        one.dtype == other.dtype
        and _layout(one) == _layout(other)
        and one.__array_interface__["data"][0] == other.__array_interface__["data"][0]
    )


def are_reordered(one: Any, other: Any) -> bool:
    """Whether two arrays are twins with their axes in different orders: else exchanging them saves nothing."""
    same = (
        one.__class__ is other.__class__
        and one.shape == other.shape
        and one.strides == other.strides
    )
    return not same and are_twins(one, other)


def may_be_twins(one: str, other: str) -> str:
    """The expression for whether two arrays could be: one is a view of the other, or both are of one array."""
    return (
        f"({one} is {other} or {one}.base is {other} or {other}.base is not None "
        f"and ({other}.base is {one} or {other}.base is {one}.base))"
    )


def twins_found(op: Operation, one: str, other: str) -> str:
    """The expression for whether two operands of a row are twins, for the fast paths: nearly none are."""
    check = "_are_reordered" if op.twins == "exchange" else "_are_twins"
    return f"{may_be_twins(one, other)} and {check}({one}, {other})"


def any_twins(arrays: Any) -> bool:
    """Whether any two of several arrays are twins."""
    return any(are_twins(a, b) for i, a in enumerate(arrays) for b in arrays[i + 1 :])


def _layout(array: Any) -> list[tuple[int, int]]:
    """Steps and lengths of the axes, whatever their order."""
    return sorted((s, n) for s, n in zip(array.strides, array.shape, strict=True) if n != 1)


def twins_among(op: Operation, args: Args) -> dict[int, Twin]:
    """The twins among a call's operands, by the id of the array."""
    if op.twins is None:
        return {}
    arrays = [
        a
        for p, arg in zip(op.params, args, strict=True)
        if p.kind.name in ("array", "places", "arrays", "operands")
        for a in _leaves((arg,))
        if isinstance(a, np.ndarray) and a.size > 1
    ]
    if op.twins == "exchange" and not (len(arrays) == 2 and are_reordered(*arrays)):
        return {}
    found = zip(arrays, twins_of(arrays), strict=True)
    return {id(array): twin for array, twin in found if twin is not None}


def twins_of(values: Sequence[Any]) -> list[Twin | None]:
    """For each array, its place among those that show the same memory; None where it stands alone."""
    roots: list[Any] = []
    numbers: list[int] = []
    for value in values:
        found = (i for i, root in enumerate(roots) if are_twins(root, value))
        numbers.append(next(found, len(roots)))
        if numbers[-1] == len(roots):
            roots.append(value)
    return [
        Twin(number, _axes(value)) if numbers.count(number) > 1 and value.size > 1 else None
        for number, value in zip(numbers, values, strict=True)
    ]


def _axes(array: Any) -> tuple[int | None, ...]:
    """For each axis, which of the memory's it is: they are numbered by their steps."""
    along = [i for i, n in enumerate(array.shape) if n != 1]
    along.sort(key=lambda i: (array.strides[i], array.shape[i]))
    place: dict[int, int] = {axis: number for number, axis in enumerate(along)}
    return tuple(place.get(i) for i in range(array.ndim))


# --- pricing -----------------------------------------------------------------------------------------


class SymmetricPlan(NamedTuple):
    """What is known of a call before it runs.

    Attributes
    ----------
    price : Price
    nbytes : int
        Bytes that the result, and mirroring it, will take.
    group : SymmetryGroup or None
        The result's symmetry.
    is_known : bool
        A rule gave the result. Otherwise its symmetry is looked for once its shape is known.
    """

    price: Price
    nbytes: int
    group: SymmetryGroup | None
    is_known: bool


class SymmetricPlanner(Planner):
    """The plans of one operation, for operands with symmetries or twins."""

    __slots__ = ()

    def plan(self, args: Args, count: int) -> Any:
        """See :meth:`Planner.plan`; the arguments are as :func:`described` gives them."""
        return self.looked_up(args, count)

    def _worked_out(self, args: Args) -> Any:
        """The cheaper of two ways: to use the symmetries, or to do without."""
        op, policy = self._op, self._policy
        symmetric, full = (
            policy.price(op, args),
            policy.price(op, tuple(map(symmetries.bare, args))),
        )
        price = symmetric if symmetric.cost <= full.cost else full
        made = op.result(args) if op.has_result_rule else None
        nbytes = result_bytes(op, args, price.work) if self._sized else 0
        group = made.group if isinstance(made, Spec) else None
        return SymmetricPlan(price, 3 * nbytes, group, made is not None)


def described(value: Any, twins: dict[int, Twin]) -> Any:
    """An argument as rules see it: symmetric arrays and twins as specs."""
    kind = value.__class__
    if kind is Marked:
        return Spec(value.shape, value.dtype, group=value.group, twin=twins.get(id(value)))
    if kind is np.ndarray and id(value) in twins:
        return Spec(value.shape, value.dtype, twin=twins[id(value)])
    if kind is tuple or kind is list:
        return kind([described(item, twins) for item in value])
    return value


def passed_on(op: Operation, plan: SymmetricPlan, args: Args) -> Args:
    """The arguments as NumPy gets them; a declared symmetry only where it does not follow anyway."""
    plain = tuple(map(stripped, args))
    if not _follows(op, plan, args):
        return plain
    place = op.places["symmetry"]
    return (*plain[:place], None, *plain[place + 1 :])


def _follows(op: Operation, plan: SymmetricPlan, args: Args) -> bool:
    """Whether the symmetry that a call declares for its result follows from its operands'."""
    if op.twins is None or "symmetry" not in op.places or plan.group is None:
        return False
    return plan.group.contains(from_plain(*args[op.places["symmetry"]]))


def stripped(value: Any) -> Any:
    """An argument as NumPy gets it."""
    if value.__class__ is tuple or value.__class__ is list:
        return value.__class__([stripped(item) for item in value])
    if value.__class__ is slice:
        return slice(bare(value.start), bare(value.stop), bare(value.step))
    return bare(value)


# --- results -----------------------------------------------------------------------------------------

_EXPECTED = frozenset({"contraction", "linalg", "fft", "movement"})
"""Classes of operations that nobody expects to keep a symmetry: products with others, copies."""


def refuse_writes(op: Operation, args: Args) -> None:
    """Refuse a call that would write to a symmetric array.

    Raises
    ------
    ImmutableTensorError
    """
    for param, arg in zip(op.params, args, strict=True):
        written = param.kind.name == "out" or param.name == op.writes
        if written and has_marks((arg,)):
            raise ImmutableTensorError(
                f"{op.name} would write to a symmetric tensor of shape {_first(arg).shape}, which is "
                "immutable: its entries must stay equal. Write to its copy(), and declare that again"
            )


def _first(value: Any) -> Any:
    return next(a for a in _leaves((value,)) if a.__class__ is Marked)


def finished(op: Operation, plan: SymmetricPlan, args: Args, plain: Args, result: Any) -> Any:
    """A call's result: mirrored, and marked if an operand was.

    Parameters
    ----------
    args : tuple
        As they were given.
    plain : tuple
        As NumPy got them.
    """
    for given, passed in zip(args, plain, strict=True):
        if result is passed and given is not passed:
            return given  # the symmetric array itself
    if result.__class__ is not np.ndarray or any(result is p for p in _leaves(plain)):
        return result
    group = plan.group if plan.is_known else _looked_for(op, args, result)
    if group is None:
        if has_marks(args) and result.ndim > 1:
            _warn_of_loss(op, args, result)
        return result
    if result.flags.writeable:  # else it is a view of a symmetric array
        mirror(result, group)
    is_declared = _follows(op, plan, args)
    return marked(result, group) if is_declared or has_marks(args) else result


def _looked_for(op: Operation, args: Args, result: Any) -> SymmetryGroup | None:
    if op.symmetry is None or result.ndim < 2:
        return None
    call = op.called(tuple(described(a, {}) for a in args))
    found: SymmetryGroup | None = op.symmetry(call, Spec(result.shape, result.dtype))
    return found


def _is_surprising_part(array: Any, key: Any) -> bool:
    """Whether a basic index keeps axes that could be exchanged, sliced in different ways."""
    parts = key if key.__class__ is tuple else (key,)
    group: SymmetryGroup | None = getattr(array, "group", None)
    if group is None or any(p.__class__ not in _BASIC for p in parts):
        return False
    kept = symmetries.kept_axes(array.ndim, parts)
    return any(len(kept & set(orbit)) > 1 for orbit in group.orbits())


def _is_symmetric(value: Any) -> bool:
    group: SymmetryGroup | None = value.group if value.__class__ is Marked else None
    return group is not None and not group.is_trivial


_BASIC = frozenset({int, slice, type(None), type(Ellipsis)})


def _warn_of_loss(op: Operation, args: Args, result: Any) -> None:
    """Warn if what looks like one of the operands has lost its symmetry."""
    if op.calls == "getitem":
        alike = [args[0]] if _is_surprising_part(*args) else []
    else:
        operands = [a for a in _leaves(args) if _is_symmetric(a)]
        alike = [a for a in operands if a.shape == result.shape and op.cls not in _EXPECTED]
    if alike:
        warnings.warn(
            f"the result of {op.name} has no symmetry, though an operand of shape {alike[0].shape} has: it is "
            "priced in full. Declare it again with as_symmetric if it is symmetric, or turn this warning off "
            "with flopscope.configure(symmetry_warnings=False)",
            SymmetryLossWarning,
            stacklevel=2,
        )
