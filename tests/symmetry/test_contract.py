"""Symmetric tensors on both engines, with the queue and without it: the same to the last bit and FLOP."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flopscope_server.testing import RunningServer, client_environment

from . import contract

ROOT = Path(__file__).parents[2]


@functools.cache
def _local() -> dict[str, Any]:
    return json.loads(json.dumps(contract.everything()))  # type: ignore[no-any-return]


@pytest.mark.parametrize("queue", ["1", "0"], ids=["queue", "no queue"])
def test_the_server_shows_what_this_process_shows(queue: str) -> None:
    with RunningServer() as server:
        done = subprocess.run(
            [sys.executable, "-m", "tests.symmetry.contract"],
            env=client_environment(server.url, FLOPSCOPE_QUEUE=queue),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            cwd=ROOT,
        )
    assert done.returncode == 0, done.stderr
    remote = json.loads(done.stdout)
    local = _local()
    assert {s: remote[s] for s in local if remote[s] != local[s]} == {
        s: local[s] for s in local if remote[s] != local[s]
    }


WRITES = [s for s in contract.SOURCES if "__setitem__" in s or "out=" in s] + [
    "S.__iadd__(1.0)", "fnp.copyto(S, A)", "fnp.fill_diagonal(S, 0.0)", "fnp.add.at(S, (0, 1), 1.0)",
    "S.fill(0.0)", "S.sort()", "S.resize(3, 3)",
]  # fmt: skip


@pytest.mark.parametrize("source", [w for w in WRITES if w[0] != "["])
def test_nothing_writes_to_a_symmetric_tensor(source: str) -> None:
    found = _local()[source]
    assert found["shown"][0] in ("ImmutableTensorError", "ValueError")
    assert found["flops"] == (
        40 if ".flat" in source else 0
    )  # the flat iterator makes indices first
