"""Calls with symmetric operands, or with twins: what they cost, and results that are symmetric to the last bit.

Such a call takes the same way as any other (look the price up, charge, time, call, log). Besides, NumPy gets
plain arrays; and where the result has a symmetry, its canonical entries are mirrored, so that what is marked
never lies and all engines give the same bits.

*Twins* are operands that show the same memory, perhaps with their axes in another order, as in ``A @ A.T``.
They are found by where and how their elements lie, never by what they are.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from flopscope._local.marks import Marked, bare, marked, mirror
from flopscope._local.prices import Planner, result_bytes
from flopscope._pricing.price import Price
from flopscope._symmetry import SymmetryGroup
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
    found: dict[int, Twin] = {}
    roots: list[Any] = []
    for array in arrays:
        root = next((i for i, r in enumerate(roots) if are_twins(r, array)), len(roots))
        if root == len(roots):
            roots.append(array)
        found[id(array)] = Twin(root, _axes(array))
    shown = [found[id(a)].root for a in arrays]
    return {i: t for i, t in found.items() if shown.count(t.root) > 1}


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
    if result.__class__ is not np.ndarray:
        return result
    group = plan.group if plan.is_known else _looked_for(op, args, result)
    if group is None:
        if has_marks(args) and result.ndim > 1:
            _warn_of_loss(op, args, result)
        return result
    if result.flags.writeable:  # else it is a view of a symmetric array
        mirror(result, group)
    return marked(result, group) if has_marks(args) else result


def _looked_for(op: Operation, args: Args, result: Any) -> SymmetryGroup | None:
    if op.symmetry is None or result.ndim < 2:
        return None
    call = op.called(tuple(described(a, {}) for a in args))
    found: SymmetryGroup | None = op.symmetry(call, Spec(result.shape, result.dtype))
    return found


def _warn_of_loss(op: Operation, args: Args, result: Any) -> None:
    """Warn if what looks like one of the operands has lost its symmetry."""
    is_part = op.calls == "getitem"
    if op.cls in _EXPECTED and not is_part:
        return
    operands = [a for a in _leaves(args) if a.__class__ is Marked]
    alike = [a for a in operands if is_part or a.shape == result.shape]
    if alike:
        warnings.warn(
            f"the result of {op.name} has no symmetry, though an operand of shape {alike[0].shape} has: it is "
            "priced in full. Declare it again with as_symmetric if it is symmetric, or turn this warning off "
            "with flopscope.configure(symmetry_warnings=False)",
            SymmetryLossWarning,
            stacklevel=2,
        )
