"""Products over axes as einsums: which label each axis of the operands and of the result has.

Where an operand has a symmetry or a twin, all of them are priced, and their result's symmetry found, as the one
contraction that they are. So ``A @ A.T``, ``inner(A, A)`` and ``einsum("ij,kj->ik", A, A)`` cost the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flopscope._pricing.units import (
    Units,
    additions,
    complex_multiply_adds,
    complex_products,
    multiply_adds,
    products,
    real_complex_products,
)
from flopscope._symmetry import Contraction
from flopscope._table import symmetries
from flopscope._table.call import Call
from flopscope._table.spec import Spec, shape
from flopscope._table.work import is_complex

Labelled = tuple[list[list[str]], list[str]]
"""The labels of each operand, and of the result."""


def _letters(first: int, count: int) -> list[str]:
    return [chr(0x100 + first + i) for i in range(count)]


def matrix_product(left: int, right: int) -> Labelled:
    """Of ``matmul``, for operands of so many dimensions."""
    batch = max(left, right, 2) - 2
    stack = _letters(3, batch)
    row, inner, column = _letters(0, 3)
    one = [*stack[batch - max(0, left - 2) :], row, inner] if left > 1 else [inner]
    other = [*stack[batch - max(0, right - 2) :], inner, column] if right > 1 else [inner]
    return [one, other], [*stack, *([row] if left > 1 else []), *([column] if right > 1 else [])]


def over_axes(left: int, right: int, first: Sequence[int], second: Sequence[int]) -> Labelled:
    """Of ``tensordot``: the axes ``first`` of one operand against ``second`` of the other."""
    one, other = _letters(0, left), _letters(left, right)
    for i, j in zip(first, second, strict=True):
        other[j] = one[i]
    gone = {one[i] for i in first}
    return [one, other], [x for x in (*one, *other) if x not in gone]


def dot_product(left: int, right: int) -> Labelled:
    """Of ``dot``."""
    if not left or not right:
        return over_axes(left, right, (), ())
    return over_axes(left, right, (left - 1,), (right - 2 if right > 1 else 0,))


def inner_product(left: int, right: int) -> Labelled:
    """Of ``inner``."""
    if not left or not right:
        return over_axes(left, right, (), ())
    return over_axes(left, right, (left - 1,), (right - 1,))


def matrix_vector(left: int, right: int) -> Labelled:
    """Of ``matvec``."""
    stack = _letters(2, max(left - 2, right - 1))
    row, inner = _letters(0, 2)
    one, other = stack[len(stack) - left + 2 :], stack[len(stack) - right + 1 :]
    return [[*one, row, inner], [*other, inner]], [*stack, row]


def vector_matrix(left: int, right: int) -> Labelled:
    """Of ``vecmat``."""
    stack = _letters(2, max(left - 1, right - 2))
    column, inner = _letters(0, 2)
    one, other = stack[len(stack) - left + 1 :], stack[len(stack) - right + 2 :]
    return [[*one, inner], [*other, inner, column]], [*stack, column]


def vectors(left: int, right: int) -> Labelled:
    """Of ``vecdot`` over the last axis."""
    stack, inner = _letters(1, max(left, right) - 1), _letters(0, 1)
    return [
        [*stack[len(stack) - left + 1 :], *inner],
        [*stack[len(stack) - right + 1 :], *inner],
    ], stack


def contraction(operands: Sequence[Any], labels: Labelled) -> tuple[Contraction, dict[str, int]]:
    """The contraction of operands with these labels, and the labels' lengths."""
    inputs, output = labels
    sizes: dict[str, int] = {}
    for operand, term in zip(operands, inputs, strict=True):
        for label, length in zip(term, shape(operand), strict=True):
            sizes[label] = max(length, sizes.get(label, 1)) if length else 0
    return symmetries.contracted(operands, inputs, output, sizes), sizes


def contraction_units(operands: Sequence[Any], labels: Labelled) -> Units:
    """What the contraction does, symmetries and twins considered."""
    made, _ = contraction(operands, labels)
    return sums_and_products(made.multiplications, made.additions, sum(map(is_complex, operands)))


def sums_and_products(number: int, sums: int, complex_factors: int) -> Units:
    """Products and sums of elements; as many as possible are multiply-adds.

    Parameters
    ----------
    number, sums : int
        Products and sums.
    complex_factors : int
        How many of the factors are complex.
    """
    joined = min(number, sums)
    alone, rest = number - joined, additions((sums - joined) * (2 if complex_factors else 1))
    if not complex_factors:
        return products(alone) + multiply_adds(joined) + rest
    if complex_factors == 1:
        return real_complex_products(alone) + multiply_adds(2 * joined) + rest
    return complex_products(alone) + complex_multiply_adds(joined) + rest


def group_rule(
    names: Sequence[str], labels: Callable[..., Labelled], *options: str
) -> symmetries.Rule:
    """The symmetry of a product's result.

    Parameters
    ----------
    names : sequence of str
        The parameters of its operands.
    labels : callable
        Gives their labels, from the numbers of their dimensions.
    *options : str
        Parameters whose arguments it is given too.
    """

    def rule(c: Call, made: Spec) -> Any:
        operands = [vars(c)[name] for name in names]
        if not symmetries.is_marked(*operands) or not symmetries.is_plain(c):
            return None
        found = labels(*(len(shape(o)) for o in operands), *(vars(c)[o] for o in options))
        contracted, sizes = contraction(operands, found)
        return symmetries.output_group(contracted, found[1], sizes)

    return rule
