"""Runs, scores and second looks: rounds, failure policies, reuse, totals, grading again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from flopscope_eval import Fault, Status, load_contest, run_contest
from flopscope_eval._run.status import TABLE
from flopscope_eval.cases.grade import regrade
from flopscope_eval.cases.running import _OF_A_LIFE, _TRUSTED_SIDE, ContestRun
from flopscope_eval.cases.scoring import rescore, score_run
from flopscope_eval.contests import Contest, ContestError, Secrets
from flopscope_eval.contests.config import FailurePolicy, Round
from flopscope_eval.contests.records import (
    ORGANIZERS,
    CaseStatus,
    CaseVerdict,
    RunStatus,
    Usage,
)
from flopscope_eval.contests.scaffolding import init

STARTER = "import flopscope.numpy as fnp\ndef solve(x):\n    return fnp.max(x, axis=1)\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new contest of five cases."""
    init(tmp_path / "mine", tmp_path / "secrets.json")
    return tmp_path / "mine"


def write(tmp_path: Path, text: str) -> Path:
    """A submission."""
    path = tmp_path / "submission.py"
    path.write_text(text)
    return path


def with_config(contest: Contest, **sections: Any) -> Contest:
    """The contest with other keys in some sections."""
    config = contest.config
    for name, keys in sections.items():
        before = getattr(config, name)
        after = (
            {**before, **keys}
            if isinstance(before, dict)
            else msgspec.structs.replace(before, **keys)
        )
        config = msgspec.structs.replace(config, **{name: after})
    return replace(contest, config=config)


def play(contest: Contest, path: Path, **options: Any) -> ContestRun:
    """Run in the process sandbox."""
    return run_contest(contest, path, sandbox="process", **options)


def statuses(run: ContestRun) -> list[str]:
    """The cases' statuses."""
    return [str(case.status) for case in run.verdict.cases]


def test_a_run_leaves_everything_that_is_needed_to_look_again(folder: Path, tmp_path: Path) -> None:
    contest = load_contest(folder)
    run = play(contest, write(tmp_path, STARTER))
    verdict = run.verdict
    assert verdict.status is RunStatus.SCORED
    assert verdict.score == pytest.approx(950 / 100_000)
    assert verdict.flops == str(5 * 950)
    assert [len(run.answers[c.case][0]) for c in verdict.cases] == [50 * 8] * 5
    assert len({c.inputs_sha256 for c in verdict.cases}) == 5
    assert len(verdict.lives) == len(run.results) == 1
    assert run.results[0].run_id == verdict.lives[0].run_id
    again = regrade(contest, verdict, run.answers)
    assert again == verdict


def test_grading_again_refuses_other_inputs_and_other_answers(folder: Path, tmp_path: Path) -> None:
    contest = load_contest(folder)
    run = play(contest, write(tmp_path, STARTER))
    task = folder / "task.py"
    text = task.read_text()
    task.write_text(text.replace("error < 1e-9", "error < 0"))
    stricter = regrade(load_contest(folder), run.verdict, run.answers)
    assert {c.status for c in stricter.cases} == {CaseStatus.FAILED}
    assert stricter.contest.sha256 != run.verdict.contest.sha256
    task.write_text(text.replace("size=(50, 20)", "size=(50, 21)"))
    with pytest.raises(ContestError, match="another inputs"):
        regrade(load_contest(folder), run.verdict, run.answers)
    task.write_text(text.replace("x.max(axis=1)", "x.min(axis=1)"))
    with pytest.raises(ContestError, match="another reference"):
        regrade(load_contest(folder), run.verdict, run.answers)
    task.write_text(text)
    forged = {**run.answers, "public-0": (bytes(400),)}
    with pytest.raises(ContestError, match="not the one that was given"):
        regrade(contest, run.verdict, forged)
    with pytest.raises(ContestError, match="is not here"):
        regrade(contest, run.verdict, {})


def test_a_grader_that_fails_leaves_the_entry_unranked_until_it_is_graded_again(
    folder: Path, tmp_path: Path
) -> None:
    task = folder / "task.py"
    text = task.read_text()
    task.write_text(
        text.replace("    error = float", "    assert case.id[-1] != '2'\n    error = float")
    )
    run = play(load_contest(folder), write(tmp_path, STARTER))
    assert statuses(run) == ["ok", "ok", "grader_error", "ok", "ok"]
    assert (run.verdict.status, run.verdict.score) == (RunStatus.UNRANKED, None)
    assert "AssertionError" in run.verdict.message
    task.write_text(text)
    mended = regrade(load_contest(folder), run.verdict, run.answers)
    assert mended.status is RunStatus.SCORED
    assert mended.score == pytest.approx(950 / 100_000)


def test_a_private_split_needs_its_secret_and_has_other_cases(folder: Path, tmp_path: Path) -> None:
    contest = load_contest(folder)
    path = write(tmp_path, STARTER)
    with pytest.raises(ContestError, match="--secrets"):
        play(contest, path, split="private")
    secrets = Secrets.load(tmp_path / "secrets.json", contest)
    one = play(contest, path, split="private", secrets=secrets)
    assert one.verdict.score is not None
    two = play(contest, path, split="private", secrets=Secrets.new(["private"]))
    hashes = [{c.inputs_sha256 for c in run.verdict.cases} for run in (one, two)]
    assert not hashes[0] & hashes[1]
    assert one.verdict.seed_commitment != two.verdict.seed_commitment


def test_a_run_is_scored_under_another_round_without_a_run(folder: Path, tmp_path: Path) -> None:
    contest = with_config(
        load_contest(folder), rounds={"tight": Round(flops=900, wall_time_s=10.0, cpu_time_s=5.0)}
    )
    run = play(contest, write(tmp_path, STARTER))
    tight = rescore(contest, run.verdict, "tight")
    assert {c.status for c in tight.cases} == {CaseStatus.BUDGET_EXHAUSTED}
    assert tight.score == 10.0
    assert (tight.round, tight.formula_sha256) != (run.verdict.round, run.verdict.formula_sha256)
    with pytest.raises(ContestError, match="allows more"):
        rescore(contest, tight, "main")
    other = with_config(
        contest, rounds={"other": Round(flops=900, wall_time_s=10.0, params={"size": 2})}
    )
    with pytest.raises(ContestError, match="other cases"):
        rescore(other, run.verdict, "other")


def test_a_replacement_shares_the_budgets_and_other_cases_are_untouched(
    folder: Path, tmp_path: Path
) -> None:
    contest = with_config(load_contest(folder), run={"replacements": 2})
    text = "import os\nseen = []\n" + STARTER.replace(
        "    return", "    seen.append(1)\n    if len(seen) == 2: os._exit(3)\n    return"
    )
    run = play(contest, write(tmp_path, text))
    assert statuses(run) == ["ok", "submission_error", "ok", "submission_error", "ok"]
    assert len(run.verdict.lives) == 3
    assert [case.life for case in run.verdict.cases] == [0, 0, 1, 1, 2]


@pytest.mark.parametrize(("reuse", "lives"), [("run", 1), ("group", 2), ("case", 5)])
def test_reuse_says_what_shares_a_process(
    folder: Path, tmp_path: Path, reuse: str, lives: int
) -> None:
    task = folder / "task.py"
    task.write_text(
        task.read_text().replace("max(axis=1))", "max(axis=1), group='ab'[number > 2])")
    )
    contest = with_config(load_contest(folder), run={"reuse": reuse})
    text = STARTER + "\nprint('started', flush=True)\n"
    run = play(contest, write(tmp_path, text))
    assert statuses(run) == ["ok"] * 5
    assert len(run.verdict.lives) == lives
    assert all(r.output.stdout.head == "started\n" for r in run.results)


def test_the_totals_of_a_run_end_it(folder: Path, tmp_path: Path) -> None:
    slow = "import time\n" + STARTER.replace("    return", "    time.sleep(1)\n    return")
    contest = with_config(load_contest(folder), run={"wall_time_s": 2.5, "replacements": 5})
    run = play(contest, write(tmp_path, slow))
    found = statuses(run)
    assert found[:2] == ["ok", "ok"]
    assert found[2] == "time_limit"
    assert found[3:] == ["not_reached", "not_reached"]
    small = with_config(load_contest(folder), run={"answer_bytes": 1000})
    assert statuses(play(small, write(tmp_path, STARTER)))[2:] == ["bad_answer"] * 3


def test_a_failure_policy_substitutes_multiplies_and_counts(folder: Path, tmp_path: Path) -> None:
    none = write(tmp_path, "def solve(x):\n    return None\n")
    contest = load_contest(folder)
    plain = play(contest, none)
    assert plain.verdict.score == 10.0
    zeros = FailurePolicy(substitute="zeros", factor=2.0)
    substituted = play(with_config(contest, failures={"bad_answer": zeros}), none)
    errors = [case.metrics["error"] for case in substituted.verdict.cases]
    assert all(case.substituted and not case.passed for case in substituted.verdict.cases)
    assert substituted.verdict.score == pytest.approx(2 * sum(errors) / 5)
    few = play(with_config(contest, failures={"bad_answer": FailurePolicy(at_most=4)}), none)
    assert few.verdict.status is RunStatus.REFUSED
    assert "at most 4 may" in few.verdict.message
    own = play(with_config(contest, failures={"bad_answer": FailurePolicy(score=3.0)}), none)
    assert own.verdict.score == 3.0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 / 0\n", "exited with code 1"),
        ("def other(x):\n    return x\n", "exited with code 1"),
        ("solve = 3\n", "exited with code 1"),
        ("import flopscope.numpy as fnp\nfnp.sqrt(fnp.ones(5000)).tolist()\n", "left for setup"),
        ("not python\n", "exited with code 1"),
    ],
)
def test_a_submission_that_never_gets_to_a_case_is_refused_with_the_worst_score(
    folder: Path, tmp_path: Path, text: str, words: str
) -> None:
    run = play(load_contest(folder), write(tmp_path, text))
    assert run.verdict.status is RunStatus.REFUSED
    assert words in run.verdict.message
    assert run.verdict.score == 10.0
    assert statuses(run) == ["not_reached"] * 5


def test_equal_submissions_get_equal_random_numbers_and_others_do_not(
    folder: Path, tmp_path: Path
) -> None:
    draw = (
        "import flopscope.numpy as fnp\n"
        "def solve(x):\n    return fnp.random.random(50) + fnp.random.default_rng().random(50)\n"
    )
    contest = load_contest(folder)
    one, two = (play(contest, write(tmp_path, draw)) for _ in range(2))
    other = play(contest, write(tmp_path, draw + "# other\n"))
    assert one.answers == two.answers
    assert len({a[0] for run in (one, other) for a in run.answers.values()}) == 10
    alone = play(with_config(contest, run={"reuse": "case"}), write(tmp_path, draw))
    assert alone.answers == one.answers  # whatever came before in the process


def test_scores_of_numbers_beyond_every_machine_number_count_as_failed() -> None:
    contest = load_contest(Path(__file__).parents[2] / "examples" / "contests" / "exact")
    config = msgspec.structs.replace(
        contest.config,
        score=msgspec.structs.replace(contest.config.score, case="1 / flops", total="sum(case)"),
        rounds={"main": Round(flops="1e500")},
    )
    huge = CaseVerdict(
        case="a", number=0, status=CaseStatus.OK, passed=True, usage=Usage(flops=str(10**400))
    )
    free = CaseVerdict(case="b", number=1, status=CaseStatus.OK, passed=True)
    scored = score_run(config, "main", [huge, free], 0)
    assert scored.flops == str(10**400)
    assert [case.score for case in scored.cases] == [0.0, 0.0]
    assert any("case 1 counts as failed" in note for note in scored.notes)


def test_every_way_in_which_a_process_ends_has_its_status() -> None:
    assert set(_OF_A_LIFE) == set(Status)
    blameless = {s for s in Status if TABLE[s].fault is Fault.HARNESS}
    assert blameless == set(_TRUSTED_SIDE)
    assert {s for s in Status if _OF_A_LIFE[s] in ORGANIZERS} == blameless
