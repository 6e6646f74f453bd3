"""Hold the membership table against every NumPy minor that installs: ``python -m tests.surface.minors``.

Each gets an environment of its own in a temporary folder, without the project's lock.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "flopscope" / "src"
OLDEST = (2, 0)


def check(minor: str, folder: Path) -> int | None:
    """Print the counts under one NumPy minor; its exit status, or None where it does not install."""
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, f"numpy=={minor}.*"], stderr=subprocess.DEVNULL).returncode:
        return None
    environment = os.environ | {"PYTHONPATH": str(SOURCES), "FLOPSCOPE_ENGINE": "local"}
    run = subprocess.run([python, "-m", "flopscope._tools.surface"], env=environment)
    return run.returncode


def main() -> int:
    """Every minor from the oldest up to the first that is not there."""
    worst = 0
    major, number = OLDEST
    while True:
        minor = f"{major}.{number}"
        with tempfile.TemporaryDirectory() as folder:
            status = check(minor, Path(folder))
        if status is None:
            print(f"NumPy {minor} does not install with this Python; done")
            return worst
        worst = max(worst, status)
        number += 1


if __name__ == "__main__":
    sys.exit(main())
