"""Programs with symmetric tensors: the same on both engines, cheaper with symmetry, and as the page says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.remote.serving import ROOT, RunningServer, environment

PROGRAMS = sorted((ROOT / "examples" / "symmetry").glob("*.py"))


def _shown(program: Path, variables: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, str(program)],
        env=variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.stem)
def test_symmetry_saves_the_same_on_both_engines(program: Path) -> None:
    with RunningServer() as server:
        remote = _shown(program, environment(server.url))
    variables = {k: v for k, v in environment("").items() if k != "FLOPSCOPE_SERVER_URL"}
    local = _shown(program, variables | {"FLOPSCOPE_ENGINE": "local"})
    assert remote == local
    without, with_symmetry = (int(n.replace(",", "")) for n in re.findall(r"([\d,]+) FLOPs", local))
    assert with_symmetry < without
    page = (ROOT / "docs" / "symmetry.md").read_text()
    assert f"| {without:,} | {with_symmetry:,} |" in page
