"""Where the process sandbox gives other than Docker: one row a difference, as data.

A result shows them, `docs/sandboxes.md` lists them, and every hostile submission that must end
otherwise in a process names the row that is the reason (its tag ``differs``).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that both sandboxes do, each in its own way.

    Attributes
    ----------
    name
        What it is about.
    docker, process
        What each gives.
    """

    name: str
    docker: str
    process: str

    def of(self, sandbox: str) -> str:
        """Give what this sandbox gives."""
        return self.docker if sandbox == "docker" else self.process


ROWS = (
    Difference(
        "programs in reach",
        "a minimal image without NumPy",
        "the host's Python, and a private import path without NumPy",
    ),
    Difference(
        "own user", "always", "when the harness runs as root; else the harness's user"
    ),
    Difference(
        "memory",
        "cgroup, with swap and files; over it the kernel kills",
        "`RLIMIT_DATA`, over which an allocation fails; resident memory is looked at every 20 ms",
    ),
    Difference(
        "scratch space full", "the write fails (`ENOSPC`)", "the run ends, `output_limit`"
    ),
    Difference(
        "threads", "cgroup", "`RLIMIT_NPROC` when it has its own user; else only memory bounds them"
    ),
    Difference(
        "processor", "one, so that the server has its own", "shared with the server and the host"
    ),
    Difference(
        "names on the host",
        "nothing of the host is in sight",
        "whether a path exists, the kernel's version, ids of processes",
    ),
)  # fmt: skip
