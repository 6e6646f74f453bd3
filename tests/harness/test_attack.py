"""An attack that gets through, or a layer that is not there, is noticed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from flopscope_eval._run.progress import Quiet
from flopscope_eval._run.status import Status
from flopscope_eval.doctor import attacks as hostile
from flopscope_eval.doctor.attacks import TRUSTED, Case
from flopscope_eval.sandbox import KINDS, differences
from flopscope_eval.sandbox.process import ProcessSandbox

DOC = '"""Tries nothing.\n\nexpect: ok\nflops: 0\nstopped-by: {stopped_by}\n"""\n'


def case(folder: Path, text: str, stopped_by: str = "files") -> Case:
    path = folder / "attack.py"
    path.write_text(DOC.format(stopped_by=stopped_by) + text)
    return Case.read(path)


def test_every_attack_says_what_stops_it() -> None:
    for one in hostile.cases():
        assert one.tags["expect"] in list(Status)
        assert int(one.tags["flops"]) >= 0


def test_whatever_a_sandbox_does_otherwise_is_declared() -> None:
    """A tag for one sandbox alone needs a reason, and the reasons are rows of one table."""
    declared = {row.name for row in differences.ROWS}
    for one in hostile.cases():
        differs = any(tag.endswith(tuple(f"-{kind}" for kind in KINDS)) for tag in one.tags)
        assert differs == ("differs" in one.tags), one.name
        assert one.tags.get("differs", "memory") in declared, one.name


@pytest.mark.parametrize(
    ("text", "stopped_by", "problem"),
    [
        ("print('BREACH somewhere')", "files", "BREACH somewhere"),
        ("import sys; sys.stderr.write('BREACH')", "files", "BREACH"),
        ("1 / 0", "files", "must be ok, not submission_error"),
        ("import flopscope.numpy as f; (f.ones(9) + 1).tolist()", "files", "cost 9 FLOPs, not 0"),
        ("", "antigravity", "the layer 'antigravity' was not in force"),
    ],
)
def test_what_gets_through_is_named(
    tmp_path: Path, text: str, stopped_by: str, problem: str
) -> None:
    attack = hostile.attack(ProcessSandbox(), case(tmp_path, text, stopped_by), Quiet())
    assert not attack.was_stopped
    assert any(problem in one for one in attack.problems), attack.problems


def test_what_was_stopped_is_said_with_the_layer(tmp_path: Path) -> None:
    attack = hostile.attack(ProcessSandbox(), case(tmp_path, "", "files, ledger"), Quiet())
    assert attack.problems == ()
    assert attack.stopped_by == f"files (landlock); ledger ({TRUSTED['ledger']})"


def test_a_fixture_without_its_tags_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "attack.py"
    path.write_text('"""Says nothing.\n\nexpect: ok\n"""\n')
    with pytest.raises(ValueError, match="no tag flops, stopped-by"):
        Case.read(path)


def doctor(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flopscope_eval", "doctor", "--sandbox", "process", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)


def test_the_doctor_attacks_and_tells() -> None:
    done = doctor("--attack", "--only", "network", "--only", "self_kill", "--json", "-")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert [(row["attack"], row["status"]) for row in document["attacks"]] == [
        ("network", "ok"),
        ("self_kill", "submission_error"),
    ]
    assert document["attacks"][0]["stopped_by"] == "network (seccomp)"
    assert all(row["stopped"] for row in document["attacks"])
    assert {"landlock", "seccomp"} <= {row["name"] for row in document["findings"]}
    assert "network (seccomp)" in done.stderr


def test_an_attack_that_is_not_there_is_wrong_usage() -> None:
    done = doctor("--attack", "--only", "magic")
    assert done.returncode == 2
    assert "no attack is called magic" in done.stderr


def test_the_doctor_writes_a_page(tmp_path: Path) -> None:
    page = tmp_path / "attacks.md"
    assert doctor("--attack", "--only", "network", "--markdown", str(page)).returncode == 0
    row = "| `network` | Looks for a way out: "
    assert any(line.startswith(row) for line in page.read_text().splitlines())
    assert "1 of 1 runs ended as they must" in page.read_text()


def test_a_runtime_is_one_of_dockers() -> None:
    done = doctor("--attack", "--only", "network", "--runtime", "runsc")
    assert done.returncode == 2
    assert "--runtime is for --sandbox docker" in done.stderr
