"""Samples of distributions of several variables: one a component, and the algebra that joins them."""

from __future__ import annotations

import math
from typing import Any

from flopscope import _dtypes
from flopscope._table.linalg.counts import cholesky_flops, svd_flops
from flopscope._table.operation import op
from flopscope._table.random.samples import GENERATOR, STREAMS
from flopscope._table.spec import Spec, dims, shape, size

_EACH = "\n\nFLOPs: 1 a component; 5 samples of 3 are 15."


def _number(wanted: Any) -> int:
    return 1 if wanted is None else math.prod(dims(wanted))


def _vectors(wanted: Any, length: int, dtype: Any = None) -> Spec:
    return Spec((*(() if wanted is None else dims(wanted)), length), dtype)


def _normal_vectors(mean: Any, wanted: Any, factor: int) -> int:
    """Standard samples, their products with the scaled factor, the mean added."""
    k = size(mean)
    return factor + k + k * k + _number(wanted) * (k + k * (2 * k - 1) + k)


def _by_method(mean: Any, size: Any, method: Any) -> int:
    k = math.prod(shape(mean))
    if method == "cholesky":
        return _normal_vectors(mean, size, cholesky_flops(k))
    return _normal_vectors(mean, size, 9 * k**3 if method == "eigh" else svd_flops(k, k, "full"))


def _by_svd(mean: Any, size: Any) -> int:
    return _by_method(mean, size, "svd")


for _prefix, _self in STREAMS:
    op(
        f"{_prefix}dirichlet",
        f"{_self}alpha: array, size=None",
        cls="random",
        doc="""Samples of the Dirichlet distribution.

        FLOPs: k gamma samples, k - 1 sums and k quotients for each of k components: 5 samples of 3 are
        5 * (3 + 2 + 3) = 40.
        """,
        source="Devroye, Non-Uniform Random Variate Generation, 1986, XI.4",
        flops=lambda alpha, size: _number(size) * max(0, 3 * shape(alpha)[-1] - 1),
        result=lambda alpha, size: _vectors(size, shape(alpha)[-1]) if shape(alpha) else None,
    )
    _generator = "Generator" in _prefix
    op(
        f"{_prefix}multinomial",
        f"{_self}n{': array' if _generator else ''}, pvals: array, size=None",
        cls="random",
        doc="Samples of the multinomial distribution." + _EACH,
        flops=lambda n, pvals, size: (
            (_number(size) if size is not None else math.prod(shape(n)))
            * math.prod(shape(pvals) or (1,))
        ),
    )
    op(
        f"{_prefix}multivariate_normal",
        f"{_self}mean: array, cov: array, size=None, check_valid='warn', tol=1e-08"
        + (", *, method='svd'" if _generator else ""),
        cls="random",
        doc="""Samples of the multivariate normal distribution.

        FLOPs, k variables: the factorization of the covariance (SVD 21 k**3, or ``method``), k roots and k**2
        products for its scaling; a sample takes k normal samples, k (2 k - 1) and k sums. 5 samples of 3 by
        SVD are 567 + 12 + 5 * 21 = 684.
        """,
        source="Golub & Van Loan, Matrix Computations, 4th ed., figure 8.6.1, 8.3.5; LAPACK Working Note 41",
        flops=_by_method if _generator else _by_svd,
        result=lambda mean, size: _vectors(size, math.prod(shape(mean))),
    )

op(
    f"{GENERATOR[0]}multivariate_hypergeometric",
    f"{GENERATOR[1]}colors: array, nsample, size=None, method='marginals'",
    cls="random",
    doc="Samples of the multivariate hypergeometric distribution." + _EACH,
    flops=lambda colors, size: _number(size) * math.prod(shape(colors)),
    result=lambda colors, size: _vectors(size, math.prod(shape(colors)), _dtypes.int64),
)
