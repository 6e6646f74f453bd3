"""Runs a submission in a sandbox, and judges what happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import msgspec

from flopscope_eval._run import interrupts
from flopscope_eval._run.progress import Progress
from flopscope_eval.judging.judged import Judged
from flopscope_eval.judging.result import Score
from flopscope_eval.judging.verdict import classify
from flopscope_eval.sandbox.interface import Evidence, RunSpec, Sandbox


def judge(spec: RunSpec, sandbox: Sandbox, progress: Progress) -> Judged:
    """Run one submission to its end, and judge it.

    Raises
    ------
    SandboxUnavailable
        This host cannot run the sandbox; nothing was started.
    """
    interrupts.raise_if_requested()
    sandbox.collect_garbage()
    started = datetime.now(UTC)
    evidence = _with_a_valid_summary(sandbox.run(spec, progress))
    verdict = classify(evidence)
    return Judged(spec, evidence, verdict.status, verdict.message, started, datetime.now(UTC))


def _with_a_valid_summary(evidence: Evidence) -> Evidence:
    """Take a summary that is not one for a missing one, and say why."""
    server = evidence.server
    if server.summary is None:
        return evidence
    try:
        msgspec.convert(server.summary, Score)
    except msgspec.ValidationError as error:
        reason = f"its summary is not one: {error}"
        return replace(evidence, server=replace(server, summary=None, no_summary_reason=reason))
    return evidence
