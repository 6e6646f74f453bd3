"""The site, built once for all workers, with a page for each 25th operation."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site. Warnings are errors."""
    shared = tmp_path_factory.getbasetemp().parent
    built, done = shared / "site", shared / "site-done"
    with (shared / "site-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            source = shared / "site-source"
            _copy_sources(source)
            command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
            environment = os.environ | {"SITE_OPERATIONS_EVERY": "25"}
            result = subprocess.run(
                [*command, "-D", "nitpicky=0", str(source / "docs"), str(built)],
                capture_output=True, text=True, check=False, env=environment, timeout=300,
            )  # fmt: skip
            assert result.returncode == 0, result.stderr
            done.touch()
    return built


def _copy_sources(target: Path) -> None:
    """The build writes pages below docs/: in a copy, not in the checkout."""
    from shutil import copy, copytree, ignore_patterns

    target.mkdir()
    generated = ignore_patterns("_build", "operations", "__pycache__")
    copytree(DOCS, target / "docs", ignore=generated)
    for name in ("CHANGELOG.md", "CONTRIBUTING.md"):
        copy(ROOT / name, target)
