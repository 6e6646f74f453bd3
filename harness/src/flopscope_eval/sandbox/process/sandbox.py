"""Runs a submission in a confined process beside its server."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import resource
import secrets
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from flopscope_eval._run import interrupts
from flopscope_eval._run.progress import Progress
from flopscope_eval._run.submission import SubmissionRefused
from flopscope_eval.participant import landlock, seccomp
from flopscope_eval.participant.config import Report
from flopscope_eval.sandbox import folders
from flopscope_eval.sandbox.channel import FIRST_LINE
from flopscope_eval.sandbox.folders import RunFolder, Users
from flopscope_eval.sandbox.interface import Evidence, Layer, RunSpec, SandboxUnavailable
from flopscope_eval.sandbox.process import runtime
from flopscope_eval.sandbox.process.participant import Participant
from flopscope_eval.sandbox.process.pump import Pump
from flopscope_eval.sandbox.process.server import Server, ServerFailed


class ProcessSandbox:
    """The embedded sandbox: Landlock, seccomp and resource limits, on the participant itself."""

    name = "process"

    def check(self) -> None:
        """Raise `SandboxUnavailable` where processes cannot be supervised as is done here."""
        if sys.platform != "linux":
            raise SandboxUnavailable("the process sandbox needs Linux; use --sandbox docker")
        try:
            folders.runs_folder()
            folders.cache_folder()
        except OSError as error:
            raise SandboxUnavailable(str(error)) from error

    def run(self, spec: RunSpec, progress: Progress) -> Evidence:
        """Run one submission; see `flopscope_eval.sandbox.interface.Sandbox.run`.

        Raises
        ------
        SandboxUnavailable
            The kernel cannot confine, and the run does not allow to go without.
        """
        self.check()
        missing = missing_confinement()
        if missing and not spec.allow_unconfined:
            raise SandboxUnavailable(
                f"{'; '.join(missing)}. Use --sandbox docker, or --allow-unconfined for a"
                " submission that you trust"
            )
        if lower := _lower_than_needed(spec):
            raise SandboxUnavailable(lower)
        try:
            stack = ExitStack()
            with interrupts.cleaning_up(stack.close):
                return _run(spec, progress, stack)
        except (OSError, ImportError, SubmissionRefused) as error:
            what = (
                getattr(error, "strerror", None) or error
            )  # without the paths that an OSError names
            return Evidence("process", failure=f"{type(error).__name__}: {what}")

    def collect_garbage(self) -> list[str]:
        """Remove folders of runs whose process is gone, and copies that nobody uses."""
        return [*folders.collect_garbage(), *runtime.remove_stale()]


def _lower_than_needed(spec: RunSpec) -> str:
    """Say which limit of this shell is lower than one of the run; empty if none is.

    The submission would be ended for a limit that is not the run's, and be blamed for it.
    """
    limits = spec.limits
    needed = (
        ("t", resource.RLIMIT_CPU, limits.cpu_time_s + _CPU_MARGIN_S, "--cpu-limit", "s"),
        ("v", resource.RLIMIT_AS, limits.memory_bytes, "--memory", "bytes"),
        ("d", resource.RLIMIT_DATA, limits.memory_bytes, "--memory", "bytes"),
        ("f", resource.RLIMIT_FSIZE, limits.scratch_bytes, "--scratch", "bytes"),
        ("n", resource.RLIMIT_NOFILE, limits.open_files, "--open-files", "descriptors"),
    )
    for letter, kind, wanted, flag, unit in needed:
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY and hard < wanted:
            return (
                f"this shell has a limit of {hard} {unit} (ulimit -{letter}), and the run needs"
                f" {wanted:g}: raise it, lower {flag}, or use --sandbox docker"
            )
    return ""


_CPU_MARGIN_S = 3
"""CPU time beyond the limit: of the launcher's start, and until the harness has noticed."""


def missing_confinement() -> list[str]:
    """Say what this kernel lacks to confine a process; empty if nothing."""
    missing = []
    if landlock.abi() == 0:
        missing.append("this kernel has no Landlock (Linux 5.13), or it is turned off (lsm=)")
    if platform.machine() not in seccomp.ARCHITECTURES:
        missing.append(f"there is no system call filter for {platform.machine()} yet")
    elif not Path("/proc/sys/kernel/seccomp").is_dir():
        missing.append("this kernel has no seccomp filters")
    return missing


def _run(spec: RunSpec, progress: Progress, stack: ExitStack) -> Evidence:
    users = choose_users() if os.geteuid() == 0 else None
    progress.stage("preparing")
    for_server, for_participant = runtime.for_server(), runtime.for_participant()
    folder = RunFolder.create(spec.run_id, users)
    stack.callback(folder.remove)
    spec.submission.copy_to(folder.submission)
    for number, policy in enumerate((spec.policy, *spec.also_policies)):
        if isinstance(policy, Path):
            copy = folder.policy_file(number)
            copy.write_bytes(policy.read_bytes())
            copy.chmod(0o644)
    pump = stack.enter_context(Pump())

    private = (folder.submission, folder.root, *for_participant.path, *for_server.path)
    empty = Evidence("process", private_paths=tuple(map(str, private)))

    progress.stage("starting server and participant")
    # Both at once: importing is most of what they do, and the launcher waits for the socket.
    server = Server(spec, folder, for_server, users, pump)
    stack.callback(server.kill)
    participant = Participant(spec, folder, for_participant, users, pump)
    stack.callback(participant.finish)
    try:
        server.wait_until_ready()
    except ServerFailed as error:
        return replace(empty, server=server.evidence(), failure=str(error))

    progress.stage("confining the participant")
    report = participant.wait_until_started(server.has_ended)
    if not report.error:
        progress.stage("running")
        server.channel.notify(FIRST_LINE)
        participant.wait_until_ended(server.has_ended)
    participant.finish()

    progress.stage("taking the server's summary")
    server.stop()
    return _fill(empty, report, participant, server)


def _fill(empty: Evidence, report: Report, participant: Participant, server: Server) -> Evidence:
    stdout, stderr = participant.output()
    return replace(
        empty,
        started=not report.error,
        exit=participant.exit,
        kill=participant.kill_reason,
        stdout=stdout,
        stderr=stderr,
        usage=participant.usage(),
        layers=tuple(
            Layer(layer.name, layer.mechanism, layer.in_force, layer.detail)
            for layer in report.layers
        ),
        server=server.evidence(),
        provenance={"python": report.python, "packages": _packages()},
        failure=f"the launcher could not confine itself: {report.error}" if report.error else "",
    )


def _packages() -> Mapping[str, str]:
    names = ("flopscope", "flopscope-client", "flopscope-server", "numpy", "pyzmq", "msgpack")
    return {name: importlib.metadata.version(name) for name in names}


def choose_users() -> Users:
    """Choose user and group ids that nobody has: at random, from the upper half of what there is.

    In a user namespace the kernel maps some ids only; they are read from it.
    """
    ranges = [line.split() for line in Path("/proc/self/uid_map").read_text().splitlines()]
    top = min(max(int(inside) + int(count) for inside, _, count in ranges), 2**31)
    first = top // 2 + 4 * secrets.randbelow(max((top - top // 2) // 4, 1))
    return Users(server=first, participant=first + 1, group=first + 2)
