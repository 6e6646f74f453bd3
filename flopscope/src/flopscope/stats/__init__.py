"""Continuous distributions: densities, distribution functions and quantiles, counted.

Parameters are SciPy's: shape parameters first, then ``loc`` and ``scale``.

>>> from flopscope import stats
>>> float(stats.norm.cdf(0.0)), float(stats.expon.ppf(0.5, scale=2.0))
(0.5, 1.3862943611198906)
"""

from flopscope._base.presented import present_all as _present_all
from flopscope.stats._distribution import Distribution
from flopscope.stats._families import (
    cauchy,
    expon,
    laplace,
    logistic,
    lognorm,
    norm,
    truncnorm,
    uniform,
)

__all__ = [
    "Distribution",
    "cauchy",
    "expon",
    "laplace",
    "logistic",
    "lognorm",
    "norm",
    "truncnorm",
    "uniform",
]

_present_all(globals(), __all__)
