"""The organizer's commands, end to end on a real contest."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flopscope_eval.commands.main import main

EXACT = Path("examples/contests/exact")

pytestmark = pytest.mark.timeout(400)  # whole programs, beside others


def call(*arguments: object) -> Result:
    """Call the program in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def good(*arguments: object) -> str:
    """Call it, and expect success."""
    result = call(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a batch over the examples of a contest, in the process sandbox."""
    path = tmp_path_factory.mktemp("commands") / "contest.db"
    examples = sorted((EXACT / "examples").glob("*.py"))
    done = subprocess.run(
        [sys.executable, "-m", "flopscope_eval", "contest", "batch", str(EXACT),
         *map(str, examples), "--store", str(path), "--sandbox", "process", "--workers", "2",
         "--lease", "10", "--json"],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    if "no sandbox" in done.stderr or "cannot confine" in done.stderr:
        pytest.skip(done.stderr)
    assert done.returncode == 0, done.stdout + done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [e["status"] for e in events if e["event"] == "recorded"] == ["scored", "scored"]
    return path


def test_a_batch_of_a_contest_gives_its_scores(database: Path, tmp_path: Path) -> None:
    good("contest", "export", tmp_path / "x.json", "--store", database, "--audience", "organizer")
    entries = json.loads((tmp_path / "x.json").read_text())["entries"]
    by_author = {entry["author"]: entry for entry in entries}
    assert by_author["rows"]["rank"] == 1
    assert by_author["rows"]["solved"] == by_author["rows"]["of"] > 0
    assert by_author["wrong"]["solved"] == 0
    good("contest", "site", tmp_path / "site", "--store", database)
    assert (tmp_path / "site" / "index.html").exists()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").touch()
    refused = call("contest", "site", tmp_path / "mine", "--store", database)
    assert refused.exit_code == 2
    assert (tmp_path / "mine" / "thesis.tex").exists()


def test_answers_are_graded_again_and_verdicts_scored_again(database: Path) -> None:
    again = good("contest", "regrade", EXACT, "--store", database, "--reason", "a complaint")
    assert again == "made 0 new grades\n"  # by the same grader
    rounds = (
        good("contest", "rescore", EXACT, "--store", database, "--round", "final")
        if ("[rounds.final]" in (EXACT / "contest.toml").read_text())
        else "scored"
    )
    assert rounds.startswith("scored")
    assert "regrade" in good("contest", "log", "--store", database)


def test_the_day_of_a_contest(database: Path, tmp_path: Path) -> None:
    assert "done: scored" in good("contest", "status", "--store", database)
    good("contest", "pause", "--store", database)
    assert (
        json.loads(good("contest", "status", "--store", database, "--json"))["switch"] == "paused"
    )
    dry = good("contest", "batch", EXACT, "--store", database, "--sandbox", "process", "--dry-run")
    assert "runs to do   0; done 2" in dry
    good("contest", "pause", "--off", "--store", database)
    good("contest", "disqualify", "2", "--store", database, "--reason", "copied")
    good("contest", "backup", tmp_path / "b.tar.gz", "--store", database)
    good("contest", "restore", tmp_path / "b.tar.gz", "--store", tmp_path / "new.db")
    runs = json.loads(good("contest", "status", "--store", tmp_path / "new.db", "--json"))
    assert runs["counts"]["done: scored"] == 2
    good("contest", "end", "--store", tmp_path / "new.db", "--reason", "it is over")
    dropped = good("contest", "prune", "--store", tmp_path / "new.db", "--reason", "it is over")
    assert dropped == "dropped 0 answers, 0 bytes; kept: all\n"
    again = ("contest", "regrade", EXACT, "--store", tmp_path / "new.db", "--reason", "why")
    assert good(*again, "--all-unranked") == "made 0 new grades\n"
    for path in (tmp_path / "new.db.files").glob("??/*"):
        path.unlink()
    assert "2 runs keep their grades: their answers were pruned" in good(*again)
    unknown = call("contest", "retry", "zzz", "--store", database, "--reason", "why")
    assert unknown.exit_code == 1
    assert "0 runs have a hash" in unknown.output


def test_running_at_home_imports_no_database_and_no_scheduler() -> None:
    """`run`, `contest run` and `contest validate` work without the extra."""
    blocked = ["sqlalchemy", "alembic", "distributed", "dask", "cryptography", "jinja2", "pyarrow",
               "psycopg"]  # fmt: skip
    script = f"""
import sys
for name in {blocked!r}:
    sys.modules[name] = None  # importing it fails
from click.testing import CliRunner
from flopscope_eval.commands.main import main
submission = {str(EXACT / "examples" / "rows.py")!r}
for arguments in (
    ["contest", "validate", {str(EXACT)!r}, submission, "--sandbox", "process"],
    ["contest", "run", {str(EXACT)!r}, submission, "--sandbox", "process"],
    ["run", submission, "--budget", "1e6", "--sandbox", "process"],
):
    result = CliRunner().invoke(main, arguments)
    if isinstance(result.exception, ImportError):
        raise result.exception
    print(arguments[0], result.exit_code)
result = CliRunner().invoke(main, ["contest", "status", "--store", "x"])
assert "pip install 'flopscope-eval[contest]'" in result.output, result.output
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[:2] == ["contest 0", "contest 0"]
