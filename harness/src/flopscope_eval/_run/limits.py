"""The limits of a run: one row per limit.

A row is everything that is known of one limit. The options of the command line, the result's
table, the reasons for which a sandbox ends a submission, and the status that follows are read from
`ROWS`. `Limits` carries the values of one run.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass

from flopscope_eval._run.sizes import GIB, MIB, parse_size
from flopscope_eval._run.status import KillReason, Status


def parse_seconds(text: str) -> float:
    """Read a positive, finite number of seconds."""
    try:
        seconds = float(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a number of seconds; write for example 60") from None
    if not math.isfinite(seconds) or seconds <= 0:
        raise ValueError(f"{text!r} is not a positive, finite number of seconds")
    return seconds


def parse_count(text: str) -> int:
    """Read a positive whole number."""
    if not text.strip().isascii() or not text.strip().isdigit() or int(text) == 0:
        raise ValueError(f"{text!r} is not a positive whole number")
    return int(text)


WALL_LIMIT_S = 300.0
"""Wall seconds of a submission unless told otherwise."""

CPU_LIMIT_S = 30.0
"""CPU seconds of a submission unless told otherwise: the server computes, the submission only asks."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit.

    Attributes
    ----------
    name
        The field of `Limits`, and the key in a result.
    flag
        The option of ``flopscope-eval run``.
    default
        As one would write it on the command line; None follows another limit.
    unit
        The unit of the value, of what was used, and of the default.
    parse
        Reads the option's text.
    help
        The option's help.
    used
        The field of `flopscope_eval.sandbox.interface.Usage` that is compared with the limit; None
        where the server counts.
    summary
        The key of the server's summary, and how the server counts; None where the sandbox measures.
    kill_reason
        Why the sandbox ends the submission when it exceeds the limit. None where the server refuses calls.
    status
        The status of a run that exceeded it; None where the program may go on.
    message
        Says so in the result.
    least
        The smallest value with which a submission of one operation ends well, in every sandbox.
    """

    name: str
    flag: str
    default: str | None
    unit: str
    parse: Callable[[str], float | int]
    help: str
    used: str | None = None
    summary: tuple[str, str] | None = None
    kill_reason: KillReason | None = None
    status: Status | None = None
    message: str = ""
    least: int = 0

    def read(self, text: str) -> float | int:
        """Read a value, and refuse one with which nothing can run.

        Raises
        ------
        ValueError
            The text is not such a value, or the value is below `least`.
        """
        value = self.parse(text)
        if value < self.least:
            least = (
                f"{self.least // MIB} MiB" if self.unit == "bytes" else f"{self.least} {self.unit}"
            )
            raise ValueError(f"{text!r} is too little for any submission; give at least {least}")
        return value


ROWS: tuple[Limit, ...] = (
    Limit("wall_time_s", "--time-limit", "300", "seconds", parse_seconds,
          "Wall time of the submission, from its first line.",
          used="wall_time_s", kill_reason=KillReason.WALL_TIME,
          status=Status.TIME_LIMIT, message="its wall time ran out"),
    Limit("cpu_time_s", "--cpu-limit", None, "seconds", parse_seconds,
          "CPU time of the submission, all threads together; by default 30, or the time limit if it is less.",
          used="cpu_time_s", kill_reason=KillReason.CPU_TIME,
          status=Status.TIME_LIMIT, message="its CPU time ran out"),
    Limit("own_time_s", "--own-time-limit", None, "seconds", parse_seconds,
          "Wall time of the submission's own, from each reply of the server to the next request; by default "
          "the time limit.",
          summary=("residual_wall_time_s", "the server: from each reply to the next request"),
          status=Status.TIME_LIMIT, message="the time that it had for itself ran out"),
    Limit("memory_bytes", "--memory", "2GiB", "bytes", parse_size,
          "Memory of the submission.",
          used="peak_memory_bytes", kill_reason=KillReason.MEMORY,
          status=Status.MEMORY_LIMIT, message="it used more memory than its limit", least=32 * MIB),
    Limit("server_memory_bytes", "--server-memory", "4GiB", "bytes", parse_size,
          "Memory of the arrays that the server holds for the submission.",
          summary=("peak_memory_bytes", "the server: bytes of all arrays held at once"),
          least=1 * MIB),
    Limit("arrays", "--arrays", "1000000", "arrays", parse_count,
          "Arrays that the server holds for the submission at once, whatever their size.",
          summary=("peak_arrays", "the server: arrays and generators held at once")),
    Limit("operation_s", "--operation-limit", "60", "seconds", parse_seconds,
          "Wall time of a request's operations on the server; the session ends then.",
          summary=("longest_operation_s", "the server: the longest request that had its own thread")),
    Limit("output_bytes", "--output-limit", "1GiB", "bytes", parse_size,
          "Output on stdout and stderr together; the head and the tail of each are kept.",
          used="output_bytes", kill_reason=KillReason.OUTPUT,
          status=Status.OUTPUT_LIMIT, message="it printed more than its limit"),
    Limit("scratch_bytes", "--scratch", "64MiB", "bytes", parse_size,
          "Size of the files that the submission keeps in its temporary folder.",
          used="peak_scratch_bytes", kill_reason=KillReason.SCRATCH,
          status=Status.OUTPUT_LIMIT,
          message="it kept more in its temporary folder than its limit"),
    Limit("threads", "--threads", "64", "threads", parse_count,
          "Threads of the submission, counting its processes where the sandbox allows several.",
          used="peak_threads", least=3),
    Limit("open_files", "--open-files", "256", "descriptors", parse_count,
          "Open file descriptors of the submission.",
          used="peak_open_files", least=16),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one run. Each field is a row of `ROWS`, in that row's unit."""

    wall_time_s: float = WALL_LIMIT_S
    cpu_time_s: float = CPU_LIMIT_S
    own_time_s: float = WALL_LIMIT_S
    memory_bytes: int = 2 * GIB
    server_memory_bytes: int = 4 * GIB
    arrays: int = 1_000_000
    operation_s: float = 60.0
    output_bytes: int = 1 * GIB
    scratch_bytes: int = 64 * MIB
    threads: int = 64
    open_files: int = 256

    @classmethod
    def from_values(cls, **values: float | int | None) -> Limits:
        """Take the given values, and the rows' defaults for values that are None or missing."""
        given = {name: value for name, value in values.items() if value is not None}
        given.setdefault("cpu_time_s", min(CPU_LIMIT_S, given.get("wall_time_s", CPU_LIMIT_S)))
        given.setdefault("own_time_s", given.get("wall_time_s", WALL_LIMIT_S))
        return dataclasses.replace(cls(), **given)  # type: ignore[arg-type]

    @property
    def server_options(self) -> dict[str, str]:
        """The options of ``flopscope-server`` that enforce what the server counts."""
        options = {
            "--max-memory": str(self.server_memory_bytes),
            "--max-arrays": str(self.arrays),
            "--operation-limit": str(self.operation_s),
        }
        if self.own_time_s < self.wall_time_s:  # else the wall time ends the run first
            options["--own-time-limit"] = str(self.own_time_s)
        return options

    def as_dict(self) -> dict[str, float | int]:
        """Plain data, for the result."""
        return dataclasses.asdict(self)
