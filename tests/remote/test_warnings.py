"""A program's warnings on stderr: at its own statements and under its own filters, as with NumPy."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .serving import RunningServer, environment

PROGRAM = """
import sys
import warnings
import flopscope.numpy as fnp


def inverse(x):
    return (
        1.0
        / x
    )


a = fnp.zeros(3)
for _ in range(3):
    b = a / 0
    c = fnp.log(a - 1)
inverse(a)
inverse(a)
a /= a
fnp.float32(1e38) * fnp.ones(2, dtype="float32") * 10
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    fnp.sqrt(-c * 0 - 1)
    print([(w.lineno, w.filename == __file__, str(w.message)) for w in caught], file=sys.stderr)
with warnings.catch_warnings():
    warnings.filterwarnings("ignore", module="__main__")
    fnp.sqrt(b * 0)
with fnp.errstate(divide="ignore"):
    1 / (a * 0)
print([bool(fnp.isfinite(x).all()) for x in (a, b, c)], file=sys.stderr)
"""
INSIDE = """
import sys
import flopscope.numpy as fnp
for _ in range(2):
    fnp.std(fnp.ones(0))
    fnp.nanmean(fnp.array([fnp.nan, fnp.nan]))
    fnp.corrcoef(fnp.ones((2, 3)))
    fnp.apply_along_axis(lambda row: row / 0, 1, fnp.ones((2, 3)))
    fnp.piecewise(
        fnp.zeros(3), [[True, False, True]], [lambda x: 1 / x, 3]
    )
    fnp.polynomial.Polynomial([1, 2]) / fnp.float64(0)
print("done", file=sys.stderr)
"""
"""What NumPy computes in several steps, and warns of at lines of its own."""

FILTERS = (
    "default",
    "always",
    "ignore",
    "module",
    "once",
    "error",
    "error::RuntimeWarning:__main__",
    "ignore:divide by zero:RuntimeWarning",
)


def stderr(program: Path, filters: str, variables: dict[str, str]) -> str:
    """What a program writes to stderr."""
    options = ["-W", filters] if filters else []
    done = subprocess.run(
        [sys.executable, *options, str(program)],
        env=variables,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stderr


@functools.cache
def numpys(program: Path, filters: str) -> str:
    """The same with NumPy in place of flopscope."""
    program.write_text(PROGRAM.replace("flopscope.numpy", "numpy"))
    return stderr(program, filters, dict(os.environ))


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the program is, whatever it imports: its path is in the warnings."""
    return tmp_path_factory.mktemp("warnings") / "program.py"


ENGINES = [("local", "1"), ("remote", "1"), ("remote", "0")]


@pytest.mark.parametrize(("engine", "queue"), ENGINES, ids=str)
@pytest.mark.parametrize("filters", FILTERS)
def test_warnings_are_numpys(
    filters: str, engine: str, queue: str, program: Path, shared: RunningServer
) -> None:
    expected = numpys(program, filters)
    program.write_text(PROGRAM)
    variables = environment(shared.url, FLOPSCOPE_ENGINE=engine, FLOPSCOPE_QUEUE=queue)
    found = stderr(program, filters, variables)
    if filters.startswith("error"):  # the frames of what raised it differ
        found, expected = found.splitlines()[-1], expected.splitlines()[-1]
        assert found.startswith("RuntimeWarning: ")
    assert found == expected


def test_what_numpy_warns_of_inside_is_at_the_programs_statement(
    program: Path, shared: RunningServer
) -> None:
    program.write_text(INSIDE)
    seen = []
    for engine, queue in ENGINES:
        variables = environment(shared.url, FLOPSCOPE_ENGINE=engine, FLOPSCOPE_QUEUE=queue)
        seen.append(stderr(program, "", variables))
    assert seen[0] == seen[1] == seen[2]
    lines = [line for line in seen[0].splitlines() if "Warning" in line]
    assert len(lines) >= 7
    assert all(line.startswith(f"{program}:") for line in lines)
    assert len(set(lines)) == len(lines)  # each statement once, though it runs twice


def test_numpys_own_use_beside_it_is_left_alone(program: Path) -> None:
    program.write_text(
        "import numpy as np\n"
        "import flopscope.numpy as fnp\n"
        "fnp.std(fnp.ones(0))\n"
        "np.divide(1, [0.0])\n"
        "np.std([])\n"
    )
    found = stderr(program, "", dict(os.environ) | {"FLOPSCOPE_ENGINE": "local"})
    places = [line.split(": ")[0] for line in found.splitlines() if "Warning" in line]
    assert f"{program}:3" in places
    assert f"{program}:4" in places
    assert any("numpy" in place for place in places)
