"""The type stubs are those that the table gives, agree with what runs, and find mistakes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flopscope._table import TABLE
from flopscope._tools.stubs.__main__ import path
from flopscope._tools.stubs.write import MODULES, methods, stub

PROGRAM = Path(__file__).with_name("typed_program.py")


@pytest.mark.parametrize("name", MODULES)
def test_the_stubs_are_fresh(name: str) -> None:
    assert path(name).read_text() == stub(name), "write them: python -m flopscope._tools.stubs"


def test_the_stub_of_the_methods_is_fresh() -> None:
    assert path("_arrays.methods").read_text() == methods()


def mypy(*arguments: str, cwd: Path) -> list[str]:
    """mypy's lines, in a process and a cache of its own."""
    command = [sys.executable, "-m", "mypy", "--cache-dir", str(cwd / "cache"), *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    return done.stdout.splitlines()


def test_mistakes_are_found_and_nothing_else(tmp_path: Path) -> None:
    lines = PROGRAM.read_text().splitlines()
    planted = {n for n, line in enumerate(lines, 1) if "# mistake" in line}
    assert len(planted) == 15
    copy = tmp_path / "program.py"
    copy.write_text("\n".join(line.replace("# mistake", "") for line in lines))
    found = {
        int(line.split(":")[1])
        for line in mypy("--strict", str(copy), cwd=tmp_path)
        if " error: " in line
    }
    assert found == planted


@pytest.mark.slow
def test_the_stubs_agree_with_what_runs(tmp_path: Path) -> None:
    allowed = tmp_path / "allowed"
    # A generic alias at run time; and functions that are objects, since NumPy's are no descriptors.
    names = [
        "typing.NDArray",
        "asanyarray",
        *sorted(r.name for r in TABLE.values() if r.is_builtin),
    ]
    allowed.write_text("".join(f"flopscope.numpy.{name}\n" for name in names))
    command = [sys.executable, "-m", "mypy.stubtest", "--concise", "--allowlist", str(allowed)]
    done = subprocess.run(
        [*command, "flopscope.numpy", "flopscope._arrays.array"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
