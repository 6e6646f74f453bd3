"""A sandbox that runs nothing: it answers in milliseconds, for tests of everything above it.

A submission says in a comment what must come of it, as JSON::

    # dummy: {"flops_used": 10, "exit": 1, "stderr": "ValueError: no"}

The keys are those of `Outcome`. Without such a line, a submission ends well and costs nothing.
Nothing of the submission is executed. A result names this sandbox and no layer of isolation.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from flopscope_eval._run.progress import Progress
from flopscope_eval._run.status import Killer, KillReason
from flopscope_eval._run.submission import ENTRY
from flopscope_eval.sandbox.interface import (
    Evidence,
    Exit,
    Kill,
    OutputCapture,
    RunSpec,
    ServerEvidence,
    Usage,
)

_LINE = re.compile(r"^# dummy: (.*)$", re.MULTILINE)


class Outcome(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What must come of a submission.

    Attributes
    ----------
    flops_used
        What the server counted, as operations called ``add``.
    exit
        The exit code.
    kill
        Why the submission was ended from outside; the exit is a SIGKILL then.
    stdout, stderr
        What it wrote.
    seconds
        How long it took. The sandbox really waits.
    failure
        What went wrong on the trusted side.
    protocol_errors
        How many malformed messages the server counted.
    """

    flops_used: int = 0
    exit: int = 0
    kill: KillReason | None = None
    stdout: str = ""
    stderr: str = ""
    seconds: float = 0.0
    failure: str = ""
    protocol_errors: int = 0


class DummySandbox:
    """Gives the evidence that a submission asks for."""

    name = "dummy"

    def check(self) -> None:
        """Every host can run it."""

    def run(self, spec: RunSpec, progress: Progress) -> Evidence:
        """Read the outcome; see `flopscope_eval.sandbox.interface.Sandbox.run`."""
        entry = next(file for file in spec.submission.files if file.name == ENTRY)
        line = _LINE.search(entry.path.read_text(encoding="utf-8", errors="replace"))
        outcome = msgspec.json.decode(line[1] if line else "{}", type=Outcome)
        progress.stage("running")
        time.sleep(outcome.seconds)
        return Evidence(
            self.name,
            started=not outcome.failure,
            exit=Exit(signal=9) if outcome.kill else Exit(code=outcome.exit),
            kill=Kill(Killer.HARNESS, outcome.kill, "as asked for") if outcome.kill else None,
            stdout=_capture(outcome.stdout),
            stderr=_capture(outcome.stderr),
            usage=Usage(outcome.seconds, output_bytes=len(outcome.stdout + outcome.stderr)),
            server=ServerEvidence(exit=Exit(code=0), summary=_summary(spec, outcome)),
            failure=outcome.failure,
        )

    def collect_garbage(self) -> list[str]:
        """Nothing is ever left."""
        return []


def _capture(text: str) -> OutputCapture:
    return OutputCapture(text.encode(), b"", len(text.encode()))


def _summary(spec: RunSpec, outcome: Outcome) -> Mapping[str, Any]:
    add = {"flop_cost": outcome.flops_used, "calls": 1}
    times = {"flopscope_backend_time_s": 0.0, "flopscope_overhead_time_s": 0.0}
    log = hashlib.sha256(f"{spec.submission.sha256} {outcome.flops_used}".encode())
    return {
        "schema": 1,
        "version": "dummy",
        "policy": {"name": Path(spec.policy).stem, "sha256": _policy_hash(spec.policy)},
        "seed": spec.seed,
        "flop_budget": spec.budget,
        "flops_used": outcome.flops_used,
        "flops_remaining": max(spec.budget - outcome.flops_used, 0),
        "operations": {"add": {**add, **times}} if outcome.flops_used else {},
        "wall_time_s": outcome.seconds,
        **times,
        "residual_wall_time_s": outcome.seconds,
        "by_namespace": {},
        "refused": None,
        "refusals": 0,
        "op_log_sha256": log.hexdigest(),
        "sessions": 1,
        "protocol_errors": outcome.protocol_errors,
        "peak_memory_bytes": 0,
        "peak_arrays": 0,
        "packages": {},
    }


def _policy_hash(policy: str | Path) -> str:
    if isinstance(policy, Path):
        text = policy.read_text(encoding="utf-8")
    else:
        shipped = importlib.resources.files("flopscope") / "policies" / f"{policy}.json"
        text = shipped.read_text("utf-8")
    return hashlib.sha256(text.encode()).hexdigest()
