"""Every comparison with NumPy, a module for each group of chapters of the operation table."""

import json
from pathlib import Path

from . import (
    calculus,
    contractions,
    creation,
    domains,
    fft,
    habits,
    indexing,
    linalg,
    pointwise,
    products,
    protocols,
    random,
    reductions,
    representation,
    sets,
    shaping,
    sorting,
    states,
    statistics,
    streams,
    traps,
    ufunc_methods,
)

_CHAPTERS = (
    creation,
    pointwise,
    reductions,
    contractions,
    linalg,
    fft,
    habits,
    random,
    sorting,
    indexing,
    shaping,
    representation,
    products,
    statistics,
    calculus,
    sets,
    streams,
    ufunc_methods,
    domains,
    protocols,
    states,
    traps,
)

RECORDED: dict[str, int] = json.loads(
    (Path(__file__).parents[1] / "recorded_prices.json").read_text(encoding="utf-8")
)
"""What sources cost that a chapter makes in a loop, where that depends on more than the loop says."""

CASES = [
    case._replace(flops=RECORDED.get(case.source, case.flops))
    for chapter in _CHAPTERS
    for case in chapter.CASES
]
"""All of them, in order; no two have the same source."""

CHARGED = {
    "fnp.linalg.inv(S.astype('float16'))": 9,  # the cast
    "fnp.put(v, 7, 1.0)": 1,  # indices before a bad one would have been written to
    "fnp.linalg.multi_dot([S, A, v], out=fnp.zeros(3))": 36,  # products came before the last one
    # The elements of an array or list decided: the refusal is a test of them.
    "fnp.power(I, J)": 12,
    "2 ** I": 12,
    "[1, 2, 3, 4] ** J": 4,
    "K ** K": 3,
    "fnp.cov(fnp.ones((2,3)), aweights=[-1,2,3])": 45,
    "A[[0, 5]]": 8,
    "A[[0, 5]] = 7; A": 8,
    "fnp.take(A, [0, 20])": 2,
    "fnp.histogram2d(v, J, bins=[v[:0], 3])": 34,
    "fnp.bincount(J)": 8,
    "fnp.digitize(v, [0, 2, 1])": 10,
    "fnp.asarray_chkfinite(Z)": 6,
    "fnp.ravel_multi_index(([1], [9]), (3, 4))": 2,
    "fnp.random.seed(7); fnp.random.dirichlet([0.0, -1.0])": 5,
    "rng.dirichlet([0.0, -1.0])": 5,
    "rs.dirichlet([0.0, -1.0])": 5,
    "fnp.power.reduceat(I, fnp.array([1, 0]), axis=1)": 9,
    "fnp.power.outer(K, J)": 12,
    "fnp.add.reduceat(v, [0, 9])": 8,
    "fnp.add.at(v, [9], 1.0)": 2,
    "fnp.power.reduce(I, axis=1)": 9,
    "fnp.power.reduce(J)": 3,
    "fnp.power.accumulate(I)": 8,
}
"""What is charged to sources that end in an error."""
