"""``flopscope-eval`` killed at any moment of a run: the next start removes all that it left."""

from __future__ import annotations

import random
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.soak.evaluation import COMMAND, Leftovers, start

_LONG = """
import time
import flopscope.numpy as fnp

for _ in range(100):
    fnp.ones(10).tolist()
    time.sleep(0.05)
"""


@dataclass(frozen=True, slots=True)
class Kill:
    """One run that was killed.

    Attributes
    ----------
    after_s
        Seconds from its start.
    left
        What was there right after.
    left_after_next
        What was there after the next start, of this run and of all that were killed before.
    """

    after_s: float
    left: Leftovers
    left_after_next: Leftovers


def run(times: int, sandbox: str) -> Iterator[Kill]:
    """Kill ``times`` runs, each at a random moment of it; clean up after each."""
    with tempfile.TemporaryDirectory() as name:
        submission = Path(name) / "long.py"
        submission.write_text(_LONG)
        command = (submission, Path(name) / "result.json", "--budget", "1e6", "--sandbox", sandbox)
        began = time.monotonic()
        start(*command).wait()
        whole = time.monotonic() - began
        owners: set[int] = set()
        for _ in range(times):
            after = random.uniform(0, whole)
            process = start(*command)
            time.sleep(after)
            process.kill()
            process.wait()
            owners.add(process.pid)
            left = Leftovers.of({process.pid})
            subprocess.run([*COMMAND, "gc"], check=True, capture_output=True)
            yield Kill(after, left, Leftovers.of(owners))
