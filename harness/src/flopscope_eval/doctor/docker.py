"""What the Docker engine of this host can enforce, by its own word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

from docker.errors import DockerException

from flopscope_eval.doctor.finding import Finding
from flopscope_eval.images import LABEL
from flopscope_eval.images.engine import NoEngine, connect

_ABILITIES = (
    ("MemoryLimit", "memory limits", "boot with cgroup_enable=memory"),
    ("SwapLimit", "limits on swap", "boot with swapaccount=1, or turn swap off (swapoff -a)"),
    ("CpuCfsQuota", "CPU quotas", "use a kernel with CONFIG_CFS_BANDWIDTH"),
    ("PidsLimit", "limits on processes", "use a kernel with CONFIG_CGROUP_PIDS"),
)
"""The engine's name of what it can do, ours, and how to get it."""

_SANDBOXED_RUNTIMES = ("runsc", "kata", "kata-runtime")


def findings() -> Iterator[Finding]:
    """Look at the engine; nothing where none answers."""
    try:
        with closing(connect()) as engine:
            info, version = engine.info(), engine.version()
            images = engine.images.list(filters={"label": LABEL})
    except (NoEngine, DockerException):
        return
    group = info.get("CgroupVersion") or "1"
    yield Finding("docker engine", True, f"{version['Version']}, cgroup v{group}")
    for key, what, advice in _ABILITIES:
        if info.get(key) is False:
            yield Finding(f"docker {what}", False, "the engine cannot enforce them", advice)
    yield _seccomp(info)
    yield _images(len(images))
    yield _runtimes(info)


def _seccomp(info: Mapping[str, Any]) -> Finding:
    options = ", ".join(str(option) for option in info.get("SecurityOptions") or ())
    if "seccomp" in options:
        return Finding("docker seccomp", True, "profiles can be applied")
    advice = "use an engine and a kernel with seccomp; without, containers do not start"
    return Finding("docker seccomp", False, "none", advice)


def _images(count: int) -> Finding:
    if count:
        return Finding("docker images", True, f"{count} of ours; those of this version if built")
    advice = "flopscope-eval images build; otherwise the first run does, which takes a minute"
    return Finding("docker images", False, "none built yet", advice)


def _runtimes(info: Mapping[str, Any]) -> Finding:
    known = sorted(name for name in info.get("Runtimes") or () if not name.startswith("io."))
    names = ", ".join(known) or "the engine's own"
    better = [name for name in known if name in _SANDBOXED_RUNTIMES]
    if better:
        return Finding("docker runtimes", True, f"{names}; try --runtime {better[0]}")
    return Finding(
        "docker runtimes",
        True,
        f"{names}; with gVisor's runsc, containers can have their own kernel",
    )
