"""Both engines: each observes all sources in a process of its own; a real server is behind the remote one."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .sources import ALL, Case

ROOT = Path(__file__).parents[2]
Run = Callable[..., str]


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of this test session's own."""
    url = f"ipc://{tmp_path_factory.mktemp('server')}/s.sock"
    command = [sys.executable, "-m", "flopscope_server", "--url", url, "--budget", "1e12"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "listening" in process.stdout.readline()
        yield url
        process.terminate()
        process.communicate(timeout=30)


def _environment(engine: str, url: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("FLOPSCOPE")}
    kept["FLOPSCOPE_ENGINE"] = engine
    return kept | ({"FLOPSCOPE_SERVER_URL": url} if engine == "remote" else {})


@pytest.fixture(params=["local", "remote"], scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    """The engine's name."""
    return str(request.param)


@pytest.fixture(scope="session")
def run(engine: str, server_url: str) -> Run:
    """Run a program on the engine; its output. Under the remote engine it finds no NumPy."""
    without = "import sys; sys.modules['numpy'] = None\n" if engine == "remote" else ""

    def run(program: str, *args: str, stdin: str = "", cwd: Path | None = None) -> str:
        done = subprocess.run(
            [sys.executable, "-c", without + program, *args],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=100,
            cwd=cwd,
            env=_environment(engine, server_url),
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="session")
def observed(server_url: str) -> Callable[..., Any]:
    """What a case shows on an engine, and its operations there; all cases of its subject run at once."""

    @functools.cache
    def observations(subject: str, engine: str, queue: str) -> dict[str, Any]:
        sources = [case.source for case in ALL if case.subject == subject]
        done = subprocess.run(
            [sys.executable, "-m", "tests.composed.observe", engine],
            cwd=ROOT,
            input=json.dumps(sources),
            capture_output=True,
            text=True,
            timeout=110,
            env=_environment(engine, server_url) | {"FLOPSCOPE_QUEUE": queue},
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return dict(zip(sources, json.loads(done.stdout), strict=True))

    def found(case: Case, engine: str, queue: str = "1") -> Any:
        return observations(case.subject, engine, queue)[case.source]

    return found
