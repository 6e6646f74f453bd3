"""Runs a submission in a sandbox, and judges what happened."""

from __future__ import annotations

from datetime import UTC, datetime

from flopscope_eval._run.progress import Progress
from flopscope_eval.judging.result import Result
from flopscope_eval.judging.verdict import classify
from flopscope_eval.sandbox.interface import RunSpec, Sandbox


def judge(spec: RunSpec, sandbox: Sandbox, progress: Progress) -> Result:
    """Run one submission to its end, and judge it.

    Raises
    ------
    SandboxUnavailable
        This host cannot run the sandbox; nothing was started.
    """
    sandbox.collect_garbage()
    started = datetime.now(UTC)
    evidence = sandbox.run(spec, progress)
    verdict = classify(evidence)
    return Result(spec, evidence, verdict.status, verdict.message, started, datetime.now(UTC))
