"""What importing costs the client, against the packages that it needs."""

from __future__ import annotations

import subprocess
import sys

from benchmarks import children
from benchmarks.measure import Clock, Race, interleaved
from benchmarks.rows import Effort, Row, duration

NEEDED = "import zmq, msgpack"
STATEMENT = "import flopscope.numpy"
OURS = f"{STATEMENT}, flopscope_client.engine"
"""The engine is named, so that putting its import off to the first call does not look like speed."""

NAMES = ("ours", "needed", "statement")

_TIMED = """
import time
started = time.perf_counter()
{imports}
print(time.perf_counter() - started)
"""


def _import(imports: str) -> Clock:
    """Time an import in a new interpreter each time, by that interpreter's own clock."""
    command = [sys.executable, "-c", _TIMED.format(imports=imports)]
    variables = children.environment(FLOPSCOPE_ENGINE="remote")

    def clock(count: int) -> float:
        return sum(
            float(subprocess.run(command, env=variables, check=True, stdout=subprocess.PIPE).stdout)
            for _ in range(count)
        )

    return clock


def measure(effort: Effort) -> list[Row]:
    """``import flopscope.numpy`` in the client."""
    race = Race({n: _import(i) for n, i in zip(NAMES, (OURS, NEEDED, STATEMENT), strict=True)})
    interleaved(effort.rounds, race)
    return [
        Row(
            "client-import",
            "import flopscope.numpy, client",
            NEEDED,
            2.5,
            race.ratio("ours", "needed"),
            f"{duration(race.median('ours'))}; {duration(race.median('needed'))}"
            f" (the statement alone, without the engine {race.ratio('statement', 'needed').median:.2f})",
            samples={f"{name}_s": times for name, times in race.samples.items()},
        )
    ]
