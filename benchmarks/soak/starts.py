"""From the command to the score of a trivial submission, and where the time goes."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_TRIVIAL = "import flopscope.numpy as fnp\n(fnp.ones(10) + fnp.ones(10)).tolist()\n"

# The command itself, with a clock at each of its stages; what precedes the first is imports.
_CLOCKED = """
import json, sys, time
began = time.time()
from flopscope_eval import cli, report
marks = []
report.Display.stage = lambda self, text: marks.append((text, time.time()))
sys.argv = ["flopscope-eval", "run", *sys.argv[1:]]
try:
    cli.main()
except SystemExit as end:
    sys.stderr.write(json.dumps([began, marks, time.time(), end.code]))
"""


def run(rounds: int, sandbox: str) -> dict[str, float]:
    """Give the median seconds of every stage, and of the whole, in the order of a run."""
    taken: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        submission = Path(name) / "trivial.py"
        submission.write_text(_TRIVIAL)
        for _ in range(rounds + 1):
            for stage, seconds in _once(submission, sandbox):
                taken.setdefault(stage, []).append(seconds)
    # The first may have to copy packages, or to build images.
    return {stage: statistics.median(times[1:]) for stage, times in taken.items()}


def _once(submission: Path, sandbox: str) -> Iterator[tuple[str, float]]:
    began = time.time()
    command = [sys.executable, "-c", _CLOCKED, str(submission)]
    done = subprocess.run(
        [*command, "--budget", "100", "--sandbox", sandbox],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    ended = time.time()
    first, marks, last, code = json.loads(done.stderr.splitlines()[-1])
    if code != 0:
        raise RuntimeError(f"the trivial submission ended with {code}: {done.stdout}")
    times = [("starting Python", began), ("importing", first), *marks, ("ending", last)]
    for (stage, at), (_, until) in zip(times, [*times[1:], ("", ended)], strict=True):
        yield stage, until - at
    yield "in all", ended - began
