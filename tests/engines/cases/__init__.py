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
}
"""What is charged to sources that end in an error."""
