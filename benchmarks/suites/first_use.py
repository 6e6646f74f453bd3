"""What the first use of an operation takes in a process, and the first run of a small program."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import asdict

from benchmarks import children
from benchmarks.measure import Clock, Race, Spread, interleaved, statement
from benchmarks.rows import Effort, Row, duration

OPERATIONS = 100

_USES = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import flopscope.numpy as m
sources = json.loads(sys.argv[1])
x, y, i, j = m.linspace(1.0, 2.0, 8), m.linspace(2.0, 3.0, 8), m.arange(8), m.arange(8) % 3 + 1
A, b = m.ones((8, 8)) + 3.0 * m.eye(8), i % 2 == 0
if "numpy" in sys.modules:  # what NumPy loads when it is first used is not ours
    names = {n: v.__array__() for n, v in globals().items() if hasattr(v, "__array__") and n != "m"}
    for source in sources:
        exec(source, names | {"m": sys.modules["numpy"]})
taken = 0.0
for source in sources:
    code = compile(source, "<use>", "exec")
    started = time.perf_counter()
    exec(code)
    taken += time.perf_counter() - started
print(taken / len(sources))
"""

_PROGRAM = """
import time
import flopscope.numpy as m
def main():
    x = m.linspace(0.0, 1.0, 64); w = m.ones((64, 64)) / 64.0; k = m.arange(64)
    a = m.sin(x) + m.cos(x) * m.exp(-x) - m.sqrt(x + 1.0) / m.log1p(x + 1.0)
    b = m.where(a > 0.0, a, -a); c = m.maximum(b, 0.1); d = m.minimum(c, 0.9)
    e = m.tanh(w @ d); f = m.cumsum(e); g = m.sort(f); h = m.argsort(g)
    s = m.sum(g) + m.mean(g) + m.max(g) + m.min(g) + m.std(g) + m.var(g) + m.prod(d)
    t = m.stack([g, d]); u = m.concatenate([g, d]); v = m.reshape(u, (2, 64)); z = m.zeros(64)
    z[3] = 1.0
    r = m.outer(d, d) + m.eye(64) + m.diag(d); q = m.dot(r, d); p = m.clip(q, 0.0, 1.0)
    o = m.abs(p) ** 2 + m.sign(p) + m.floor(p); n = m.linalg.norm(o); l = m.any(o > 1.0)
    return float(s + n + t[0, 0] + v[1, 1] + z[3])
times = []
for _ in range(2):
    started = time.perf_counter()
    main()
    times.append(time.perf_counter() - started)
print(times[0] - times[1])
"""

_NUMPY = """
import time
started = time.perf_counter()
import numpy
print(time.perf_counter() - started)
"""


_STATEMENTS = """
import json, sys
from benchmarks.rows import Effort
from benchmarks.suites.everything import statements
print(json.dumps(list(statements(Effort(**json.loads(sys.argv[1]))).values())))
"""


def measure(effort: Effort) -> list[Row]:
    """First uses on both engines, and first runs."""
    found = subprocess.run(
        [sys.executable, "-c", _STATEMENTS, json.dumps(asdict(effort))],
        env=children.local(), cwd=children.ROOT, stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    every = [s for s in json.loads(found.stdout) if "rng" not in s]
    sources = every[:: max(1, len(every) // OPERATIONS)][:OPERATIONS]
    with ExitStack() as stack:
        url, _ = stack.enter_context(children.serving())
        places = {"local": children.local(), "client": children.remote(url)}
        uses = Race(
            {n: _printed(_USES, v, json.dumps(sources)) for n, v in places.items()}
            | {"np.add": _add()}
        )
        runs = Race(
            {n: _printed(_PROGRAM, v) for n, v in places.items()}
            | {"numpy": _printed(_NUMPY, children.local())}
        )
        interleaved(effort.fewer(2), uses, runs)
    rows = []
    for n, side in (("local", "local engine"), ("client", "client")):
        use = Spread.of(
            uses.each(
                lambda local, client, add, n=n: {"local": local, "client": client}[n] / add / 1000
            )
        )
        rows.append(
            Row(
                f"first-use-{n}", f"first use of an operation, mean over {len(sources)}, {side}",
                "1,000 × np.add on 8 elements", 0.5, use,
                f"{duration(uses.median(n))}; {duration(1000 * uses.median('np.add'))}",
                samples={f"{k}_s": uses.samples[k] for k in (n, "np.add")},
            )
        )  # fmt: skip
        rows.append(
            Row(
                f"first-run-{n}", f"first run of a program of 40 operations less its second, {side}",
                "import numpy", 0.06, runs.ratio(n, "numpy"),
                f"{duration(runs.median(n))}; {duration(runs.median('numpy'))}",
                samples={f"{k}_s": runs.samples[k] for k in (n, "numpy")},
            )
        )  # fmt: skip
    return rows


def _printed(code: str, variables: dict[str, str], *arguments: str) -> Clock:
    """The seconds that a new process prints each time."""
    command = [sys.executable, "-c", code, *arguments]

    def clock(count: int) -> float:
        runs = (
            subprocess.run(command, env=variables, check=True, stdout=subprocess.PIPE).stdout
            for _ in range(count)
        )
        return sum(map(float, runs))

    return clock


def _add() -> Clock:
    import numpy as np

    timed = statement("add(x, y)", add=np.add, x=np.ones(8), y=np.ones(8))
    return lambda count: timed(20_000) / 20_000 * count
