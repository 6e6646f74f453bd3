"""What this host can enforce, and how to get the rest."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from pathlib import Path

from flopscope_eval.doctor.finding import Finding
from flopscope_eval.participant import landlock, seccomp
from flopscope_eval.sandbox import differences, sandboxes
from flopscope_eval.sandbox.interface import SandboxUnavailable

_LANDLOCK_ADDITIONS = (
    (2, "moving files between folders", "5.19"),
    (3, "truncating files", "6.2"),
    (4, "TCP", "6.7"),
    (5, "device control", "6.10"),
    (6, "abstract Unix sockets and signals", "6.12"),
)


def examine() -> Iterator[Finding]:
    """Look at everything that decides how well a submission is confined on this host."""
    yield Finding(
        "kernel", platform.system() == "Linux", f"{platform.release()} {platform.machine()}"
    )
    yield _landlock()
    yield _seccomp()
    yield _user()
    for sandbox in sandboxes():
        try:
            sandbox.check()
        except SandboxUnavailable as error:
            yield Finding(f"sandbox {sandbox.name}", False, "not usable", str(error))
        else:
            yield Finding(f"sandbox {sandbox.name}", True, f"usable{_weaker(sandbox.name)}")
    # Imported late, because it takes longer than all of the above.
    from flopscope_eval.doctor import docker

    yield from docker.findings()


def _weaker(sandbox: str) -> str:
    """Name what it gives other than Docker; docs/sandboxes.md has the words."""
    names = [row.name for row in differences.ROWS if row.of(sandbox) != row.docker]
    return f"; other than in docker: {', '.join(names)}" if names else ""


def _landlock() -> Finding:
    version = landlock.abi()
    if version == 0:
        return Finding(
            "landlock",
            False,
            "none: a confined process cannot be kept from files",
            "use Linux 5.13 or newer with landlock in the kernel parameter lsm=, or Docker",
        )
    lacking = [
        f"{what} (Linux {since})" for abi, what, since in _LANDLOCK_ADDITIONS if abi > version
    ]
    if lacking:
        note = "seccomp and file permissions cover them: " + ", ".join(lacking)
        return Finding("landlock", True, f"ABI {version}; without {note}")
    return Finding("landlock", True, f"ABI {version}")


def _seccomp() -> Finding:
    if platform.machine() not in seccomp.ARCHITECTURES:
        known = " and ".join(seccomp.ARCHITECTURES)
        return Finding("seccomp", False, f"no filter for {platform.machine()}", f"use {known}")
    if not Path("/proc/sys/kernel/seccomp").is_dir():
        return Finding("seccomp", False, "none", "use a kernel with CONFIG_SECCOMP_FILTER")
    return Finding("seccomp", True, "filters available")


def _user() -> Finding:
    if os.geteuid() == 0:
        return Finding("user", True, "root: server and submissions get users of their own")
    return Finding(
        "user",
        True,
        f"uid {os.geteuid()}: in the process sandbox submissions run as this user, and only memory"
        " bounds their threads; run as root, or use Docker, for users of their own",
    )
