"""Distributions against the same formulas in exact enough arithmetic: the standard library's."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from statistics import NormalDist
from typing import Any

import pytest

from .conftest import Run

N = NormalDist()
INF = math.inf


def _phi(x: float) -> float:
    return 0.5 * math.erfc(-x / math.sqrt(2))


def _truncated(x: float, a: float, b: float) -> float:
    if a > 0:
        return (_phi(-a) - _phi(-x)) / (_phi(-a) - _phi(-b))
    return (_phi(x) - _phi(a)) / (_phi(b) - _phi(a))


Formula = Callable[..., float]
FORMULAS: dict[str, tuple[tuple[float, ...], Formula, Formula, tuple[float, float]]] = {
    "norm": ((), N.pdf, _phi, (-INF, INF)),
    "truncnorm": (
        (-0.5, 2.0),
        lambda x, a, b: N.pdf(x) / (_phi(b) - _phi(a)),
        _truncated,
        (-0.5, 2.0),
    ),
    "uniform": ((), lambda x: 1.0, lambda x: x, (0.0, 1.0)),
    "expon": ((), lambda x: math.exp(-x), lambda x: -math.expm1(-x), (0.0, INF)),
    "laplace": (
        (),
        lambda x: math.exp(-abs(x)) / 2,
        lambda x: math.exp(x) / 2 if x < 0 else 1 - math.exp(-x) / 2,
        (-INF, INF),
    ),
    "logistic": (
        (),
        lambda x: 1 / (4 * math.cosh(x / 2) ** 2),
        lambda x: 1 / (1 + math.exp(-x)),
        (-INF, INF),
    ),
    "lognorm": (
        (0.7,),
        lambda x, s: N.pdf(math.log(x) / s) / (s * x),
        lambda x, s: _phi(math.log(x) / s),
        (0.0, INF),
    ),
    "cauchy": (
        (),
        lambda x: 1 / (math.pi * (1 + x * x)),
        lambda x: 0.5 + math.atan(x) / math.pi,
        (-INF, INF),
    ),
}
POINTS = [-30.0, -6.5, -3.0, -1.0, -0.25, 0.001, 0.4, 0.5, 0.75, 1.5, 4.5, 20.0]
LEVELS = [1e-12, 0.001, 0.02, 0.1, 0.3, 0.5, 0.7, 0.95, 0.999, 1 - 1e-9]

PROGRAM = """
import json, sys, warnings
warnings.simplefilter("error")
import flopscope.numpy as fnp
from flopscope import stats
name, shapes, points, levels = json.load(sys.stdin)
d = getattr(stats, name)
x = fnp.array(points)
q = fnp.array(levels)
json.dump({
    "pdf": d.pdf(x, *shapes).tolist(),
    "cdf": d.cdf(x, *shapes).tolist(),
    "moved": d.cdf(3.0 + 2.0 * x, *shapes, loc=3.0, scale=2.0).tolist(),
    "scaled": d.pdf(3.0 + 2.0 * x, *shapes, 3.0, 2.0).tolist(),
    "back": d.cdf(d.ppf(q, *shapes), *shapes).tolist(),
    "ends": d.ppf([0.0, 1.0], *shapes).tolist(),
    "wrong": [str(v) for v in [*d.ppf([-0.1, 1.1, fnp.nan], *shapes).tolist(),
              d.pdf(0.5, *shapes, scale=-1.0).item(), d.cdf(fnp.nan, *shapes).item()]],
    "shape": list(d.pdf(fnp.zeros((2, 1)), *shapes, loc=fnp.zeros(3)).shape),
}, sys.stdout)
"""


@pytest.mark.parametrize("name", FORMULAS)
def test_agrees_with_the_formulas(name: str, run: Run) -> None:
    shapes, density, probability, (low, high) = FORMULAS[name]
    found: dict[str, Any] = json.loads(
        run(PROGRAM, stdin=json.dumps([name, shapes, POINTS, LEVELS]))
    )
    pdf = [density(x, *shapes) if low <= x <= high else 0.0 for x in POINTS]
    cdf = [probability(x, *shapes) if low <= x <= high else float(x > high) for x in POINTS]
    assert found["pdf"] == pytest.approx(pdf, rel=1e-13, abs=1e-300)
    assert found["cdf"] == pytest.approx(cdf, rel=2e-13, abs=1e-300 if name != "cauchy" else 1e-16)
    assert found["moved"] == pytest.approx(cdf, rel=1e-11, abs=1e-16)
    assert found["scaled"] == pytest.approx([p / 2 for p in pdf], rel=1e-11, abs=1e-300)
    assert found["back"] == pytest.approx(LEVELS, rel=1e-12)
    assert found["ends"] == [low, high]
    assert found["wrong"] == ["nan"] * 5
    assert found["shape"] == [2, 3]


def test_quantiles_and_tails_of_the_normal(run: Run) -> None:
    program = """
import json, sys
from flopscope import stats
levels, points = json.load(sys.stdin)
json.dump([stats.norm.ppf(levels).tolist(), stats.norm.cdf(points).tolist(),
           stats.truncnorm.ppf([0.25, 0.5], 9.0, 12.0).tolist()], sys.stdout)
"""
    levels = [10.0**-k for k in range(1, 300, 7)] + [k / 50 for k in range(1, 50)]
    points = [k / 7 for k in range(-250, 250)]
    quantiles, tails, far = json.loads(run(program, stdin=json.dumps([levels, points])))
    assert quantiles == pytest.approx([N.inv_cdf(q) for q in levels], rel=1e-14, abs=1e-16)
    assert tails == pytest.approx([_phi(x) for x in points], rel=2e-13, abs=1e-300)
    assert [_truncated(x, 9.0, 12.0) for x in far] == pytest.approx([0.25, 0.5], rel=1e-12)


def test_costs_arise_from_the_operations(run: Run) -> None:
    program = """
import flopscope as flops
from flopscope import stats
import flopscope.numpy as fnp
x = fnp.zeros(1000)
with flops.BudgetContext(10**9) as small:
    stats.expon.pdf(x[:500])
with flops.BudgetContext(10**9) as large:
    stats.expon.pdf(x)
per_element = (large.flops_used - small.flops_used) / 500
print(per_element == int(per_element), 5 < per_element < 25)
"""
    assert run(program) == "True True\n"


def test_parameters_are_checked(run: Run) -> None:
    program = """
from flopscope import stats
for call in (lambda: stats.truncnorm.pdf(0, 1), lambda: stats.norm.pdf(0, 1, 2, 3),
             lambda: stats.norm.pdf(0, 1, loc=2), lambda: stats.norm.cdf(0, s=2)):
    try:
        call()
    except TypeError as error:
        print(error)
print(stats.truncnorm.cdf(2.5, 3.0, 2.0), stats.lognorm.pdf(1.0, s=-1.0))
"""
    assert run(program).splitlines() == [
        "truncnorm needs its shape parameter 'b'",
        "norm takes loc, scale and got 3 parameters",
        "norm: parameter 'loc' is twice",
        "norm: parameter 's' is unknown; it takes loc, scale",
        "nan nan",
    ]
