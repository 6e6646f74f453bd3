"""A real server process for tests and benchmarks.

>>> with RunningServer("--budget", "1e6") as server:  # doctest: +SKIP
...     run_a_client(server.url)
...     summary = server.stop()
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import weakref
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_STOP_TIMEOUT_S = 60.0


class RunningServer:
    """``flopscope-server`` on a socket of its own, from entering to leaving the block.

    Parameters
    ----------
    *options : str
        What follows ``--url URL`` on its command line.
    url : str, optional
        Where it listens; by default a Unix socket in a new folder.
    environment : dict, optional
        Its environment variables; by default those of this process without ``FLOPSCOPE_*``.

    Attributes
    ----------
    url : str
        As a client's ``FLOPSCOPE_SERVER_URL``.
    process : subprocess.Popen
        The server.
    ready : str
        The line with which the server said that it listens.
    """

    def __init__(
        self, *options: str, url: str | None = None, environment: dict[str, str] | None = None
    ) -> None:
        # Short, since the path of a Unix socket may have 107 bytes, and pytest's folders are deep.
        folder = tempfile.mkdtemp(prefix="fs-")
        # A block that is never entered leaves no folder behind either.
        self._clean_up = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self.url = url or f"ipc://{folder}/s.sock"
        self.ready = ""
        self._errors = Path(folder, "stderr")
        with self._errors.open("wb") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flopscope_server", "--url", self.url, *options],
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
                env=clean_environment() if environment is None else environment,
            )

    def __enter__(self) -> Self:
        assert self.process.stdout is not None
        self.ready = self.process.stdout.readline().rstrip()
        if "listening on" not in self.ready:
            said = self.ready + self.log
            self.__exit__(None, None, None)
            raise RuntimeError(f"the server did not start: {said}")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.communicate()
        self._clean_up()

    @property
    def log(self) -> str:
        """What it has written to stderr."""
        return self._errors.read_text()

    def resident_kib(self) -> int:
        """Give its resident memory in KiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def stop(self) -> dict[str, Any]:
        """End it with SIGTERM and give its summary."""
        self.process.terminate()
        written, _ = self.process.communicate(timeout=_STOP_TIMEOUT_S)
        if self.process.returncode != 0 or written.count("\n") != 1:
            raise RuntimeError(f"no summary, exit code {self.process.returncode}: {self.log}")
        summary: dict[str, Any] = json.loads(written)
        return summary


def clean_environment(**more: str) -> dict[str, str]:
    """Give this process's environment without what would configure flopscope, and with more."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FLOPSCOPE_")}
    return kept | more


def client_environment(url: str, **more: str) -> dict[str, str]:
    """Give the environment of a client's process."""
    return clean_environment(FLOPSCOPE_ENGINE="remote", FLOPSCOPE_SERVER_URL=url) | more
