"""Products of vectors and matrices besides ``matmul``: stacks of vectors, cross products, chains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._base.dtypes import result_type
from flopscope._base.exceptions import LinAlgError
from flopscope._pricing.units import Units, paired
from flopscope._table import labels, queueing, symmetries
from flopscope._table.call import Call
from flopscope._table.contractions import (
    asked_for,
    core_last,
    dot_flops,
    dot_shape,
    dot_units,
    matmul_shape,
    matmul_units,
    outer_group,
    tensordot_labels,
    tensordot_rule,
    tensordot_units,
)
from flopscope._table.operation import op
from flopscope._table.spec import Shape, Spec, axis_index, broadcast, shape, size, unique
from flopscope._table.work import added, dots, in_dtype, is_complex, multiplied

_GUFUNC = "out: out=None, *, axes=NoValue, axis=NoValue, keepdims=False, casting='same_kind', order='K', dtype: dtype=None"


def _core(name: str, operand: int, made: Shape, wanted: int, core: str) -> None:
    if len(made) < wanted:
        raise ValueError(
            f"{name}: Input operand {operand} does not have enough dimensions "
            f"(has {len(made)}, gufunc core with signature {core} requires {wanted})"
        )


def _matched(name: str, left: int, right: int, core: str) -> None:
    if left != right:
        raise ValueError(
            f"{name}: Input operand 1 has a mismatch in its core dimension 0, with gufunc "
            f"signature {core} (size {right} is different from {left})"
        )


def _vecdot(x1: Any, x2: Any, axis: Any = -1) -> tuple[Shape, int]:
    """The result's shape and the length of the dot products, over an axis of both."""
    core = "(n),(n)->()"
    left, right = shape(x1), shape(x2)
    _core("vecdot", 0, left, 1, core)
    _core("vecdot", 1, right, 1, core)
    i, j = axis_index(axis, len(left)), axis_index(axis, len(right))
    _matched("vecdot", left[i], right[j], core)
    return broadcast(left[:i] + left[i + 1 :], right[:j] + right[j + 1 :]), left[i]


def _matvec(x1: Any, x2: Any) -> tuple[Shape, int]:
    core = "(m,n),(n)->(m)"
    left, right = shape(x1), shape(x2)
    _core("matvec", 0, left, 2, core)
    _core("matvec", 1, right, 1, core)
    _matched("matvec", left[-1], right[-1], core)
    return (*broadcast(left[:-2], right[:-1]), left[-2]), left[-1]


def _vecmat(x1: Any, x2: Any) -> tuple[Shape, int]:
    core = "(n),(n,m)->(m)"
    left, right = shape(x1), shape(x2)
    _core("vecmat", 0, left, 1, core)
    _core("vecmat", 1, right, 2, core)
    _matched("vecmat", left[-1], right[-2], core)
    return (*broadcast(left[:-1], right[:-2]), right[-1]), left[-1]


def _is_plain(axes: Any, axis: Any) -> bool:
    """Whether the core dimensions are where they are by default."""
    return not isinstance(axes, list) and (not isinstance(axis, int) or axis == -1)


def _as_default(c: Call) -> tuple[Any, Any]:
    """Both operands with their core dimensions where the rule expects them."""
    if isinstance(c.axes, list) and len(c.axes) >= 2:
        return core_last(c.x1, c.axes[0]), core_last(c.x2, c.axes[1])
    if isinstance(c.axis, int):
        return core_last(c.x1, c.axis), core_last(c.x2, c.axis)
    return c.x1, c.x2


CORES = {
    "matmul": "(n?,k),(k,m?)->(n?,m?)",
    "vecdot": "(n),(n)->()",
    "matvec": "(m,n),(n)->(m)",
    "vecmat": "(n),(n,m)->(m)",
}
"""The core dimensions of generalized ufuncs, as NumPy writes them."""


def _gufunc(name: str, doc: str, rule: Any, since: str, labelled: Any) -> None:
    def flops(c: Call) -> Units:
        made, length = rule(*_as_default(c))
        n = Spec(made).size
        if symmetries.is_marked(c.x1, c.x2) and _is_plain(c.axes, c.axis):
            found = labelled(len(shape(c.x1)), len(shape(c.x2)))
            return labels.contraction_units((c.x1, c.x2), found) + asked_for(c, n, c.x1, c.x2)
        return dots(n, length, c.x1, c.x2) + asked_for(c, n, c.x1, c.x2)

    def result(c: Call) -> Any:
        if c.out is not None or c.dtype is not None or c.keepdims or not _is_plain(c.axes, c.axis):
            return None
        made, _ = rule(c.x1, c.x2)
        return Spec(made, result_type(c.x1, c.x2), scalar=made == ())

    op(
        name,
        f"x1: array, x2: array, /, {_GUFUNC}",
        cls="contraction",
        queueable=queueing.always,
        doc=doc,
        flops=flops,
        result=result,
        symmetry=labels.group_rule(("x1", "x2"), labelled),
        since=since,
    )


_gufunc(
    "vecdot",
    """Dot products over the last axis, the first operand conjugated.

    FLOPs: ``2k - 1`` per result, for vectors of length k; (5, 3) with (3,) is 5 * 5 = 25.
    """,
    _vecdot,
    "2.0",
    labels.vectors,
)
_gufunc(
    "matvec",
    """Products of matrices and vectors.

    FLOPs: ``m (2k - 1)`` for (m, k) with (k,), times the batches; (2, 3) with (3,) is 10.
    """,
    _matvec,
    "2.2",
    labels.matrix_vector,
)
_gufunc(
    "vecmat",
    """Products of conjugated vectors and matrices.

    FLOPs: ``n (2k - 1)`` for (k,) with (k, n), times the batches; (3,) with (3, 2) is 10.
    """,
    _vecmat,
    "2.2",
    labels.vector_matrix,
)
op(
    "linalg.vecdot",
    "x1: array, x2: array, /, *, axis=-1",
    cls="contraction",
    doc="""Dot products over an axis, the first operand conjugated.

    FLOPs: ``2k - 1`` per result, for vectors of length k; (5, 3) with (3,) is 25.
    """,
    flops=lambda c: _dots(*_vecdot(c.x1, c.x2, c.axis), c.x1, c.x2),
    result=lambda c: _spec(_vecdot(c.x1, c.x2, c.axis)[0], c.x1, c.x2),
)


def _dots(made: Shape, length: int, x1: Any, x2: Any) -> Units:
    return dots(Spec(made).size, length, x1, x2)


def _spec(made: Shape, *operands: Any) -> Spec:
    return Spec(made, result_type(*operands), scalar=made == ())


op(
    "linalg.matmul",
    "x1: array, x2: array, /",
    cls="contraction",
    doc="""Matrix product, as :func:`matmul`.

    FLOPs: ``m n (2k - 1)`` for (m, k) @ (k, n), times the batches; (2, 3) @ (3, 4) is 40.
    """,
    source="Golub & Van Loan, Matrix Computations, 4th ed., 1.1.15",
    flops=lambda c: matmul_units(c.x1, c.x2),
    result=lambda c: _spec(matmul_shape(c.x1, c.x2)[0], c.x1, c.x2),
    symmetry=labels.group_rule(("x1", "x2"), labels.matrix_product),
    twins="contraction",
)
op(
    "linalg.tensordot",
    "x1: array, x2: array, /, *, axes=2",
    cls="contraction",
    doc="""Sum of products over the given axes, as :func:`tensordot`.

    FLOPs: ``2k - 1`` per result, k being the number of summed pairs; (2, 3) with (3, 4) over one axis is 40.
    """,
    flops=lambda c: tensordot_units(c.x1, c.x2, c.axes),
    result=lambda c: Spec(tensordot_rule(c.x1, c.x2, c.axes)[0], result_type(c.x1, c.x2)),
    symmetry=labels.group_rule(("x1", "x2"), tensordot_labels, "axes"),
    twins="contraction",
)


def _outer(c: Call) -> Spec:
    if len(shape(c.x1)) != 1 or len(shape(c.x2)) != 1:
        raise ValueError(
            "Input arrays must be one-dimensional, but they are "
            f"x1.ndim={len(shape(c.x1))} and x2.ndim={len(shape(c.x2))}."
        )
    return Spec((size(c.x1), size(c.x2)), result_type(c.x1, c.x2))


op(
    "linalg.outer",
    "x1: array, x2: array, /",
    cls="contraction",
    doc="""Products of all pairs of elements of two vectors.

    FLOPs: one product per pair; 3 and 4 elements give 12.
    """,
    flops=lambda c: multiplied(unique(c.result), c.x1, c.x2),
    result=_outer,
    symmetry=outer_group("x1", "x2"),
    twins="contraction",
)
op(
    "linalg.trace",
    "x: array, /, *, offset=0, dtype: dtype=None",
    cls="arithmetic",
    doc="""Sum along the diagonal of each matrix.

    FLOPs: n - 1 per diagonal of n elements; 3 x 3 is 2.
    """,
    flops=lambda c: _trace(c),
    guard="offset",
)


def _trace(c: Call) -> Units:
    made = shape(c.x)
    if len(made) < 2:
        raise ValueError("diag requires an array of at least two dimensions")
    rows, columns = made[-2:]
    length = max(0, min(rows + min(c.offset, 0), columns - max(c.offset, 0)))
    diagonals = Spec(made[:-2]).size
    units = added(max(0, length - 1) * diagonals, c.x)
    return units + in_dtype((Spec((diagonals, length), _dtypes.of(c.x)),), c.dtype, None)


_CROSS = {(3, 3): (6, 3), (2, 2): (2, 1), (2, 3): (5, 1), (3, 2): (5, 1)}
"""Products and differences of one cross product, by the vectors' lengths."""


def _cross(a: Any, b: Any, axisa: Any, axisb: Any) -> Units:
    left, right = shape(a), shape(b)
    if not left or not right:
        raise ValueError("At least one array has zero dimension")
    i, j = axis_index(axisa, len(left)), axis_index(axisb, len(right))
    each = _CROSS.get((left[i], right[j]))
    if each is None:
        raise ValueError("incompatible dimensions for cross product\n(dimension must be 2 or 3)")
    pairs = Spec(broadcast(left[:i] + left[i + 1 :], right[:j] + right[j + 1 :])).size
    return multiplied(each[0] * pairs, a, b) + added(each[1] * pairs, a, b)


def _linalg_cross(c: Call) -> Units:
    left, right = shape(c.x1), shape(c.x2)
    lengths = left[axis_index(c.axis, len(left))], right[axis_index(c.axis, len(right))]
    if lengths != (3, 3):
        raise ValueError(
            "Both input arrays must be (arrays of) 3-dimensional vectors, but they are "
            f"{lengths[0]} and {lengths[1]} dimensional instead."
        )
    return _cross(c.x1, c.x2, c.axis, c.axis)


_CROSS_DOC = """Cross product of vectors of three (or two) components.

    FLOPs: 9 per pair of 3-vectors: six products, three differences; (4, 3) with (3,) is 36.
    """
op(
    "cross",
    "a: array, b: array, axisa=-1, axisb=-1, axisc=-1, axis=None",
    cls="arithmetic",
    doc=_CROSS_DOC,
    flops=lambda c: _cross(
        c.a,
        c.b,
        c.axisa if c.axis is None else c.axis,
        c.axisb if c.axis is None else c.axis,
    ),
)
op(
    "linalg.cross",
    "x1: array, x2: array, /, *, axis=-1",
    cls="arithmetic",
    doc=_CROSS_DOC,
    flops=_linalg_cross,
)


LONGEST_CHAIN = 32
"""How many matrices a chain may have: finding the best order takes time with their number cubed."""


def chain_flops(lengths: Sequence[int]) -> int:
    """The cheapest order of multiplying matrices of lengths[i] x lengths[i + 1].

    The order minimizes scalar products (Cormen et al., *Introduction to Algorithms*, 14.2), as NumPy's
    does; what it then costs includes the additions.

    >>> chain_flops([10, 100, 5, 50])
    14450
    """
    n = len(lengths) - 1
    best = {(i, i): (0, 0) for i in range(n)}  # products, FLOPs
    for width in range(1, n):
        for i in range(n - width):
            best[i, i + width] = min(
                (
                    _joined(best[i, k], best[k + 1, i + width], lengths, i, k, i + width)
                    for k in range(i, i + width)
                ),
                key=lambda found: found[0],
            )
    return best[0, n - 1][1]


def _joined(
    left: tuple[int, int], right: tuple[int, int], lengths: Sequence[int], i: int, k: int, j: int
) -> tuple[int, int]:
    rows, inner, columns = lengths[i], lengths[k + 1], lengths[j + 1]
    return (
        left[0] + right[0] + rows * inner * columns,
        left[1] + right[1] + dot_flops(rows * columns, inner),
    )


def _chain(arrays: Any) -> tuple[list[int], Shape]:
    """The lengths of a chain's matrices, and the result's shape."""
    made = [shape(a) for a in arrays]
    if len(made) < 2:
        raise ValueError("Expecting at least two arrays.")
    if len(made) > LONGEST_CHAIN:
        raise ValueError(f"multi_dot takes at most {LONGEST_CHAIN} arrays, not {len(made):,}")
    first = (1, *made[0]) if len(made[0]) == 1 else made[0]
    last = (*made[-1], 1) if len(made[-1]) == 1 else made[-1]
    lengths = list(first[:1])
    for s in (first, *made[1:-1], last):
        if len(s) != 2:
            raise LinAlgError(f"{len(s)}-dimensional array given. Array must be two-dimensional")
        if len(lengths) > 1 and s[0] != lengths[-1]:
            raise ValueError(f"shapes do not chain: {s[0]} rows follow {lengths[-1]} columns")
        lengths.append(s[1])
    kept = lengths[: len(made[0]) - 1] + lengths[len(lengths) + 1 - len(made[-1]) :]
    return lengths, tuple(kept)


def _chain_units(c: Call) -> Units:
    if len(c.arrays) == 2:  # NumPy multiplies two as by dot, whatever their dimensions
        return dot_units(c, *c.arrays)
    lengths, made = _chain(c.arrays)
    units = paired(chain_flops(lengths)) * (4 if is_complex(*c.arrays) else 1)
    return units + asked_for(c, Spec(made).size, *c.arrays)


def _chain_group(c: Call, made: Spec) -> Any:
    """Of two matrices, as of their product; a longer chain's result is not looked at."""
    if len(c.arrays) != 2 or not symmetries.is_marked(*c.arrays):
        return None
    found = labels.dot_product(*(len(shape(a)) for a in c.arrays))
    contraction, sizes = labels.contraction(c.arrays, found)
    return symmetries.output_group(contraction, found[1], sizes)


op(
    "linalg.multi_dot",
    "arrays: arrays, *, out: out=None",
    cls="contraction",
    searches=True,
    doc="""Product of two or more matrices, in the cheapest order.

    FLOPs: the matrix products of that order; (10, 100) (100, 5) (5, 50) is
    10 * 5 * 199 + 10 * 50 * 9 = 14,450.
    """,
    source="Cormen et al., Introduction to Algorithms, 14.2",
    flops=_chain_units,
    result=lambda c: (
        None
        if c.out is not None
        else _spec(
            dot_shape(*c.arrays)[0] if len(c.arrays) == 2 else _chain(c.arrays)[1],
            *map(_dtypes.of, c.arrays),
        )
    ),
    symmetry=_chain_group,
    twins="contraction",
)
