"""Which layers of isolation a container really has, by the engine's word and the kernel's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flopscope_eval.sandbox.docker.containers import FILES_OPTION, SCRATCH_FILES, SCRATCH_FOLDER
from flopscope_eval.sandbox.interface import Layer

_FILTERED = 2  # what the kernel says of a process with a seccomp filter

_OWN = ("none", "private", "shareable")
"""IPC namespaces of a container's own; nobody asks to share the last."""


@dataclass(frozen=True, slots=True)
class _Check:
    """A layer, and how to see on a container that is there whether it is in force.

    Both functions are given what the engine says of the container (its ``HostConfig``) together with
    what the kernel says of its first process (``/proc/self/status``).
    """

    name: str
    mechanism: str
    in_force: Callable[[Mapping[str, Any]], bool]
    detail: Callable[[Mapping[str, Any]], str]


_CHECKS = (
    _Check("network", "network namespace", lambda said: said["NetworkMode"] == "none",
           lambda said: f"mode {said['NetworkMode']}"),
    _Check("files", "read-only root", lambda said: said["ReadonlyRootfs"] is True,
           lambda said: "socket and submission mounted read-only"),
    _Check("capabilities", "container", lambda said: said.get("CapEff") == said.get("CapBnd") == 0,
           lambda said: "all dropped"),
    _Check("new privileges", "container", lambda said: said.get("NoNewPrivs") == 1,
           lambda said: "none"),
    _Check("system calls", "seccomp profile", lambda said: said.get("Seccomp") == _FILTERED,
           lambda said: "of the container, stricter than the engine's own"),
    _Check("shared memory", "IPC namespace", lambda said: said["IpcMode"] in _OWN,
           lambda said: f"mode {said['IpcMode']}"),
    _Check("scratch", "tmpfs", lambda said: "noexec" in _scratch(said), lambda said: _scratch(said)),
    _Check("scratch files", "tmpfs", lambda said: FILES_OPTION in _scratch(said),
           lambda said: f"{SCRATCH_FILES} at most"),
    _Check("memory", "cgroup", lambda said: 0 < said["Memory"] == said["MemorySwap"],
           lambda said: f"{said['Memory']} bytes, no swap"),
    _Check("processors", "cgroup", lambda said: said["NanoCpus"] > 0,
           lambda said: f"{said['NanoCpus'] / 1e9:g}"),
    _Check("threads", "cgroup", lambda said: (said["PidsLimit"] or 0) > 0,
           lambda said: f"{said['PidsLimit']}"),
)  # fmt: skip


def _scratch(said: Mapping[str, Any]) -> str:
    return str((said["Tmpfs"] or {}).get(SCRATCH_FOLDER, ""))


def layers(inspected: Mapping[str, Any], kernel: Mapping[str, int]) -> list[Layer]:
    """Read off a container which layers are in force.

    Parameters
    ----------
    inspected
        The engine's description of it.
    kernel
        What its supervisor has read of ``/proc/self/status``; empty if it never came to that.
    """
    said, config = {**inspected["HostConfig"], **kernel}, inspected["Config"]
    found = [
        Layer(check.name, check.mechanism, check.in_force(said), check.detail(said))
        for check in _CHECKS
    ]
    user = config["User"].partition(":")[0]
    return [*found, Layer("user", "uid", user not in ("", "0"), f"uid {user}")]
