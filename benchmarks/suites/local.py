"""What a counted call adds to NumPy's, for thirty kinds of call on small arrays, and for a big program."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

import numpy as np

import flopscope.numpy as fnp
from benchmarks import children
from benchmarks.measure import Race, Spread, interleaved, repeated, statement
from benchmarks.rows import Effort, Row, duration

KINDS = {
    "add(x, y)": "m.add(x, y)",
    "x + y": "x + y",
    "x + 1.0": "x + 1.0",
    "2.0 * x": "2.0 * x",
    "x / y": "x / y",
    "x ** 2": "x ** 2",
    "-x": "-x",
    "x < y": "x < y",
    "exp(x)": "m.exp(x)",
    "sqrt(x)": "m.sqrt(x)",
    "maximum(x, 0)": "m.maximum(x, 0)",
    "where(b, x, y)": "m.where(b, x, y)",
    "sum(x)": "m.sum(x)",
    "x.sum()": "x.sum()",
    "mean(x)": "m.mean(x)",
    "max(x)": "m.max(x)",
    "sum(A, axis=0)": "m.sum(A, axis=0)",
    "argmax(x)": "m.argmax(x)",
    "cumsum(x)": "m.cumsum(x)",
    "x[2]": "x[2]",
    "x[1:5]": "x[1:5]",
    "A[:, 1]": "A[:, 1]",
    "reshape(x, (2, 4))": "m.reshape(x, (2, 4))",
    "A.T": "A.T",
    "concatenate([x, y])": "m.concatenate([x, y])",
    "zeros(8)": "m.zeros(8)",
    "arange(8)": "m.arange(8)",
    "A @ x": "A @ x",
    "einsum(ij,j->i)": "m.einsum('ij,j->i', A, x)",
    "rng.normal(size=8)": "rng.normal(size=8)",
}
"""Statements by their names in the table; ``m`` is the module."""

WIDTH, LAYERS = 256, 32


def operands(m: Any) -> dict[str, Any]:
    """The names that the statements use."""
    return {
        "m": m,
        "x": m.linspace(1.0, 2.0, 8),
        "y": m.linspace(2.0, 3.0, 8),
        "b": m.arange(8) % 2 == 0,
        "A": m.ones((8, 8)),
        "rng": m.random.default_rng(0),
    }


def overhead(effort: Effort) -> list[Row]:
    """Added time of each kind of call, against ``np.add`` on eight elements in the same round."""
    races = {name: _race(source, effort.seconds) for name, source in KINDS.items()}
    interleaved(effort.rounds, *races.values())
    added = {name: race.each(lambda ours, theirs, _: ours - theirs) for name, race in races.items()}
    ratios = {
        name: race.each(lambda ours, theirs, add: (ours - theirs) / add)
        for name, race in races.items()
    }
    middle = {name: statistics.median(found) for name, found in ratios.items()}
    worst = max(middle, key=lambda name: middle[name])
    adds = [statistics.median(times) for times in zip(*_adds(races), strict=True)]
    rows = []
    for key, what, target, found, extra in (
        ("local-median", f"local call, added: median of {len(KINDS)} kinds", 4.0,
         [statistics.median(times) for times in zip(*ratios.values(), strict=True)],
         [statistics.median(times) for times in zip(*added.values(), strict=True)]),
        ("local-worst", "local call, added: worst kind", 10.0, ratios[worst], added[worst]),
    ):  # fmt: skip
        raw = f"{duration(statistics.median(extra))}; {duration(statistics.median(adds))}"
        samples = {"added_s": extra, "np.add_s": adds}
        rows.append(
            Row(key, what, "np.add on 8 elements", target, Spread.of(found), raw, samples=samples)
        )
    rows[0].details = {name: _kind(races[name], middle[name]) for name in KINDS}
    rows[1].raw = f"{worst}: {rows[1].raw}"
    return rows


def _race(source: str, seconds: float) -> Race:
    theirs = operands(np)
    return Race(
        {
            "flopscope": statement(source, **operands(fnp)),
            "numpy": statement(source, **theirs),
            "np.add": statement("m.add(x, y)", **theirs),
        },
        seconds,
    )


def _adds(races: dict[str, Race]) -> list[list[float]]:
    return [race.samples["np.add"] for race in races.values()]


def _kind(race: Race, ratio: float) -> dict[str, float]:
    times = {f"{name}_ns": race.median(name) * 1e9 for name in ("flopscope", "numpy")}
    return {"ratio": ratio} | times


def _network(m: Any, weights: Any, x: Any) -> Callable[[], object]:
    def forward() -> object:
        h = x
        for _ in range(LAYERS):
            h = m.maximum(weights @ h, 0)
        return h

    return forward


def big_program(effort: Effort) -> list[Row]:
    """A program that multiplies matrices, against the same in NumPy.

    BLAS uses all cores, so a sample that meets another program's work is several times slower. Hence many short
    ones: there are as many rounds as for small calls, of one forward pass each.
    """
    weights = np.random.default_rng(0).standard_normal((WIDTH, WIDTH)) / WIDTH**0.5
    x = np.ones((WIDTH, WIDTH))
    race = Race(
        {
            "flopscope": repeated(_network(fnp, fnp.array(weights), fnp.array(x))),
            "numpy": repeated(_network(np, weights, x)),
            # NumPy against itself, from other memory: what a difference between equals looks like.
            "again": repeated(_network(np, weights.copy(), x.copy())),
        }
    )
    interleaved(3 * effort.rounds, race)
    null = race.ratio("again", "numpy")
    return [
        Row(
            "local-matrix",
            f"matrix program, local ({WIDTH} wide, {LAYERS} layers)",
            "the same in NumPy",
            1.03,
            race.ratio("flopscope", "numpy"),
            f"{duration(race.median('flopscope'))}; {duration(race.median('numpy'))}"
            f" (NumPy against itself {null.median:.3f})",
            samples={f"{name}_s": times for name, times in race.samples.items()},
        )
    ]


def measure(effort: Effort) -> list[Row]:
    """All local rows, measured in a process of their own."""
    return children.rows("benchmarks.suites.local", effort, children.local())


if __name__ == "__main__":
    children.answer(lambda effort: overhead(effort) + big_program(effort))
