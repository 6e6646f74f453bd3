"""The first process of both containers: starts one program, waits for it, and tells how it ended.

It runs inside the images, as a script, on the standard library alone. Docker gives a container's
exit code, and 137 may be a signal, the kernel's answer to too much memory, or ``sys.exit(137)``. So
this process, which the program can neither signal nor inspect, reads the truth where it is known:
the wait status, and the container's own memory and CPU counters after the program's last
instruction. It is also a dead man's switch: when the harness goes, however it goes, standard input
ends, and with this process the kernel ends every other one in the container.

The order comes as one line of JSON on standard input:

``nonce``
    What every message begins with. Messages go to standard error, between what the program writes
    there; the program cannot know the nonce.
``command``, ``files``, ``umask``
    What to run; files to write first, by path; the program's file mode mask.
``report_fd``
    A descriptor on which the program writes one line, which is passed on as a message; or null.
``cpu_time_s``
    Seconds of CPU time, from the report on, after which the program is killed; or null.
``channel``
    Where to make a socket to which the program connects, once; or null. What it sends there goes to
    standard output, byte for byte, and what it prints to standard error.
``heartbeat``, ``silence_s``
    A file whose second eight bytes change as long as the program goes on, and the seconds after which
    it is killed if they do not: two, the second for when it has been asked to end. Or null.

A further line ``stop`` means: ask the program to end, by SIGTERM. ``kill`` means: kill it now. Either
way the last message tells how it ended. A line ``send N`` is followed by N bytes for the program's
channel.
"""

import contextlib
import ctypes
import json
import os
import resource
import select
import signal
import socket
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

_POLL_MS = 100
_LAST_WORDS_S = 1.0
_PR_SET_DUMPABLE = 4

# Where cgroup v2 and v1 have the counters of the container, as it sees them: a path, and the key of
# the line, or None if the number is all there is.
_PEAK = (("memory.peak", None), ("memory/memory.max_usage_in_bytes", None))
_OOM_KILLS = (("memory.events", "oom_kill"), ("memory/memory.oom_control", "oom_kill"))
_PIDS = (("pids.current", None), ("pids/pids.current", None))
_CPU_V2 = (("cpu.stat", "usage_usec"),)
_CPU_V1 = (("cpuacct/cpuacct.usage", None), ("cpu,cpuacct/cpuacct.usage", None))


def main() -> NoReturn:
    """Take the order, run the program, report, and end as it ended."""
    order = json.loads(_read_line(0))
    os.umask(order["umask"])
    for path, text in order["files"].items():
        Path(path).write_text(text)
    woken, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    channel = None if order["channel"] is None else _Channel(order["channel"])
    child, report = _spawn(order)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGTERM))
    cpu_before_s = 0.0
    if report is not None:
        line = _read_line(report)
        cpu_before_s = _cpu_time_s()
        _tell(order, "started", line=line, kernel=_kernels_word())
    most = _Most(child)
    status, killed = _wait(order, child, woken, cpu_before_s, most, channel)
    _end_the_others()
    if channel is not None:
        channel.finish()
    most.look_at_scratch()
    _tell(
        order, "ended", status=status, killed=killed, cpu_time_s=_cpu_time_s() - cpu_before_s,
        peak_memory_bytes=_counter(_PEAK), oom_kills=_counter(_OOM_KILLS), **most.seen,
    )  # fmt: skip
    code = os.waitstatus_to_exitcode(status)
    sys.exit(code if code >= 0 else 128 - code)


def _spawn(order: dict[str, Any]) -> tuple[int, int | None]:
    """Start the program; give its process id, and where its report can be read."""
    # Standard input is the harness's; the program gets none.
    actions: list[tuple[Any, ...]] = [(os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0)]
    reading = None
    if order["report_fd"] is not None:
        reading, writing = os.pipe()
        actions.append((os.POSIX_SPAWN_DUP2, writing, order["report_fd"]))
    if order["channel"] is not None:
        actions.append((os.POSIX_SPAWN_DUP2, 2, 1))
    command = order["command"]
    # If memory runs out, it is the program's doing, and this process must live to tell. The program
    # inherits the higher value, and may not lower it to less than that of this moment.
    own_score = Path("/proc/self/oom_score_adj")
    own_score.write_text("1000")
    child = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    own_score.write_text("0")
    # The program shares the user id, and could otherwise read the nonce in this process's memory.
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if reading is not None:
        os.close(writing)
    return child, reading


def _wait(
    order: dict[str, Any],
    child: int,
    woken: int,
    cpu_before_s: float,
    most: "_Most",
    channel: "_Channel | None",
) -> tuple[int, str | None]:
    """Wait for the program; give its wait status, and why it was killed from here."""
    events = select.poll()
    events.register(woken, select.POLLIN)
    events.register(0, select.POLLIN)
    orders = _Orders()
    heart = None if order["heartbeat"] is None else _Heart(order["heartbeat"], *order["silence_s"])
    limit = order["cpu_time_s"]
    killed = None
    while True:
        most.look()
        if channel is not None:
            channel.register(events)
        for descriptor, event in events.poll(_POLL_MS):
            if descriptor == 0:
                said = os.read(descriptor, 2**16)
                if not said:
                    os._exit(130)  # the harness is gone
                for name, data in orders.take(said):
                    if name == "kill":
                        killed = killed or "asked"
                    elif name == "stop":
                        os.kill(child, signal.SIGTERM)
                        if heart is not None:
                            heart.shorten()
                    elif channel is not None:
                        channel.send(data)
            elif descriptor == woken:
                os.read(descriptor, 4096)
            elif channel is not None:
                channel.serve(events, event, child)
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return status, killed
        if limit is not None and _cpu_time_s() - cpu_before_s >= limit:
            killed = killed or "cpu_time"
        if heart is not None and heart.stands_still():
            killed = killed or "silent"
        if killed is not None:
            os.kill(child, signal.SIGKILL)


class _Heart:
    """Whether the program goes on, by a counter in a file of its."""

    def __init__(self, path: str, limit_s: float, limit_at_end_s: float) -> None:
        self._path = path
        self._limit_s, self._limit_at_end_s = limit_s, limit_at_end_s
        self._last = bytes(8)
        self._since = time.monotonic()

    def shorten(self) -> None:
        """Wait less from now on: the program has been asked to end."""
        self._limit_s = self._limit_at_end_s
        self._since = time.monotonic()

    def stands_still(self) -> bool:
        """Look, and say whether it has not changed for too long."""
        found = bytes(8)
        with contextlib.suppress(OSError), open(self._path, "rb") as file:  # noqa: PTH123 - often
            found = os.pread(file.fileno(), 8, 8)
        if found != self._last or found == bytes(8):
            self._last, self._since = found, time.monotonic()
        return time.monotonic() - self._since > self._limit_s


class _Orders:
    """Takes the harness's further orders out of the bytes that come from it."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self._due = 0

    def take(self, data: bytes) -> Iterator[tuple[str, bytes]]:
        """Give each order that is complete, by its name; what is sent to the channel as it comes."""
        self._pending += data
        while self._pending:
            if self._due:
                part = bytes(self._pending[: self._due])
                del self._pending[: len(part)]
                self._due -= len(part)
                yield "send", part
                continue
            line, newline, _ = self._pending.partition(b"\n")
            if not newline:
                return
            del self._pending[: len(line) + 1]
            name, _, count = line.decode().partition(" ")
            if name == "send":
                self._due = int(count)
            else:
                yield name, b""


class _Channel:
    """The program's private channel: one connection to a socket, and only the program's."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(path)
        self._socket.listen(1)
        self._socket.setblocking(False)
        self._is_connected = False
        self._unsent = bytearray()

    def register(self, events: select.poll) -> None:
        """Say what is waited for."""
        if self._socket.fileno() >= 0:
            wanted = select.POLLIN | (select.POLLOUT if self._unsent and self._is_connected else 0)
            events.register(self._socket, wanted)

    def serve(self, events: select.poll, event: int, child: int) -> None:
        """Do what can be done without waiting."""
        if not self._is_connected:
            self._accept(events, child)
            return
        if event & select.POLLOUT:
            self.send(b"")
        if event & ~select.POLLOUT and not self._pass_on():
            events.unregister(self._socket)
            self._socket.close()

    def send(self, data: bytes) -> None:
        """Pass bytes on to the program, now or later."""
        self._unsent += data
        if self._is_connected:
            with contextlib.suppress(OSError):  # it is full, or the program has gone
                del self._unsent[: self._socket.send(self._unsent)]

    def finish(self) -> None:
        """Pass on what the program, which has ended, has sent last."""
        if self._is_connected and self._socket.fileno() >= 0:
            self._socket.settimeout(_LAST_WORDS_S)
            while self._pass_on():
                pass

    def _accept(self, events: select.poll, child: int) -> None:
        connection, _ = self._socket.accept()
        credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        if struct.unpack("3i", credentials)[0] != child:
            connection.close()
            return
        events.unregister(self._socket)
        self._socket.close()
        Path(self._path).unlink()
        self._socket, self._is_connected = connection, True
        connection.setblocking(False)
        self.send(b"")

    def _pass_on(self) -> bool:
        """Pass on what the program has sent; False if nothing more will come."""
        try:
            data = memoryview(self._socket.recv(2**16))
        except BlockingIOError:
            return True
        except OSError:
            return False
        more = bool(data)
        while data:
            data = data[os.write(1, data) :]
        return more


class _Most:
    """The most that was seen of what no counter of the kernel keeps the most of; null if never."""

    def __init__(self, child: int) -> None:
        self._child = Path(f"/proc/{child}")
        self.seen: dict[str, int | None] = dict.fromkeys(
            ("peak_threads", "peak_open_files", "peak_scratch_bytes")
        )

    def look(self) -> None:
        with contextlib.suppress(OSError):  # it is ending
            self._note("peak_threads", self._threads())
            self._note("peak_open_files", len(list((self._child / "fd").iterdir())))
        self.look_at_scratch()

    def look_at_scratch(self) -> None:
        place = os.statvfs("/tmp")
        self._note("peak_scratch_bytes", (place.f_blocks - place.f_bfree) * place.f_frsize)

    def _threads(self) -> int:
        if (counted := _counter(_PIDS)) is not None:
            return counted - 1  # this process
        return len(list((self._child / "task").iterdir()))

    def _note(self, name: str, value: int) -> None:
        self.seen[name] = max(self.seen[name] or 0, value)


def _end_the_others() -> None:
    """Kill and reap whatever the program has left, so that nothing writes after the last word."""
    try:
        os.kill(-1, signal.SIGKILL)
        while True:
            os.wait()
    except (ProcessLookupError, ChildProcessError):
        return


def _tell(order: dict[str, Any], event: str, **fields: Any) -> None:
    """Write one message, in one write: one that fits a pipe's buffer is never torn apart."""
    # The program shares this pipe's file description, and may have made it one that does not wait.
    os.set_blocking(2, True)
    message = json.dumps({"event": event, **fields}).encode()
    line = order["nonce"].encode() + b" " + message + b"\n"
    while line:
        line = line[os.write(2, line) :]


def _kernels_word() -> dict[str, int]:
    """Give what the kernel enforces on this process, which the program inherits."""
    lines = (line.split() for line in Path("/proc/self/status").read_text().splitlines())
    status = {name.rstrip(":"): value for name, *values in lines for value in values[:1]}
    # The first are bit masks, in hexadecimal; the others are 0, 1 or 2, so that it is all the same.
    wanted = ("CapEff", "CapBnd", "NoNewPrivs", "Seccomp")
    return {name: int(status[name], 16) for name in wanted if name in status}


def _read_line(descriptor: int) -> str:
    """Read up to the end of the line or of the input, and not a byte further."""
    line = b""
    while (byte := os.read(descriptor, 1)) not in (b"", b"\n"):
        line += byte
    return line.decode()


def _cpu_time_s() -> float:
    """Give the CPU time that the container has used; without a cgroup, that of ended children."""
    if (microseconds := _counter(_CPU_V2)) is not None:
        return microseconds / 1e6
    if (nanoseconds := _counter(_CPU_V1)) is not None:
        return nanoseconds / 1e9
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _counter(places: tuple[tuple[str, str | None], ...]) -> int | None:
    """Read a number from the first place that has it."""
    for name, key in places:
        try:
            lines = Path("/sys/fs/cgroup", name).read_text().splitlines()
        except OSError:
            continue
        for line in lines:
            *found, number = line.split()
            if found == ([] if key is None else [key]) and number.isdigit():
                return int(number)
    return None


if __name__ == "__main__":
    main()
