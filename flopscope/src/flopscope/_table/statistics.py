"""Statistics: weighted means, quantiles, covariance."""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._table.call import Call
from flopscope._table.contractions import dot_flops
from flopscope._table.operation import op
from flopscope._table.reductions import folds, results
from flopscope._table.sorting import sort_flops
from flopscope._table.spec import Spec, axes, nested_shape, shape, size


def _weighted_mean(c: Call) -> int:
    if c.weights is None:
        return folds(c.a, c.axis) + results(c.a, c.axis)
    over = axes(c.axis, len(shape(c.a)))
    summed = Spec(shape(c.a)[i] for i in over).size
    groups = 1 if shape(c.weights) != shape(c.a) else results(c.a, c.axis)
    return size(c.a) + folds(c.a, c.axis) + groups * max(0, summed - 1) + results(c.a, c.axis)


op(
    "average",
    "a: array, axis=None, weights: array=None, returned=False, *, keepdims=NoValue",
    cls="arithmetic",
    doc="""Weighted mean over an axis, and the sum of the weights where ``returned`` asks for it.

    FLOPs: without weights the mean's; with them the products, their sum, the weights' sum and one
    division a result; (10,) with (10,) is 10 + 9 + 9 + 1 = 29.
    """,
    flops=_weighted_mean,
)


def _quantiles(a: Any, q: Any, axis: Any, weights: Any) -> int:
    """Each line sorted once; each quantile's place (3), and its interpolation (3) a line."""
    lines = results(a, axis)
    length = size(a) // lines if lines else 0
    wanted = nested_shape(q)
    count = Spec(wanted).size
    cumulated = max(0, length - 1) * lines if weights is not None else 0
    return lines * sort_flops(length) + cumulated + count * (3 + 3 * lines)


for _name, _default, _doc in (
    ("quantile", "False", "Quantiles over an axis, for fractions ``q`` from 0 to 1."),
    ("percentile", "False", "Percentiles over an axis, for ``q`` from 0 to 100."),
    ("nanquantile", "NoValue", "Quantiles over an axis, NaN left out."),
    ("nanpercentile", "NoValue", "Percentiles over an axis, NaN left out."),
):
    op(
        _name,
        "a: array, q: array, axis=None, out: out=None, overwrite_input=False, method='linear', "
        f"keepdims={_default}, *, weights: array=None",
        cls="sorting",
        doc=f"""{_doc}

        FLOPs: n * ceil(log2 n) comparisons a line of n elements; for each quantile 3 for its place and
        3 a line for its interpolation; weights add their running sum, and skipping NaN a test an
        element. One quantile of (4, 8) over axis 1 is {"128" if _name[0] == "n" else "96"} + 3 + 12{" = 143" if _name[0] == "n" else " = 111"}.
        """,
        room=lambda c: results(c.a, c.axis) * Spec(nested_shape(c.q)).size,
        source="Hyndman & Fan, Sample Quantiles in Statistical Packages, 1996",
        flops=(
            (lambda c: size(c.a) + _quantiles(c.a, c.q, c.axis, c.weights))
            if _name.startswith("nan")
            else lambda c: _quantiles(c.a, c.q, c.axis, c.weights)
        ),
    )
op(
    "nanmedian",
    "a: array, axis=None, out: out=None, overwrite_input=False, keepdims=NoValue",
    cls="sorting",
    doc="""Median over an axis, NaN left out.

    FLOPs: a test an element, and the median's: n * ceil(log2 n) + 2 a line of n; (4, 5) over axis 1
    is 20 + 4 * (15 + 2) = 88.
    """,
    flops=lambda c: (
        size(c.a) + sum((sort_flops(size(c.a) // n) + 2) * n for n in [results(c.a, c.axis)] if n)
    ),
)


def _observations(m: Any, y: Any, rowvar: Any) -> tuple[int, int]:
    """Variables and observations of a covariance's data."""
    rows, columns = 0, 0
    for given in (m, y):
        if given is None:
            continue
        made = shape(given)
        if len(made) > 2:
            raise ValueError("m has more than 2 dimensions")
        made = (1,) * (2 - len(made)) + made
        if not rowvar and made[0] != 1:
            made = made[::-1]
        rows, columns = rows + made[0], made[1]
    return rows, columns


def _covariance(m: Any, y: Any, rowvar: Any, fweights: Any, aweights: Any) -> int:
    """Means and differences (2 an element), the products' sums, and their division."""
    p, n = _observations(m, y, rowvar)
    weights = (fweights is not None) + (aweights is not None)
    weighted = 2 * p * n + n * (weights - 1) + max(0, n - 1) if weights else 0
    return 2 * p * n + weighted + p * dot_flops(p, n) + p * p


def _covariance_result(m: Any, y: Any, rowvar: Any, dtype: Any) -> Spec:
    p, _ = _observations(m, y, rowvar)
    if not _observations(m, None, rowvar)[0]:
        return Spec((0, 0))  # of no variables, whatever their dtype
    arrays = [a for a in (m, y) if a is not None]
    computed = _dtypes.dtype(dtype) if dtype is not None else _computed(*arrays)
    return Spec(() if p == 1 else (p, p), computed)


def _correlation_result(c: Call) -> Spec:
    found = _covariance_result(c.x, c.y, c.rowvar, c.dtype)
    return Spec(found.shape, found.dtype, scalar=found.shape == ())


def _computed(*arrays: Any) -> _dtypes.dtype:
    """Covariances are computed in float64 at least."""
    return _dtypes.result_type(*(_dtypes.of(a) for a in arrays), _dtypes.float64)


op(
    "cov",
    "m: array, y: array=None, rowvar=True, bias=False, ddof=None, fweights: array=None, aweights: array=None, *, dtype: dtype=None",
    cls="contraction",
    doc="""Covariance matrix of p variables with n observations each.

    FLOPs: 2 p n for means and differences, p**2 (2n - 1) for their products, p**2 divisions; weights
    add 2 p n, n - 1 for their sum, and n where there are two kinds. (3, 10) is 60 + 171 + 9 = 240.
    """,
    source="Golub & Van Loan, Matrix Computations, 4th ed., 1.1.15",
    flops=lambda c: _covariance(c.m, c.y, c.rowvar, c.fweights, c.aweights),
    result=lambda c: _covariance_result(c.m, c.y, c.rowvar, c.dtype),
)
op(
    "corrcoef",
    "x: array, y: array=None, rowvar=True, *, dtype: dtype=None",
    cls="contraction",
    doc="""Correlation matrix of p variables with n observations each.

    FLOPs: the covariance's; p square roots, two divisions an element, and two comparisons that limit
    it to [-1, 1]; (3, 10) is 240 + 3 + 36 = 279.
    """,
    flops=lambda c: _correlation(c.x, c.y, c.rowvar),
    result=_correlation_result,
)


def _correlation(x: Any, y: Any, rowvar: Any) -> int:
    p, _ = _observations(x, y, rowvar)
    return _covariance(x, y, rowvar, None, None) + p + 4 * p * p
