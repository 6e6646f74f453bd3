"""What other programs import."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

import flopscope_eval
from flopscope_eval import Fault, Limits, Result, SandboxUnavailable, Status, SubmissionRefused, run

from .running import program


def test_public_names_are_there_after_every_module_was_imported() -> None:
    for module in pkgutil.walk_packages(flopscope_eval.__path__, "flopscope_eval."):
        # Alembic runs its environment itself.
        if not module.name.endswith(("__main__", "migrations.env")):
            importlib.import_module(module.name)
    for name in flopscope_eval.__all__:
        public = getattr(flopscope_eval, name)
        assert not inspect.ismodule(public), name
    assert callable(flopscope_eval.run)


def test_run_gives_a_result(tmp_path: Path) -> None:
    path = program(tmp_path, '# dummy: {"flops_used": 10}')
    result = run(path, "1e3", sandbox="dummy", seed=7, limits=Limits(wall_time_s=5))
    assert isinstance(result, Result)
    assert (result.status, result.fault) == (Status.OK, Fault.NOBODY)
    assert result.score is not None
    assert (result.score.flops_used, result.score.flops_remaining) == (10, 990)
    assert result.limits["wall_time_s"].limit == 5
    assert result.provenance.seed == 7


def test_run_says_what_is_wrong(tmp_path: Path) -> None:
    path = program(tmp_path, "")
    with pytest.raises(SubmissionRefused, match="does not exist"):
        run(tmp_path / "gone.py", 1)
    with pytest.raises(SandboxUnavailable, match="no sandbox is called"):
        run(path, 1, sandbox="vm")
    with pytest.raises(ValueError, match="whole number"):
        run(path, "0.5", sandbox="dummy")
    with pytest.raises(ValueError, match="seed"):
        run(path, 1, sandbox="dummy", seed=-1)
