"""A run that was judged, and how its result is made."""

from __future__ import annotations

import os
import platform
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from flopscope_eval._run.limits import ROWS, Limit
from flopscope_eval._run.status import TABLE, Status
from flopscope_eval.judging.processor import participant
from flopscope_eval.judging.result import (
    SCHEMA_VERSION,
    DifferenceRecord,
    EvidenceRecord,
    ExitRecord,
    Host,
    Isolation,
    KillRecord,
    LayerRecord,
    LimitUse,
    OomRecord,
    Output,
    Provenance,
    Result,
    Score,
    ServerRecord,
    SubmissionRecord,
    Text,
)
from flopscope_eval.sandbox import differences
from flopscope_eval.sandbox.interface import Evidence, Exit, Kill, Oom, OutputCapture, RunSpec


@dataclass(frozen=True, slots=True)
class Judged:
    """A judged run, with all of its evidence.

    Attributes
    ----------
    spec
        What was asked for.
    evidence
        What happened.
    status, message
        The verdict, and one sentence on why.
    started_at, finished_at
        In UTC.
    """

    spec: RunSpec
    evidence: Evidence
    status: Status
    message: str
    started_at: datetime
    finished_at: datetime

    def result(self) -> Result:
        """Make the result. Paths of the host are replaced in every text."""
        whole = Result(
            schema=SCHEMA_VERSION,
            run_id=self.spec.run_id,
            status=self.status,
            fault=TABLE[self.status].fault,
            message=self.message,
            started_at=self.started_at.isoformat(timespec="milliseconds"),
            finished_at=self.finished_at.isoformat(timespec="milliseconds"),
            score=_score(self.evidence),
            participant=participant(
                _score(self.evidence), self.evidence.usage.cpu_time_s, self.spec.cpu_price
            ),
            limits={row.name: _use(row, self.spec, self.evidence) for row in ROWS},
            output=Output(stdout=_text(self.evidence.stdout), stderr=_text(self.evidence.stderr)),
            evidence=_evidence(self.evidence),
            isolation=_isolation(self.evidence),
            provenance=_provenance(self.spec, self.evidence),
        )
        return Result.from_dict(_hide(whole.to_dict(), self.evidence.private_paths))

    def document(self) -> dict[str, Any]:
        """Give the result as plain data."""
        return self.result().to_dict()


def _score(evidence: Evidence) -> Score | None:
    summary = evidence.server.summary
    return None if summary is None else msgspec.convert(summary, Score)


def _use(row: Limit, spec: RunSpec, evidence: Evidence) -> LimitUse:
    used, measured_by = _used(row, evidence)
    kill = evidence.kill
    ended = kill is not None and kill.reason == row.kill_reason
    return LimitUse(
        limit=getattr(spec.limits, row.name),
        used=used,
        unit=row.unit,
        measured_by=measured_by,
        killed_by=kill.by if kill is not None and ended else None,
    )


def _used(row: Limit, evidence: Evidence) -> tuple[float | None, str | None]:
    """Give what was used of a limit, and how that was measured; None where it was not."""
    if row.summary is not None:
        key, how = row.summary
        value = (evidence.server.summary or {}).get(key)
        return (None, None) if value is None else (value, how)
    assert row.used is not None  # one of the two is set
    return getattr(evidence.usage, row.used), evidence.usage.how.get(row.used)


def _evidence(evidence: Evidence) -> EvidenceRecord:
    server = evidence.server
    return EvidenceRecord(
        started=evidence.started,
        exit=_exit(evidence.exit),
        kill=_kill(evidence.kill),
        oom=_oom(evidence.oom),
        failure=evidence.failure,
        server=ServerRecord(
            exit=_exit(server.exit),
            lost=server.lost,
            no_summary_reason=server.no_summary_reason,
            oom=_oom(server.oom),
            log=_text(server.log),
            running=server.running,
            silent=server.silent,
        ),
    )


def _isolation(evidence: Evidence) -> Isolation:
    layers, sandbox = evidence.layers, evidence.sandbox
    return Isolation(
        sandbox=sandbox,
        missing=[layer.name for layer in layers if not layer.in_force],
        layers=[LayerRecord(**asdict(layer)) for layer in layers],
        differences=[
            DifferenceRecord(what=row.name, here=row.of(sandbox), in_docker=row.docker)
            for row in differences.ROWS
            if row.of(sandbox) != row.docker
        ],
    )


def _provenance(spec: RunSpec, evidence: Evidence) -> Provenance:
    submission = spec.submission
    facts = Provenance(
        submission=SubmissionRecord(
            name=submission.name,
            sha256=submission.sha256,
            files=len(submission.files),
            bytes=submission.size,
        ),
        flop_budget=spec.budget,
        policy=Path(spec.policy).name,
        seed=spec.seed,
        harness_version=version("flopscope-eval"),
        host=Host(
            system=platform.system(),
            kernel=platform.release(),
            machine=platform.machine(),
            cpus=os.cpu_count(),
        ),
    )
    return msgspec.convert({**msgspec.to_builtins(facts), **evidence.provenance}, Provenance)


def _exit(end: Exit | None) -> ExitRecord | None:
    return None if end is None else ExitRecord(code=end.code, signal=end.signal)


def _kill(kill: Kill | None) -> KillRecord | None:
    return None if kill is None else KillRecord(by=kill.by, reason=kill.reason, detail=kill.detail)


def _oom(oom: Oom | None) -> OomRecord | None:
    return None if oom is None else OomRecord(kills=oom.kills, source=oom.source)


def _text(capture: OutputCapture) -> Text:
    return Text(
        head=capture.head.decode(errors="backslashreplace"),
        tail=capture.tail.decode(errors="backslashreplace"),
        total_bytes=capture.total_bytes,
        truncated=capture.truncated,
    )


def _hide(value: Any, paths: tuple[str, ...]) -> Any:
    """Replace paths of the host in every text."""
    if isinstance(value, str):
        for path in paths:
            value = value.replace(path, "…")
        return value
    if isinstance(value, dict):
        return {key: _hide(item, paths) for key, item in value.items()}
    if isinstance(value, list):
        return [_hide(item, paths) for item in value]
    return value
