"""The server's process: started, waited for, asked for its summary."""

from __future__ import annotations

import os
from pathlib import Path

from flopscope_eval.participant.serve import ServerConfig
from flopscope_eval.sandbox import recorder
from flopscope_eval.sandbox.capture import Capture
from flopscope_eval.sandbox.channel import SOCKET_NAME, Channel, ServerLines, read_summary
from flopscope_eval.sandbox.folders import RunFolder, Users
from flopscope_eval.sandbox.interface import (
    SILENCE_AT_END_S,
    SILENCE_MARGIN_S,
    START_TIMEOUT_S,
    SUMMARY_TIMEOUT_S,
    Exit,
    RunSpec,
    ServerEvidence,
)
from flopscope_eval.sandbox.process.child import Child
from flopscope_eval.sandbox.process.line import Line
from flopscope_eval.sandbox.process.pump import Pump
from flopscope_eval.sandbox.process.runtime import Runtime

_START = (
    "import sys; sys.path[:0] = {path!r}; from participant.serve import main; main(sys.argv[1:])"
)
_LAST_WORDS_S = 5.0


class ServerFailed(RuntimeError):
    """The server did not come up; the message carries the end of its log."""


class Server:
    """One run's server, and the private channel to it."""

    def __init__(
        self, spec: RunSpec, folder: RunFolder, runtime: Runtime, users: Users | None, pump: Pump
    ) -> None:
        self._pump = pump
        self._log = Capture()
        self._exit: Exit | None = None
        self._lost = False
        self._silent = False
        self._silence_limit_s = spec.limits.operation_s + SILENCE_MARGIN_S
        self._recorder = folder.private / recorder.FILE_NAME
        self._heartbeat = recorder.Heartbeat(self._recorder)
        self.channel = Channel(lambda data: self._line.send(data), pump.run)
        self.channel.folder = folder.private
        self._said = ServerLines(self.channel)
        if spec.on_channel is not None:
            spec.on_channel(self.channel)
        self._line = Line(
            folder.private / SOCKET_NAME,
            users.server if users else None,
            users.group if users else None,
            pump,
            self.channel.feed,
            self.channel.close,
        )
        self._child = Child(
            _command(spec, folder, runtime, users),
            {**runtime.environment, "PATH": "/usr/bin:/bin"},
            pump,
            stdout=self._log.feed,
            stderr=self._log.feed,
        )
        self._line.server_pid = self._child.pid

    @property
    def ended(self) -> bool:
        """It runs no more."""
        return self._child.ended

    def has_ended(self) -> bool:
        """Say whether it runs no more; end it if it stands still."""
        self._look()
        return self.ended

    def _look(self) -> None:
        if not self.ended and self._heartbeat.silence_s() > self._silence_limit_s:
            self._silent = True
            self._child.kill()

    def wait_until_ready(self) -> None:
        """Wait until it says that it can be reached.

        Raises
        ------
        ServerFailed
            It ended or stayed silent instead.
        """
        self._pump.run(lambda: self._said.ready or self.ended, START_TIMEOUT_S)
        if not self._said.ready:
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
        self._silence_limit_s = SILENCE_AT_END_S
        self._heartbeat = recorder.Heartbeat(self._recorder)
        self._pump.run(lambda: self.ended, SUMMARY_TIMEOUT_S, self._look)
        self._exit = self._child.finish()
        # What it has sent last may be on its way.
        self._pump.run(lambda: not self._line.is_open, _LAST_WORDS_S)
        self._line.close()

    def kill(self) -> None:
        """End it at once, whatever it was doing."""
        if self._exit is None:
            self._exit = self._child.finish()
        self._line.close()

    def evidence(self) -> ServerEvidence:
        """Give its end of the run."""
        why_none = self.channel.broken or f"it ended without one ({self._exit})"
        summary, reason = read_summary(self._said.summary, why_none)
        left = recorder.Recovered()
        if summary is None and self._recorder.is_file():
            left = recorder.recover(self._recorder.read_bytes())
        return ServerEvidence(
            self._exit,
            self._lost,
            summary or left.summary,
            reason,
            self._log.result(),
            running=left.running,
            latest=left.latest,
            silent=self._silent,
        )


def _command(spec: RunSpec, folder: RunFolder, runtime: Runtime, users: Users | None) -> list[str]:
    # Copies of files, which the server can read whoever it has become.
    policies = [
        str(folder.policy_file(number) if isinstance(policy, Path) else policy)
        for number, policy in enumerate((spec.policy, *spec.also_policies))
    ]
    config = ServerConfig(
        socket_folder=str(folder.socket.parent),
        private_folder=str(folder.private),
        parent=os.getpid(),
        readable=tuple(policy for policy in policies if policy.startswith(str(folder.root))),
        user=users.server if users else None,
        group=users.group if users else None,
    )
    start = _START.format(path=[str(entry) for entry in runtime.path])
    return [
        *(str(runtime.python), "-I", "-S", "-B", "-X", "utf8", "-c", start, config.to_json()),
        *("--url", folder.url, "--budget", str(spec.budget), "--seed", str(spec.seed)),
        *("--policy", policies[0]),
        *(word for policy in policies[1:] for word in ("--also-policy", policy)),
        *(word for option in spec.limits.server_options.items() for word in option),
        *("--private", str(folder.private)),
        *(["--cases"] if spec.watch is not None else []),
    ]
