"""What a counted call adds to NumPy's, for every public operation, and what an ``einsum`` adds to ``matmul``.

Every row of the table that NumPy answers for small arrays is called with what :data:`COMMON` says, or with the
first of :data:`ARGUMENTS` that NumPy takes for it, so that no operation is left out because it is slow. Samples
of hundreds of operations must be short: they are of the processor's time, which other processes disturb less.
"""

from __future__ import annotations

import statistics
import time
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

import flopscope.numpy as fnp
from benchmarks import children
from benchmarks.measure import Race, Spread, interleaved, statement
from benchmarks.rows import Effort, Row, duration
from flopscope._table import TABLE, Operation

ARGUMENTS = (
    *(
        "x",
        "x, y",
        "i",
        "i, j",
        "A",
        "A, x",
        "A, A",
        "[x, y]",
        "(2, 4)",
        "8",
        "b",
        "b, x, y",
        "x, 2",
    ),
    *(
        "x, 0.0, 1.5",
        "i, 1",
        "A, 1",
        "A, (1, 0)",
        "A, 0, 1",
        "x, i",
        "x, 'float32'",
        "x, i, y",
        "A, 2, 0",
    ),
    *(
        "x, (8, 8)",
        "(2, 4), 1.0",
        "0.0, 1.0",
        "x, [x < 1.5], [y]",
        "'ij,j->i', A, x",
        "i, x",
        "x, x, 1",
    ),
    *("(i, i), (8, 8)", "i, (8, 8)", "x, 3, y", "A, i", "b, x", "A, 1, i", "x, b, y", "[A, A]", ""),
)
"""Common arguments, the plainest first."""
COMMON = {
    **dict.fromkeys(("zeros", "ones", "empty", "hamming", "hanning", "blackman", "bartlett"), "8"),
    **dict.fromkeys(
        ("stack", "vstack", "hstack", "dstack", "column_stack", "concatenate"), "[x, y]"
    ),
    **dict.fromkeys(("concat", "block", "broadcast_arrays"), "[x, y]"),
    **dict.fromkeys(("einsum", "einsum_path"), "'ij,j->i', A, x"),
    **dict.fromkeys(("split", "array_split", "hsplit"), "x, 2"),
    **dict.fromkeys(("partition", "argpartition"), "x, 3"),
    **dict.fromkeys(("percentile", "nanpercentile"), "x, 50"),
    **dict.fromkeys(("quantile", "nanquantile"), "x, 0.5"),
    **dict.fromkeys(("matmul", "tensordot", "linalg.tensordot", "dot"), "A, x, 1"),
    **{"full": "8, 1.0", "repeat": "x, 2", "tile": "x, 2", "roll": "x, 1", "resize": "x, (2, 4)"},
    **{"choose": "i % 2, [x, y]", "meshgrid": "x, y", "indices": "(2, 4)", "kaiser": "8, 1.0"},
    **{
        "linspace": "0.0, 1.0, 8",
        "geomspace": "1.0, 2.0, 8",
        "arange": "8",
        "eye": "8",
        "insert": "x, 3, 1.0",
    },
}
"""What is common where the plainest arguments that NumPy takes are not."""
_METHODS = ("", "0", "1", "x", "i", "'float32'", "(2, 4)", "2", "0, 1", "i, x", "b")
WIDTH = 256


def operands(m: Any) -> dict[str, Any]:
    """The names that the arguments use."""
    return {
        "m": m,
        "x": m.linspace(1.0, 2.0, 8),
        "y": m.linspace(2.0, 3.0, 8),
        "i": m.arange(8),
        "j": m.arange(8) % 3 + 1,
        "b": m.arange(8) % 2 == 0,
        "A": m.linspace(1.0, 2.0, 64).reshape(8, 8) + 3.0 * m.eye(8),
        "rng": m.random.default_rng(0),
    }


def statements(effort: Effort) -> dict[str, str]:
    """A statement for each operation that has a common call; for few of them where it is only tried out."""
    found = {}
    ours, theirs = operands(fnp), operands(np)
    with warnings.catch_warnings(), np.errstate(all="ignore"), fnp.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for op in effort.some(list(TABLE.values()), len(TABLE) // 25):
            source = next((s for s in _calls(op) if _runs(s, theirs) and _runs(s, ours)), None)
            if source is not None:
                found[op.name] = source
    return found


def _calls(op: Operation) -> Iterator[str]:
    *owners, leaf = op.name.split(".")
    if leaf.startswith("_") or op.writes is not None or "RandomState" in owners:
        return
    if owners == ["ndarray"]:
        yield from (f"{of}.{leaf}({given})" for of in "xAi" for given in _METHODS)
    elif owners == ["random", "Generator"]:
        yield from (
            f"rng.{leaf}({given})" for given in ("size=8", "2.0, size=8", "10, 0.5, size=8", "x")
        )
    elif owners in ([], ["linalg"], ["fft"]):
        given = [COMMON[op.name], "A, x"] if op.name in COMMON else []
        yield from (f"m.{op.name}({one})" for one in (*given, *ARGUMENTS))


def _runs(source: str, names: dict[str, Any]) -> bool:
    try:
        exec(source, dict(names))
    except Exception:  # noqa: BLE001 - the next arguments are tried
        return False
    return True


def _added(effort: Effort) -> list[Row]:
    sources = statements(effort)
    races = {
        name: Race(
            {
                "flopscope": statement(source, time.process_time, **operands(fnp)),
                "numpy": statement(source, time.process_time, **operands(np)),
                "np.add": statement("m.add(x, y)", time.process_time, **operands(np)),
            },
            effort.seconds / 4,
        )
        for name, source in sources.items()
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        interleaved(effort.fewer(3), *races.values())
    ratios = {n: r.each(lambda ours, theirs, add: (ours - theirs) / add) for n, r in races.items()}
    middle = {name: statistics.median(found) for name, found in ratios.items()}
    order = sorted(middle, key=lambda name: middle[name])
    rows = []
    for key, what, target, name in (
        ("median", "median", 4.0, order[len(order) // 2]),
        ("tail", "95th percentile", 8.0, order[int(0.95 * (len(order) - 1))]),
        ("worst", "worst", 12.0, order[-1]),
    ):
        race = races[name]
        times = "; ".join(duration(race.median(n)) for n in ("flopscope", "numpy"))
        rows.append(
            Row(
                f"everything-{key}", f"local call, added: {what} of {len(order)} operations",
                "np.add on 8 elements", target, Spread.of(ratios[name]), f"{sources[name]}: {times}",
                samples={"ratio": ratios[name]},
            )
        )  # fmt: skip
    rows[0].details = {sources[name]: middle[name] for name in reversed(order)}
    return rows


def _einsum(effort: Effort) -> list[Row]:
    rng = np.random.default_rng(0)
    names: dict[str, Any] = {n: fnp.array(rng.standard_normal((WIDTH, WIDTH))) for n in "abc"}
    names["m"] = fnp
    found = []
    for key, what, ours, by_hand in (
        ("three", "einsum of three operands", "m.einsum('ij,jk,kl->il', a, b, c)", "(a @ b) @ c"),
        ("two", "einsum of two operands, optimize=True",
         "m.einsum('ij,jk->ik', a, b, optimize=True)", "a @ b"),
    ):  # fmt: skip
        race = Race(
            {"einsum": statement(ours, **names), "matmul": statement(by_hand, **names)},
            10 * effort.seconds,
        )
        interleaved(effort.rounds, race)
        raw = f"{duration(race.median('einsum'))}; {duration(race.median('matmul'))}"
        samples = {f"{n}_s": times for n, times in race.samples.items()}
        ratio = race.ratio("einsum", "matmul")
        what = f"{what}, {WIDTH} wide"
        found.append(
            Row(f"einsum-{key}", what, "by hand with matmul", 1.2, ratio, raw, samples=samples)
        )
    return found


def measure(effort: Effort) -> list[Row]:
    """All rows, measured in a process of their own."""
    return children.rows("benchmarks.suites.everything", effort, children.local())


if __name__ == "__main__":
    children.answer(lambda effort: _added(effort) + _einsum(effort))
