"""The result of a run: one JSON document, described by the schema beside this file."""

from __future__ import annotations

import importlib.resources
import json
import os
import platform
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flopscope_eval._run import limits
from flopscope_eval._run.status import TABLE, Status
from flopscope_eval.sandbox import differences
from flopscope_eval.sandbox.interface import Evidence, Exit, OutputCapture, RunSpec

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Result:
    """A judged run.

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

    def document(self) -> dict[str, Any]:
        """Give the result as plain data that `schema` describes."""
        document = {
            "schema": SCHEMA_VERSION,
            "run_id": self.spec.run_id,
            "status": str(self.status),
            "fault": str(TABLE[self.status].fault),
            "message": self.message,
            "started_at": self.started_at.isoformat(timespec="milliseconds"),
            "finished_at": self.finished_at.isoformat(timespec="milliseconds"),
            "score": self._score(),
            "limits": self._limits(),
            "output": {
                "stdout": _text(self.evidence.stdout),
                "stderr": _text(self.evidence.stderr),
            },
            "evidence": self._evidence(),
            "isolation": self._isolation(),
            "provenance": self._provenance(),
        }
        hidden: dict[str, Any] = _hide(document, self.evidence.private_paths)
        return hidden

    def _score(self) -> dict[str, Any] | None:
        summary = self.evidence.server.summary
        return None if summary is None else dict(summary)

    def _limits(self) -> dict[str, Any]:
        given, kill = self.spec.limits.as_dict(), self.evidence.kill
        rows: dict[str, Any] = {}
        for row in limits.ROWS:
            used, measured_by = self._used(row)
            ended = kill is not None and kill.reason == row.kill_reason
            rows[row.name] = {
                "limit": given[row.name],
                "used": used,
                "unit": row.unit,
                "measured_by": measured_by,
                "killed_by": str(kill.by) if kill is not None and ended else None,
            }
        return rows

    def _used(self, row: limits.Limit) -> tuple[float | None, str | None]:
        """Give what was used of a limit, and how that was measured; None where it was not."""
        if row.summary is not None:
            key, how = row.summary
            summary = self.evidence.server.summary
            return (None, None) if summary is None else (summary[key], how)
        assert row.used is not None  # one of the two is set
        usage = self.evidence.usage
        return getattr(usage, row.used), usage.how.get(row.used)

    def _evidence(self) -> dict[str, Any]:
        evidence, server = self.evidence, self.evidence.server
        return {
            "started": evidence.started,
            "exit": _exit(evidence.exit),
            "kill": asdict(evidence.kill) if evidence.kill else None,
            "oom": asdict(evidence.oom) if evidence.oom else None,
            "failure": evidence.failure,
            "server": {
                "exit": _exit(server.exit),
                "lost": server.lost,
                "no_summary_reason": server.no_summary_reason,
                "oom": asdict(server.oom) if server.oom else None,
                "log": _text(server.log),
            },
        }

    def _isolation(self) -> dict[str, Any]:
        layers, sandbox = self.evidence.layers, self.evidence.sandbox
        return {
            "sandbox": sandbox,
            "missing": [layer.name for layer in layers if not layer.in_force],
            "layers": [asdict(layer) for layer in layers],
            "differences": [
                {"what": row.name, "here": row.of(sandbox), "in_docker": row.docker}
                for row in differences.ROWS
                if row.of(sandbox) != row.docker
            ],
        }

    def _provenance(self) -> dict[str, Any]:
        submission = self.spec.submission
        return {
            "submission": {
                "name": submission.name,
                "sha256": submission.sha256,
                "files": len(submission.files),
                "bytes": submission.size,
            },
            "flop_budget": self.spec.budget,
            "policy": Path(self.spec.policy).name,
            "seed": self.spec.seed,
            "harness_version": version("flopscope-eval"),
            "host": {
                "system": platform.system(),
                "kernel": platform.release(),
                "machine": platform.machine(),
                "cpus": os.cpu_count(),
            },
            **self.evidence.provenance,
        }


def schema() -> dict[str, Any]:
    """Give the JSON Schema of a result document."""
    file = importlib.resources.files("flopscope_eval") / "result.schema.json"
    loaded: dict[str, Any] = json.loads(file.read_text())
    return loaded


def write(document: dict[str, Any], path: Path) -> None:
    """Write a document so that nobody ever sees half of it, and an old one survives a failure."""
    text = json.dumps(document, indent=2, allow_nan=False) + "\n"
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        temporary = Path(file.name)
        try:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            temporary.chmod(0o644)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def _exit(end: Exit | None) -> dict[str, int | None] | None:
    return None if end is None else asdict(end)


def _text(capture: OutputCapture) -> dict[str, Any]:
    """Give a stream as text. Bytes that are not UTF-8 stay visible, as ``\\\\xff``."""
    return {
        "head": capture.head.decode(errors="backslashreplace"),
        "tail": capture.tail.decode(errors="backslashreplace"),
        "total_bytes": capture.total_bytes,
        "truncated": capture.truncated,
    }


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
