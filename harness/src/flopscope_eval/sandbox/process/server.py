"""The server's process: started, waited for, asked for its summary."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flopscope_eval._run.sizes import MIB
from flopscope_eval.participant.serve import ServerConfig
from flopscope_eval.sandbox.capture import Capture
from flopscope_eval.sandbox.folders import RunFolder, Users
from flopscope_eval.sandbox.interface import (
    START_TIMEOUT_S,
    SUMMARY_TIMEOUT_S,
    Exit,
    RunSpec,
    ServerEvidence,
)
from flopscope_eval.sandbox.process.child import Child
from flopscope_eval.sandbox.process.pump import Pump
from flopscope_eval.sandbox.process.runtime import Runtime

_START = (
    "import sys; sys.path[:0] = {path!r}; from participant.serve import main; main(sys.argv[1:])"
)
_MAX_SUMMARY_BYTES = 64 * MIB
_MAX_READY_BYTES = 4096


class ServerFailed(RuntimeError):
    """The server did not come up; the message carries the end of its log."""


class Server:
    """One run's server. Its summary comes over a pipe that only it and the harness hold."""

    def __init__(
        self, spec: RunSpec, folder: RunFolder, runtime: Runtime, users: Users | None, pump: Pump
    ) -> None:
        self._pump = pump
        self._log = Capture()
        self._ready = bytearray()
        self._summary = bytearray()
        self._exit: Exit | None = None
        self._lost = False
        summary, summary_child = os.pipe()
        try:
            pump.read(summary, self._take_summary)
            self._child = Child(
                _command(spec, folder, runtime, users, summary_child),
                {**runtime.environment, "PATH": "/usr/bin:/bin"},
                pump,
                stdout=self._take_ready,
                stderr=self._log.feed,
                pass_fds=(summary_child,),
            )
        finally:
            os.close(summary_child)

    @property
    def ended(self) -> bool:
        """It runs no more."""
        return self._child.ended

    def wait_until_ready(self) -> None:
        """Wait for the line with which it says that it can be reached.

        Raises
        ------
        ServerFailed
            It ended or stayed silent instead.
        """
        self._pump.run(lambda: b"\n" in self._ready or self.ended, START_TIMEOUT_S)
        if b"\n" not in self._ready:
            self._exit = self._child.finish()
            log = self._log.result()
            tail = (log.tail or log.head)[-2000:].decode(errors="replace").strip()
            raise ServerFailed(f"the server did not start: {tail or self._exit}")

    def stop(self) -> None:
        """Ask for its summary and end it. Whether it was lost before is decided here."""
        if self._exit is not None:
            return
        self._lost = self.ended
        self._child.ask_to_end()
        self._pump.run(lambda: self.ended, SUMMARY_TIMEOUT_S)
        self._exit = self._child.finish()

    def kill(self) -> None:
        """End it at once, whatever it was doing."""
        if self._exit is None:
            self._exit = self._child.finish()

    def evidence(self) -> ServerEvidence:
        """Give its end of the run."""
        summary, reason = self._read_summary()
        return ServerEvidence(self._exit, self._lost, summary, reason, self._log.result())

    def _take_ready(self, chunk: bytes) -> None:
        self._ready += chunk[: _MAX_READY_BYTES - len(self._ready)]

    def _take_summary(self, chunk: bytes) -> None:
        self._summary += chunk[: _MAX_SUMMARY_BYTES + 1 - len(self._summary)]

    def _read_summary(self) -> tuple[Mapping[str, Any] | None, str]:
        if len(self._summary) > _MAX_SUMMARY_BYTES:
            return None, f"its summary is longer than {_MAX_SUMMARY_BYTES} bytes"
        if not self._summary:
            return None, f"it ended without one ({self._exit})"
        try:
            summary = json.loads(self._summary, parse_constant=_refuse_constant)
        except ValueError as error:
            return None, f"its summary is not JSON: {error}"
        if not isinstance(summary, dict):
            return None, "its summary is not an object"
        return summary, ""


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _command(
    spec: RunSpec, folder: RunFolder, runtime: Runtime, users: Users | None, summary: int
) -> list[str]:
    # Its copy, which the server can read whoever it has become.
    policy = folder.policy if isinstance(spec.policy, Path) else None
    config = ServerConfig(
        socket_folder=str(folder.socket.parent),
        keep_fd=summary,
        parent=os.getpid(),
        readable=(str(policy),) if policy else (),
        user=users.server if users else None,
        group=users.group if users else None,
    )
    start = _START.format(path=[str(entry) for entry in runtime.path])
    return [
        *(str(runtime.python), "-I", "-S", "-B", "-X", "utf8", "-c", start, config.to_json()),
        *("--url", folder.url, "--budget", str(spec.budget), "--seed", str(spec.seed)),
        *("--policy", str(policy or spec.policy)),
        *("--max-memory", str(spec.limits.server_memory_bytes)),
        *("--max-arrays", str(spec.limits.arrays), "--summary", f"fd:{summary}"),
    ]
