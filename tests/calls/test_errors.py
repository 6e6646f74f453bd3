"""What a program sees of an error: its own lines, one frame of flopscope, and the reason."""

from __future__ import annotations

import inspect
import linecache
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import flopscope.numpy as fnp
from flopscope_server.testing import RunningServer, client_environment

PROGRAMS = {
    "operator": "fnp.ones(3) + fnp.ones(4)",
    "function": "fnp.add(fnp.ones(3), fnp.ones(4))",
    "a list of arrays": "fnp.concatenate([fnp.ones(3), fnp.ones((3, 3))])",
    "an axis": "fnp.sum(fnp.ones(3), axis=4)",
    "text": "fnp.add('a', fnp.ones(4))",
    "a subscript": "fnp.einsum('ij,jk', fnp.ones(3), fnp.ones(4))",
    "the data": "fnp.linalg.inv(fnp.zeros((2, 2)))",
    "an index": "fnp.ones(3)[7]",
    "a method": "fnp.ones(3).reshape(7)",
    "a random draw": "fnp.random.default_rng(1).normal(scale=-1.0)",
}


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with RunningServer() as running:
        yield running


def _shown(program: str, environment: dict[str, str], tmp_path: Path) -> list[str]:
    """The traceback of a program that fails, line by line."""
    file = tmp_path / "program.py"
    file.write_text(f"import flopscope.numpy as fnp\n{program}\n")
    run = subprocess.run(
        [sys.executable, file], env=environment, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 1, run.stderr
    return run.stderr.splitlines()


@pytest.mark.parametrize("engine", ["local", "remote"])
@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_a_traceback_has_the_programs_lines_and_one_frame_of_ours(
    program: str, engine: str, server: RunningServer, tmp_path: Path
) -> None:
    environment = client_environment(server.url) | {"FLOPSCOPE_ENGINE": engine}
    lines = _shown(program, environment, tmp_path)
    files = [line.strip() for line in lines if line.strip().startswith("File ")]
    assert files[0].startswith(f'File "{tmp_path}')
    assert len(files) <= 2, lines
    assert "KeyError" not in "\n".join(lines)
    assert lines[0].startswith("Traceback")
    assert lines.count("Traceback (most recent call last):") == 1


def test_the_programs_own_frames_stay() -> None:
    class Mine:
        def __array__(self, *_: Any, **__: Any) -> Any:
            raise ValueError("mine")

    with pytest.raises(ValueError, match="mine") as caught:
        fnp.add(Mine(), 1)
    assert [f for f in caught.traceback if f.name == "__array__"]


@pytest.fixture
def failing() -> Callable[[], Any]:
    x = fnp.ones(3)
    return lambda: x + fnp.ones(4)


def test_generated_source_is_in_linecache(failing: Callable[[], Any]) -> None:
    with pytest.raises(ValueError, match="could not be broadcast") as caught:
        failing()
    shown = "".join(traceback.format_tb(caught.value.__traceback__))
    assert "raise _trimmed(error)" in shown
    file = caught.value.__traceback__.tb_next.tb_next.tb_frame.f_code.co_filename  # type: ignore[union-attr]
    assert file == "<flopscope ndarray.__add__>"
    assert linecache.getline(file, 1).startswith("def __add__(self, other):")
    assert inspect.getsource(fnp.sum).startswith("def sum(a, axis=")
