"""The places a submission can run in, behind one interface."""

from __future__ import annotations

from collections.abc import Iterator

from flopscope_eval.sandbox.interface import Sandbox, SandboxUnavailable

KINDS = ("docker", "process")
"""Every kind of sandbox, the best first."""

AUTO = "auto"
"""Docker where an engine answers, else a confined process."""


def sandboxes(name: str = AUTO) -> Iterator[Sandbox]:
    """Give the sandbox of this name, or all, the best first, whether this host can run it or no."""
    # Imported here, because the Docker SDK takes longer to import than a process to be confined.
    if name in (AUTO, "docker"):
        from flopscope_eval.sandbox.docker import DockerSandbox

        yield DockerSandbox()
    if name in (AUTO, "process"):
        from flopscope_eval.sandbox.process import ProcessSandbox

        yield ProcessSandbox()


def choose(name: str) -> Sandbox:
    """Give the sandbox of this name; with `AUTO`, the best that this host can run.

    Raises
    ------
    SandboxUnavailable
        There is none; the message says why.
    """
    reasons = []
    for sandbox in sandboxes(name):
        try:
            sandbox.check()
        except SandboxUnavailable as error:
            reasons.append(f"{sandbox.name}: {error}")
        else:
            return sandbox
    raise SandboxUnavailable("; ".join(reasons))
