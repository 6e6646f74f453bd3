"""A real server process for a test, and interpreters that are its clients."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).parents[2]
STOP_TIMEOUT_S = 20.0


class RunningServer:
    """``flopscope-server`` on a socket of its own, from entering to leaving the block.

    Parameters
    ----------
    *options : str
        What follows ``--url URL`` on its command line.

    Attributes
    ----------
    url : str
    process : subprocess.Popen
    """

    def __init__(self, *options: str) -> None:
        # Short, since the path of a Unix socket may have 107 bytes, and pytest's folders are deep.
        self._folder = tempfile.TemporaryDirectory(prefix="fs-")
        self.url = f"ipc://{self._folder.name}/s.sock"
        self._errors = Path(self._folder.name, "stderr")
        with self._errors.open("wb") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flopscope_server", "--url", self.url, *options],
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )

    def __enter__(self) -> RunningServer:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.rstrip().endswith(f"listening on {self.url}"), line + self.log
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.communicate()
        self._folder.cleanup()

    @property
    def log(self) -> str:
        """What it has written to stderr."""
        return self._errors.read_text()

    def stop(self) -> dict[str, Any]:
        """End it with SIGTERM and give its summary."""
        self.process.terminate()
        written, _ = self.process.communicate(timeout=STOP_TIMEOUT_S)
        assert self.process.returncode == 0, self.log
        assert written.count("\n") == 1, written
        found: dict[str, Any] = json.loads(written)
        return found


def environment(url: str, **more: str) -> dict[str, str]:
    """The environment of a client's process."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("FLOPSCOPE_")}
    return kept | {"FLOPSCOPE_ENGINE": "remote", "FLOPSCOPE_SERVER_URL": url} | more


def run_client(url: str, program: str, **more: str) -> str:
    """Run a program as a client and give what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(url, **more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def client(url: str, program: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """A client whose stdin and stdout are pipes; it is killed in the end."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", program],
        env=environment(url, **more),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()
