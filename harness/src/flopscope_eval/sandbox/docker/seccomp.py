"""The system calls that the containers' processes may make at all, as a profile for the engine.

Stricter than the engine's own: a list of what the interpreter, its supervisor and the launcher need,
closed to everything else, calls of later kernels included. It holds from the container's first
instruction; what the launcher adds for the submission (`flopscope_eval.participant.seccomp`) is a part
of it, with threads, descriptors and memory bounded further.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flopscope_eval._run.cache import cache_dir, digest
from flopscope_eval.participant.syscalls import NUMBERS

OPTION = "seccomp="
PODMAN = "podman"

_CLONE_NEW = 0x7E020080  # every flag that makes a namespace
_AF_UNIX = 1
_ENOSYS = 38

_TO_START = frozenset(
    (
        # The engine's runtime applies the profile just before it becomes the supervisor.
        *("execve", "capget", "capset", "setgroups", "setresgid", "setresuid", "setgid", "setuid"),
        # The supervisor starts one program; the launcher confines itself and connects.
        *("fork", "vfork", "connect", "sendmsg"),
        *("landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"),
    )
)
"""What is needed beside what a submission may do itself."""

_TO_SERVE = frozenset(
    (
        *("bind", "listen", "accept", "accept4"),
        # How numerical libraries choose their threads and place their memory.
        *("sched_setaffinity", "get_mempolicy", "mbind", "set_mempolicy"),
    )
)
"""What the server needs beside that."""


def participant(engine: str) -> str:
    """Give the security option with the profile of the participant's container."""
    return _option(_profile(_TO_START), engine)


def server(engine: str) -> str:
    """Give the security option with the profile of the server's container."""
    return _option(_profile(_TO_START | _TO_SERVE), engine)


def _option(profile: dict[str, Any], engine: str) -> str:
    text = json.dumps(profile)
    if engine != PODMAN:
        return f"{OPTION}{text}"
    # It reads a file, so it must be on this machine.
    path = cache_dir() / "seccomp" / f"{digest([('profile', text.encode())])[:16]}.json"
    path.parent.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as file:
        file.write(text)
    Path(file.name).replace(path)
    return f"{OPTION}{path}"


def _profile(more: Iterable[str]) -> dict[str, Any]:
    bounded = {"clone", "clone3", "socket"}
    names = (set(NUMBERS) | set(more)) - bounded
    return {
        "defaultAction": "SCMP_ACT_ERRNO",
        # No other architecture's calls: those of 32-bit programs have numbers of their own.
        "archMap": [
            {"architecture": f"SCMP_ARCH_{name}", "subArchitectures": []}
            for name in ("X86_64", "AARCH64")
        ],
        "syscalls": [
            {"names": sorted(names), "action": "SCMP_ACT_ALLOW"},
            {"names": ["clone"], "action": "SCMP_ACT_ALLOW", "args": [_masked(0, _CLONE_NEW, 0)]},
            # Its flags lie in memory. Told ENOSYS, the C library uses clone.
            {"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": _ENOSYS},
            {"names": ["socket"], "action": "SCMP_ACT_ALLOW", "args": [_equal(0, _AF_UNIX)]},
        ],
    }


def _masked(index: int, mask: int, value: int) -> dict[str, Any]:
    return {"index": index, "value": mask, "valueTwo": value, "op": "SCMP_CMP_MASKED_EQ"}


def _equal(index: int, value: int) -> dict[str, Any]:
    return {"index": index, "value": value, "op": "SCMP_CMP_EQ"}
