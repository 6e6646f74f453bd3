"""What a sandbox is given, and what it hands back.

A sandbox starts the server and the participant, enforces the limits, waits, stops both and collects
what happened. It never judges: `flopscope_eval.judging.verdict.classify` reads the `Evidence` of every
sandbox in the same way.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from flopscope_eval._run.limits import Limits
from flopscope_eval._run.progress import Progress
from flopscope_eval._run.status import Killer, KillReason
from flopscope_eval._run.submission import Submission
from flopscope_eval.sandbox.channel import Channel
from flopscope_eval.sandbox.cpu_clock import CpuClock

START_TIMEOUT_S = 60.0
"""How long the server and the launcher may take until the submission's first line."""

SUMMARY_TIMEOUT_S = 30.0
"""How long the server may take from SIGTERM to its summary: it finishes its operation first."""

SILENCE_MARGIN_S = 10.0
"""How much longer a server may stand still than an operation may take, before it is ended."""

SILENCE_AT_END_S = 5.0
"""How long it may once it has been asked to end."""


class Watch(Protocol):
    """Limits of its own that a run has beside `Limits`: those of a contest's cases."""

    def started(self, cpu_clock: CpuClock) -> None:
        """Take what reads the participant's CPU time. Called before its first line."""

    def exceeded(self) -> Kill | None:
        """Say why the participant must be ended now, if it must. Called many times a second."""


@dataclass(frozen=True, slots=True)
class RunSpec:
    """One run, as decided before it starts.

    Attributes
    ----------
    run_id
        Unique; names the run's folders, containers and volumes. Lower-case letters and digits.
    submission
        The validated submission.
    budget
        The run's FLOP budget, at any size.
    limits
        What the participant and the server may use.
    policy
        A policy's name, or the path of a policy file.
    cpu_price
        FLOPs for each CPU second of the participant, in the result's ``effective_flops``; 0 for none.
    also_policies
        Policies whose costs are recorded beside: names, or paths of files.
    seed
        The run's seed, handed to the server.
    allow_unconfined
        Run even where the kernel cannot confine the participant.
    modules
        Modules that submissions cannot import unless they are allowed; see `participant.imports`.
    runtime
        In Docker, the engine's name of the runtime that makes the containers; None for its default.
    images
        Images of an earlier run, as its result describes them, to be used again where they still are.
    on_output
        Given what the submission writes, as it comes: ``"stdout"`` or ``"stderr"``, and the bytes. Called
        from any thread.
    on_tick
        Called many times a second while the submission runs, in the sandbox's own thread. It may call
        the server over the channel.
    on_channel
        Given the private channel before the server starts, to take what it tells and to talk to it.
    watch
        Limits of its own. With it, the submission runs as a contest's contract says.
    """

    run_id: str
    submission: Submission
    budget: int
    limits: Limits
    policy: str | Path
    seed: int
    allow_unconfined: bool = False
    runtime: str | None = None
    images: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    cpu_price: int = 0
    also_policies: tuple[str | Path, ...] = ()
    on_output: Callable[[str, bytes], None] | None = None
    on_tick: Callable[[], None] | None = None
    on_channel: Callable[[Channel], None] | None = None
    watch: Watch | None = None
    modules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kill:
    """The first reason for which the participant was ended from outside."""

    by: Killer
    reason: KillReason
    detail: str


@dataclass(frozen=True, slots=True)
class Exit:
    """How a process ended: exactly one of the two is set."""

    code: int | None = None
    signal: int | None = None

    @classmethod
    def from_wait_status(cls, status: int) -> Exit:
        """Translate what ``os.waitpid`` gives."""
        if os.WIFSIGNALED(status):
            return cls(signal=os.WTERMSIG(status))
        return cls(code=os.WEXITSTATUS(status))


@dataclass(frozen=True, slots=True)
class OutputCapture:
    """The beginning and the end of a stream; what lay between them was counted and dropped."""

    head: bytes = b""
    tail: bytes = b""
    total_bytes: int = 0

    @property
    def truncated(self) -> bool:
        return self.total_bytes > len(self.head) + len(self.tail)


@dataclass(frozen=True, slots=True)
class Layer:
    """One kind of isolation: what it keeps out, by which mechanism, and whether it was in force.

    Attributes
    ----------
    name
        What is isolated: ``files``, ``network``, ``processes``, ``signals``, ``exec``, ``user``, …
    mechanism
        What does it: ``landlock``, ``seccomp``, ``rlimit``, ``uid``, ``container``, …
    in_force
        Read back or accepted by the kernel in this very run; never assumed.
    detail
        For people: the version, the number, or why it is missing.
    """

    name: str
    mechanism: str
    in_force: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """What the participant used. ``None`` where it could not be measured.

    ``how`` says for each name (``wall_time_s``, ``cpu_time_s``, …) how it was measured.
    """

    wall_time_s: float = 0.0
    cpu_time_s: float | None = None
    peak_memory_bytes: int | None = None
    output_bytes: int = 0
    peak_scratch_bytes: int | None = None
    peak_threads: int | None = None
    peak_open_files: int | None = None
    how: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Oom:
    """The kernel's own word on memory: how often it killed for it, and where that was read."""

    kills: int
    source: str


@dataclass(frozen=True, slots=True)
class ServerEvidence:
    """The server's end of the run.

    Attributes
    ----------
    exit
        How it ended; None if it never started.
    lost
        It ended before it was asked to.
    summary
        The document it wrote, or None.
    no_summary_reason
        Why there is none; empty if there is one.
    log
        Its standard error.
    running
        What it was at when it ended without a summary of its own: the operation's name, or what it was in
        words. None if nothing was being carried out, or it gave a summary.
    latest
        The operation that it had charged last, where that is known.
    silent
        It was ended because it stood still.
    oom
        What the kernel says about its memory, where that can be read.
    """

    exit: Exit | None = None
    lost: bool = False
    summary: Mapping[str, Any] | None = None
    no_summary_reason: str = ""
    log: OutputCapture = OutputCapture()
    oom: Oom | None = None
    running: str | None = None
    silent: bool = False
    latest: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that one run left to be judged by.

    Attributes
    ----------
    sandbox
        The sandbox's name.
    started
        The launcher reported that the submission's first line comes next.
    exit
        How the participant ended; None if it never started.
    kill
        Who ended it and why, if it was ended.
    oom
        What the kernel says about the participant's memory, where that can be read.
    stdout, stderr
        What the participant wrote.
    usage
        What it used.
    layers
        The isolation that was really in force.
    server
        The server's end.
    provenance
        Image digests, package versions, interpreter: plain data for the result.
    failure
        What went wrong on the trusted side, or empty.
    private_paths
        Paths of the host that captured text may contain; a result does not show them.
    """

    sandbox: str
    started: bool = False
    exit: Exit | None = None
    kill: Kill | None = None
    oom: Oom | None = None
    stdout: OutputCapture = OutputCapture()
    stderr: OutputCapture = OutputCapture()
    usage: Usage = Usage()
    layers: tuple[Layer, ...] = ()
    server: ServerEvidence = ServerEvidence()
    provenance: Mapping[str, Any] = field(default_factory=dict)
    failure: str = ""
    private_paths: tuple[str, ...] = ()


class SandboxUnavailable(Exception):
    """This host cannot run this sandbox; the message says why and what to do."""


class Sandbox(Protocol):
    """Runs submissions. One object may run several, one after the other or at once."""

    @property
    def name(self) -> str:
        """``"docker"``, ``"process"``."""

    def check(self) -> None:
        """Raise `SandboxUnavailable` if this host cannot run it."""

    def run(self, spec: RunSpec, progress: Progress) -> Evidence:
        """Run one submission to its end and leave nothing of it behind.

        What goes wrong on the trusted side comes back as `Evidence.failure`. KeyboardInterrupt and
        SystemExit pass through, after everything that was started is gone.
        """

    def collect_garbage(self) -> list[str]:
        """Remove what dead runs left behind, never a live run's; say what was removed."""
