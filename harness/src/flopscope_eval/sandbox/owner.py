"""Who a run belongs to, so that what a dead one left can be told from what a live one needs."""

from __future__ import annotations

import os
import platform
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Owner:
    """A process, told apart from every other one that ever had its number.

    Attributes
    ----------
    host, boot
        The machine, and which of its boots.
    pid, start
        The process id, and when it started, in clock ticks since the boot.
    """

    host: str
    boot: str
    pid: int
    start: int

    def is_dead(self) -> bool:
        """Tell whether it is certain that this process is gone.

        A process of another machine is never certain to be: two hosts may share a Docker engine.
        """
        here = current()
        if self.host != here.host:
            return False
        return self.boot != here.boot or _start_of(self.pid) != self.start

    def as_labels(self, prefix: str) -> dict[str, str]:
        """Give it as strings, for labels and file names."""
        return {f"{prefix}.{name}": str(value) for name, value in asdict(self).items()}

    @classmethod
    def from_labels(cls, labels: dict[str, str], prefix: str) -> Owner | None:
        """Read what `as_labels` gave; None if it is not there or was tampered with."""
        try:
            host, boot = labels[f"{prefix}.host"], labels[f"{prefix}.boot"]
            return cls(host, boot, int(labels[f"{prefix}.pid"]), int(labels[f"{prefix}.start"]))
        except (KeyError, ValueError):
            return None


@cache
def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def current() -> Owner:
    """Give the owner that this process is."""
    pid = os.getpid()
    start = _start_of(pid)
    assert start is not None  # it runs this line
    return Owner(platform.node(), _boot(), pid, start)


def _start_of(pid: int) -> int | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The command's name comes second, in parentheses, and may hold spaces and parentheses itself.
    state, *rest = stat.rpartition(")")[2].split()
    return None if state in "ZX" else int(rest[18])
