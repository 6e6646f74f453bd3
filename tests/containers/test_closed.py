"""What a participant's container lets it do, looked at from inside with the launcher left out.

The contract suite shows that a submission cannot do harm. These tests show that the container alone
would hold it, if the confinement within it failed.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docker
import pytest

from flopscope_eval._run.limits import Limits
from flopscope_eval._run.sizes import MIB
from flopscope_eval._run.submission import Submission
from flopscope_eval.images import ensure_images
from flopscope_eval.sandbox.docker import containers, garbage
from flopscope_eval.sandbox.interface import RunSpec

pytestmark = [pytest.mark.docker, pytest.mark.timeout(600)]

PROBE = """
import ctypes, errno, glob, json, os, platform, signal, socket

def attempt(action):
    try:
        action()
    except OSError as error:
        return errno.errorcode[error.errno]
    return "done"

def connect():
    with socket.socket(socket.AF_UNIX) as there:
        there.connect("/run/flopscope/server.sock")

def fill():
    with open("/tmp/full", "wb") as file:
        for _ in range(64):
            file.write(bytes(2**20))

def find(name):
    tops = [top for top in os.listdir("/") if top not in ("proc", "sys")]
    walked = [step for top in tops for step in os.walk("/" + top)]
    return [folder for folder, folders, files in walked if name in folders + files]

libc = ctypes.CDLL(None, use_errno=True)

def call(name):
    # The test below has the calls.
    *numbers, arguments = CALLS.get(name, (1000, 1000, ()))
    result = libc.syscall(numbers[platform.machine() == "aarch64"], *arguments)
    return "done" if result >= 0 else errno.errorcode[ctypes.get_errno()]

def fork():
    for _ in range(200):
        if os.fork() == 0:
            signal.pause()

status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(json.dumps({
    "user": os.getuid(),
    "groups": os.getgroups(),
    "capabilities": status["CapEff"].strip() + status["CapBnd"].strip(),
    "no_new_privileges": status["NoNewPrivs"].strip(),
    "interfaces": os.listdir("/sys/class/net"),
    "programs": [p for p in glob.glob("/*bin/*") + glob.glob("/usr/*bin/*") if "python" not in p],
    "numpy": find("numpy"),
    "pip": find("pip"),
    "write_root": attempt(lambda: open("/here", "w")),
    "write_submission": attempt(lambda: open("/submission/here", "w")),
    "write_shared": attempt(lambda: open("/dev/shm/here", "w")),
    "write_scratch": attempt(lambda: open("/tmp/here", "w")),
    "fill_scratch": attempt(fill),
    "connect": attempt(connect),
    "unlink_socket": attempt(lambda: os.unlink("/run/flopscope/server.sock")),
    "other_socket": attempt(lambda: socket.socket(socket.AF_UNIX).bind("/run/flopscope/mine")),
    "seccomp": status["Seccomp"].strip(),
    "calls": {name: call(name) for name in CALLS},
    "future": call("a call of the future"),
    "vsock": attempt(lambda: socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)),
    "inet": attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM)),
    "netlink": attempt(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)),
    "fork_bomb": attempt(fork),
}))
"""

# Name: the numbers on x86_64 and aarch64, then arguments with which it would succeed for most users.
CALLS = {
    "ptrace": (101, 117, (0, 0, 0, 0)),
    "process_vm_readv": (310, 270, (1, 0, 0, 0, 0, 0)),
    "io_uring_setup": (425, 425, (1, 0)),
    "keyctl": (250, 219, (0, -3, 1)),
    "add_key": (248, 217, (b"user", b"x", b"y", 1, -3)),
    "request_key": (249, 218, (b"user", b"x", None, -3)),
    "memfd_create": (319, 279, (b"x", 0)),
    "execveat": (322, 281, (-100, b"/opt/flopscope/python", None, None, 0)),
    "unshare": (272, 97, (0x10000000,)),
    "setns": (308, 268, (0, 0)),
    "clone, new user namespace": (56, 220, (0x10000011, 0, 0, 0, 0)),
    "mount": (165, 40, (b"x", b"/tmp", b"tmpfs", 0, None)),
    "bpf": (321, 280, (0, 0, 0)),
    "perf_event_open": (298, 241, (0, 0, -1, -1, 0)),
    "userfaultfd": (323, 282, (1,)),
    "pidfd_open": (434, 434, (1, 0)),
    "shmget": (29, 194, (0, 4096, 0o1600)),
    "mq_open": (240, 180, (b"x", 0o102, 0o700, None)),
}
PROBE = f"CALLS = {CALLS!r}\n{PROBE}"


@pytest.fixture(scope="module")
def seen(
    engine: docker.DockerClient, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """What the probe reports from a container with the options of a participant's."""
    run_id = secrets.token_hex(8)
    labels = garbage.labels(run_id)
    images = ensure_images(engine, _Quiet())
    try:
        names = [f"flopscope-{run_id}-{n}" for n in "ab"]
        volumes = [str(engine.volumes.create(name, labels=labels).id) for name in names]
        _listen(engine, images["server"].id, volumes[0], labels)
        options = containers.participant(_spec(run_id, tmp_path_factory), "docker", *volumes)
        options |= {"log_config": None, "stdin_open": False, "labels": labels}
        container = engine.containers.create(
            images["participant"].id,
            ["-I", "-S", "-c", PROBE],
            entrypoint=["/opt/flopscope/python"],
            **options,
        )
        container.start()
        assert container.wait(timeout=60)["StatusCode"] == 0, container.logs()
        yield json.loads(container.logs(stderr=False))
    finally:
        garbage.remove_run(engine, run_id)


class _Quiet:
    def stage(self, text: str) -> None: ...

    def detail(self, text: str) -> None: ...


def _spec(run_id: str, factory: pytest.TempPathFactory) -> RunSpec:
    path = Path(factory.mktemp("closed")) / "submission.py"
    path.write_text("")
    limits = Limits.from_values(scratch_bytes=8 * MIB, threads=16)
    return RunSpec(run_id, Submission.load(path), 1, limits, "flops", 1)


def _listen(engine: docker.DockerClient, image: str, volume: str, labels: dict[str, str]) -> None:
    """Have a socket in the volume, as a server makes it."""
    text = (
        "import os, socket, time; os.umask(0); there = socket.socket(socket.AF_UNIX);"
        "there.bind('/run/flopscope/server.sock'); there.listen(); print('up', flush=True);"
        "time.sleep(600)"
    )
    container = engine.containers.run(
        image,
        ["-I", "-S", "-c", text],
        entrypoint=["/opt/flopscope/python"],
        user=containers.SERVER_USER,
        network_mode="none",
        volumes={volume: {"bind": containers.SOCKET_FOLDER}},
        labels=labels,
        detach=True,
    )
    deadline = time.monotonic() + 30
    while container.logs() != b"up\n":
        assert time.monotonic() < deadline, container.logs()
        time.sleep(0.05)


def test_it_is_nobody_and_can_become_nobody_else(seen: dict[str, Any]) -> None:
    assert seen["user"] == 64002
    assert seen["groups"] in ([], [64002])
    assert set(seen["capabilities"]) == {"0"}
    assert seen["no_new_privileges"] == "1"


def test_there_is_no_network(seen: dict[str, Any]) -> None:
    assert seen["interfaces"] == ["lo"]


def test_there_is_no_program_but_python_and_no_numpy(seen: dict[str, Any]) -> None:
    assert seen["programs"] == []
    assert seen["numpy"] == ["/opt/flopscope/lib/flopscope"]  # our own interface, flopscope.numpy
    assert seen["pip"] == []


def test_only_the_scratch_folder_can_be_written_to(seen: dict[str, Any]) -> None:
    assert seen["write_root"] == "EROFS"
    assert seen["write_submission"] == "EROFS"
    assert seen["write_shared"] == "ENOENT"
    assert seen["write_scratch"] == "done"
    assert seen["fill_scratch"] == "ENOSPC"


def test_the_socket_can_be_connected_to_and_nothing_else(seen: dict[str, Any]) -> None:
    assert seen["connect"] == "done"
    assert seen["unlink_socket"] == "EROFS"
    assert seen["other_socket"] == "EPERM"  # and EROFS without the profile


def test_processes_are_bounded(seen: dict[str, Any]) -> None:
    assert seen["fork_bomb"] == "EAGAIN"


def test_calls_that_no_submission_needs_are_denied_before_the_launcher(
    seen: dict[str, Any],
) -> None:
    assert seen["seccomp"] == "2"
    # Runtimes say ENOSYS of what is younger than any call in the list, as of what does not exist.
    assert seen["future"] == "ENOSYS"
    assert seen["calls"] == dict.fromkeys(CALLS, "EPERM")
    assert (seen["vsock"], seen["inet"], seen["netlink"]) == ("EPERM",) * 3
