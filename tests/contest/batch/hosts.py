"""Hosts of their own on this machine: namespaces for mounts, processes, network, host name, TMPDIR.

A bridge in a network namespace of its own joins them. Taking a host's cable out of the bridge drops its
packets silently, as a failed switch does: nobody gets a reset.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO


def ip(*arguments: str) -> None:
    """Call iproute2."""
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


def usable() -> str:
    """Say why this machine cannot make hosts; empty if it can."""
    if os.geteuid() != 0:
        return "namespaces for networks need root"
    if shutil.which("ip") is None:
        return "iproute2 is not installed"
    try:
        subprocess.run(["unshare", "-mpunf", "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        return f"namespaces cannot be made: {error}"
    return ""


@dataclass
class Network:
    """Hosts on one switch."""

    tag: str
    folder: Path
    hosts: list[str] = field(default_factory=list)
    _processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add(self, name: str) -> str:
        """Make a host; give its address."""
        number = len(self.hosts) + 1
        space, cable = f"{self.tag}{name}", f"{self.tag}v{number}"
        address = f"10.77.{int(self.tag[1:3], 16)}.{number}"
        ip("netns", "add", space)
        self.hosts.append(name)
        ip("link", "add", cable, "netns", f"{self.tag}sw", "type", "veth", "peer", "name", "eth0",
           "netns", space)  # fmt: skip
        ip("-n", f"{self.tag}sw", "link", "set", cable, "master", "br0", "up")
        ip("-n", space, "addr", "add", f"{address}/24", "dev", "eth0")
        ip("-n", space, "link", "set", "eth0", "up")
        ip("-n", space, "link", "set", "lo", "up")
        return address

    def cut(self, name: str) -> None:
        """Drop all packets of a host, both ways."""
        self._cable(name, "nomaster")

    def heal(self, name: str) -> None:
        """Connect it again."""
        self._cable(name, "master", "br0")

    def start(self, name: str, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a program on a host, with processes, mounts, host name and TMPDIR of its own."""
        folder = self.folder / name
        (folder / "tmp").mkdir(parents=True, exist_ok=True)
        with (folder / "log").open("ab") as log:
            process = self._popen(name, folder, log, command, environment)
        self._processes.append(process)
        return process

    def _popen(
        self,
        name: str,
        folder: Path,
        log: IO[bytes],
        command: tuple[str, ...],
        environment: dict[str, str],
    ) -> subprocess.Popen[bytes]:
        script = (
            f"hostname {name} && mount --make-rprivate / && mount -t tmpfs tmpfs /run/lock"
            ' 2>/dev/null; exec "$@"'
        )
        return subprocess.Popen(
            [
                *("ip", "netns", "exec", f"{self.tag}{name}"),
                *("unshare", "--mount", "--pid", "--uts", "--fork", "--kill-child", "--mount-proc"),
                *("sh", "-c", script, "sh", *command),
            ],
            env=os.environ | {"TMPDIR": str(folder / "tmp")} | environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def _cable(self, name: str, *setting: str) -> None:
        cable = f"{self.tag}v{self.hosts.index(name) + 1}"
        ip("-n", f"{self.tag}sw", "link", "set", cable, *setting)

    def close(self) -> None:
        """End all programs, and remove the hosts."""
        for process in self._processes:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            process.wait(20)
        for name in [*self.hosts, "sw"]:
            with contextlib.suppress(subprocess.CalledProcessError):
                ip("netns", "del", f"{self.tag}{name}")


@contextlib.contextmanager
def network(folder: Path) -> Iterator[Network]:
    """Make a switch."""
    made = Network(f"f{secrets.token_hex(2)}", folder)
    ip("netns", "add", f"{made.tag}sw")
    try:
        ip("-n", f"{made.tag}sw", "link", "add", "br0", "type", "bridge")
        ip("-n", f"{made.tag}sw", "link", "set", "br0", "up")
        yield made
    finally:
        made.close()


def flopscope_eval(*arguments: str) -> tuple[str, ...]:
    """Give the command line of this environment's program."""
    return (sys.executable, "-m", "flopscope_eval", *arguments)
