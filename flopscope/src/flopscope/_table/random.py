"""Random numbers: one a sample, whatever the distribution.

The module's functions use the session's own ``RandomState``; a ``Generator`` or ``RandomState`` of the
program's own is the first parameter, ``self``, of its methods' rows.
"""

from __future__ import annotations

from typing import Any

from flopscope import _dtypes
from flopscope._table.operation import op
from flopscope._table.spec import Spec, broadcast, dims, shape, size

_DOC = "\n\nFLOPs: 1 a sample; ``size=(3, 4)`` is 12."


def _samples(wanted: Any, *parameters: Any) -> int:
    if wanted is None:
        return Spec(broadcast(*map(shape, parameters))).size
    return Spec(dims(wanted)).size


def _float_samples(wanted: Any, dtype: Any = None) -> Spec | None:
    """The result where ``size`` gives its shape; a lone sample is a Python number."""
    return None if wanted is None else Spec(dims(wanted), dtype or _dtypes.float64)


_PARAMETERS = {
    "normal": ("loc: array=0.0, scale: array=1.0", "Samples of the normal distribution."),
    "uniform": ("low: array=0.0, high: array=1.0", "Samples of the uniform distribution."),
    "exponential": ("scale: array=1.0", "Samples of the exponential distribution."),
    "laplace": ("loc: array=0.0, scale: array=1.0", "Samples of the Laplace distribution."),
    "logistic": ("loc: array=0.0, scale: array=1.0", "Samples of the logistic distribution."),
    "lognormal": ("mean: array=0.0, sigma: array=1.0", "Samples of the log-normal distribution."),
    "gumbel": ("loc: array=0.0, scale: array=1.0", "Samples of the Gumbel distribution."),
    "gamma": ("shape: array, scale: array=1.0", "Samples of the gamma distribution."),
    "beta": ("a: array, b: array", "Samples of the beta distribution."),
    "chisquare": ("df: array", "Samples of the chi-square distribution."),
    "standard_t": ("df: array", "Samples of Student's t distribution."),
    "poisson": ("lam: array=1.0", "Samples of the Poisson distribution."),
    "binomial": ("n: array, p: array", "Samples of the binomial distribution."),
    "geometric": ("p: array", "Samples of the geometric distribution."),
}


_INTEGRAL = {"poisson", "binomial", "geometric"}


def _result_of(name: str) -> Any:
    dtype = _dtypes.int64 if name in _INTEGRAL else _dtypes.float64
    return lambda size: _float_samples(size, dtype)


for _prefix, _self in (
    ("random.", ""),
    ("random.Generator.", "self: generator, "),
    ("random.RandomState.", "self: generator, "),
):
    for _name, (_parameters, _doc) in _PARAMETERS.items():
        op(
            _prefix + _name,
            f"{_self}{_parameters}, size=None",
            cls="random",
            doc=_doc + _DOC,
            flops=lambda size, operands: _samples(size, *operands),
            result=_result_of(_name),
        )
    op(
        _prefix + "permutation",
        f"{_self}x: array" + (", axis=0" if "Generator" in _prefix else ""),
        cls="random",
        doc="A random permutation of an axis, or of range(x).\n\nFLOPs: 1 an element.",
        flops=lambda x: size(x) if shape(x) else int(x),
    )
    op(
        _prefix + "shuffle",
        f"{_self}x: array" + (", axis=0" if "Generator" in _prefix else ""),
        cls="random",
        doc="Shuffle the array's first axis in place.\n\nFLOPs: 1 an element.",
        flops=lambda x: size(x),
        writes="x",
    )
    op(
        _prefix + "choice",
        f"{_self}a: array, size=None, replace=True, p: array=None"
        + (", axis=0, shuffle=True" if "Generator" in _prefix else ""),
        cls="random",
        doc="Samples of the array's first axis, or of range(a)." + _DOC,
        flops=lambda size: _samples(size),
    )

for _prefix, _self in (("random.", ""), ("random.RandomState.", "self: generator, ")):
    op(
        _prefix + "seed",
        f"{_self}seed: array=None",
        cls="view",
        doc="Start the random state anew from a seed.\n\nFLOPs: 0.",
    )
    for _name, _doc in {
        "rand": "Uniform samples from [0, 1) of shape (d0, d1, ...).",
        "randn": "Standard normal samples of shape (d0, d1, ...).",
    }.items():
        op(
            _prefix + _name,
            f"{_self}*dims",
            cls="random",
            doc=_doc + "\n\nFLOPs: 1 a sample; ``randn(256, 256)`` is 65,536.",
            flops=lambda dims: Spec(tuple(int(n) for n in dims)).size,
            result=lambda dims: Spec(tuple(int(n) for n in dims)) if dims else None,
        )
    for _name in ("random", "random_sample"):
        op(
            _prefix + _name,
            f"{_self}size=None",
            cls="random",
            doc="Uniform samples from [0, 1)." + _DOC,
            flops=lambda size: _samples(size),
            result=lambda size: _float_samples(size),
        )
    op(
        _prefix + "standard_normal",
        f"{_self}size=None",
        cls="random",
        doc="Standard normal samples." + _DOC,
        flops=lambda size: _samples(size),
        result=lambda size: _float_samples(size),
    )
    op(
        _prefix + "randint",
        f"{_self}low: array, high: array=None, size=None, dtype: dtype=int",
        cls="random",
        doc="Uniform integers from [low, high), or [0, low)." + _DOC,
        flops=lambda size, low, high: _samples(size, low, high),
        result=lambda size, dtype: _float_samples(size, dtype),
    )

for _name, _doc in {
    "random": "Uniform samples from [0, 1).",
    "standard_normal": "Standard normal samples.",
    "standard_exponential": "Standard exponential samples.",
}.items():
    op(
        f"random.Generator.{_name}",
        "self: generator, size=None, dtype: dtype='float64'"
        + (", method='zig'" if _name == "standard_exponential" else "")
        + ", out: out=None",
        cls="random",
        doc=_doc + _DOC,
        flops=lambda size, out: _samples(shape(out) if size is None and out is not None else size),
        result=lambda size, dtype, out: None if out is not None else _float_samples(size, dtype),
    )
op(
    "random.Generator.integers",
    "self: generator, low: array, high: array=None, size=None, dtype: dtype='int64', endpoint=False",
    cls="random",
    doc="Uniform integers from [low, high), or [0, low)." + _DOC,
    flops=lambda size, low, high: _samples(size, low, high),
    result=lambda size, dtype: _float_samples(size, dtype),
)
op(
    "random.Generator.permuted",
    "self: generator, x: array, *, axis=None, out: out=None",
    cls="random",
    doc="Each line along an axis permuted by itself.\n\nFLOPs: 1 an element.",
    flops=lambda x: size(x),
)
op(
    "random.default_rng",
    "seed: array=None",
    cls="view",
    doc="""A new :class:`Generator` over PCG64.

    Without a seed, and under a run seed, its seed derives from the run's, in order.

    FLOPs: 0.
    """,
)
op(
    "random.RandomState",
    "seed: array=None",
    cls="view",
    doc="A new legacy generator over MT19937.\n\nFLOPs: 0.",
)
