"""The registry of sandboxes, and the dummy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flopscope_eval._run.limits import ROWS as LIMITS
from flopscope_eval._run.status import KillReason, Status
from flopscope_eval.sandbox import registry
from flopscope_eval.sandbox.interface import Sandbox, SandboxUnavailable

from .running import program, run


def test_every_row_makes_a_sandbox_of_its_name() -> None:
    for name, row in registry.ROWS.items():
        sandbox: Sandbox = row.make()
        assert sandbox.name == row.name == name


def test_a_sandbox_that_confines_nothing_is_only_chosen_by_its_name() -> None:
    assert registry.KINDS == ("docker", "process")
    assert "dummy" not in [sandbox.name for sandbox in registry.sandboxes()]
    assert registry.choose("dummy").name == "dummy"


def test_an_unknown_sandbox_is_told_by_its_name() -> None:
    with pytest.raises(SandboxUnavailable, match="no sandbox is called 'vm'; use docker"):
        registry.choose("vm")


def test_a_run_in_docker_imports_nothing_of_the_process_sandbox() -> None:
    code = (
        "import sys, flopscope_eval.commands.main, flopscope_eval.sandbox.docker\n"
        "print([name for name in sys.modules if '.sandbox.process' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("row", LIMITS, ids=lambda row: row.name)
def test_a_limit_is_measured_by_the_sandbox_or_by_the_server(row: object) -> None:
    assert (row.used is None) != (row.summary is None)  # type: ignore[attr-defined]
    # A run that the sandbox ends has a status; one that the server refuses further operations may have one.
    measured_here = row.used is not None  # type: ignore[attr-defined]
    assert row.kill_reason is None or measured_here  # type: ignore[attr-defined]
    if measured_here:
        assert (row.kill_reason is None) == (row.status is None)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ('{"flops_used": 10}', Status.OK),
        ('{"exit": 3}', Status.SUBMISSION_ERROR),
        ('{"kill": "wall_time"}', Status.TIME_LIMIT),
        ('{"protocol_errors": 1}', Status.PROTOCOL_VIOLATION),
        ('{"failure": "no space left"}', Status.HARNESS_ERROR),
    ],
)
def test_the_dummy_gives_what_a_submission_asks_for(
    tmp_path: Path, outcome: str, status: Status
) -> None:
    judged = run(registry.choose("dummy"), program(tmp_path, f"# dummy: {outcome}\n1 / 0\n"))
    assert judged.status is status
    assert judged.evidence.layers == ()


def test_every_limit_that_ends_a_run_has_its_status(tmp_path: Path) -> None:
    for row in LIMITS:
        if row.kill_reason is not None:
            text = f'# dummy: {{"kill": "{row.kill_reason}"}}\n'
            judged = run(registry.choose("dummy"), program(tmp_path, text))
            assert judged.status is row.status
            killed = [name for name, used in judged.document()["limits"].items()
                      if used["killed_by"]]  # fmt: skip
            assert killed == [row.name]
    reasons = {row.kill_reason for row in LIMITS if row.kill_reason}
    assert set(KillReason) - reasons == {
        KillReason.SERVER_LOST,
        KillReason.START_TIMEOUT,
        KillReason.INTERRUPTED,
    }
