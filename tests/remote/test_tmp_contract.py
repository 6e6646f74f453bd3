"""The engines' contract on the remote engine, in an interpreter that has no NumPy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ..engines.cases import CASES
from ..engines.reference import RECORD, record
from ..engines.test_like_numpy import observed
from ..without_numpy import without_numpy_path
from .serving import ROOT, RunningServer, environment

PYTEST = ("pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pygments", "py")
OPTIONS = "[pytest]\naddopts = --import-mode=importlib -p no:cacheprovider -p no:warnings\n"
"""Where pytest records warnings, the remote engine never queues an operation that may warn."""


@pytest.fixture
def without_numpy(tmp_path: Path) -> list[str]:
    """The command line of an interpreter in which NumPy is nowhere to be found."""
    path = without_numpy_path(tmp_path / "packages", *PYTEST)
    command = [sys.executable, "-S", "-c"]
    start = f"import sys; sys.path.append({str(path)!r}); "
    probe = start + "import importlib.util as u; sys.exit(u.find_spec('numpy') is not None)"
    assert subprocess.run([*command, probe], check=False).returncode == 0
    return [*command, start + "import pytest; sys.exit(pytest.main(sys.argv[1:]))"]


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What every case shows with NumPy and on the local engine."""
    path = tmp_path_factory.mktemp("reference") / "reference.json"
    record([case.source for case in CASES], path, observed)
    return path


@pytest.mark.timeout(2000)
@pytest.mark.parametrize("queue", ["1", "0"], ids=["queued", "each at once"])
def test_the_contract_holds_without_numpy(
    queue: str, without_numpy: list[str], reference: Path, tmp_path: Path
) -> None:
    (tmp_path / "pytest.ini").write_text(OPTIONS)
    options = ["-q", "-c", str(tmp_path / "pytest.ini"), "--rootdir", str(ROOT)]
    with RunningServer("--seed", "7") as server:
        done = subprocess.run(
            [*without_numpy, *options, str(ROOT / "tests" / "engines")],
            env=environment(server.url, FLOPSCOPE_QUEUE=queue, **{RECORD: str(reference)}),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
        summary = server.stop()
    assert summary["protocol_errors"] == 0
