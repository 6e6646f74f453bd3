"""What every sandbox must do with a contest's submissions, honest and hostile."""

from __future__ import annotations

from pathlib import Path

import pytest

from flopscope_eval._run.submission import SubmissionRefused
from flopscope_eval.cases.examples import Example, examples, read_all
from flopscope_eval.cases.running import ContestRun, run_contest
from flopscope_eval.contests import Contest, load_contest
from flopscope_eval.contests.records import RunVerdict, decode, encode
from flopscope_eval.sandbox.interface import Sandbox
from tests.harness.conftest import sandbox as sandbox

ROOT = Path(__file__).parents[2] / "examples"
GUARDED = load_contest(ROOT / "hostile-contest")
ATTACKS = examples(GUARDED)
HONEST = [
    (load_contest(folder), example)
    for folder in sorted((ROOT / "contests").iterdir())
    for example in read_all(folder / "examples", "submission.py")
]


def printed(run: ContestRun) -> str:
    """All output of a run's processes."""
    texts = [t for r in run.results for t in (r.output.stdout, r.output.stderr)]
    return "".join(text.head + text.tail for text in texts)


@pytest.mark.parametrize("example", ATTACKS, ids=lambda one: one.name)
def test_an_attack_gets_what_its_docstring_says(sandbox: Sandbox, example: Example) -> None:
    run = run_contest(example.as_tagged(GUARDED), example.path, sandbox=sandbox.name)
    problems = list(example.problems(run.verdict))
    assert problems == [], printed(run)
    assert [line for line in printed(run).splitlines() if "BREACH" in line] == []
    assert b"Mallory" not in encode(run.verdict)
    assert decode(encode(run.verdict), RunVerdict) == run.verdict
    assert all(case.score is not None for case in run.verdict.cases)


@pytest.mark.parametrize(
    ("contest", "example"), HONEST, ids=[f"{c.revision.name}-{e.name}" for c, e in HONEST]
)
def test_the_examples_get_what_they_say(
    sandbox: Sandbox, contest: Contest, example: Example
) -> None:
    run = run_contest(contest, example.path, sandbox=sandbox.name)
    assert list(example.problems(run.verdict)) == [], printed(run)


@pytest.mark.parametrize("name", [".contest/contract.json", ".contest/adapter.py"])
def test_the_contracts_place_cannot_be_taken(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir()
    path.write_text("{}")
    (tmp_path / "submission.py").write_text("")
    with pytest.raises(SubmissionRefused, match="reserved"):
        run_contest(GUARDED, tmp_path, sandbox="process")
