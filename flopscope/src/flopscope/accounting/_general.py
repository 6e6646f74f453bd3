"""Costs of pointwise operations, reductions and contractions; weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from flopscope._engine import current as engine
from flopscope._table import REQUIRED, NoValue, einsum
from flopscope._table.spec import broadcast, nested_shape
from flopscope._table.spec import shape as shape_of
from flopscope.accounting._pricing import Shape, array, operation, policy, price

if TYPE_CHECKING:
    from fractions import Fraction


def get_weight(op_name: str) -> int | Fraction:
    """What the pricing policy charges for one unit of what an operation mostly does.

    Parameters
    ----------
    op_name : str
        As below ``numpy``: ``"add"``, ``"linalg.svd"``.

    Returns
    -------
    int or Fraction
        An int where it is whole.

    Raises
    ------
    ValueError
        If there is no such operation.

    Examples
    --------
    >>> from flopscope import accounting
    >>> accounting.get_weight("exp"), accounting.get_weight("reshape")
    (1, 0)
    """
    from fractions import Fraction  # few policies have weights that are not whole

    op = operation(op_name)
    weight = policy().weight(op.name, op.cls)
    return weight.over if weight.under == 1 else Fraction(*weight)


def pointwise_cost(
    op_name: str,
    shape: Shape | None = None,
    shapes: Sequence[Shape] | None = None,
    **options: Any,
) -> int:
    """FLOPs of an operation on each element.

    Parameters
    ----------
    op_name : str
    shape : int or tuple of int, optional
        Of all operands.
    shapes : sequence of shapes, optional
        Of each operand, where they differ.
    **options
        ``policy``, ``dtype``, ``batch``, and other arguments of the operation.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If there is no such operation, or the shapes do not broadcast.

    Examples
    --------
    >>> from flopscope import accounting
    >>> accounting.pointwise_cost("exp", shape=(256, 256))
    65536
    """
    if (shape is None) == (shapes is None):
        raise TypeError("pointwise_cost takes either shape or shapes")
    operands = [p for p in operation(op_name).params if p.kind.is_array and p.default is REQUIRED]
    given = [shape] * len(operands) if shapes is None else list(shapes)
    if len(given) != len(operands):
        raise TypeError(
            f"{op_name} has {len(operands)} operands, and {len(given)} shapes were given"
        )
    specs: dict[str, Any] = {
        p.name: array(s) for p, s in zip(operands, given, strict=True) if s is not None
    }
    broadcast(*(s.shape for s in specs.values()))
    return price(op_name, options, **specs)


def reduction_cost(
    op_name: str, input_shape: Shape, axis: int | tuple[int, ...] | None = None, **options: Any
) -> int:
    """FLOPs of a reduction, such as ``"sum"``, ``"mean"`` or ``"argmax"``.

    Parameters
    ----------
    op_name : str
    input_shape : int or tuple of int
    axis : int or tuple of int, optional
        None for all.
    **options
        ``policy``, ``dtype``, ``batch``, and other arguments of the operation (``ddof=1``).

    Returns
    -------
    int

    Examples
    --------
    >>> from flopscope import accounting
    >>> accounting.reduction_cost("sum", input_shape=(4, 8), axis=1)
    28
    """
    first = operation(op_name).params[0].name
    arguments: dict[str, Any] = {first: array(input_shape), "axis": axis}
    return price(op_name, options, **arguments)


def einsum_cost(
    subscripts: str, shapes: Sequence[Shape], optimize: Any = NoValue, **options: Any
) -> int:
    """FLOPs of an einsum.

    Parameters
    ----------
    subscripts : str
    shapes : sequence of shapes
        Of each operand.
    optimize : bool, str or path, optional
        As :func:`flopscope.numpy.einsum` takes it; by default three operands or more are planned.
    **options
        ``policy`` and ``dtype``.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If the subscripts are no expression, or do not fit the shapes.

    Examples
    --------
    >>> from flopscope import accounting
    >>> accounting.einsum_cost("ij,j->i", shapes=[(256, 256), (256,)])
    130816
    """
    operands = (subscripts, *map(array, shapes))
    chosen = _searched(subscripts, shapes, optimize)
    return price("einsum", options, operands=operands, optimize=chosen)


def _searched(subscripts: str, shapes: Sequence[Shape], optimize: Any) -> Any:
    """The path itself where a search is asked for: the engine's own, since only it need have one."""
    is_planned = optimize is NoValue or (optimize and isinstance(optimize, str | bool))
    if not is_planned or len(shapes) < 3:
        return optimize
    return engine().contraction_path(subscripts, [array(s).shape for s in shapes], optimize)


class AccumulationCost(NamedTuple):
    """The cost of an einsum or a reduction.

    Attributes
    ----------
    total : int
        FLOPs charged.
    multiplications, additions : int
        What the total is made of before the policy's weight, where the operation contracts at once.
    """

    total: int
    multiplications: int
    additions: int


def einsum_accumulation_cost(
    subscripts: str, *operands: Any, optimize: Any = NoValue
) -> AccumulationCost:
    """What an einsum on these arrays would cost; nothing runs, nothing is charged.

    Parameters
    ----------
    subscripts : str
    *operands : array_like
        Only their shapes are read.
    optimize : bool, str or path, optional

    Returns
    -------
    AccumulationCost

    Examples
    --------
    >>> import flopscope as flops
    >>> import flopscope.numpy as fnp
    >>> flops.einsum_accumulation_cost("ij,j->i", fnp.zeros((2, 3)), fnp.zeros(3)).total
    10
    """
    shapes = [_shape(a) for a in operands]
    expression = einsum.parse(subscripts, shapes)
    chosen = _searched(subscripts, shapes, optimize)
    steps = einsum.path(expression, chosen)
    multiplied = sum(_multiplications(s.subscripts, expression.sizes) for s in steps)
    return AccumulationCost(
        einsum_cost(subscripts, shapes, chosen),
        multiplied,
        sum(s.flops for s in steps) - multiplied,
    )


def _multiplications(subscripts: str, sizes: dict[str, int]) -> int:
    inputs = subscripts.partition("->")[0].split(",")
    combinations = 1
    for label in set("".join(inputs)):
        combinations *= sizes[label]
    return combinations * (len(inputs) - 1)


def reduction_accumulation_cost(
    a: Any, axis: int | tuple[int, ...] | None = None, op_name: str = "sum", **options: Any
) -> AccumulationCost:
    """What a reduction of this array would cost; nothing runs, nothing is charged.

    Parameters
    ----------
    a : array_like
        Only its shape is read.
    axis : int or tuple of int, optional
    op_name : str, optional
    **options
        Other arguments of the operation.

    Returns
    -------
    AccumulationCost

    Examples
    --------
    >>> import flopscope as flops
    >>> import flopscope.numpy as fnp
    >>> flops.reduction_accumulation_cost(fnp.zeros((4, 8)), axis=1).total
    28
    """
    total = reduction_cost(op_name, _shape(a), axis, **options)
    return AccumulationCost(total, 0, total)


def _shape(a: Any) -> tuple[int, ...]:
    return shape_of(a) if hasattr(a, "shape") else nested_shape(a)
