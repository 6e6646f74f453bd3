"""What the containers of a run may do: closed by default, every grant written down here."""

from __future__ import annotations

from typing import Any

from docker.types import LogConfig, Mount, Ulimit

from flopscope_eval._run.sizes import GIB, MIB
from flopscope_eval.participant.config import Config
from flopscope_eval.sandbox.channel import SOCKET_NAME
from flopscope_eval.sandbox.docker import garbage, seccomp
from flopscope_eval.sandbox.interface import SILENCE_AT_END_S, SILENCE_MARGIN_S, RunSpec
from flopscope_eval.sandbox.recorder import FILE_NAME

SOCKET_FOLDER = "/run/flopscope"
SUBMISSION_FOLDER = "/submission"
SCRATCH_FOLDER = "/tmp"
SOCKET = f"{SOCKET_FOLDER}/server.sock"
URL = f"ipc://{SOCKET}"
PRIVATE_FOLDER = "/run/private"
"""What the harness shares with the server alone; a volume, so that it outlives the container."""
RECORDER = f"{PRIVATE_FOLDER}/{FILE_NAME}"

SERVER_USER = "64001:64001"
PARTICIPANT_USER = "64002:64002"

SERVER_OVERHEAD_BYTES = 1 * GIB
"""Memory of the server container beyond its arrays: the interpreter, and NumPy's own workspace."""

PARTICIPANT_CPUS = 1.0
"""So that a submission's threads cannot take the processors that its server computes on."""

_RUNTIME_THREADS = 256
"""Room for another runtime's own threads, which are counted with the submission's."""

_USER_PROCESSES = 2**15
"""Of all runs on the host together, as the kernel counts by user; a run's own are in its cgroup."""

FILES_OPTION = "nr_inodes"
SCRATCH_FILES = 4096
_SERVER_THREADS = 256
_SERVER_OPEN_FILES = 4096

_PYTHON = "/opt/flopscope/python"
_POLICY_FILE = f"{SCRATCH_FOLDER}/policy"
_REPORT_FD = 3
_SERVE = "from flopscope_server.cli import main; main()"


def server(spec: RunSpec, engine: str, socket_volume: str, private_volume: str) -> dict[str, Any]:
    """Give the options of the server's container."""
    memory = spec.limits.server_memory_bytes + SERVER_OVERHEAD_BYTES
    return {
        **_closed(SERVER_USER, memory, seccomp.server(engine), engine),
        "hostname": "server",
        "pids_limit": _SERVER_THREADS,
        "ulimits": _ulimits(_SERVER_OPEN_FILES, engine),
        "tmpfs": {SCRATCH_FOLDER: _tmpfs(SERVER_USER, 64 * MIB, engine)},
        "mounts": [
            mount(spec, SOCKET_FOLDER, socket_volume),
            mount(spec, PRIVATE_FOLDER, private_volume),
        ],
    }


def participant(
    spec: RunSpec, engine: str, socket_volume: str, submission_volume: str
) -> dict[str, Any]:
    """Give the options of the participant's container."""
    limits = spec.limits
    return {
        **_closed(PARTICIPANT_USER, limits.memory_bytes, seccomp.participant(engine), engine),
        # The server is trusted, and computes on the host's kernel. None: the engine's own choice.
        "runtime": spec.runtime,
        "hostname": "participant",
        "nano_cpus": int(PARTICIPANT_CPUS * 1e9),
        "pids_limit": _threads(spec),
        "ulimits": _ulimits(limits.open_files, engine),
        "tmpfs": {SCRATCH_FOLDER: _tmpfs(PARTICIPANT_USER, limits.scratch_bytes, engine)},
        "mounts": [
            # Read-only: one may connect to a socket in it, and neither unlink nor make one.
            mount(spec, SOCKET_FOLDER, socket_volume, read_only=True, no_copy=True),
            mount(spec, SUBMISSION_FOLDER, submission_volume, read_only=True, no_copy=True),
        ],
        "environment": {
            "FLOPSCOPE_ENGINE": "remote",
            "FLOPSCOPE_SERVER_URL": URL,
        },
    }


def _threads(spec: RunSpec) -> int:
    supervisor = 1
    return spec.limits.threads + supervisor + (_RUNTIME_THREADS if spec.runtime else 0)


def mount(spec: RunSpec, folder: str, volume: str, **options: Any) -> Mount:
    """Mount a volume of the run.

    It is there already, with the run's labels. Where the run has died, and its volumes have been
    removed, before the engine came to this order, it makes another, which needs them as well.
    """
    return Mount(folder, volume, labels=garbage.labels(spec.run_id), **options)


def server_order(spec: RunSpec) -> dict[str, Any]:
    """Tell the supervisor how to run the server."""
    policies = (spec.policy, *spec.also_policies)
    files = {
        f"{_POLICY_FILE}-{n}": policy.read_text()
        for n, policy in enumerate(policies)
        if not isinstance(policy, str)
    }
    named = [p if isinstance(p, str) else f"{_POLICY_FILE}-{n}" for n, p in enumerate(policies)]
    options = {
        "--url": URL,
        "--budget": str(spec.budget),
        "--seed": str(spec.seed),
        **spec.limits.server_options,
        "--policy": named[0],
        "--private": PRIVATE_FOLDER,
    }
    return {
        "command": [_PYTHON, "-P", "-s", "-c", _SERVE,
                    *(word for option in options.items() for word in option),
                    *(["--cases"] if spec.watch is not None else []),
                    *(word for policy in named[1:] for word in ("--also-policy", policy))],
        "files": files,
        "umask": 0,  # the participant is another user, and needs to write to the socket
        "report_fd": None,
        "cpu_time_s": None,
        "channel": f"{PRIVATE_FOLDER}/{SOCKET_NAME}",
        "heartbeat": RECORDER,
        "silence_s": [spec.limits.operation_s + SILENCE_MARGIN_S, SILENCE_AT_END_S],
    }  # fmt: skip


def participant_order(spec: RunSpec) -> dict[str, Any]:
    """Tell the supervisor how to run the launcher, and the launcher how to confine itself."""
    config = Config(
        submission=SUBMISSION_FOLDER,
        name=spec.submission.entry_name,
        scratch=SCRATCH_FOLDER,
        socket=SOCKET,
        report_fd=_REPORT_FD,
        # Another runtime may bring a kernel of its own, which stands in for the launcher's layers.
        require_confinement=not spec.allow_unconfined and spec.runtime is None,
        # The temporary folder's size bounds what is in it, but not how large a sparse file looks.
        file_bytes=spec.limits.scratch_bytes,
        contest=spec.watch is not None,
        modules=spec.modules,
    )
    return {
        "command": [_PYTHON, "-I", "-S", "/opt/flopscope/lib/flopscope_participant",
                    config.to_json()],
        "files": {},
        "umask": 0o077,
        "report_fd": _REPORT_FD,
        "cpu_time_s": spec.limits.cpu_time_s,
        "channel": None,
        "heartbeat": None,
        "silence_s": None,
    }  # fmt: skip


def _closed(user: str, memory: int, profile: str, engine: str) -> dict[str, Any]:
    return {
        "user": user,
        "network_mode": "none",
        **_shared_memory(engine),
        "read_only": True,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true", profile],
        "mem_limit": memory,
        "memswap_limit": memory,  # memory and swap together: no swap
        "restart_policy": {"Name": "no"},
        "stdin_open": True,
        # Output is read as it is written, and never on the host's disk.
        "log_config": LogConfig(type="none"),
    }


def _shared_memory(engine: str) -> dict[str, Any]:
    if engine == seccomp.PODMAN:  # it has no "none"
        return {"ipc_mode": "private", "shm_size": 2**16}
    return {"ipc_mode": "none"}  # and with it no /dev/shm


def _ulimits(open_files: int, engine: str) -> list[Ulimit]:
    limits = {"nofile": open_files, "core": 0, "msgqueue": 0, "memlock": 0}
    if engine == seccomp.PODMAN:  # else it sets what only a root with all capabilities may
        limits["nproc"] = _USER_PROCESSES
    return [Ulimit(name=name, soft=value, hard=value) for name, value in limits.items()]


def _tmpfs(user: str, size: int, engine: str) -> str:
    uid, _, gid = user.partition(":")
    options = {"size": size, "mode": "0700", "uid": uid, "gid": gid, FILES_OPTION: SCRATCH_FILES}
    if engine == seccomp.PODMAN:  # it refuses the others; nobody else is in the container
        return f"rw,noexec,nosuid,nodev,notmpcopyup,size={size},mode=1777"
    return ",".join(["rw,noexec,nosuid,nodev", *(f"{k}={v}" for k, v in options.items())])
