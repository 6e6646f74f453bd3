"""The participant's process: started, confined by its launcher, held to its limits."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping

from flopscope_eval._run import interrupts
from flopscope_eval._run.status import Killer, KillReason
from flopscope_eval.participant.config import Config, Report
from flopscope_eval.sandbox import cpu_clock
from flopscope_eval.sandbox.capture import Capture
from flopscope_eval.sandbox.folders import RunFolder, Users
from flopscope_eval.sandbox.interface import (
    START_TIMEOUT_S,
    Exit,
    Kill,
    OutputCapture,
    RunSpec,
    Usage,
)
from flopscope_eval.sandbox.process import scratch
from flopscope_eval.sandbox.process.child import Child, Sample
from flopscope_eval.sandbox.process.pump import Pump
from flopscope_eval.sandbox.process.runtime import Runtime

_MAX_REPORT_BYTES = 2**16
_SCRATCH_EVERY = 5  # ticks: walking a folder costs more than reading a few numbers

HOW_MEASURED = {
    "wall_time_s": "the harness's monotonic clock, from the launcher's report to the exit",
    "cpu_time_s": "wait4, less what the launcher had used; while running /proc, every 20 ms",
    "peak_memory_bytes": "resident, from /proc, every 20 ms; allocations also by RLIMIT_DATA",
    "output_bytes": "bytes read from stdout and stderr",
    "peak_scratch_bytes": "blocks of its files, deleted ones too, every 100 ms and at the end",
    "peak_threads": "/proc, every 20 ms; what the kernel refused is not in it",
    "peak_open_files": "/proc, every 20 ms; what the kernel refused is not in it",
}


class Participant:
    """One run's participant."""

    def __init__(
        self, spec: RunSpec, folder: RunFolder, runtime: Runtime, users: Users | None, pump: Pump
    ) -> None:
        self.kill_reason: Kill | None = None
        self.report: Report | None = None
        self.exit: Exit | None = None
        self._limits = spec.limits
        self._on_tick = spec.on_tick
        self._folder = folder
        self._pump = pump
        self._stdout = Capture(tell=spec.on_output, name="stdout")
        self._stderr = Capture(tell=spec.on_output, name="stderr")
        self._report_line = bytearray()
        self._ticks = 0
        self._started = self._ended = time.monotonic()
        self._start_cpu = 0.0
        self._last = Sample()
        self._most_threads = self._most_files = self._most_scratch = 0
        report, report_child = os.pipe()
        try:
            pump.read(report, self._take_report)
            self._child = Child(
                _command(spec, folder, runtime, users, report_child),
                _environment(folder, runtime),
                pump,
                stdout=self._stdout.feed,
                stderr=self._stderr.feed,
                pass_fds=(report_child,),
            )
        finally:
            os.close(report_child)
        self._watch = spec.watch
        if self._watch is not None:
            self._watch.started(cpu_clock.of_process(self._child.pid))

    def wait_until_started(self, server_ended: Callable[[], bool]) -> Report:
        """Wait until the launcher has confined its process, and give what it reports.

        Its ``error`` is set if the submission does not start.
        """
        self._pump.run(
            lambda: self.report is not None or self._child.ended or server_ended(), START_TIMEOUT_S
        )
        if self.report is None:
            log = self._stderr.result()
            said = (log.tail or log.head)[-2000:].decode(errors="replace")
            self.report = Report(error=said or "it ended without a word")
            self.stop(Kill(Killer.HARNESS, KillReason.START_TIMEOUT, "it did not get ready"))
        return self.report

    def wait_until_ended(self, server_ended: Callable[[], bool]) -> None:
        """Wait for its end, and bring it about when a limit or the server's end demands it."""

        def look() -> None:
            if self._on_tick is not None:
                self._on_tick()
            kill = self._exceeded()
            if number := interrupts.requested():
                kill = Kill(Killer.HARNESS, KillReason.INTERRUPTED, signal.Signals(number).name)
            if kill is None and server_ended():
                kill = Kill(Killer.HARNESS, KillReason.SERVER_LOST, "the server has ended")
            if kill is not None:
                self.stop(kill)

        with interrupts.answered():
            self._pump.run(lambda: self._child.ended, float("inf"), look)
        self.finish()

    def stop(self, kill: Kill) -> None:
        """End it for this reason, unless it is ending for an earlier one."""
        if self.kill_reason is None and not self._child.ended:
            self.kill_reason = kill
            self._child.kill()

    def finish(self) -> None:
        """End it if need be, and take its last measurements."""
        if self.exit is None:
            self._ended = time.monotonic()
            self.exit = self._child.finish()
            self._measure_scratch()
            if self.kill_reason is None:
                self.kill_reason = self._kernel_kill()

    def output(self) -> tuple[OutputCapture, OutputCapture]:
        """Give what it wrote on stdout and on stderr."""
        return self._stdout.result(), self._stderr.result()

    def usage(self) -> Usage:
        """Give what it used, from the submission's first line on."""
        return Usage(
            wall_time_s=self._ended - self._started,
            cpu_time_s=max(self._child.cpu_time_s - self._start_cpu, 0.0),
            peak_memory_bytes=self._last.peak_memory_bytes or None,
            output_bytes=self._stdout.total_bytes + self._stderr.total_bytes,
            peak_scratch_bytes=self._most_scratch,
            peak_threads=self._most_threads or None,
            peak_open_files=self._most_files or None,
            how=HOW_MEASURED,
        )

    def _take_report(self, chunk: bytes) -> None:
        self._report_line += chunk[: _MAX_REPORT_BYTES - len(self._report_line)]
        if self.report is None and b"\n" in self._report_line:
            self._started = time.monotonic()
            self.report = Report.from_json(bytes(self._report_line.partition(b"\n")[0]))
            self._start_cpu = self.report.cpu_time_s
            self._measure()

    def _measure(self) -> None:
        self._last = self._child.sample() or self._last
        self._most_threads = max(self._most_threads, self._last.threads)
        self._most_files = max(self._most_files, self._last.open_files)

    def _exceeded(self) -> Kill | None:
        self._measure()
        if self._ticks % _SCRATCH_EVERY == 0:
            self._measure_scratch()
        self._ticks += 1
        limits = self._limits
        wall = time.monotonic() - self._started
        cpu = self._last.cpu_time_s - self._start_cpu
        output = self._stdout.total_bytes + self._stderr.total_bytes
        for reason, used, limit in (
            (KillReason.WALL_TIME, wall, limits.wall_time_s),
            (KillReason.CPU_TIME, cpu, limits.cpu_time_s),
            (KillReason.MEMORY, self._last.memory_bytes, limits.memory_bytes),
            (KillReason.OUTPUT, output, limits.output_bytes),
            (KillReason.SCRATCH, self._most_scratch, limits.scratch_bytes),
        ):
            if used > limit:
                return Kill(Killer.HARNESS, reason, f"used {used:.6g} of {limit:.6g}")
        return None if self._watch is None else self._watch.exceeded()

    def _measure_scratch(self) -> None:
        limit = self._limits.scratch_bytes
        used = scratch.used_bytes(self._folder.scratch, self._child.pid, limit)
        self._most_scratch = max(self._most_scratch, used)

    def _kernel_kill(self) -> Kill | None:
        """Recognise the kernel's own CPU limit, which ends a process without the harness."""
        assert self.exit is not None
        spent = self._child.cpu_time_s - self._start_cpu
        if self.exit.signal in (signal.SIGKILL, signal.SIGXCPU) and spent > self._limits.cpu_time_s:
            return Kill(Killer.KERNEL, KillReason.CPU_TIME, f"RLIMIT_CPU after {spent:.3f} s")
        return None


def _environment(folder: RunFolder, runtime: Runtime) -> Mapping[str, str]:
    return {
        "FLOPSCOPE_ENGINE": "remote",
        "FLOPSCOPE_SERVER_URL": folder.url,
        "HOME": str(folder.scratch),
        **runtime.environment,
        "TMPDIR": str(folder.scratch),
        "TZ": "UTC",
        # Each further arena of the C library reserves 64 MiB of addresses for a thread.
        "MALLOC_ARENA_MAX": "2",
    }


def _command(
    spec: RunSpec, folder: RunFolder, runtime: Runtime, users: Users | None, report: int
) -> list[str]:
    limits = spec.limits
    config = Config(
        submission=str(folder.submission),
        name=spec.submission.entry_name,
        scratch=str(folder.scratch),
        socket=str(folder.socket),
        import_path=tuple(str(entry) for entry in runtime.path),
        report_fd=report,
        require_confinement=not spec.allow_unconfined,
        die_with_parent=True,
        parent=os.getpid(),
        user=users.participant if users else None,
        group=users.group if users else None,
        contest=spec.watch is not None,
        modules=spec.modules,
        memory_bytes=limits.memory_bytes,
        cpu_time_s=limits.cpu_time_s,
        file_bytes=limits.scratch_bytes,
        # The kernel counts all processes of a user, so this needs a user of its own.
        threads=limits.threads if users else None,
        open_files=limits.open_files,
    )
    launcher = runtime.path[0] / "participant"
    flags = ("-I", "-S", "-B", "-X", "utf8")
    return [str(runtime.python), *flags, str(launcher), config.to_json()]
