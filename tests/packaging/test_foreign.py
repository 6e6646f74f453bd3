"""Another project's packages of the same names, before and after ours, in environments thrown away."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from flopscope import __version__

from .conftest import Environment

FOREIGN = "0.12.4"
_OURS = "import flopscope; flopscope.BudgetContext; print(flopscope.__version__)"


def install_foreign(made: Environment, name: str) -> None:
    """The other project's package from the index; without an index there is nothing to try."""
    done = made.pip("install", "--quiet", "--no-deps", f"{name}=={FOREIGN}", check=False)
    if done.returncode and os.environ.get("CI") != "true":
        pytest.skip("no package index answers")
    assert done.returncode == 0, done.stderr


def is_ours_or_loud(done: subprocess.CompletedProcess[str]) -> bool:
    """Whether it is wholly ours, or an error; never a mixture that runs."""
    return done.stdout.strip() == __version__ or done.returncode != 0


@pytest.mark.parametrize("name", ["flopscope", "flopscope-client", "flopscope-server"])
def test_foreign_first(
    name: str, wheels: list[Path], environment: Callable[[], Environment]
) -> None:
    made = environment()
    install_foreign(made, name)
    made.pip("install", "--quiet", "--no-deps", "--no-index", *wheels)
    done = made.run(_OURS)
    assert is_ours_or_loud(done), done.stdout
    if name == "flopscope":
        assert done.stdout.strip() == __version__, done.stderr


@pytest.mark.parametrize("name", ["flopscope-client", "flopscope-server"])
def test_foreign_beside_ours(
    name: str, wheels: list[Path], environment: Callable[[], Environment]
) -> None:
    made = environment()
    ours = [w for w in wheels if not w.name.startswith(name.replace("-", "_"))]
    made.pip("install", "--quiet", "--no-deps", "--no-index", *ours)
    install_foreign(made, name)
    done = made.run(_OURS)
    assert done.stdout.strip() != __version__, "it runs, with foreign files beside it"
    if done.returncode == 0:
        assert done.stdout.strip() == FOREIGN, "the other project's, whole, and no mixture"
    assert made.pip("check", check=False).returncode != 0


def test_an_index_cannot_satisfy_our_requirements(
    wheels: list[Path], environment: Callable[[], Environment]
) -> None:
    made = environment()
    [client] = [w for w in wheels if w.name.startswith("flopscope_client-")]
    done = made.pip("install", "--quiet", client, check=False)
    assert done.returncode != 0
    assert f"flopscope=={__version__}" in done.stderr
