"""No call of the public API is taken for an attack, none ends a session, and both engines refuse alike."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..remote.serving import RunningServer, environment
from . import odd

STEP = int(os.environ.get("FLOPSCOPE_ODD_STEP", "149"))
"""Every so manieth call is made: ``FLOPSCOPE_ODD_STEP=1`` makes all of them, in a quarter of an hour."""
_BATCH = 200
_MEMORY = "MemoryLimitError"


class Caller:
    """A process that runs sources; see :mod:`tests.compat.caller`."""

    def __init__(self, env: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("caller.py"))],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._write(odd.PRELUDE)

    def _write(self, text: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(text) + "\n")
        self._process.stdin.flush()

    def ask(self, source: str) -> tuple[list[str], Any]:
        """What a source shows, and whether the session works after it."""
        self._write(source)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"the process died in {source}"
        shown, alive = json.loads(line)
        return shown, alive

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()


@pytest.fixture(scope="module")
def callers() -> Iterator[tuple[Caller, Caller]]:
    """A process on the local engine, and one on a server's."""
    # A limit, so that an array of terabytes is refused there as it is here.
    with RunningServer("--max-memory", "2G") as server:
        own = {k: v for k, v in os.environ.items() if not k.startswith("FLOPSCOPE_")}
        local, remote = Caller(own), Caller(environment(server.url))
        try:
            yield local, remote
        finally:
            local.close()
            remote.close()


_FOUND = (
    "fnp.sort(fnp.ones(3), kind=0)",
    "fnp.argsort(fnp.ones(3), kind=0)",
    "fnp.copy(fnp.ones(3), ())",
    "fnp.clip(fnp.ones(3), 1.5)",
    "fnp.zeros(None)",
    "fnp.full_like(fnp.ones(3), 1.0, device=7)",
    "fnp.vecdot(fnp.ones(2), fnp.ones(2), keepdims=0)",
)
"""What was queued though it fails: the error came at another statement, and the session was lost."""

SOURCES = [*_FOUND, *list(odd.sources())[::STEP]]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("start", range(0, len(SOURCES), _BATCH))
def test_both_engines_take_and_refuse_the_same(callers: tuple[Caller, Caller], start: int) -> None:
    wrong = []
    for source in SOURCES[start : start + _BATCH]:
        (here, _), (there, alive) = callers[0].ask(source), callers[1].ask(source)
        if alive is not True or "ProtocolError" in there or differ(here, there):
            wrong.append((source, here, there, alive))
        assert alive is True, wrong
    assert not wrong


def differ(here: list[str], there: list[str]) -> bool:
    """Whether two outcomes differ, but for what a server's limit on memory refuses."""
    if _MEMORY in there:
        return False
    return _steady(here) != _steady(there)


def _steady(shown: list[str]) -> list[str]:
    """Without addresses, and without what was left of a budget that earlier calls were charged to."""
    return [re.sub(r"0x[0-9a-f]+|and [\d,]+ FLOPs are left", "", text) for text in shown]
