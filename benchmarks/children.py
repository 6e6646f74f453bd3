"""Measuring happens in processes of its own, in which nothing but what is measured is loaded."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.rows import Effort, Row
from flopscope_server.testing import RunningServer, clean_environment

ROOT = Path(__file__).parents[1]


def environment(**variables: str) -> dict[str, str]:
    """This process's environment without what would configure flopscope, and with some variables."""
    kept = clean_environment(**variables)
    kept.pop("PYTHONDONTWRITEBYTECODE", None)  # a program's second start finds its bytecode
    return kept


def local() -> dict[str, str]:
    """The environment of a program on the local engine."""
    return environment(FLOPSCOPE_ENGINE="local")


def remote(url: str) -> dict[str, str]:
    """The environment of a program on the remote engine."""
    return environment(FLOPSCOPE_ENGINE="remote", FLOPSCOPE_SERVER_URL=url)


def rows(module: str, effort: Effort, variables: dict[str, str], *arguments: str) -> list[Row]:
    """Have a module of this package measure in a process of its own; see :func:`answer`."""
    command = [sys.executable, "-m", module, json.dumps(asdict(effort)), *arguments]
    done = subprocess.run(
        command, env=variables, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return [Row.from_dict(row) for row in json.loads(done.stdout)]


def answer(measure: Callable[..., list[Row]]) -> None:
    """Be that process: measure as the command line says, and print the rows."""
    effort, *arguments = sys.argv[1:]
    found = measure(Effort(**json.loads(effort)), *arguments)
    print(json.dumps([row.to_dict() for row in found]))


@contextmanager
def serving(*options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run a server on a socket of its own; give its URL and its process."""
    with RunningServer("--log-level", "error", *options, environment=environment()) as server:
        yield server.url, server.process


class Program:
    """A process that times a piece of code as often as it is asked to: a clock, see ``measure``.

    Parameters
    ----------
    code : str
        Defines ``clock(count)``, or ``clock(count, text)``.
    variables : dict
        The process's environment.
    """

    def __init__(self, code: str, variables: dict[str, str]) -> None:
        loop = (
            "import sys\nfor line in sys.stdin:\n    count, *given = line.split()\n"
            "    print(clock(int(count), *given), flush=True)\n"
        )
        self._process = subprocess.Popen(
            [sys.executable, "-c", code + loop],
            env=variables, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __call__(self, count: int, given: str = "") -> float:
        """Give the seconds of so many repetitions."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{count} {given}\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: Any) -> None:
        self._process.communicate()
