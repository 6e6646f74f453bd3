"""``flopscope-eval`` as a program, and what it leaves on this host."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import docker
from docker.errors import DockerException

from flopscope_eval.sandbox.docker.garbage import OWNER_PREFIX, RUN_LABEL

_PARENT = re.compile(rb'"parent": ?(\d+)')
COMMAND = (sys.executable, "-m", "flopscope_eval")


def start(submission: Path, result: Path, *options: str) -> subprocess.Popen[bytes]:
    """Start a run that writes its result to a file and says nothing."""
    return subprocess.Popen(
        [*COMMAND, "run", str(submission), "--json", str(result), *options],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


class NoProgress:
    """Progress that nobody watches."""

    def stage(self, text: str) -> None: ...

    def detail(self, text: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What there is of the runs of some processes, by kind."""

    containers: frozenset[str]
    volumes: frozenset[str]
    processes: frozenset[str]
    folders: frozenset[str]

    @classmethod
    def of(cls, owners: set[int]) -> Leftovers:
        """Find what these processes, running or not, have not removed."""
        containers, volumes = _in_docker(owners)
        return cls(containers, volumes, _processes(owners), _run_folders(owners))

    def __str__(self) -> str:
        counts = {name: len(getattr(self, name)) for name in self.__slots__}
        return ", ".join(f"{count} {name}" for name, count in counts.items())

    def __bool__(self) -> bool:
        return bool(self.containers or self.volumes or self.processes or self.folders)


def _in_docker(owners: set[int]) -> tuple[frozenset[str], frozenset[str]]:
    try:
        engine = docker.from_env()
    except DockerException:  # then nothing can have been left in it
        return frozenset(), frozenset()
    with contextlib.closing(engine):
        its = {"label": RUN_LABEL}
        containers = engine.api.containers(all=True, filters=its)
        volumes = engine.api.volumes(filters=its)["Volumes"] or []

    def is_theirs(found: dict[str, dict[str, str]]) -> bool:
        return int(found["Labels"][f"{OWNER_PREFIX}.pid"]) in owners

    return (
        frozenset(found["Id"] for found in containers if is_theirs(found)),
        frozenset(found["Name"] for found in volumes if is_theirs(found)),
    )


def _run_folders(owners: set[int]) -> frozenset[str]:
    root = Path(tempfile.gettempdir()).resolve() / f"flopscope-eval-{os.geteuid()}"
    found = set()
    for owner in root.glob("run-*/owner.json"):
        with contextlib.suppress(FileNotFoundError):  # removed meanwhile
            text = owner.read_text()
            if any(f'"{pid}"' in text for pid in owners):
                found.add(str(owner.parent))
    return frozenset(found)


def _processes(owners: set[int]) -> frozenset[str]:
    """Name servers and participants in processes: their orders name the harness's process."""
    found = set()
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it has ended
            order = _PARENT.search(line.read_bytes())
            if order and int(order[1]) in owners:
                found.add(line.parent.name)
    return frozenset(found)
