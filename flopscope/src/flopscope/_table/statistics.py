"""Statistics: weighted means, quantiles, covariance."""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import (
    Units,
    additions,
    comparisons,
    divisions,
    gathered,
    products,
    square_roots,
)
from flopscope._table.call import Call
from flopscope._table.operation import op
from flopscope._table.pointwise import per_element
from flopscope._table.reductions import averaged, folds, results
from flopscope._table.sort_counts import SELECTION_SOURCE, select_flops, sort_flops
from flopscope._table.spec import Spec, axes, ceil_log2, nested_shape, observations, shape, size
from flopscope._table.work import dots, into, is_given, multiplied, parts


def _weighted_mean(c: Call) -> Units:
    lines, steps, number = results(c.a, c.axis), folds(c.a, c.axis), parts(c.a, c.weights)
    if c.weights is None:
        return additions(steps * number) + divisions(lines * number)
    over = axes(c.axis, len(shape(c.a)))
    summed = Spec(shape(c.a)[i] for i in over).size
    groups = 1 if shape(c.weights) != shape(c.a) else lines
    of_weights = additions(groups * max(0, summed - 1) * parts(c.weights))
    quotients = per_element("divide", (Spec((), _dtypes.result_type(c.a, c.weights)), c.weights))
    products_ = multiplied(size(c.a), c.a, c.weights)
    return products_ + additions(steps * number) + of_weights + quotients * lines


op(
    "average",
    "a: array, axis=None, weights: array=None, returned=False, *, keepdims=NoValue",
    cls="arithmetic",
    doc="""Weighted mean over an axis, and the sum of the weights where ``returned`` asks for it.

    FLOPs: without weights the mean's; with them the products, their sum, the weights' sum and one
    division per result; (10,) with (10,) is 10 + 9 + 9 + 1 = 29.
    """,
    flops=_weighted_mean,
)


_DISCRETE = frozenset("inverted_cdf closest_observation lower higher nearest".split())
"""The methods that give an element of the array, without interpolation."""


def _quantiles(c: Call) -> Units:
    """The selection of the ranks of each line; each quantile's place (3), and its interpolation (4) per line."""
    lines = results(c.a, c.axis)
    length = size(c.a) // lines if lines else 0
    count = Spec(nested_shape(c.q)).size
    interpolated = c.method not in _DISCRETE
    if is_given(c.weights):  # sorted, their running sums, and a search for each quantile
        steps = max(0, length - 1)
        found = comparisons(lines * (sort_flops(length) + count * ceil_log2(length + 1)))
        found += additions(lines * steps) + gathered(2 * lines * length)
    else:
        ranks = count * (2 if interpolated else 1)
        found = comparisons(lines * select_flops(length, ranks))
    between = (
        additions(2 * count * lines) + products(count * lines) + comparisons(count * lines)
        if interpolated
        else gathered(count * lines)
    )
    places = products(count) + additions(count) + comparisons(count)
    return found + places + between + into(averaged(_dtypes.of(c.a)), c.out, count * lines)


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
        overwrites=("overwrite_input", True),
        doc=f"""{_doc}

        FLOPs: 3 n (1 + ceil(log2 k)) comparisons per line of n elements for k ranks, or those of sorting if
        they are fewer; an interpolated quantile has two ranks and takes 4 per line besides, any other one
        rank and 1; each takes 3 for its place. Weights take the sort, their running sum and a search{
            "; skipping NaN adds a test per element" if _name[0] == "n" else ""
        }. One quantile of (4, 8) over axis 1 is {"32 + " if _name[0] == "n" else ""}96 + 3 + 16 = {
            "147" if _name[0] == "n" else "115"
        }.
        """,
        room=lambda c: results(c.a, c.axis) * Spec(nested_shape(c.q)).size,
        source="Hyndman & Fan, Sample Quantiles in Statistical Packages, 1996; " + SELECTION_SOURCE,
        flops=(
            (lambda c: comparisons(size(c.a)) + _quantiles(c)) if _name[0] == "n" else _quantiles
        ),
    )


def _covariance(m: Any, y: Any, rowvar: Any, fweights: Any = None, aweights: Any = None) -> Units:
    """Means and differences (2 per element), the products' sums, and their division."""
    p, n = observations(m, y, rowvar)
    number = parts(m, y)
    weights = (fweights is not None) + (aweights is not None)
    weighted = additions(max(0, n - 1)) + products(n * (weights - 1) + 2 * p * n * number)
    means = additions(number * 2 * p * n)
    data = _dtypes.result_type(*(_dtypes.of(a) for a in (m, y) if a is not None))
    found = means + dots(p * (p + 1) // 2, n, data, data) + divisions(p * p * number)
    return found + weighted if weights else found


def _covariance_result(m: Any, y: Any, rowvar: Any, dtype: Any) -> Spec:
    p, _ = observations(m, y, rowvar)
    if not observations(m, None, rowvar)[0]:
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

    FLOPs: 2 p n for means and differences, p (p + 1) / 2 products of 2n - 1 each, since the matrix is
    symmetric, and p**2 divisions; weights add 2 p n, n - 1 for their sum, and n where there are two kinds.
    (3, 10) is 60 + 6 * 19 + 9 = 183.
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
    it to [-1, 1]; (3, 10) is 183 + 3 + 36 = 222.
    """,
    flops=lambda c: _correlation(c.x, c.y, c.rowvar),
    result=_correlation_result,
)


def _correlation(x: Any, y: Any, rowvar: Any) -> Units:
    p, _ = observations(x, y, rowvar)
    number = parts(x, y)
    scaled = divisions(2 * p * p * number) + comparisons(2 * p * p * number)
    return _covariance(x, y, rowvar) + square_roots(p) + scaled
