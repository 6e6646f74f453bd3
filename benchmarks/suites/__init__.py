"""What is measured: every module that is named here gives rows of the table from ``measure(effort)``."""

from __future__ import annotations

import importlib
from types import ModuleType

from benchmarks.machine import Noise, listened
from benchmarks.rows import Effort, Row

NAMES = (
    "local",
    "remote",
    "programs",
    "entries",
    "shares",
    "everything",
    "first_use",
    "startup",
    "memory",
    "process",
    "docker",
    "contest",
    "batch",
)


def measure(name: str, effort: Effort) -> tuple[list[Row], Noise]:
    """Run one suite, and listen. Its module is imported only now: a measuring process loads its own only."""
    suite = importlib.import_module(f"{__name__}.{name}")
    # What the Docker engine does for the suite is done by other processes: listen before and after.
    around = name == "docker"
    found: list[Row]
    found, noise = listened(lambda: _measured(name, suite, effort), around)
    for row in found:
        row.suite = name
    return found, noise


def _measured(name: str, suite: ModuleType, effort: Effort) -> list[Row]:
    """Measure a suite; where it fails as a whole, give a row that says why."""
    try:
        rows: list[Row] = suite.measure(effort)
    except Exception as error:  # noqa: BLE001 - one suite must not cost the others
        why = f"{type(error).__name__}: {error}".splitlines()[0]
        return [Row(name, f"the suite {name}", "", None, None, f"failed: {why}")]
    return rows
