"""What a client's start imports: a fact, where a time would be an opinion."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ..without_numpy import without_numpy_path
from .serving import RunningServer

NEEDED = "import zmq, msgpack"
OURS = "import flopscope.numpy as fnp, flopscope_client.engine"

HEAVY = frozenset(
    "argparse ast asyncio csv dataclasses decimal difflib dis hashlib http importlib.metadata"
    " importlib.resources inspect logging pathlib shutil socket ssl subprocess tempfile textwrap tokenize"
    " unittest urllib".split()
)
"""Of the standard library, what takes long to import; pyzmq and msgpack may need some of it themselves."""

LATER = frozenset(
    f"flopscope.{name}"
    for name in (
        "_composed.legacy _extras.live _extras.module _pricing.files _table.membership _tools"
        " accounting numpy.polynomial stats"
    ).split()
)
"""Of flopscope, what most programs do not ask for."""


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return without_numpy_path(tmp_path_factory.mktemp("start") / "packages")


def _modules(packages: Path, program: str, url: str) -> set[str]:
    """The modules of an interpreter that has run a program as a participant has it."""
    found = subprocess.run(
        [sys.executable, "-S", "-c", f"{program}; import sys; print(*sys.modules)"],
        env={"PYTHONPATH": os.fspath(packages), "FLOPSCOPE_SERVER_URL": url},
        check=True,
        capture_output=True,
        text=True,
    )
    return set(found.stdout.split())


@pytest.mark.parametrize(
    "program",
    [OURS, f"{OURS}; total = float(fnp.sum(fnp.ones(3) + 1)); assert total == 6"],
    ids=["import", "first results"],
)
def test_a_start_imports_what_it_needs(packages: Path, shared: RunningServer, program: str) -> None:
    imported = _modules(packages, program, shared.url) - _modules(packages, NEEDED, shared.url)
    assert {"flopscope.numpy", "flopscope_client.engine"} <= imported
    assert imported & (HEAVY | LATER) == set()


def test_what_most_do_not_ask_for_is_there(packages: Path, shared: RunningServer) -> None:
    program = "import flopscope, flopscope.numpy as fnp; fnp.polynomial, flopscope.accounting"
    assert {"flopscope.numpy.polynomial", "flopscope.accounting"} <= _modules(
        packages, program, shared.url
    )
