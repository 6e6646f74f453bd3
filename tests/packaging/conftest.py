"""Wheels and source distributions, built once, and environments to install them into."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("flopscope", "client", "server", "harness")


class Environment:
    """A virtual environment without anything of this one.

    Parameters
    ----------
    folder : Path
        Where it is made.
    """

    def __init__(self, folder: Path) -> None:
        venv.create(folder, with_pip=False, symlinks=True)
        self.folder = folder
        self.python = folder / "bin" / "python"

    def pip(self, *arguments: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run this interpreter's pip on the environment."""
        command = [sys.executable, "-m", "pip", "--python", str(self.python), *map(str, arguments)]
        done = subprocess.run(
            [*command, "--disable-pip-version-check"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0 or not check, done.stderr
        return done

    def run(self, code: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run Python code outside any checkout."""
        plain = {k: v for k, v in os.environ.items() if not k.startswith(("FLOPSCOPE_", "PYTHON"))}
        return subprocess.run(
            [self.python, "-c", code],
            cwd=self.folder,
            env=plain | environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def environment(tmp_path: Path) -> Callable[[], Environment]:
    """Makes an empty environment."""
    return lambda: Environment(tmp_path / "venv")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source distribution of each, and the wheel that is built from that."""
    folder = tmp_path_factory.mktemp("dist")
    for name in FOLDERS:
        subprocess.run(
            [sys.executable, "-m", "build", "--no-isolation", "-o", folder, ROOT / name],
            check=True,
            capture_output=True,
        )
    return folder


@pytest.fixture(scope="session")
def wheels(built: Path) -> list[Path]:
    """The four wheels."""
    return sorted(built.glob("*.whl"))
