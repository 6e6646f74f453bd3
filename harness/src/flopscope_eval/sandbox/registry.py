"""The sandboxes: one row per kind.

A row names the class and does not import it: the Docker SDK takes longer to import than a process to
be confined, and a run in Docker needs nothing of the process sandbox.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass

from flopscope_eval.sandbox.interface import Sandbox, SandboxUnavailable


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of sandbox.

    Attributes
    ----------
    name
        What ``--sandbox`` and a result call it.
    module, factory
        Where its class is. Calling it without arguments gives a
        `flopscope_eval.sandbox.interface.Sandbox`.
    confines
        It isolates the submission. Only such a sandbox is offered, attacked by the doctor, and
        chosen by ``auto``.
    """

    name: str
    module: str
    factory: str
    confines: bool = True

    def make(self) -> Sandbox:
        """Import the class and make a sandbox."""
        sandbox: Sandbox = getattr(importlib.import_module(self.module), self.factory)()
        return sandbox


ROWS: dict[str, Row] = {
    row.name: row
    for row in (
        Row("docker", "flopscope_eval.sandbox.docker", "DockerSandbox"),
        Row("process", "flopscope_eval.sandbox.process", "ProcessSandbox"),
        Row("dummy", "flopscope_eval.sandbox.dummy", "DummySandbox", confines=False),
    )
}
"""All sandboxes, the best first."""

KINDS = tuple(row.name for row in ROWS.values() if row.confines)
"""The sandboxes that isolate a submission, the best first."""

AUTO = "auto"
"""Docker where an engine answers, else a confined process."""


def sandboxes(name: str = AUTO) -> Iterator[Sandbox]:
    """Give the sandbox of this name, whether or not this host can run it; with `AUTO`, all.

    Raises
    ------
    SandboxUnavailable
        There is no sandbox of this name.
    """
    if name == AUTO:
        for kind in KINDS:
            yield ROWS[kind].make()
    elif name in ROWS:
        yield ROWS[name].make()
    else:
        raise SandboxUnavailable(f"no sandbox is called {name!r}; use {' or '.join(KINDS)}")


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
