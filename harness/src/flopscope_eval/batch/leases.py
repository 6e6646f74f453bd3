"""The scheduler's part: leases of workers, and at most one start per attempt.

A worker may execute runs only while its lease lasts. It renews the lease here, and counts its time
from before it asked; the scheduler counts from when it answered. So a lease that has ended here has
ended on the worker, also where the two cannot reach each other.
"""

from __future__ import annotations

import time
from typing import Any

import msgspec
from distributed import Scheduler, SchedulerPlugin

from flopscope_eval.batch.job import Report

EXTENSION = "flopscope-leases"


class Leases:
    """What the scheduler knows of the workers. Lives as long as the scheduler."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.began = time.monotonic()
        self._reports: dict[str, Report] = {}
        self._renewed_at: dict[str, float] = {}
        self._lost_after: dict[str, float] = {}
        self._starts: dict[str, str] = {}
        self._returned: set[str] = set()

    def renew(self, report: bytes) -> float:
        """Take a worker's report, and give how many seconds its lease lasts from when it asked."""
        decoded = msgspec.json.decode(report, type=Report)
        self._reports[decoded.address] = decoded
        self._renewed_at[decoded.address] = time.monotonic()
        self._lost_after.pop(decoded.address, None)
        return self.seconds

    def start(self, name: str, address: str) -> bool:
        """Say whether a worker may start an attempt: the first that asks may."""
        return self._starts.setdefault(name, address) == address and name not in self._returned

    def give_back(self, names: list[str]) -> None:
        """Note attempts that a worker ended because it was told to stop."""
        self._returned.update(names)

    def look(self) -> dict[str, Any]:
        """Describe all workers for the coordinator: reports, and the ages of their leases."""
        now = time.monotonic()
        return {
            "began": now - self.began,
            "returned": sorted(self._returned),
            "started": sorted(self._starts),
            "workers": [
                {
                    "report": msgspec.to_builtins(report),
                    "age": now - self._renewed_at[address],
                    "lost_after": self._lost_after.get(address),
                }
                for address, report in self._reports.items()
            ],
        }

    def forget(self, names: list[str], addresses: list[str]) -> None:
        """Drop attempts that are recorded, and workers that are gone."""
        for name in names:
            self._starts.pop(name, None)
            self._returned.discard(name)
        for address in addresses:
            self._reports.pop(address, None)
            self._renewed_at.pop(address, None)

    def disconnected(self, address: str) -> None:
        """Note how long after its last renewal a worker's connection ended.

        Less than a lease: its process has ended, and the kernel closed the connection. More: the
        connection timed out, as nothing came from there.
        """
        if address in self._renewed_at:
            self._lost_after[address] = time.monotonic() - self._renewed_at[address]


class LeasePlugin(SchedulerPlugin):
    """Adds `Leases` to any scheduler, once; later coordinators find it there."""

    name = EXTENSION
    idempotent = True

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._leases: Leases | None = None

    async def start(self, scheduler: Scheduler) -> None:
        """Offer the leases to workers and coordinators."""
        leases = scheduler.extensions.get(EXTENSION) or Leases(self.seconds)
        scheduler.extensions[EXTENSION] = self._leases = leases
        scheduler.handlers |= {
            "flopscope_renew": leases.renew,
            "flopscope_start": leases.start,
            "flopscope_give_back": leases.give_back,
            "flopscope_look": leases.look,
            "flopscope_forget": leases.forget,
        }

    def remove_worker(self, scheduler: Scheduler, worker: str, **_: Any) -> None:
        """Note the loss."""
        if self._leases is not None:
            self._leases.disconnected(worker)
