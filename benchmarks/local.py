"""What a counted call adds to NumPy's, for thirty kinds of call on small arrays, and for a big program."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

import numpy as np

import flopscope.numpy as fnp
from benchmarks.measure import interleaved
from benchmarks.rows import Row

Kind = Callable[[Any, dict[str, Any]], object]

KINDS: dict[str, Kind] = {
    "add(x, y)": lambda m, a: m.add(a["x"], a["y"]),
    "x + y": lambda m, a: a["x"] + a["y"],
    "x + 1.0": lambda m, a: a["x"] + 1.0,
    "2.0 * x": lambda m, a: 2.0 * a["x"],
    "x / y": lambda m, a: a["x"] / a["y"],
    "x ** 2": lambda m, a: a["x"] ** 2,
    "-x": lambda m, a: -a["x"],
    "x < y": lambda m, a: a["x"] < a["y"],
    "exp(x)": lambda m, a: m.exp(a["x"]),
    "sqrt(x)": lambda m, a: m.sqrt(a["x"]),
    "maximum(x, 0)": lambda m, a: m.maximum(a["x"], 0),
    "where(b, x, y)": lambda m, a: m.where(a["b"], a["x"], a["y"]),
    "sum(x)": lambda m, a: m.sum(a["x"]),
    "x.sum()": lambda m, a: a["x"].sum(),
    "mean(x)": lambda m, a: m.mean(a["x"]),
    "max(x)": lambda m, a: m.max(a["x"]),
    "sum(A, axis=0)": lambda m, a: m.sum(a["A"], axis=0),
    "argmax(x)": lambda m, a: m.argmax(a["x"]),
    "cumsum(x)": lambda m, a: m.cumsum(a["x"]),
    "x[2]": lambda m, a: a["x"][2],
    "x[1:5]": lambda m, a: a["x"][1:5],
    "A[:, 1]": lambda m, a: a["A"][:, 1],
    "reshape(x, (2, 4))": lambda m, a: m.reshape(a["x"], (2, 4)),
    "A.T": lambda m, a: a["A"].T,
    "concatenate([x, y])": lambda m, a: m.concatenate([a["x"], a["y"]]),
    "zeros(8)": lambda m, a: m.zeros(8),
    "arange(8)": lambda m, a: m.arange(8),
    "A @ x": lambda m, a: a["A"] @ a["x"],
    "einsum(ij,j->i)": lambda m, a: m.einsum("ij,j->i", a["A"], a["x"]),
    "rng.normal(size=8)": lambda m, a: a["rng"].normal(size=8),
}

WIDTH, LAYERS = 256, 32


def _operands(m: Any) -> dict[str, Any]:
    return {
        "x": m.linspace(1.0, 2.0, 8),
        "y": m.linspace(2.0, 3.0, 8),
        "b": m.arange(8) % 2 == 0,
        "A": m.ones((8, 8)),
        "rng": m.random.default_rng(0),
    }


def overhead(rounds: int) -> list[Row]:
    """Added time of each kind of call, against ``np.add`` on eight elements."""
    ours, theirs = _operands(fnp), _operands(np)
    x, y = theirs["x"], theirs["y"]
    ratios = {}
    for name, kind in KINDS.items():
        times = interleaved(
            {
                "flopscope": lambda kind=kind: kind(fnp, ours),
                "numpy": lambda kind=kind: kind(np, theirs),
                "np.add": lambda: np.add(x, y),
            },
            rounds,
        )
        added = times["flopscope"].median - times["numpy"].median
        ratios[name] = (added / times["np.add"].median, added)
    worst = max(ratios, key=lambda name: ratios[name][0])
    rows = [
        Row(
            "local call, added (median of 30 kinds)",
            "np.add on 8 elements",
            statistics.median(r for r, _ in ratios.values()),
            4.0,
            f"{statistics.median(t for _, t in ratios.values()) * 1e9:.0f} ns",
        ),
        Row(
            f"local call, added (worst: {worst})",
            "np.add on 8 elements",
            ratios[worst][0],
            10.0,
            f"{ratios[worst][1] * 1e9:.0f} ns",
        ),
    ]
    for row in rows:
        row.details.update({name: round(ratio, 3) for name, (ratio, _) in ratios.items()})
    return rows


def _network(m: Any) -> Callable[[], object]:
    weights = m.random.default_rng(0).standard_normal((WIDTH, WIDTH)) / WIDTH**0.5
    x = m.ones((WIDTH, WIDTH))

    def forward() -> object:
        h = x
        for _ in range(LAYERS):
            h = m.maximum(weights @ h, 0)
        return h

    return forward


def big_program(rounds: int) -> list[Row]:
    """A program that multiplies matrices, against the same in NumPy."""
    times = interleaved({"flopscope": _network(fnp), "numpy": _network(np)}, rounds)
    ours, theirs = times["flopscope"], times["numpy"]
    shown = f"{ours.median * 1e3:.1f} ms, {theirs.median * 1e3:.1f} ms"
    name = f"matrix program, local ({WIDTH} wide, {LAYERS} layers)"
    return [Row(name, "the same in NumPy", ours.median / theirs.median, 1.03, shown)]
