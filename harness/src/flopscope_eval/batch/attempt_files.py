"""The files of a worker and of an attempt, which a worker and its child share."""

from __future__ import annotations

import os
from pathlib import Path

IDENTITY = "identity"
"""In the worker's own folder: names it to coordinators, whatever process has it."""

JOB, OUTCOME, STARTED, LOG, ANSWERS = "job.json", "outcome.json", "started", "log", "answers"


def write_synced(path: Path, content: bytes) -> None:
    """Write a file that appears whole, and is on disk when this returns."""
    temporary = path.with_name(f".{path.name}")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
