"""Cost queries: the FLOPs that operations would be charged, from shapes alone. Nothing runs.

Every number is the row's own rule under the pricing policy in force (on a server, the server's), so it is
what the operation is charged. :func:`cost` answers for every operation, dtype, batch, option and policy;
``<operation>_cost`` is the same for one (``sort_cost((1000,))``).

>>> from flopscope import accounting
>>> accounting.svd_cost(8, 4) == accounting.svdvals_cost(8, 4)
False
"""

from flopscope._base.presented import present_all as _present_all
from flopscope.accounting._general import (
    AccumulationCost,
    einsum_accumulation_cost,
    einsum_cost,
    get_weight,
    pointwise_cost,
    reduction_accumulation_cost,
    reduction_cost,
)
from flopscope.accounting._linalg import (
    cholesky_cost,
    cond_cost,
    det_cost,
    eig_cost,
    eigh_cost,
    eigvals_cost,
    eigvalsh_cost,
    inv_cost,
    lstsq_cost,
    matrix_norm_cost,
    matrix_power_cost,
    matrix_rank_cost,
    multi_dot_cost,
    norm_cost,
    pinv_cost,
    qr_cost,
    slogdet_cost,
    solve_cost,
    svd_cost,
    svdvals_cost,
    tensorinv_cost,
    tensorsolve_cost,
    trace_cost,
    vector_norm_cost,
)
from flopscope.accounting._polynomials import (
    poly_cost,
    polyadd_cost,
    polyder_cost,
    polydiv_cost,
    polyfit_cost,
    polyint_cost,
    polymul_cost,
    polysub_cost,
    polyval_cost,
    roots_cost,
)
from flopscope.accounting._pricing import array
from flopscope.accounting._query import Explanation, cost, explain
from flopscope.accounting._query import named as __getattr__  # noqa: F401 - any <operation>_cost
from flopscope.accounting._signals import (
    bartlett_cost,
    blackman_cost,
    fft_cost,
    fftn_cost,
    hamming_cost,
    hanning_cost,
    hfft_cost,
    kaiser_cost,
    rfft_cost,
    rfftn_cost,
    unwrap_cost,
)

__all__ = [
    "AccumulationCost",
    "Explanation",
    "array",
    "bartlett_cost",
    "blackman_cost",
    "cholesky_cost",
    "cond_cost",
    "cost",
    "det_cost",
    "eig_cost",
    "eigh_cost",
    "eigvals_cost",
    "eigvalsh_cost",
    "einsum_accumulation_cost",
    "einsum_cost",
    "explain",
    "fft_cost",
    "fftn_cost",
    "get_weight",
    "hamming_cost",
    "hanning_cost",
    "hfft_cost",
    "inv_cost",
    "kaiser_cost",
    "lstsq_cost",
    "matrix_norm_cost",
    "matrix_power_cost",
    "matrix_rank_cost",
    "multi_dot_cost",
    "norm_cost",
    "pinv_cost",
    "pointwise_cost",
    "poly_cost",
    "polyadd_cost",
    "polyder_cost",
    "polydiv_cost",
    "polyfit_cost",
    "polyint_cost",
    "polymul_cost",
    "polysub_cost",
    "polyval_cost",
    "qr_cost",
    "reduction_accumulation_cost",
    "reduction_cost",
    "rfft_cost",
    "rfftn_cost",
    "roots_cost",
    "slogdet_cost",
    "solve_cost",
    "svd_cost",
    "svdvals_cost",
    "tensorinv_cost",
    "tensorsolve_cost",
    "trace_cost",
    "unwrap_cost",
    "vector_norm_cost",
]

_present_all(globals(), __all__)
