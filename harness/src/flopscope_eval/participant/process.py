"""What a process can do about itself: its user, its limits, its descriptors, its parent's death."""

from __future__ import annotations

import math
import os
import resource
import signal
import time

from .config import Config
from .kernel import Refused, check, libc

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38

_ADDRESS_SPACE_MARGIN = 2**32
"""Room beside the memory limit for what only reserves addresses: libraries, stacks, arenas."""


def forbid_new_privileges() -> None:
    """Make set-user-id programs and file capabilities powerless for this process, for good."""
    check(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no-new-privileges")


def become(user: int | None, group: int | None) -> None:
    """Give up root for an unprivileged user and its one group. Neither given: stay."""
    if group is not None:
        os.setgroups([])
        os.setresgid(group, group, group)
    if user is not None:
        os.setresuid(user, user, user)


def die_with_parent(parent: int | None) -> None:
    """Have the kernel kill this process when its parent ends. After `become`, which resets it.

    Raises
    ------
    Refused
        The parent has ended already.
    """
    check(libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "parent-death signal")
    if parent is not None and os.getppid() != parent:
        raise Refused(0, "the harness has ended already")


def forbid_inspection() -> None:
    """Keep other processes of this user out of its memory, and core dumps from being written."""
    check(libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0), "not dumpable")


def close_all_but(*keep: int) -> None:
    """Close every descriptor but 0, 1, 2 and these."""
    kept = sorted({0, 1, 2, *keep})
    for low, high in zip(kept, [*kept[1:], os.sysconf("SC_OPEN_MAX")], strict=True):
        os.closerange(low + 1, high)


def limit_resources(config: Config) -> str:
    """Set the kernel's limits on this process; say what was set, for people."""
    limits = {resource.RLIMIT_CORE: 0}
    if config.memory_bytes is not None:
        limits[resource.RLIMIT_DATA] = config.memory_bytes
        limits[resource.RLIMIT_AS] = config.memory_bytes + _ADDRESS_SPACE_MARGIN
    if config.cpu_time_s is not None:
        # The harness looks at the clock too, and more finely. This one holds without it.
        limits[resource.RLIMIT_CPU] = math.ceil(config.cpu_time_s + time.process_time()) + 1
    if config.file_bytes is not None:
        limits[resource.RLIMIT_FSIZE] = config.file_bytes
    if config.threads is not None:
        limits[resource.RLIMIT_NPROC] = config.threads
    if config.open_files is not None:
        limits[resource.RLIMIT_NOFILE] = config.open_files
    for kind, value in limits.items():
        _lower(kind, value)
    return ", ".join(f"{_NAMES[kind]} {value}" for kind, value in limits.items())


_NAMES = {
    getattr(resource, f"RLIMIT_{name}"): name.lower()
    for name in ("CORE", "DATA", "AS", "CPU", "FSIZE", "NPROC", "NOFILE")
}


def _lower(kind: int, value: int) -> None:
    """Set soft and hard limit; a hard limit that is lower already stays."""
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(kind, (value, value))
