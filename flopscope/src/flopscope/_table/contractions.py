"""Contractions: products summed over an axis. A dot product of length k is k products, k - 1 sums."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from flopscope._base import dtypes as _dtypes
from flopscope._base.dtypes import result_type
from flopscope._pricing.units import Units, additions
from flopscope._symmetry import Contraction
from flopscope._table import einsum, labels, queueing, symmetries
from flopscope._table.call import Call
from flopscope._table.operation import NoValue, op
from flopscope._table.reductions import summed
from flopscope._table.spec import Shape, Spec, axis_index, broadcast, dims, shape, size, unique
from flopscope._table.work import added, dots, in_dtype, into, is_complex, multiplied


def dot_flops(results: int, k: int) -> int:
    """Dot products of length k: k products and k - 1 sums each."""
    return results * max(0, 2 * k - 1)


def _made(shape: Shape, *operands: Any) -> Spec:
    return Spec(shape, result_type(*operands), scalar=shape == ())


def matmul_shape(a: Any, b: Any) -> tuple[Shape, int]:
    """The matrix product's shape and the length of its dot products."""
    left, right = shape(a), shape(b)
    if not left or not right:
        raise ValueError(
            f"matmul: Input operand {1 if left else 0} does not have enough dimensions "
            "(has 0, gufunc core with signature (n?,k),(k,m?)->(n?,m?) requires 1)"
        )
    k, other = left[-1], right[-2] if len(right) > 1 else right[0]
    if k != other:
        raise ValueError(
            "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc "
            f"signature (n?,k),(k,m?)->(n?,m?) (size {other} is different from {k})"
        )
    return broadcast(left[:-2], right[:-2]) + left[-2:-1] + right[-1:] * (len(right) > 1), k


def matmul_units(x1: Any, x2: Any) -> Units:
    """What a matrix product does, batches included."""
    made, k = matmul_shape(x1, x2)
    if symmetries.is_marked(x1, x2):
        return labels.contraction_units(
            (x1, x2), labels.matrix_product(len(shape(x1)), len(shape(x2)))
        )
    return dots(Spec(made).size, k, x1, x2)


def asked_for(c: Call, n: int, *operands: Any) -> Units:
    """Casts of a contraction's operands by ``dtype=`` and of its n results by ``out=``."""
    computed, dtype = result_type(*operands), getattr(c, "dtype", None)
    units = in_dtype(operands, dtype, computed)
    return units + into(computed if dtype is None else _dtypes.dtype(dtype), c.out, n)


def core_last(x: Any, places: Any) -> Spec:
    """An operand with the axes at these places moved to the end, as a generalized ufunc takes it."""
    made = shape(x)
    core = [axis_index(i, len(made)) for i in (places if isinstance(places, tuple) else (places,))]
    rest = [n for i, n in enumerate(made) if i not in core]
    return Spec([*rest, *(made[i] for i in core)], _dtypes.of(x))


def _is_moved(c: Call) -> bool:
    return isinstance(c.axes, list) and len(c.axes) >= 2


def _matmul_flops(c: Call) -> Units:
    x1, x2 = (c.x1, c.x2)
    if _is_moved(c):
        x1, x2 = core_last(x1, c.axes[0]), core_last(x2, c.axes[1])
    return matmul_units(x1, x2) + asked_for(c, Spec(matmul_shape(x1, x2)[0]).size, x1, x2)


def _matmul_result(c: Call) -> Spec | None:
    if c.axes is not NoValue:
        return None
    made, _ = matmul_shape(c.x1, c.x2)
    dtype = _dtypes.of(c.out) if c.out is not None else c.dtype or result_type(c.x1, c.x2)
    return Spec(made, dtype, scalar=made == ())


op(
    "matmul",
    "x1: array, x2: array, /, out: out=None, *, casting='same_kind', order='K', dtype: dtype=None, axes=NoValue",
    cls="contraction",
    queueable=queueing.always,
    doc="""Matrix product over the last two axes, or those that ``axes`` names, broadcast over the others.

    FLOPs: ``m n (2k - 1)`` for (m, k) @ (k, n), times the batches; (2, 3) @ (3, 4) is 8 * 5 = 40. Complex
    products count 6 (2 if one factor is real), complex sums 2.
    """,
    source="Golub & Van Loan, Matrix Computations, 4th ed., 1.1.15",
    flops=_matmul_flops,
    result=_matmul_result,
    symmetry=labels.group_rule(("x1", "x2"), labels.matrix_product),
    twins="contraction",
    operator="matmul",
)


def _not_aligned(left: Shape, right: Shape, dim: int) -> ValueError:
    one, other = (str(s).replace(", ", ",") for s in (left, right))
    return ValueError(
        f"shapes {one} and {other} not aligned: {left[-1]} (dim {len(left) - 1}) != {right[dim]} (dim {dim})"
    )


def dot_shape(a: Any, b: Any) -> tuple[Shape, int]:
    left, right = shape(a), shape(b)
    if not left or not right:
        return left or right, 1
    axis = -2 if len(right) > 1 else 0
    if left[-1] != right[axis]:
        raise _not_aligned(left, right, len(right) + axis if axis else 0)
    rest = right[:-2] + right[-1:] if len(right) > 1 else ()
    return left[:-1] + rest, left[-1]


def _dot_count(c: Call) -> Units:
    return dot_units(c, c.a, c.b)


def dot_units(c: Call, a: Any, b: Any) -> Units:
    """Of the dot product of two arrays of any dimensions."""
    made, k = dot_shape(a, b)
    asked = asked_for(c, Spec(made).size, a, b)
    if symmetries.is_marked(a, b):
        found = labels.dot_product(len(shape(a)), len(shape(b)))
        return labels.contraction_units((a, b), found) + asked
    return dots(Spec(made).size, k, a, b) + asked


op(
    "dot",
    "a: array, b: array, out: out=None",
    cls="contraction",
    queueable=queueing.of_arrays,
    doc="""Dot product: over the last axis of ``a`` and the second-to-last of ``b``.

    FLOPs: ``2k - 1`` per result, for dot products of length k; 1 per element with a number. (2, 3) with (3,)
    is 2 * 5 = 10. Complex products count 6 (2 if one factor is real), complex sums 2.
    """,
    flops=_dot_count,
    result=lambda c: _made(dot_shape(c.a, c.b)[0], c.a, c.b),
    symmetry=labels.group_rule(("a", "b"), labels.dot_product),
    twins="contraction",
    method="dot",
)
op(
    "vdot",
    "a: array, b: array, /",
    cls="contraction",
    queueable=queueing.always,
    doc="""Dot product of two flattened arrays, the first conjugated.

    FLOPs: ``2k - 1`` for k elements each; two (3,) are 5.
    """,
    flops=lambda c: dots(1, size(c.a), c.a, c.b),
    result=lambda c: _made((), c.a, c.b) if size(c.a) == size(c.b) else None,
)


def _inner_shape(a: Any, b: Any) -> tuple[Shape, int]:
    left, right = shape(a), shape(b)
    if not left or not right:
        return left or right, 1
    if left[-1] != right[-1]:
        raise _not_aligned(left, right, len(right) - 1)
    return left[:-1] + right[:-1], left[-1]


def _inner_count(c: Call) -> Units:
    made, k = _inner_shape(c.a, c.b)
    if symmetries.is_marked(c.a, c.b):
        found = labels.inner_product(len(shape(c.a)), len(shape(c.b)))
        return labels.contraction_units((c.a, c.b), found)
    return dots(Spec(made).size, k, c.a, c.b)


op(
    "inner",
    "a: array, b: array, /",
    cls="contraction",
    queueable=queueing.of_arrays,
    doc="""Dot products over the last axes of both arrays.

    FLOPs: ``2k - 1`` per result, for dot products of length k; (2, 3) with (4, 3) is 8 * 5 = 40.
    """,
    flops=_inner_count,
    result=lambda c: _made(_inner_shape(c.a, c.b)[0], c.a, c.b),
    symmetry=labels.group_rule(("a", "b"), labels.inner_product),
    twins="contraction",
)


def outer_group(*names: str) -> symmetries.Rule:
    """The symmetry of an outer product: of a vector with itself, its two axes."""

    def rule(c: Call, made: Spec) -> Any:
        one, other = (vars(c)[name] for name in names)
        if not symmetries.is_plain(c) or len(shape(one)) != 1 or len(shape(other)) != 1:
            return None
        return labels.group_rule(names, lambda n, m: labels.over_axes(n, m, (), ()))(c, made)

    return rule


def outer_products(c: Call, a: Any, b: Any) -> int:
    """How many products of an outer product may differ."""
    is_twin = len(shape(a)) == len(shape(b)) == 1 and symmetries.is_marked(a, b)
    return unique(c.result) if is_twin else size(a) * size(b)


op(
    "outer",
    "a: array, b: array, out: out=None",
    cls="contraction",
    queueable=queueing.of_arrays,
    doc="""Products of all pairs of elements of two flattened arrays.

    FLOPs: one product per pair; 3 and 4 elements give 12.
    """,
    flops=lambda c: (
        multiplied(outer_products(c, c.a, c.b), c.a, c.b)
        + asked_for(c, size(c.a) * size(c.b), c.a, c.b)
    ),
    result=lambda c: Spec(
        (size(c.a), size(c.b)), result_type(c.a, c.b) if c.out is None else _dtypes.of(c.out)
    ),
    symmetry=outer_group("a", "b"),
    twins="contraction",
)
op(
    "kron",
    "a: array, b: array",
    cls="contraction",
    queueable=queueing.of_arrays,
    doc="""Kronecker product.

    FLOPs: one product per element of the result; (2, 2) with (3, 3) is 36.
    """,
    flops=lambda c: multiplied(size(c.a) * size(c.b), c.a, c.b),
    result=lambda c: _kron(c.a, c.b),
)


def _kron(a: Any, b: Any) -> Spec | None:
    left, right = shape(a), shape(b)
    if not left or not right:
        return None
    dims = max(len(left), len(right))
    pairs = zip(_padded(left, dims), _padded(right, dims), strict=True)
    return Spec([n * m for n, m in pairs], result_type(a, b))


def _padded(made: Shape, dims: int) -> Shape:
    return (1,) * (dims - len(made)) + made


def _summed_axes(left: int, right: int, over: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    if isinstance(over, list | tuple):
        first, second = (dims_signed(n) for n in over)
        return first, second
    n = min(int(over), left + right + 1)  # one that is out of range is enough
    return tuple(range(-n, 0)), tuple(range(n))


def tensordot_rule(a: Any, b: Any, axes: Any) -> tuple[Shape, int]:
    """The result's shape and the length of its dot products."""
    left, right = shape(a), shape(b)
    first, second = _summed_axes(len(left), len(right), axes)
    # An axis out of range is an IndexError, as in NumPy.
    if len(first) != len(second) or any(
        left[i] != right[j] for i, j in zip(first, second, strict=True)
    ):
        raise ValueError("shape-mismatch for sum")
    gone = {i % len(left) for i in first}, {j % len(right) for j in second}
    kept = [n for i, n in enumerate(left) if i not in gone[0]]
    kept += [n for j, n in enumerate(right) if j not in gone[1]]
    return tuple(kept), Spec(left[i] for i in first).size


def dims_signed(value: Any) -> tuple[int, ...]:
    """An axis or a sequence of axes, which may count from the end, as a tuple."""
    return tuple(int(n) for n in value) if isinstance(value, list | tuple) else (int(value),)


def tensordot_labels(left: int, right: int, over: Any) -> labels.Labelled:
    """The labels of two operands of so many dimensions, multiplied over these axes."""
    first, second = _summed_axes(left, right, over)
    return labels.over_axes(left, right, [i % left for i in first], [j % right for j in second])


def tensordot_units(a: Any, b: Any, over: Any) -> Units:
    """What summing products over these axes does."""
    made, k = tensordot_rule(a, b, over)
    if symmetries.is_marked(a, b):
        return labels.contraction_units(
            (a, b), tensordot_labels(len(shape(a)), len(shape(b)), over)
        )
    return dots(Spec(made).size, k, a, b)


op(
    "tensordot",
    "a: array, b: array, axes=2",
    cls="contraction",
    queueable=queueing.of_arrays,
    doc="""Sum of products over the given axes of both arrays.

    FLOPs: ``2k - 1`` per result, k being the number of summed pairs; (2, 3) with (3, 4) over one axis is 40.
    """,
    flops=lambda c: tensordot_units(c.a, c.b, c.axes),
    result=lambda c: Spec(tensordot_rule(c.a, c.b, c.axes)[0], result_type(c.a, c.b)),
    symmetry=labels.group_rule(("a", "b"), tensordot_labels, "axes"),
    twins="contraction",
)


def einsum_expression(operands: tuple[Any, ...]) -> einsum.Expression:
    """The parsed expression of an einsum call."""
    if len(operands) < 2:
        raise ValueError(einsum.NO_OPERANDS)
    text, *arrays = operands
    return einsum.parse(text, [shape(a) for a in arrays])


def einsum_result(c: Call) -> Spec:
    """The result of an einsum."""
    arrays = c.operands[1:]
    computed = _dtypes.dtype(c.dtype) if c.dtype is not None else result_type(*arrays)
    expression = einsum_expression(c.operands)
    made = expression.shape
    if c.out is not None:
        return Spec(made, _dtypes.of(c.out))
    return Spec(made, computed, scalar=made == ())


def einsum_group(c: Call, made: Spec) -> Any:
    """The symmetry of an einsum's result."""
    arrays = c.operands[1:]
    if not symmetries.is_marked(*arrays) or not symmetries.is_plain(c):
        return None
    expression = einsum_expression(c.operands)
    found = symmetries.contracted(arrays, expression.inputs, expression.output, expression.sizes)
    return symmetries.output_group(found, expression.output, expression.sizes)


def einsum_units(c: Call) -> Units:
    """The contractions of the path that is executed, and casts."""
    expression, arrays = einsum_expression(c.operands), c.operands[1:]
    asked = asked_for(c, Spec(expression.shape).size, *arrays)
    steps = einsum.path(expression, c.optimize)
    if symmetries.is_marked(*arrays):
        return symmetric_steps(expression, arrays, steps, c.dtype) + asked
    remaining = [is_complex(a, c.dtype) for a in arrays]
    for step in steps:
        taken = [remaining.pop(i) for i in sorted(step.operands, reverse=True)]
        remaining.append(any(taken))
        asked += _contraction(step.products, step.sums, sum(taken))
    return asked


def _contraction(number: int, sums: int, complex_factors: int) -> Units:
    """The products and sums of one contraction; each sum but the first of an output follows a product."""
    if not number:
        return additions(sums * (2 if complex_factors else 1))
    return labels.sums_and_products(number, sums, complex_factors)


class _Part(NamedTuple):
    """An operand of a step: an array, or what earlier steps have made of several.

    Attributes
    ----------
    spec : Spec
        What rules see of it.
    labels : str
    leaves : tuple of int
        The einsum's operands that it is made of.
    is_complex : bool
    """

    spec: Any
    labels: str
    leaves: tuple[int, ...]
    is_complex: bool


def symmetric_steps(
    expression: einsum.Expression, arrays: Sequence[Any], steps: Sequence[einsum.Step], dtype: Any
) -> Units:
    """The contractions of a path, or all operands at once where symmetries make that the cheaper way.

    Of each step's result, only what may differ is computed: that follows from all operands that it is made of,
    twins among them, though the step itself sees but two.
    """
    whole = _symmetric_steps(expression, arrays, [tuple(range(len(arrays)))], dtype)
    if len(steps) < 2:
        return whole
    planned = _symmetric_steps(expression, arrays, [s.operands for s in steps], dtype)
    return min(planned, whole, key=lambda units: units.operations)


def _symmetric_steps(
    expression: einsum.Expression,
    arrays: Sequence[Any],
    places: Sequence[Sequence[int]],
    dtype: Any,
) -> Units:
    terms, sizes = expression.inputs, expression.sizes
    parts = [
        _Part(a, term, (n,), is_complex(a, dtype))
        for n, (a, term) in enumerate(zip(arrays, terms, strict=True))
    ]
    units = Units()
    for place in places:
        taken = [parts.pop(i) for i in sorted(place, reverse=True)][::-1]
        leaves = tuple(n for part in taken for n in part.leaves)
        kept = _kept(expression, [p.labels for p in taken], [p.labels for p in parts])
        made = symmetries.contracted(
            [arrays[n] for n in leaves], [terms[n] for n in leaves], kept, sizes
        )
        number, sums = _step_counts(taken, kept, made, sizes)
        units += _contraction(number, sums, sum(p.is_complex for p in taken))
        group = symmetries.output_group(made, kept, sizes)
        spec = Spec([sizes[x] for x in kept], group=group)
        parts.append(_Part(spec, kept, leaves, any(p.is_complex for p in taken)))
    return units


def _kept(expression: einsum.Expression, taken: Sequence[str], left: Sequence[str]) -> str:
    """The labels of a step's result."""
    if not left:
        return expression.output
    needed = set(expression.output).union(*left)
    return "".join(sorted(set("".join(taken)) & needed))


def _step_counts(
    taken: Sequence[_Part], kept: str, made: Contraction, sizes: dict[str, int]
) -> tuple[int, int]:
    """Products and sums of a step: what its own operands leave different, or each output that may differ in full.

    Parameters
    ----------
    made : Contraction
        Of all arrays that the step's operands are made of.
    """
    own = symmetries.contracted([p.spec for p in taken], [p.labels for p in taken], kept, sizes)
    inner = math.prod(sizes[x] for x in set("".join(p.labels for p in taken)) - set(kept))
    full = made.unique_outputs * inner
    counts = (
        (own.multiplications, own.additions),
        (full * (len(taken) - 1), max(0, full - made.unique_outputs)),
    )
    return min(counts, key=sum)


def _is_plain(spec: Spec, args: tuple[Any, ...]) -> bool:
    """Ellipses and lengths of 1 are broadcast by rules that NumPy's own loops do not always follow."""
    text, *arrays = args[0]
    if "." in text or len(arrays) > _EINSUM_OPERANDS:
        return False
    expression = einsum_expression(args[0])
    found = zip(expression.inputs, arrays, strict=True)
    return len(expression.sizes) <= _EINSUM_LABELS and all(
        tuple(expression.sizes[label] for label in term) == a.shape for term, a in found
    )


_EINSUM_OPERANDS, _EINSUM_LABELS = 16, 26
"""What NumPy's iterators surely take."""

op(
    "einsum",
    "*operands: operands, out: out=None, dtype: dtype=None, order='K', casting='safe', optimize=NoValue",
    cls="contraction",
    searches=True,
    queueable=_is_plain,
    writable="unknown",
    symmetry=einsum_group,
    twins="contraction",
    calls="einsum",
    doc="""Einstein summation, from subscripts (``"ij,jk->ik", a, b``) or label lists.

    Parameters
    ----------
    *operands
        The subscripts as text and then the arrays, or arrays and label lists in turn.
    out : ndarray, optional
        Where the result goes.
    dtype : dtype, optional
        The computing dtype.
    optimize : bool, str or path, optional
        How the operands are contracted: all at once (False), along opt_einsum's path (True for
        ``"greedy"``, or the name of one of its strategies), or along an explicit path, which must leave one
        operand. By default, two operands are contracted at once; three or more are planned, by
        ``"optimal"`` up to four operands and ``"greedy"`` above, or at once where that is cheaper.

    Returns
    -------
    ndarray

    Raises
    ------
    ValueError
        If the subscripts are not an expression or do not fit the shapes, if a path leaves more than one
        operand, or if more than 32 operands would have to be planned; nothing is charged.

    Notes
    -----
    FLOPs: for each contraction of the path that is executed, ``out * (inner * (k - 1) + inner - 1)``:
    k operands, ``out`` elements of output, ``inner`` combinations of summed labels.
    ``"ij,j->i"`` with 256 x 256 is 256 * (2 * 256 - 1) = 130,816. Complex products count 6 (2 if one factor
    is real), complex sums 2; ``dtype`` and ``out`` add their casts.
    """,
    flops=einsum_units,
    result=einsum_result,
)


def _diagonal(a: Any, offset: int, axis1: int, axis2: int) -> int:
    rows, columns = shape(a)[axis1], shape(a)[axis2]
    return max(0, min(rows + min(offset, 0), columns - max(offset, 0)))


def diagonal_spec(a: Any, offset: Any, axis1: Any, axis2: Any) -> Spec | None:
    """The diagonals' shape and dtype; None for axes that are none."""
    made = shape(a)
    places = [i % len(made) for i in (axis1, axis2) if -len(made) <= i < len(made)]
    if len(set(places)) != 2:
        return None
    rest = [n for i, n in enumerate(made) if i not in places]
    return Spec([*rest, _diagonal(a, offset, axis1, axis2)], _dtypes.of(a))


def _traced(c: Call) -> Spec | None:
    diagonals = diagonal_spec(c.a, c.offset, c.axis1, c.axis2)
    if diagonals is None or c.dtype is not None or c.out is not None:
        return None
    made = diagonals.shape[:-1]
    return Spec(made, summed(diagonals.dtype), scalar=made == ())


def _trace_units(c: Call) -> Units:
    length = _diagonal(c.a, c.offset, c.axis1, c.axis2)
    diagonals = size(c.a) // max(1, shape(c.a)[c.axis1] * shape(c.a)[c.axis2])
    computed = summed(_dtypes.of(c.a))
    units = added(max(0, length - 1) * diagonals, c.a)
    units += in_dtype((Spec((diagonals, length), c.a.dtype),), c.dtype, computed)
    return units + into(computed if c.dtype is None else c.dtype, c.out, diagonals)


op(
    "trace",
    "a: array, offset=0, axis1=0, axis2=1, dtype: dtype=None, out: out=None",
    cls="arithmetic",
    queueable=queueing.has_elements,
    doc="""Sum along a diagonal.

    FLOPs: n - 1 per diagonal of n elements; (3, 3) is 2.
    """,
    flops=_trace_units,
    result=_traced,
    method="trace",
    guard="offset",
)

__all__ = [
    "diagonal_spec",
    "dims",
    "dims_signed",
    "dot_flops",
    "einsum_expression",
    "matmul_shape",
    "matmul_units",
    "tensordot_rule",
]

op(
    "einsum_path",
    "*operands: operands, optimize='greedy'",
    cls="view",
    calls="einsum_path",
    doc="""The contractions that :func:`einsum` would execute, and what each costs; nothing is computed.

    Returns
    -------
    path : list
        ``"einsum_path"`` and the operands of each contraction, as ``optimize=`` takes it.
    text : str
        What NumPy prints of it.
    naive : int
        FLOPs of contracting all operands in one loop.
    steps : list
        Operands, subscripts and FLOPs of each contraction.

    Notes
    -----
    FLOPs: 0.
    """,
)
