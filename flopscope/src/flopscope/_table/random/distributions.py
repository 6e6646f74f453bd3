"""Samples of distributions of one variable."""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._pricing.units import Units, words
from flopscope._pricing.units import samples as drawn_samples
from flopscope._table import queueing
from flopscope._table.call import Call
from flopscope._table.operation import op
from flopscope._table.random.samples import (
    DOC,
    GENERATOR,
    LEGACY,
    SOURCE,
    STREAMS,
    TRANSFORMED,
    drawn,
    samples,
)
from flopscope._table.random.transforms import transformed
from flopscope._table.spec import Spec, shape

PARAMETERS = {
    "normal": ("loc: array=0.0, scale: array=1.0", "the normal distribution"),
    "uniform": ("low: array=0.0, high: array=1.0", "the uniform distribution"),
    "exponential": ("scale: array=1.0", "the exponential distribution"),
    "laplace": ("loc: array=0.0, scale: array=1.0", "the Laplace distribution"),
    "logistic": ("loc: array=0.0, scale: array=1.0", "the logistic distribution"),
    "lognormal": ("mean: array=0.0, sigma: array=1.0", "the log-normal distribution"),
    "gumbel": ("loc: array=0.0, scale: array=1.0", "the Gumbel distribution"),
    "gamma": ("shape: array, scale: array=1.0", "the gamma distribution"),
    "beta": ("a: array, b: array", "the beta distribution"),
    "chisquare": ("df: array", "the chi-square distribution"),
    "noncentral_chisquare": ("df: array, nonc: array", "the noncentral chi-square distribution"),
    "f": ("dfnum: array, dfden: array", "the F distribution"),
    "noncentral_f": ("dfnum: array, dfden: array, nonc: array", "the noncentral F distribution"),
    "standard_t": ("df: array", "Student's t distribution"),
    "pareto": ("a: array", "the Pareto II (Lomax) distribution"),
    "power": ("a: array", "the power distribution"),
    "rayleigh": ("scale: array=1.0", "the Rayleigh distribution"),
    "triangular": ("left: array, mode: array, right: array", "the triangular distribution"),
    "vonmises": ("mu: array, kappa: array", "the von Mises distribution"),
    "wald": ("mean: array, scale: array", "the Wald (inverse Gaussian) distribution"),
    "weibull": ("a: array", "the Weibull distribution"),
    "poisson": ("lam: array=1.0", "the Poisson distribution"),
    "binomial": ("n: array, p: array", "the binomial distribution"),
    "negative_binomial": ("n: array, p: array", "the negative binomial distribution"),
    "geometric": ("p: array", "the geometric distribution"),
    "hypergeometric": (
        "ngood: array, nbad: array, nsample: array",
        "the hypergeometric distribution",
    ),
    "logseries": ("p: array", "the logarithmic series distribution"),
    "zipf": ("a: array", "the Zipf distribution"),
}
"""NumPy's parameters of each distribution, and its name."""

_INTEGRAL = {
    "poisson",
    "binomial",
    "negative_binomial",
    "geometric",
    "hypergeometric",
    "logseries",
    "zipf",
}


_ENDLESS = ("zipf", "vonmises")
"""Legacy distributions whose sampling may never end for some parameters."""


def _guard(name: str, of_generator: bool) -> str | None:
    if name not in _ENDLESS:
        return None
    if of_generator:
        return "zipf of a generator" if name == "zipf" else None
    return name


def _result_of(name: str) -> Any:
    dtype = _dtypes.int64 if name in _INTEGRAL else _dtypes.float64
    return lambda c: drawn(c.size, dtype)


def _sampled(name: str) -> Any:
    return lambda c: transformed(name, samples(c.size, *c.operands), c)


for _prefix, _self in STREAMS:
    for _name, (_parameters, _doc) in PARAMETERS.items():
        op(
            _prefix + _name,
            f"{_self}{_parameters}, size=None",
            cls="random",
            doc=f"Samples of {_doc}." + TRANSFORMED,
            source=SOURCE,
            flops=_sampled(_name),
            result=_result_of(_name),
            guard=_guard(_name, _prefix == GENERATOR[0]),
            is_unpredictable=_name in (*_ENDLESS, "hypergeometric"),
        )
    op(
        _prefix + "standard_cauchy",
        f"{_self}size=None",
        cls="random",
        doc="Samples of the standard Cauchy distribution." + TRANSFORMED,
        source=SOURCE,
        flops=_sampled("standard_cauchy"),
        result=lambda c: drawn(c.size),
    )


def _integers(name: str) -> Any:
    """Samples from ``low``; with ``low`` alone they start at 0, and nothing is added."""

    def units(c: Call) -> Units:
        number = samples(c.size, c.low, c.high)
        return drawn_samples(number) if c.high is None else transformed(name, number, c)

    return units


for _prefix, _self in LEGACY:
    for _name, _doc in {
        "rand": "Uniform samples from [0, 1) of shape (d0, d1, ...).",
        "randn": "Standard normal samples of shape (d0, d1, ...).",
    }.items():
        op(
            _prefix + _name,
            f"{_self}*dims",
            cls="random",
            doc=_doc + "\n\nFLOPs: 1 per sample; ``randn(256, 256)`` is 65,536.",
            flops=lambda c: samples(c.dims),
            result=lambda c: drawn(c.dims) if c.dims else None,
            queueable=queueing.always if _prefix == "random." else None,
        )
    for _name, _doc in {
        "random": "Uniform samples from [0, 1).",
        "random_sample": "Uniform samples from [0, 1).",
        "standard_normal": "Standard normal samples.",
        "standard_exponential": "Standard exponential samples.",
    }.items():
        op(
            _prefix + _name,
            f"{_self}size=None",
            cls="random",
            doc=_doc + DOC,
            flops=lambda c: samples(c.size),
            result=lambda c: drawn(c.size),
            queueable=queueing.always
            if _prefix == "random." and _name != "standard_exponential"
            else None,
            aliases=("random.ranf", "random.sample")
            if (_prefix, _name) == ("random.", "random_sample")
            else (),
        )
    op(
        _prefix + "standard_gamma",
        f"{_self}shape: array, size=None",
        cls="random",
        doc="Samples of the standard gamma distribution." + DOC,
        flops=lambda c: samples(c.size, c.shape),
        result=lambda c: drawn(c.size),
    )
    op(
        _prefix + "randint",
        f"{_self}low: array, high: array=None, size=None, dtype: dtype=int",
        cls="random",
        doc="Uniform integers from [low, high), or [0, low)." + TRANSFORMED,
        source=SOURCE,
        flops=_integers("randint"),
        result=lambda c: drawn(c.size, c.dtype),
    )
    op(
        _prefix + "random_integers",
        f"{_self}low: array, high: array=None, size=None",
        cls="random",
        doc="Uniform integers from [low, high], or [1, low]; deprecated by NumPy." + TRANSFORMED,
        source=SOURCE,
        flops=_integers("random_integers"),
        result=lambda c: drawn(c.size, _dtypes.int64),
    )
op(
    "random.RandomState.tomaxint",
    "self: generator, size=None",
    cls="random",
    doc="Uniform integers from 0 to the largest C long." + DOC,
    flops=lambda c: samples(c.size),
    result=lambda c: drawn(c.size, _dtypes.int64),
)

_PREFIX, _SELF = GENERATOR


def _filled(c: Call) -> int:
    return samples(shape(c.out) if c.size is None and c.out is not None else c.size)


for _name, _extra, _doc in (
    ("random", "", "Uniform samples from [0, 1)."),
    ("standard_normal", "", "Standard normal samples."),
    ("standard_exponential", "method='zig', ", "Standard exponential samples."),
):
    op(
        _PREFIX + _name,
        f"{_SELF}size=None, dtype: dtype='float64', {_extra}out: out=None",
        cls="random",
        doc=_doc + DOC,
        queueable=queueing.always if _name != "standard_exponential" else None,
        flops=_filled,
        result=lambda c: None if c.out is not None else drawn(c.size, c.dtype),
    )
op(
    _PREFIX + "standard_gamma",
    f"{_SELF}shape: array, size=None, dtype: dtype='float64', out: out=None",
    cls="random",
    doc="Samples of the standard gamma distribution." + DOC,
    flops=lambda c: samples(
        c.out.shape if c.size is None and c.out is not None else c.size, c.shape
    ),
    result=lambda c: None if c.out is not None else drawn(c.size, c.dtype),
)
op(
    _PREFIX + "integers",
    f"{_SELF}low: array, high: array=None, size=None, dtype: dtype='int64', endpoint=False",
    cls="random",
    doc="Uniform integers from [low, high), or [0, low)." + TRANSFORMED,
    source=SOURCE,
    flops=_integers("integers"),
    result=lambda c: drawn(c.size, c.dtype),
)

for _prefix, _self in STREAMS:
    op(
        f"{_prefix}bytes",
        f"{_self}length",
        cls="random",
        calls="own" if _prefix == "random." else "bytes",
        doc="""Random bytes.

        FLOPs: 1 per byte; 10 bytes are 10.
        """,
        flops=lambda c: words(max(0, int(c.length))),
        result=lambda c: Spec((int(c.length),), "uint8"),
    )
