"""What each operation returns: one text per group of rows, and exceptions by name."""

from __future__ import annotations

from typing import Final

from flopscope._table import Operation
from flopscope._table.pointwise import ufunc_arity

Text = tuple[str, str]

_ARRAY: Final = "ndarray"
_TUPLE: Final = "tuple of ndarray"
_NOTHING: Final[Text] = ("None", "The operand changes in place.")

OF: Final[dict[str, Text]] = {
    "ndarray.__getitem__": (_ARRAY, "A view for basic indices; a copy for integer arrays and masks."),
    "where": (_ARRAY, "Of the broadcast shape of all three operands, in their common dtype."),
    "modf": (_TUPLE, "Fractional and integral parts, of the operand's shape."),
    "frexp": (_TUPLE, "Mantissas, and exponents as int32, of the operand's shape."),
    "divmod": (_TUPLE, "Quotients and remainders, of the broadcast shape."),
    "linspace": ("ndarray, or tuple of it and the step", "``num`` elements along a new axis."),
    "meshgrid": (_TUPLE, "A grid per argument."),
    "einsum_symmetric": ("SymmetricTensor", "A new array, whose symmetry is declared."),
    "as_symmetric": ("SymmetricTensor", "A copy with its symmetry declared."),
    "symmetrize": ("SymmetricTensor", "A new array of the same shape."),
    "is_symmetric": ("bool", ""),
    "allclose": ("bool", "False as well where an element is NaN, unless ``equal_nan``."),
    "array_equal": ("bool", ""),
    "array_equiv": ("bool", ""),
    "shares_memory": ("bool", ""),
    "may_share_memory": ("bool", "False only if they surely have no memory in common."),
    "linalg.slogdet": ("SlogdetResult", "``sign`` and ``logabsdet``, of the stack's shape."),
    "linalg.qr": ("QRResult or ndarray", "``Q`` and ``R``; R alone in mode ``'r'``."),
    "linalg.svd": ("SVDResult or ndarray", "``U``, ``S`` and ``Vh``; without ``compute_uv``, S alone."),
    "linalg.svdvals": (_ARRAY, "The singular values, the largest first."),
    "linalg.eigh": ("EighResult", "``eigenvalues``, the smallest first, and ``eigenvectors`` in columns."),
    "linalg.eigvalsh": (_ARRAY, "The eigenvalues, the smallest first."),
    "linalg.eig": ("EigResult", "``eigenvalues`` and ``eigenvectors`` in columns; complex if any is."),
    "linalg.eigvals": (_ARRAY, "The eigenvalues, in no order; complex if any is."),
    "linalg.det": (_ARRAY, "A determinant per matrix of the stack."),
    "linalg.matrix_rank": (_ARRAY, "A rank per matrix of the stack, as int64."),
    "linalg.cond": (_ARRAY, "A condition number per matrix of the stack."),
    "linalg.lstsq": (_TUPLE, "Solution, sums of squared residuals, rank, singular values."),
    "linalg.inv": (_ARRAY, "The inverses, of the operand's shape."),
    "linalg.solve": (_ARRAY, "The solutions, of the shape of ``b``."),
    "linalg.cholesky": (_ARRAY, "The lower factors (upper ones with ``upper``), of the operand's shape."),
    "linalg.pinv": (_ARRAY, "The pseudoinverses, of shape (..., n, m)."),
    "linalg.tensorsolve": (_ARRAY, "The solution, of the shape of the axes of ``a`` that are summed over."),
    "linalg.tensorinv": (_ARRAY, "The inverse, of shape ``a.shape[ind:] + a.shape[:ind]``."),
    "linalg.matrix_power": (_ARRAY, "The powers, of the operand's shape."),
    "linalg.multi_dot": (_ARRAY, "The product of all operands."),
    "matmul": (_ARRAY, "Of shape (..., m, n) for (..., m, k) and (..., k, n)."),
    "linalg.matmul": (_ARRAY, "Of shape (..., m, n) for (..., m, k) and (..., k, n)."),
    "outer": (_ARRAY, "Of shape (m, n) for m and n elements."),
    "linalg.outer": (_ARRAY, "Of shape (m, n) for m and n elements."),
    "dot": (_ARRAY, "Sum over the last axis of ``a`` and the last but one of ``b`` (or its only one)."),
    "vdot": (_ARRAY, "One number; ``a`` is conjugated."),
    "inner": (_ARRAY, "Sum over the last axes of both."),
    "einsum_path": ("tuple", "The path as a list, and a table that describes it."),
    "average": ("ndarray, or tuple of two", "The means; with ``returned``, also the sums of the weights."),
    "histogram": (_TUPLE, "Counts, and the edges of the bins."),
    "histogram2d": (_TUPLE, "Counts, and the edges along both axes."),
    "histogramdd": ("tuple", "Counts, and a list of the edges along each axis."),
    "histogram_bin_edges": (_ARRAY, "One edge more than there are bins."),
    "bincount": (_ARRAY, "Counts, or sums of weights; as many as the largest element plus one."),
    "digitize": (_ARRAY, "Of the operand's shape; 0 and the number of edges stand for elements outside."),
    "unique": ("ndarray or tuple", "The sorted elements, then what else was asked for, in order."),
    "unique_values": (_ARRAY, "The distinct elements."),
    "unique_counts": ("UniqueCountsResult", "``values`` and ``counts``."),
    "unique_inverse": ("UniqueInverseResult", "``values`` and ``inverse_indices``."),
    "unique_all": ("UniqueAllResult", "``values``, ``indices``, ``inverse_indices`` and ``counts``."),
    "intersect1d": ("ndarray or tuple", "The common elements, sorted, and their places if asked for."),
    "nonzero": (_TUPLE, "An index array per axis."),
    "argwhere": (_ARRAY, "A row of indices per element that is not zero."),
    "flatnonzero": (_ARRAY, "Flat indices."),
    "gradient": ("ndarray or tuple", "Slopes of the operand's shape, an array per axis."),
    "polydiv": (_TUPLE, "Quotient and remainder."),
    "polyfit": ("ndarray or tuple", "Coefficients, that of the highest power first, then what was asked for."),
    "indices": ("ndarray, or tuple if sparse", "An array of indices per axis."),
    "unravel_index": (_TUPLE, "An index array per axis."),
    "ravel_multi_index": (_ARRAY, "Flat indices, of the broadcast shape of the index arrays."),
    "broadcast_arrays": (_TUPLE, "A view per argument."),
    "atleast_1d": ("ndarray or tuple", "A view per argument."),
    "atleast_2d": ("ndarray or tuple", "A view per argument."),
    "atleast_3d": ("ndarray or tuple", "A view per argument."),
    "split": ("list of ndarray", "Views."),
    "array_split": ("list of ndarray", "Views."),
    "hsplit": ("list of ndarray", "Views."),
    "vsplit": ("list of ndarray", "Views."),
    "dsplit": ("list of ndarray", "Views."),
    "unstack": (_TUPLE, "Views."),
    "searchsorted": (_ARRAY, "Indices, of the shape of ``v``."),
    "isin": (_ARRAY, "Booleans, of the shape of ``element``."),
    "interp": (_ARRAY, "Of the shape of ``x``."),
    "polyval": (_ARRAY, "Of the shape of ``x``."),
    "cov": (_ARRAY, "Of shape (p, p) for p variables."),
    "corrcoef": (_ARRAY, "Of shape (p, p) for p variables."),
    "random.get_state": ("tuple or dict", "The state, for ``set_state``."),
    "random.RandomState.get_state": ("tuple or dict", "The state, for ``set_state``."),
    "random.bytes": ("bytes", ""),
    "random.Generator.bytes": ("bytes", ""),
    "random.RandomState.bytes": ("bytes", ""),
    "random.seed": ("None", "The session's own stream starts anew."),
    "random.RandomState.seed": ("None", "The stream starts anew."),
    "random.set_state": ("None", ""),
    "random.RandomState.set_state": ("None", ""),
    "random.BitGenerator.jumped": ("BitGenerator", "A new one, far ahead in the same stream."),
    "random.SeedSequence.generate_state": (_ARRAY, "Words for a seed."),
    "random.SeedSequence.spawn": ("list of SeedSequence", ""),
    "random.Generator.spawn": ("list of Generator", ""),
    "random.BitGenerator.spawn": ("list of BitGenerator", ""),
}  # fmt: skip
"""By the name of the operation."""

_MULTIVARIATE: Final = frozenset(
    {"dirichlet", "multinomial", "multivariate_normal", "multivariate_hypergeometric"}
)

_UFUNC_METHODS: Final[dict[str, Text]] = {
    "reduce": (_ARRAY, "The operand's shape without the reduced axis."),
    "accumulate": (_ARRAY, "Of the operand's shape."),
    "reduceat": (_ARRAY, "One element per segment along the axis."),
    "outer": (_ARRAY, "Of shape ``A.shape + B.shape``."),
    "at": _NOTHING,
}

_CHAPTERS: Final[dict[str, Text]] = {
    "assembling": (_ARRAY, "A new array, unless stated otherwise."),
    "calculus": (_ARRAY, "Of the operand's shape, but for the axis worked along."),
    "comparing": (_ARRAY, "Booleans of the operands' broadcast shape."),
    "contractions": (_ARRAY, "Sums of products over the axes that are contracted."),
    "conversions": (_ARRAY, "The operand's elements, in the dtype and memory order asked for."),
    "creation": (_ARRAY, "A new array of the shape and dtype asked for."),
    "diagonals": (_ARRAY, "A new array."),
    "domains": (_ARRAY, "Of the operand's shape; complex where a real result does not exist."),
    "fft": (_ARRAY, "Of the operand's shape, but for the length of the transformed axes."),
    "index_arrays": (_TUPLE, "An index array per axis."),
    "indexing": (_ARRAY, "The chosen elements."),
    "joining": (_ARRAY, "A new array with the elements of all operands."),
    "linalg": (_ARRAY, "One number per vector or matrix."),
    "nanreductions": (_ARRAY, "Of the operand's shape; without an axis, in one dimension."),
    "memory": (_ARRAY, "A view: it has the operand's memory."),
    "pointwise": (_ARRAY, "Of the operand's shape."),
    "polynomials": (_ARRAY, "Coefficients, that of the highest power first."),
    "products": (_ARRAY, "Sums of products over the axes that are contracted."),
    "representation": (_ARRAY, "Of the operand's shape."),
    "running": (_ARRAY, "Of the operand's shape; without an axis, in one dimension."),
    "selecting": (_ARRAY, "The chosen elements."),
    "sets": (_ARRAY, "In one dimension, sorted."),
    "shaping": (_ARRAY, "The operand's elements in the new arrangement."),
    "sorting": (_ARRAY, "Of the operand's shape."),
    "windows": (_ARRAY, "One element per point."),
}


def text_of(op: Operation) -> Text:
    """The type and description of a row's result.

    Parameters
    ----------
    op : Operation
    """
    if op.name in OF:
        return OF[op.name]
    if op.chapter == "ufunc_methods":
        return _UFUNC_METHODS[op.leaf]
    if op.writes and op.writes != "out":
        return _NOTHING
    if op.chapter == "random":
        return _random(op)
    if ufunc_arity(op) is not None:
        kind = "Booleans" if _gives_booleans(op) else "Elements"
        which = "operand's shape" if "x2" not in op.places else "operands' broadcast shape"
        return _ARRAY, f"{kind} of the {which}, in the dtype that NumPy's promotion gives."
    if "keepdims" in op.places:
        return (
            _ARRAY,
            "The operand's shape without the reduced axes; with ``keepdims``, they have length 1.",
        )
    if op.cls == "view" and op.chapter != "memory":
        return _ARRAY, "A view: it has the operand's memory."
    return _CHAPTERS.get(op.chapter, (_ARRAY, ""))


def _gives_booleans(op: Operation) -> bool:
    return op.cls == "comparison" and op.leaf not in (
        "maximum",
        "minimum",
        "fmax",
        "fmin",
        "sign",
        "heaviside",
    )


def _random(op: Operation) -> Text:
    leaf = op.leaf
    if leaf[0].isupper() or leaf == "default_rng":
        return (
            "Generator" if leaf == "default_rng" else leaf
        ), "A random object with a stream of its own."
    if leaf == "shuffle":
        return _NOTHING
    if leaf in ("permutation", "permuted"):
        return _ARRAY, "A copy in random order."
    if leaf in _MULTIVARIATE:
        return _ARRAY, "Of shape ``size`` and one axis more."
    if "dims" in op.places:
        return _ARRAY, "Samples of shape ``dims``; one number without arguments."
    return _ARRAY, "Samples of shape ``size``, or of the parameters' broadcast shape."
