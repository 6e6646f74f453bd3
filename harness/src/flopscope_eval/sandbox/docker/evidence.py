"""What a run leaves to be judged by: the supervisors' word first, the engine's second."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from typing import Any

from flopscope_eval._run.status import Killer, KillReason
from flopscope_eval.participant.config import Report
from flopscope_eval.sandbox.channel import read_summary
from flopscope_eval.sandbox.docker.container import Container
from flopscope_eval.sandbox.docker.containers import RECORDER
from flopscope_eval.sandbox.docker.layers import layers
from flopscope_eval.sandbox.docker.stream import CLOSED, ENDED, STARTED
from flopscope_eval.sandbox.interface import (
    Evidence,
    Exit,
    Kill,
    Layer,
    Oom,
    OutputCapture,
    ServerEvidence,
    Usage,
)
from flopscope_eval.sandbox.recorder import Recovered, recover


def gather(
    server: Container,
    participant: Container,
    provenance: Mapping[str, Any],
    summary: str | None,
    broken: str,
    *,
    kill: Kill | None = None,
    lost: bool = False,
    failure: str = "",
) -> Evidence:
    """Put together the evidence of a run whose containers have ended."""
    inspected = participant.inspect()
    report, problem = _report(participant)
    stdout, stderr = participant.output()
    oom = _oom(participant, inspected)
    exit_ = _exit(participant, inspected)
    kill = kill or _own_kill(participant) or _kernel_kill(exit_, oom)
    engine = {**provenance["engine"], "runtime": inspected["HostConfig"].get("Runtime", "")}
    if CLOSED in participant.said and ENDED not in participant.said and kill is None:
        problem = problem or "somebody killed the participant's container"
    return Evidence(
        sandbox="docker",
        started=report is not None,
        exit=exit_,
        kill=kill,
        oom=oom,
        stdout=stdout,
        stderr=stderr,
        usage=_usage(participant, stdout, stderr),
        layers=(*layers(inspected, _kernels_word(participant)), *_launcher_layers(report)),
        server=_server_evidence(server, lost, summary, broken),
        provenance={**provenance, "engine": engine, "python": report.python if report else ""},
        failure=failure or problem,
    )


def _report(participant: Container) -> tuple[Report | None, str]:
    """Give the launcher's report, or what went wrong before the submission's first line."""
    if CLOSED in participant.said and STARTED not in participant.said:
        return None, f"the participant's supervisor did not start: {_last_words(participant)}"
    if STARTED not in participant.said:
        return None, "the participant was not started"
    line = participant.said[STARTED].fields["line"]
    if not line:
        return None, f"the launcher ended before it could report: {_last_words(participant)}"
    report = Report.from_json(line)
    if report.error:
        return None, f"the launcher could not confine itself: {report.error}"
    return report, ""


def _kernels_word(participant: Container) -> Mapping[str, int]:
    started = participant.said.get(STARTED)
    return started.fields["kernel"] if started else {}


def _exit(container: Container, inspected: Mapping[str, Any]) -> Exit | None:
    if ENDED in container.said:
        return Exit.from_wait_status(container.said[ENDED].fields["status"])
    if CLOSED not in container.said:
        return None
    # The supervisor never ends without a word: it was killed, and all with it.
    code = int(inspected["State"]["ExitCode"])
    return Exit(signal=code - 128) if code > 128 else Exit(code=code)


def _oom(container: Container, inspected: Mapping[str, Any]) -> Oom | None:
    if ENDED in container.said:
        kills = container.said[ENDED].fields["oom_kills"]
        if kills is not None:
            return Oom(kills, "the container's cgroup")
    if inspected["State"]["OOMKilled"]:
        return Oom(1, "the Docker engine")
    return None


def _own_kill(participant: Container) -> Kill | None:
    """Give the supervisor's reason for having killed the submission by itself."""
    if ENDED in participant.said and participant.said[ENDED].fields["killed"] == "cpu_time":
        used = participant.said[ENDED].fields["cpu_time_s"]
        return Kill(Killer.HARNESS, KillReason.CPU_TIME, f"it had used {used:.2f} s of CPU time")
    return None


def _kernel_kill(exit_: Exit | None, oom: Oom | None) -> Kill | None:
    if oom is None or oom.kills == 0 or exit_ is None or exit_.signal != signal.SIGKILL:
        return None
    return Kill(Killer.KERNEL, KillReason.MEMORY, f"{oom.source} counts {oom.kills} OOM kills")


def _usage(participant: Container, stdout: OutputCapture, stderr: OutputCapture) -> Usage:
    said = participant.said
    written = stdout.total_bytes + stderr.total_bytes
    end = said.get(ENDED) or said.get(CLOSED)
    if STARTED not in said or end is None:
        return Usage(output_bytes=written)
    return Usage(
        wall_time_s=end.at - said[STARTED].at,
        cpu_time_s=end.fields.get("cpu_time_s"),
        peak_memory_bytes=end.fields.get("peak_memory_bytes"),
        output_bytes=written,
        peak_scratch_bytes=end.fields.get("peak_scratch_bytes"),
        peak_threads=end.fields.get("peak_threads"),
        peak_open_files=end.fields.get("peak_open_files"),
        how={
            "wall_time_s": "the harness's clock, from the launcher's report to the end",
            "cpu_time_s": "the container's cgroup, from the launcher's report on",
            "peak_memory_bytes": "the container's cgroup, with its temporary files",
            "output_bytes": "counted while it was read",
            "peak_scratch_bytes": "used of the tmpfs, every 100 ms and at the end",
            "peak_threads": "the container's cgroup, else /proc in it, every 100 ms",
            "peak_open_files": "/proc in the container, every 100 ms",
        },
    )


def _launcher_layers(report: Report | None) -> list[Layer]:
    # The launcher drops no rights here, because the container has none; so it has no say on that.
    return [
        Layer(layer.name, layer.mechanism, layer.in_force, layer.detail)
        for layer in (report.layers if report else ())
        if layer.name != "user"
    ]


def _server_evidence(
    server: Container, lost: bool, document: str | None, broken: str
) -> ServerEvidence:
    inspected = server.inspect()
    _, stderr = server.output()
    summary, reason = read_summary(document, broken or ("it was lost" if lost else ""))
    left = recover(server.read_file(RECORDER)) if summary is None else Recovered()
    return ServerEvidence(
        exit=_exit(server, inspected),
        lost=lost,
        summary=summary or left.summary,
        no_summary_reason=reason,
        log=stderr,
        oom=_oom(server, inspected),
        running=left.running,
        latest=left.latest,
        silent=ENDED in server.said and server.said[ENDED].fields["killed"] == "silent",
    )


def _last_words(container: Container) -> str:
    _, stderr = container.output()
    return (stderr.tail or stderr.head)[-2000:].decode(errors="replace").strip() or "no output"
