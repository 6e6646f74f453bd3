"""Interpreters that are clients of a real server (`flopscope_server.testing`)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flopscope_server.testing import RunningServer, client_environment

__all__ = ["ROOT", "RunningServer", "client", "environment", "run_client"]

ROOT = Path(__file__).parents[2]

environment = client_environment


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
