"""Starts the server in its own corner: no root, killed with its parent, only its own files.

The server is trusted, but it reads what hostile programs send it.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from . import imports, landlock, process
from .kernel import Refused
from .landlock import Access


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """Where the server may write, what else it may read, and who it is.

    Attributes
    ----------
    socket_folder
        The folder for its socket.
    private_folder
        The folder that it shares with the harness. It may write to no other than these two.
    readable
        Files to be read beside its own code: a policy.
    parent
        The harness's process id.
    user, group
        Whom to become; None stays.
    """

    socket_folder: str
    private_folder: str
    parent: int
    readable: tuple[str, ...] = ()
    user: int | None = None
    group: int | None = None

    def to_json(self) -> str:
        """Give it as one line."""
        return json.dumps(dataclasses.asdict(self))


_SYSTEM = (
    "/usr/lib",
    "/usr/lib64",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/usr/share/zoneinfo",
    "/proc",
    "/sys/devices/system/cpu",
    "/sys/fs/cgroup",
    "/dev/urandom",
)
"""Shared libraries, and where numerical libraries look for the number of cores."""


def main(arguments: list[str]) -> None:
    """Restrict this process as ``arguments[0]`` says; the server gets the other arguments."""
    config = ServerConfig(**json.loads(arguments[0]))
    process.close_all_but()
    process.forbid_new_privileges()
    process.become(config.user, config.group)
    process.die_with_parent(config.parent)
    process.forbid_inspection()
    os.umask(0o007)  # the participant's group may connect
    try:
        landlock.restrict_thread(_rules(config))
    except Refused as error:
        print(f"flopscope-server runs without Landlock: {error.strerror}", file=sys.stderr)
    sys.argv = ["flopscope-server", *arguments[1:]]
    importlib.import_module("flopscope_server.cli").main()


def _rules(config: ServerConfig) -> Iterator[tuple[str, Access]]:
    trees, listed = imports.readable_paths()
    for path in (*trees, *_SYSTEM, *config.readable):
        yield path, Access.READ
    for path in listed:
        yield path, Access.READ_DIR
    yield "/dev/null", Access.READ_FILE | Access.WRITE_FILE
    yield config.socket_folder, Access.READ | Access.WRITE | Access.MAKE_SOCK
    yield config.private_folder, Access.READ | Access.WRITE
