"""Whoever has a result and its submission can find out whether the score is what it says."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flopscope_eval._run.submission import Submission
from flopscope_eval.judging import verify
from flopscope_eval.sandbox import choose
from flopscope_eval.sandbox.interface import Sandbox

from .conftest import sandbox_parameters, usable
from .running import program, run

# The number of steps depends on the run's seed, so another seed would not give the same FLOPs.
RANDOM = """
import flopscope.numpy as fnp

generator = fnp.random.default_rng()
for _ in range(int(generator.integers(5, 500))):
    x = generator.normal(size=(7, 9))
    fnp.linalg.norm(x @ x.T)
"""


@pytest.fixture(scope="module", params=sandbox_parameters())
def made_in(request: pytest.FixtureRequest) -> Sandbox:
    return usable(request.param)


@pytest.fixture(scope="module")
def folder(made_in: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A submission and its result, made in each sandbox."""
    folder = tmp_path_factory.mktemp("verify")
    path = program(folder, RANDOM)
    document = run(made_in, path, "--seed", "11", "--time-limit", "50").document()
    assert document["status"] == "ok", document["message"]
    (folder / "result.json").write_text(json.dumps(document))
    return folder


@pytest.fixture
def recorded(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "result.json").read_text())
    return found


def call(result: Path, submission: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flopscope_eval", "verify", str(result), str(submission)]
    return subprocess.run(
        [*command, *options], capture_output=True, text=True, check=False, timeout=100
    )


def test_a_result_of_any_sandbox_holds_in_a_process(
    folder: Path, made_in: Sandbox, recorded: dict[str, Any]
) -> None:
    done = call(
        folder / "result.json", folder / "submission.py", "--sandbox", "process", "--json", "-"
    )
    assert done.returncode == 0, done.stderr
    assert "the score holds" in done.stderr
    document = json.loads(done.stdout)
    assert document["verified"]
    assert document["differences"] == []
    assert document["recorded_run_id"] == recorded["run_id"] != document["again"]["run_id"]
    assert document["again"]["score"]["operations"].keys() == recorded["score"]["operations"].keys()
    assert document["again"]["limits"]["wall_time_s"]["limit"] == 50
    differing = {row["what"] for row in document["environment"]}
    assert ("sandbox" in differing) == (made_in.name == "docker")
    assert ("images.server.id" in differing) == (made_in.name == "docker")


def test_a_changed_score_does_not_hold(folder: Path, recorded: dict[str, Any]) -> None:
    recorded["score"]["operations"]["matmul"]["flop_cost"] -= 1
    recorded["score"]["flops_used"] -= 1
    (folder / "forged.json").write_text(json.dumps(recorded))
    done = call(folder / "forged.json", folder / "submission.py", "--sandbox", "process")
    assert done.returncode == 1
    assert "THE SCORE DOES NOT HOLD" in done.stdout
    assert "operations.matmul.flop_cost" in done.stdout


def test_a_result_runs_again_in_what_it_was_made_in(folder: Path, made_in: Sandbox) -> None:
    options = ("--sandbox", made_in.name, "--json", "-")
    done = call(folder / "result.json", folder / "submission.py", *options)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert ("images" in document["again"]["provenance"]) == (made_in.name == "docker")
    differing = {row["what"].partition(".")[0] for row in document["environment"]}
    assert not differing & {"sandbox", "images", "packages", "python"}


def test_a_forged_result_gets_no_more_than_the_caller_allows(
    folder: Path, recorded: dict[str, Any]
) -> None:
    recorded["limits"]["wall_time_s"]["limit"] = 10**6
    recorded["limits"]["memory_bytes"]["limit"] = 2**50
    (folder / "greedy.json").write_text(json.dumps(recorded))
    options = ("--sandbox", "process", "--memory", "1GiB", "--json", "-")
    done = call(folder / "greedy.json", folder / "submission.py", *options)
    assert done.returncode == 0, done.stderr
    limits = json.loads(done.stdout)["again"]["limits"]
    assert limits["wall_time_s"]["limit"] == 300
    assert limits["memory_bytes"]["limit"] == 2**30
    assert "the result asks for --time-limit 1e+06, and this run has 300" in done.stderr


def test_a_forged_result_does_not_choose_the_sandbox(
    folder: Path, recorded: dict[str, Any]
) -> None:
    recorded["isolation"]["sandbox"] = "process"
    (folder / "weaker.json").write_text(json.dumps(recorded))
    done = call(folder / "weaker.json", folder / "submission.py", "--json", "-")
    assert done.returncode == 0, done.stderr
    best = choose("auto").name
    assert json.loads(done.stdout)["again"]["isolation"]["sandbox"] == best


def test_another_submission_is_not_run(folder: Path, tmp_path: Path) -> None:
    done = call(folder / "result.json", program(tmp_path, "pass"))
    assert done.returncode == 2
    assert "is not what was run" in done.stderr


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("status",), "budget_exhausted"),
        (("score", "op_log_sha256"), "0" * 64),
        (("score", "policy", "sha256"), "0" * 64),
        (("score", "refused"), {"op_name": "add", "flop_cost": 1, "flops_remaining": 0}),
        (("score", "seed"), 12),
        (("score", "operations", "matmul", "calls"), 0),
        (("score", "operations", "sort"), {"flop_cost": 0, "calls": 1}),
    ],
)
def test_no_part_of_a_score_may_differ(
    recorded: dict[str, Any], where: tuple[str, ...], value: object
) -> None:
    assert verify.compare(recorded, recorded).holds
    changed: Any = copy.deepcopy(recorded)
    part = changed
    for name in where[:-1]:
        part = part[name]
    part[where[-1]] = value
    assert not verify.compare(changed, recorded).holds
    assert not verify.compare(recorded, changed).holds


def test_times_and_hosts_may_differ(recorded: dict[str, Any]) -> None:
    changed = copy.deepcopy(recorded)
    changed["score"]["operations"]["matmul"]["flopscope_backend_time_s"] += 1
    changed["provenance"]["host"]["kernel"] = "9.9"
    verification = verify.compare(recorded, changed)
    assert verification.holds
    assert [one.what for one in verification.environment] == ["host.kernel"]


def test_a_policy_is_known_by_its_hash(
    folder: Path, recorded: dict[str, Any], tmp_path: Path
) -> None:
    submission = Submission.load(folder / "submission.py")
    assert verify.plan(recorded, submission, None).policy == "flops"
    own = tmp_path / "own.json"
    own.write_text("{}")
    with pytest.raises(verify.NothingToVerify, match="its hash differs"):
        verify.plan(recorded, submission, own)
    recorded["score"]["policy"]["sha256"] = (
        "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    )
    assert verify.plan(recorded, submission, own).policy == own
    with pytest.raises(verify.NothingToVerify, match="give its file with --policy"):
        verify.plan(recorded, submission, None)


@pytest.mark.parametrize(
    "where", [("limits", "threads"), ("score", "flop_budget"), ("provenance",), ("evidence",)]
)
def test_a_result_with_parts_missing_is_told(
    folder: Path, recorded: dict[str, Any], where: tuple[str, ...]
) -> None:
    part: Any = recorded
    for name in where[:-1]:
        part = part[name]
    del part[where[-1]]
    with pytest.raises(verify.NothingToVerify, match=where[-1]):
        verify.plan(recorded, Submission.load(folder / "submission.py"), None)


def test_a_result_without_a_score_is_refused() -> None:
    path = Path(__file__).parent / "results" / "v1-error-process.json"
    with pytest.raises(verify.NothingToVerify, match="has no score: its run was 'harness_error'"):
        verify.read(path)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "not JSON"),
        ('{"schema": 1, "score": NaN}', "NaN is not a number"),
        ('{"schema": 1, "schema": 1}', "occurs twice"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "not a result of schema version 1"),
        ('{"schema": 99}', "version is 99"),
    ],
)
def test_what_is_no_result_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "result.json"
    path.write_text(text)
    with pytest.raises(verify.NothingToVerify, match=reason):
        verify.read(path)
