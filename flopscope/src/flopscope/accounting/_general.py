"""Costs of pointwise operations, reductions and contractions; weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from flopscope._arrays.array import ndarray
from flopscope._engine import current as engine
from flopscope._table import REQUIRED, NoValue, Operation, Spec, einsum
from flopscope._table.spec import broadcast, nested_shape
from flopscope._table.spec import shape as shape_of
from flopscope.accounting._pricing import Shape, array, cheapest, operation, policy, price

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
    symmetry: Any = None,
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
    symmetry : SymmetryGroup, sequence of int, or sequence of sequences of int, optional
        Of all operands, as for :func:`flopscope.as_symmetric`.
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
        p.name: array(s, symmetry=symmetry)
        for p, s in zip(operands, given, strict=True)
        if s is not None
    }
    broadcast(*(s.shape for s in specs.values()))
    return price(op_name, options, **specs)


def reduction_cost(
    op_name: str,
    input_shape: Shape,
    axis: int | tuple[int, ...] | None = None,
    symmetry: Any = None,
    **options: Any,
) -> int:
    """FLOPs of a reduction, such as ``"sum"``, ``"mean"`` or ``"argmax"``.

    Parameters
    ----------
    op_name : str
    input_shape : int or tuple of int
    axis : int or tuple of int, optional
        None for all.
    symmetry : SymmetryGroup, sequence of int, or sequence of sequences of int, optional
        As for :func:`flopscope.as_symmetric`.
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
    arguments: dict[str, Any] = {first: array(input_shape, symmetry=symmetry), "axis": axis}
    return price(op_name, options, **arguments)


def einsum_cost(
    subscripts: str,
    shapes: Sequence[Shape],
    optimize: Any = NoValue,
    operand_symmetries: Sequence[Any] | None = None,
    **options: Any,
) -> int:
    """FLOPs of an einsum.

    Parameters
    ----------
    subscripts : str
    shapes : sequence of shapes
        Of each operand.
    optimize : bool, str or path, optional
        As :func:`flopscope.numpy.einsum` takes it; by default three operands or more are planned.
    operand_symmetries : sequence, optional
        The symmetry of each operand, as for :func:`flopscope.as_symmetric`, or None.
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
    given = [None] * len(shapes) if operand_symmetries is None else list(operand_symmetries)
    if len(given) != len(shapes):
        raise ValueError(f"{len(given)} operand_symmetries were given for {len(shapes)} operands")
    specs = [array(s, symmetry=g) for s, g in zip(shapes, given, strict=True)]
    operands = (subscripts, *specs)
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
        Operations on real numbers, before the policy's weights.
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
        Their shapes, dtypes and symmetries are read, and which of them show the same memory.
    optimize : bool, str or path, optional
        As :func:`flopscope.numpy.einsum` takes it.

    Returns
    -------
    AccumulationCost

    Examples
    --------
    >>> import flopscope as flops
    >>> import flopscope.numpy as fnp
    >>> flops.einsum_accumulation_cost("ij,j->i", fnp.zeros((2, 3)), fnp.zeros(3)).total
    10
    >>> A = fnp.zeros((6, 5))
    >>> flops.einsum_accumulation_cost("ij,ik->jk", A, A).total
    165
    """
    shapes = [_shape(a) for a in operands]
    einsum.parse(subscripts, shapes)
    chosen = _searched(subscripts, shapes, optimize)
    row = operation("einsum")
    arguments = {"operands": (subscripts, *_specs(operands)), "optimize": chosen}
    return _accumulated(row, tuple(arguments.get(p.name, p.default) for p in row.params))


def reduction_accumulation_cost(
    a: Any, axis: int | tuple[int, ...] | None = None, op_name: str = "sum", **options: Any
) -> AccumulationCost:
    """What a reduction of this array would cost; nothing runs, nothing is charged.

    Parameters
    ----------
    a : array_like
        Its shape, dtype and symmetry are read.
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
    >>> flops.reduction_accumulation_cost(flops.symmetrize(fnp.ones((5, 5)), symmetry=(0, 1))).total
    15
    """
    row = operation(op_name)
    unknown = set(options) - set(row.places)
    if unknown:
        raise TypeError(f"{op_name} has no parameter {min(unknown)!r}")
    arguments = {row.params[0].name: _specs([a])[0], "axis": axis} | options
    return _accumulated(row, tuple(arguments.get(p.name, p.default) for p in row.params))


def _accumulated(row: Operation, args: tuple[Any, ...]) -> AccumulationCost:
    found = cheapest(policy(), row, args)
    joined = found.units["multiply_adds"]
    products = found.units["products"] + joined
    total = policy().shown(found.cost)
    return AccumulationCost(total, products, found.units.operations - products)


def _specs(operands: Sequence[Any]) -> list[Spec]:
    """What rules see of the operands of a query."""
    arrays = [a for a in operands if isinstance(a, ndarray)]
    twins = iter(engine().twins([a._v for a in arrays]) if len(arrays) > 1 else [None])
    return [
        Spec(a.shape, a.dtype, group=getattr(a._v, "group", None), twin=next(twins))
        if isinstance(a, ndarray)
        else Spec(_shape(a))
        for a in operands
    ]


def _shape(a: Any) -> tuple[int, ...]:
    return shape_of(a) if hasattr(a, "shape") else nested_shape(a)
