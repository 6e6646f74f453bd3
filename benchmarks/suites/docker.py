"""Starts in the Docker sandbox."""

from __future__ import annotations

from benchmarks.rows import Effort, Row
from benchmarks.suites import sandboxes


def measure(effort: Effort) -> list[Row]:
    """Measure the one row."""
    return [sandboxes.measured("docker", effort.fewer(3))]
