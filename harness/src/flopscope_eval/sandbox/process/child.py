"""A process that a run has started, from its start to its last measurement."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flopscope_eval.sandbox.interface import Exit
from flopscope_eval.sandbox.process.pump import Pump

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_END_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Sample:
    """What the kernel says of a living process."""

    cpu_time_s: float = 0.0
    memory_bytes: int = 0
    peak_memory_bytes: int = 0
    threads: int = 0
    open_files: int = 0


class Child:
    """A child in a session of its own, with its output pumped.

    Parameters
    ----------
    command, environment
        What to execute; nothing is inherited beside ``pass_fds``.
    pump
        Takes its output.
    stdout, stderr
        Are given what it writes.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        pump: Pump,
        *,
        stdout: Callable[[bytes], None],
        stderr: Callable[[bytes], None],
        pass_fds: Sequence[int] = (),
    ) -> None:
        out, out_child = os.pipe()
        err, err_child = os.pipe()
        try:
            with _default_signals():
                self._process = subprocess.Popen(
                    command,
                    env=environment,
                    cwd="/",
                    stdin=subprocess.DEVNULL,
                    stdout=out_child,
                    stderr=err_child,
                    pass_fds=pass_fds,
                    start_new_session=True,
                )
        finally:
            os.close(out_child)
            os.close(err_child)
            pump.read(out, stdout)
            pump.read(err, stderr)
        self.pid = self._process.pid
        self.ended = False
        self.cpu_time_s = 0.0
        self._pump = pump
        self._pipes = (out, err)
        pump.notice_end(self.pid, self._end)

    def _end(self) -> None:
        self.ended = True

    def sample(self) -> Sample | None:
        """Measure it; None if it has ended."""
        try:
            status = Path(f"/proc/{self.pid}/status").read_text()
            fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return None
        numbers = {
            name: int(value.split()[0])
            for name, _, value in (line.partition(":") for line in status.splitlines())
            if name in ("VmRSS", "VmHWM", "Threads")
        }
        if len(numbers) != 3:  # a zombie
            return None
        cpu = (int(fields[11]) + int(fields[12])) / _TICKS_PER_SECOND
        resident, peak = numbers["VmRSS"] * 1024, numbers["VmHWM"] * 1024
        return Sample(cpu, resident, peak, numbers["Threads"], self._open_files())

    def _open_files(self) -> int:
        try:
            return len(os.listdir(f"/proc/{self.pid}/fd"))  # noqa: PTH208 - every 20 ms
        except (FileNotFoundError, ProcessLookupError, PermissionError):  # it is ending
            return 0

    def ask_to_end(self) -> None:
        """Send SIGTERM."""
        if not self.ended:
            os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        """Kill it and what it started within its session; it stays there to be waited for."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)

    def finish(self) -> Exit:
        """Kill what is left, take the rest of its output, and reap it.

        Raises
        ------
        TimeoutError
            It does not end although it was killed: the kernel cannot interrupt it.
        """
        self.kill()
        if not self._pump.run(lambda: self.ended, _END_TIMEOUT_S):
            raise TimeoutError(f"process {self.pid} was killed and does not end")
        # One that was not confined may have left a descendant with the pipe in another session.
        self._pump.run(lambda: not any(map(self._pump.is_open, self._pipes)), timeout_s=1.0)
        _, status, usage = os.wait4(self.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self.cpu_time_s = _cpu_time(usage)
        return Exit.from_wait_status(status)


@contextlib.contextmanager
def _default_signals() -> Iterator[None]:
    """Start a child with no signal blocked, and one that can be waited for.

    What a parent blocks or ignores is inherited: a server could not be asked to end, and the kernel
    would take the place of whoever waits for it.
    """
    if (
        signal.getsignal(signal.SIGCHLD) is signal.SIG_IGN
        and threading.current_thread() is threading.main_thread()
    ):
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    blocked = signal.pthread_sigmask(signal.SIG_SETMASK, ())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _cpu_time(usage: resource.struct_rusage) -> float:
    return usage.ru_utime + usage.ru_stime
