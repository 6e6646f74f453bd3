"""A recorded run under other policies: what `reprice` says is what a fresh run is charged."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from flopscope._pricing.files import load, shipped_names
from flopscope_eval import Result, run
from flopscope_eval.commands.main import main
from flopscope_eval.judging.reprice import NothingToReprice, doubts, reprice, score_of

RESULTS = Path(__file__).parent / "results"
COMMAND = [sys.executable, "-c", "from flopscope_eval.commands.main import main; main()"]
PROGRAM = """
import flopscope as flops
import flopscope.numpy as fnp
x = fnp.random.default_rng(3).normal(size=(8, 4))
y = fnp.exp(x.astype("float32")) @ fnp.ones((4, 3), dtype="float32")
u, s, v = fnp.linalg.svd(x)
with flops.namespace("late"):
    z = fnp.concatenate([x, x])[3:5] + (fnp.arange(8).reshape(2, 4) << 2)
z[0] = 1.5
print(y.sum(), fnp.sort(z)[0, 0], (x + 1j).sum())
"""
LINEAR = [name for name in shipped_names() if load(name).is_linear]


@pytest.fixture(scope="module")
def submission(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("submission") / "submission.py"
    path.write_text(PROGRAM)
    return path


@pytest.fixture(scope="module")
def recorded(submission: Path) -> Result:
    return run(submission, "1e9", sandbox="process", seed=7, also_policies=LINEAR)


@pytest.mark.parametrize("name", LINEAR)
def test_repricing_gives_what_a_fresh_run_is_charged(
    recorded: Result, submission: Path, name: str
) -> None:
    assert recorded.score is not None
    repriced = reprice(score_of(recorded), load(name))
    fresh = run(submission, "1e9", sandbox="process", seed=7, policy=name).score
    assert fresh is not None
    assert repriced.flops_used == fresh.flops_used == recorded.score.also_priced[name].flops_used
    assert repriced.operations == {k: o.flop_cost for k, o in fresh.operations.items()}
    assert repriced.flops_used > 0


def test_units_stand_by_operation_and_computing_dtype(recorded: Result) -> None:
    units = score_of(recorded).units
    assert units["exp"].keys() == {"float32"}  # type: ignore[index]
    assert units["exp"]["float32"]["evaluations"] == 32  # type: ignore[index]
    assert units["left_shift"].keys() == {"int64"}  # type: ignore[index]


def test_parts_of_the_currency_are_rounded_up_once(recorded: Result, tmp_path: Path) -> None:
    policy = json.loads(load("flops").text) | {"name": "thirds", "rates": {"float64": "1/3"}}
    path = tmp_path / "thirds.json"
    path.write_text(json.dumps(policy))
    found = reprice(score_of(recorded), load(str(path)))
    assert load(str(path)).scale == 3
    assert sum(found.operations.values()) >= found.flops_used


def test_what_reads_its_budget_or_ends_early_is_told(tmp_path: Path) -> None:
    path = tmp_path / "submission.py"
    path.write_text(
        "import flopscope as flops, flopscope.numpy as fnp\n"
        "with flops.BudgetContext(100) as budget:\n    x = fnp.ones(10) + 1\n"
        "print(budget.flops_used)\nfor _ in range(9): x + x\n"
    )
    result = run(path, 35, sandbox="process")
    told = doubts(result)
    assert any("asked" in line for line in told)
    assert any("were refused" in line for line in told)
    assert any("ended early, as 'budget_exhausted'" in line for line in told)


def test_a_result_without_units_cannot_be_repriced() -> None:
    with pytest.raises(NothingToReprice, match="flopscope-eval rescore"):
        score_of(Result.load(RESULTS / "v1-ok-process.json"))


def call(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, words)], capture_output=True, text=True, check=False, timeout=120
    )


def test_commands(recorded: Result, submission: Path, tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text(recorded.to_json())
    done = call("reprice", path, "--policy", "fma", "--policy", "bytes")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].startswith("flops ")
    assert done.stdout.splitlines()[2].endswith("for reports, not for ranking")
    again = call("rescore", path, submission, "--policy", "fma", "--json", "-")
    assert again.returncode == 0, again.stderr
    fresh = json.loads(again.stdout)
    assert fresh["provenance"]["seed"] == 7
    assert recorded.score is not None
    assert fresh["score"]["flops_used"] == recorded.score.also_priced["fma"].flops_used
    assert call("reprice", path, "--policy", "gold").returncode == 2


def test_a_policy_for_reports_cannot_rank(submission: Path) -> None:
    done = call("run", submission, "--budget", "1", "--policy", "bytes")
    assert done.returncode == 2
    assert "--also-price bytes" in done.stderr
    assert main.name
