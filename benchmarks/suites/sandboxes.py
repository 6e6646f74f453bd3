"""A trivial submission from the command to its score, against the starts that a sandbox cannot do without."""

from __future__ import annotations

import statistics

from benchmarks.measure import Spread
from benchmarks.rows import Row, duration
from benchmarks.soak import starts
from flopscope_eval.sandbox import choose
from flopscope_eval.sandbox.interface import SandboxUnavailable

TARGETS = {
    "process": ("two bare interpreters, same imports", 4.0),
    "docker": ("two bare containers of the same images", 2.0),
}


def measured(sandbox: str, rounds: int) -> Row:
    """Measure a sandbox; where this machine cannot run it, the row says why."""
    against, target = TARGETS[sandbox]
    row = Row(
        f"sandbox-{sandbox}",
        f"trivial submission, {sandbox} sandbox, start to score",
        against,
        target,
        None,
        "",
    )
    try:
        choose(sandbox)
    except SandboxUnavailable as error:
        row.raw = str(error)
        return row
    found = starts.measure(rounds, sandbox)
    pairs = zip(found.runs, found.reference, strict=True)
    row.spread = Spread.of([run / reference for run, reference in pairs])
    middle = statistics.median
    row.raw = f"{duration(middle(found.runs))}; {duration(middle(found.reference))}"
    row.samples = {"run_s": found.runs, "reference_s": found.reference}
    row.details = {f"{stage}_s": middle(times) for stage, times in found.stages.items()}
    return row
