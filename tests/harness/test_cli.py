"""The command line, as a program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from flopscope_eval._run import limits
from flopscope_eval._run.status import TABLE, Status
from flopscope_eval.judging.schema import schema

from .running import program

COMMAND = (sys.executable, "-m", "flopscope_eval")
TEN_FLOPS = "import flopscope.numpy as fnp\n(fnp.ones(10) + fnp.ones(10)).tolist()\n"


def call(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=100
    )


def run(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return call("run", path, "--sandbox", "process", "--budget", "15", *arguments)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (TEN_FLOPS, Status.OK),
        (TEN_FLOPS * 2, Status.BUDGET_EXHAUSTED),
        ("raise SystemExit(1)", Status.SUBMISSION_ERROR),
        ("bytearray(10**12)", Status.MEMORY_LIMIT),
    ],
)
def test_the_exit_code_is_the_statuss(tmp_path: Path, text: str, status: Status) -> None:
    done = run(program(tmp_path, text), "--json", str(tmp_path / "result.json"))
    assert done.returncode == TABLE[status].exit_code
    document = json.loads((tmp_path / "result.json").read_text())
    jsonschema.Draft202012Validator(schema()).validate(document)
    assert document["status"] == status
    assert status in done.stdout


def test_a_result_is_written_though_nobody_reads_the_report(tmp_path: Path) -> None:
    target = tmp_path / "result.json"
    arguments = ("--sandbox", "process", "--budget", "15", "--json", str(target))
    command = [*COMMAND, "run", str(program(tmp_path, TEN_FLOPS)), *arguments]
    reading, writing = os.pipe()
    os.close(reading)
    subprocess.run(command, stdout=writing, stderr=subprocess.DEVNULL, check=False, timeout=100)
    os.close(writing)
    assert json.loads(target.read_text())["score"]["flops_used"] == 10


def test_json_on_standard_output_is_alone_there(tmp_path: Path) -> None:
    done = run(program(tmp_path, TEN_FLOPS + "print('{')"), "--json", "-", "--seed", "5")
    document = json.loads(done.stdout)
    assert (document["score"]["flops_used"], document["score"]["seed"]) == (10, 5)
    assert "10 used of 15" in done.stderr


def test_a_seed_makes_a_run_repeat(tmp_path: Path) -> None:
    text = "import flopscope.numpy as fnp\nprint(fnp.random.default_rng().random(3).tolist())\n"
    path = program(tmp_path, text)
    printed = [
        json.loads(run(path, "--json", "-", "--seed", seed).stdout)["output"]["stdout"]["head"]
        for seed in ("1", "1", "2")
    ]
    assert printed[0] == printed[1] != printed[2]


@pytest.mark.parametrize("budget", ["nan", "-1", "0.5", "much"])
def test_a_wrong_budget_is_wrong_usage(tmp_path: Path, budget: str) -> None:
    done = call("run", program(tmp_path, ""), "--budget", budget)
    assert done.returncode == 2
    assert "--budget" in done.stderr


def test_what_is_no_submission_is_wrong_usage(tmp_path: Path) -> None:
    done = call("run", tmp_path / "nothing.py", "--budget", "1")
    assert done.returncode == 2
    assert "does not exist" in done.stderr


def test_an_unknown_policy_is_told_by_its_name(tmp_path: Path) -> None:
    done = run(program(tmp_path, ""), "--policy", "gold")
    assert done.returncode == 2
    assert "policy 'gold' is neither a shipped one" in done.stderr


def test_help_names_every_limit_and_every_exit_code() -> None:
    text = call("run", "--help").stdout
    for row in limits.ROWS:
        assert row.flag in text
    for status, meaning in TABLE.items():
        assert f"{meaning.exit_code:>3}  {status}" in text


def test_doctor_names_what_confines() -> None:
    done = call("doctor")
    assert done.returncode == 0
    for name in ("kernel", "landlock", "seccomp", "user", "sandbox docker", "sandbox process"):
        assert f" {name}: " in done.stdout


def test_gc_leaves_nothing_for_a_second_time() -> None:
    first, second = call("gc"), call("gc")
    assert (first.returncode, second.returncode) == (0, 0)
    assert "removed folder" not in second.stdout
