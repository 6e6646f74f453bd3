"""What a distribution's samples take besides the sampler: the transforms that NumPy documents.

A sampler is one sample. Locations and scales that are given take a sum or a product each, and inversions
their functions. Sources: Devroye, *Non-Uniform Random Variate Generation*, 1986, II and IX; NumPy's
reference of ``numpy.random``.
"""

from __future__ import annotations

from typing import Any, Final

from flopscope._pricing.units import (
    NOTHING,
    Units,
    additions,
    comparisons,
    divisions,
    evaluations,
    products,
    samples,
    square_roots,
)
from flopscope._table.call import Call
from flopscope._table.spec import is_weak

_SHIFT = additions(1)
_SCALE = products(1)

PARAMETERS: Final[dict[str, dict[str, tuple[float, Units]]]] = {
    "normal": {"loc": (0, _SHIFT), "scale": (1, _SCALE)},
    "uniform": {"low": (0, _SHIFT), "high": (1, _SCALE)},
    "exponential": {"scale": (1, _SCALE)},
    "laplace": {"loc": (0, _SHIFT), "scale": (1, _SCALE)},
    "logistic": {"loc": (0, _SHIFT), "scale": (1, _SCALE)},
    "gumbel": {"loc": (0, _SHIFT), "scale": (1, _SCALE)},
    "lognormal": {"mean": (0, _SHIFT), "sigma": (1, _SCALE)},
    "gamma": {"scale": (1, _SCALE)},
    "rayleigh": {"scale": (1, _SCALE)},
    "vonmises": {"mu": (0, _SHIFT)},
    "randint": {"low": (0, _SHIFT)},
    "random_integers": {"low": (0, _SHIFT)},
    "integers": {"low": (0, _SHIFT)},
}
"""Parameters with a neutral value, and what any other value takes per sample."""

TRANSFORMS: Final[dict[str, Units]] = {
    "laplace": evaluations(1),
    "logistic": evaluations(1) + divisions(1) + additions(1),
    "gumbel": evaluations(2),
    "lognormal": evaluations(1),
    "rayleigh": square_roots(1) + products(1),
    "weibull": evaluations(1),
    "pareto": evaluations(1) + divisions(1),
    "power": evaluations(2),
    "chisquare": products(1),
    "noncentral_chisquare": samples(1) + additions(1) + products(2),
    "f": samples(1) + divisions(2) + products(1),
    "noncentral_f": samples(2) + divisions(2) + products(2) + additions(1),
    "standard_t": samples(1) + divisions(1) + products(1) + square_roots(1),
    "standard_cauchy": samples(1) + divisions(1),
    "beta": samples(1) + additions(1) + divisions(1),
    "triangular": square_roots(1) + products(2) + additions(2) + comparisons(1),
    "wald": samples(1) + products(4) + additions(3) + divisions(1) + square_roots(1),
    "negative_binomial": samples(1),
}
"""What each sample takes besides, whatever the parameters."""


def transformed(name: str, number: int, c: Call) -> Units:
    """So many samples of a distribution."""
    each = samples(1) + TRANSFORMS.get(name, NOTHING)
    for parameter, (neutral, units) in PARAMETERS.get(name, {}).items():
        if not _is_neutral(getattr(c, parameter), neutral):
            each += units
    return each * number


def _is_neutral(value: Any, neutral: float) -> bool:
    return value is None or (is_weak(value) and value == neutral)
