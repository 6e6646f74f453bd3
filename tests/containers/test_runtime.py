"""Containers can be made by another runtime, and a result says by which they were."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import docker
import pytest

pytestmark = [pytest.mark.docker, pytest.mark.timeout(600)]

TEN_FLOPS = "import flopscope.numpy as fnp\n(fnp.ones(10) + fnp.ones(10)).tolist()\n"


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "submission.py").write_text(TEN_FLOPS)
    command = [sys.executable, "-m", "flopscope_eval", "run", str(folder / "submission.py")]
    return subprocess.run(
        [*command, "--budget", "100", "--json", "-", *options],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


def test_a_runtime_that_the_engine_does_not_have_is_named_with_the_remedy(
    engine: docker.DockerClient, tmp_path: Path
) -> None:
    done = run(tmp_path, "--runtime", "magic")
    assert done.returncode == 21
    assert "no runtime 'magic', only" in done.stderr
    assert "runc" in done.stderr
    assert "/etc/docker/daemon.json" in done.stderr


def test_the_runtime_reaches_the_engine_and_stands_in_the_result(
    engine: docker.DockerClient, tmp_path: Path
) -> None:
    # The engine has names for the same runtime, so that another one need not be installed.
    others = {"runc", "io.containerd.runc.v2", "crun"} & set(engine.info()["Runtimes"])
    for chosen in sorted(others):
        done = run(tmp_path, "--runtime", chosen)
        document = json.loads(done.stdout)
        assert (document["status"], document["score"]["flops_used"]) == ("ok", 10), document
        assert document["provenance"]["engine"]["runtime"] == chosen
    assert others


def test_a_runtime_needs_docker(tmp_path: Path) -> None:
    done = run(tmp_path, "--runtime", "runsc", "--sandbox", "process")
    assert done.returncode == 2
    assert "--runtime is for --sandbox docker" in done.stderr
