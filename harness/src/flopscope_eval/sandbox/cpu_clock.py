"""The CPU clock of another process: all its threads together, in nanoseconds, in one system call."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

_OF_A_PROCESS = 2
"""``CPUCLOCK_SCHED`` in the kernel's ``posix-timers.h``; a process's clock is ``~pid << 3 | 2``."""

CpuClock = Callable[[], float | None]
"""Gives seconds; the last ones that were seen once the process has ended, None if there were none."""


def of_process(pid: int) -> CpuClock:
    """Give the clock of a process of this machine."""
    return of_whichever(lambda: pid)


def of_only_child(parent: Callable[[], int | None]) -> CpuClock:
    """Give the clock of the one child of a process, which may still have to be started."""
    return of_whichever(lambda: _child_of(parent()))


def of_whichever(find: Callable[[], int | None]) -> CpuClock:
    """Give the clock of the process that a function finds, as soon as it finds one."""
    found: int | None = None
    last: float | None = None

    def read() -> float | None:
        nonlocal found, last
        if found is None:
            found = find()
        if found is not None:
            try:
                last = time.clock_gettime(~found << 3 | _OF_A_PROCESS)
            except OSError:  # it has ended
                return last
        return last

    return read


def _child_of(parent: int | None) -> int | None:
    if not parent:
        return None
    try:
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    except OSError:  # it has ended, or runs on another machine
        return None
    return int(children[0]) if children else None
