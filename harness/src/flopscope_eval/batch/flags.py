"""Notices for the organizer about a run, from what its worker is like."""

from __future__ import annotations

from collections.abc import Iterator

from flopscope_eval.contests.records import CaseStatus, RunVerdict

SLOWER = 1.1
"""A worker is slow if a fixed computation takes it so many times as long as the fastest one."""


def slow_machine(verdict: RunVerdict, speed_s: float, fastest_s: float) -> Iterator[str]:
    """Name cases that reached a time limit, and that the fastest worker might have ended in time.

    Parameters
    ----------
    verdict
        Of a run on a worker.
    speed_s, fastest_s
        CPU seconds of one fixed computation there, and on the fastest worker.
    """
    if not fastest_s or speed_s <= SLOWER * fastest_s:
        return
    for case in verdict.cases:
        if case.status is CaseStatus.TIME_LIMIT:
            yield (
                f"slow_machine: case {case.case} reached its time limit on a machine that is"
                f" {speed_s / fastest_s:.2f} times as slow as the fastest"
            )
