"""Samples of distributions of several variables: one a component, and the algebra that joins them."""

from __future__ import annotations

import math
from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import (
    Units,
    additions,
    divisions,
    dot_products,
    paired,
    products,
    samples,
    square_roots,
)
from flopscope._table.call import Call
from flopscope._table.linalg.counts import cholesky_flops, eigh_flops, svd_flops
from flopscope._table.operation import op
from flopscope._table.random.samples import GENERATOR, STREAMS
from flopscope._table.spec import Spec, broadcast, dims, shape, size

_EACH = "\n\nFLOPs: 1 per component; 5 samples of 3 are 15."


def _number(wanted: Any) -> int:
    return 1 if wanted is None else math.prod(dims(wanted))


def _vectors(wanted: Any, length: int, dtype: Any = None) -> Spec:
    return Spec((*(() if wanted is None else dims(wanted)), length), dtype)


def _normal_vectors(c: Call, factor: int) -> Units:
    """Standard samples, their products with the scaled factor, the mean added."""
    k, n = size(c.mean), _number(c.size)
    scaled = square_roots(k) + products(k * k)
    return paired(factor) + scaled + samples(n * k) + dot_products(n * k, k) + additions(n * k)


def _by_method(c: Call) -> Units:
    k = math.prod(shape(c.mean))
    if c.method == "cholesky":
        return _normal_vectors(c, cholesky_flops(k))
    return _by_svd(c) if c.method != "eigh" else _normal_vectors(c, eigh_flops(k))


def _by_svd(c: Call) -> Units:
    k = math.prod(shape(c.mean))
    return _normal_vectors(c, svd_flops(k, k, "full"))


def _gamma_shares(c: Call) -> Units:
    k, n = shape(c.alpha)[-1], _number(c.size)
    return samples(n * k) + additions(n * max(0, k - 1)) + divisions(n * k)


def _multinomial(c: Call) -> Units:
    made = shape(c.pvals) or (1,)
    vectors = _number(c.size) if c.size is not None else Spec(broadcast(shape(c.n), made[:-1])).size
    return samples(vectors * made[-1])


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
        flops=_gamma_shares,
        result=lambda c: _vectors(c.size, shape(c.alpha)[-1]) if shape(c.alpha) else None,
    )
    _generator = "Generator" in _prefix
    op(
        f"{_prefix}multinomial",
        f"{_self}n{': array' if _generator else ''}, pvals: array, size=None",
        cls="random",
        doc="Samples of the multinomial distribution." + _EACH,
        flops=_multinomial,
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
        result=lambda c: _vectors(c.size, math.prod(shape(c.mean))),
    )

op(
    f"{GENERATOR[0]}multivariate_hypergeometric",
    f"{GENERATOR[1]}colors: array, nsample, size=None, method='marginals'",
    cls="random",
    is_unpredictable=True,
    doc="Samples of the multivariate hypergeometric distribution." + _EACH,
    flops=lambda c: samples(_number(c.size) * math.prod(shape(c.colors))),
    result=lambda c: _vectors(c.size, math.prod(shape(c.colors)), _dtypes.int64),
)
