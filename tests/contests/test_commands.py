"""``flopscope-eval contest``: from init to a verdict, with its exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flopscope_eval.commands.contest import COMMANDS
from flopscope_eval.commands.main import main
from flopscope_eval.contests.records import RunVerdict, decode

OURS = ("init", "check", "publish", "validate", "package", "run")


def call(*arguments: object) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, ["contest", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A contest that `init` made, with its secrets beside it."""
    done = call("init", tmp_path / "mine")
    assert done.exit_code == 0, done.output
    assert "mine.secrets.json" in done.output
    return tmp_path / "mine"


@pytest.mark.parametrize("name", OURS)
def test_help_shows_examples(name: str) -> None:
    text = call(name, "--help").output
    assert "Examples:" in text
    assert f"flopscope-eval contest {name}" in text
    assert name in COMMANDS


def test_check_finds_nothing_in_a_new_contest_and_says_what_nothing_costs(folder: Path) -> None:
    report = folder.parent / "check.json"
    done = call("check", folder, "--sandbox", "process", "--json", report)
    assert done.exit_code == 0, done.output
    findings = json.loads(report.read_text())["findings"]
    assert not [f for f in findings if f["problem"]]
    assert {f["subject"] for f in findings} == {
        *("cases", "grader", "example", "empty submission"),
    }
    (empty,) = (f for f in findings if f["subject"] == "empty submission")
    assert "0 FLOPs" in empty["message"]


def test_check_says_what_has_to_be_mended(folder: Path) -> None:
    toml, task = folder / "contest.toml", folder / "task.py"
    text = toml.read_text().replace("cpu_time_s = 5.0", "# none")
    toml.write_text(text.replace("bound = 1e6", "finite = false"))
    task.write_text(
        task.read_text()
        .replace("rng(name).normal", "np.random.default_rng().normal")
        .replace("    return Grade", "    assert np.isfinite(answer).all()\n    return Grade")
    )
    starter = folder / "examples" / "starter.py"
    starter.write_text(starter.read_text().replace("solved: all", "solved: 1"))
    done = call("check", folder, "--sandbox", "process")
    assert done.exit_code == 1, done.output
    problems = [line for line in done.output.splitlines() if line.startswith("problem")]
    for words in (
        "cpu_time_s or cpu_price",
        "not the same when they are made again",
        "NaN: grade failed: AssertionError",
        "starter: it solved 5 of 5 cases, not 1",
    ):
        assert any(words in line for line in problems), (words, problems)


def test_what_a_participant_does_at_home(folder: Path, tmp_path: Path) -> None:
    public = tmp_path / "public"
    secrets = tmp_path / "mine.secrets.json"
    assert call("publish", folder, public, "--secrets", secrets).exit_code == 0
    starter = public / "examples" / "starter.py"
    assert call("validate", public, starter, "--sandbox", "process").exit_code == 0
    one, two = tmp_path / "1.tar.gz", tmp_path / "2.tar.gz"
    for target in (one, two):
        assert call("package", public, starter, "-o", target).exit_code == 0
    assert one.read_bytes() == two.read_bytes()
    with tarfile.open(one) as archive:
        assert archive.getnames() == ["submission.py"]
    done = call("run", public, starter, "--sandbox", "process", "--json", "-")
    assert done.exit_code == 0
    verdict = decode(done.stdout, RunVerdict)
    assert verdict.score is not None
    assert call("run", public, starter, "--split", "private").exit_code == 2


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("def solve(x):\n    return x[:, 0]\n", 0, "failed"),
        ("raise ValueError('at once')\n", 10, "at once"),
        ("def other(x):\n    return x\n", 10, "defines no function called solve"),
    ],
)
def test_a_run_says_why_it_was_refused(
    folder: Path, tmp_path: Path, text: str, code: int, words: str
) -> None:
    path = tmp_path / "submission.py"
    path.write_text(text)
    done = call("run", folder, path, "--sandbox", "process")
    assert done.exit_code == code
    assert words in done.output


def test_files_that_the_contract_refuses_are_wrong_usage(folder: Path, tmp_path: Path) -> None:
    entry = tmp_path / "entry"
    entry.mkdir()
    (entry / "submission.py").write_text("")
    (entry / "data.bin").write_bytes(bytes(2 << 20))
    done = call("validate", folder, entry)
    assert done.exit_code == 2
    assert "2,097,152 bytes; this contest takes 1,048,576" in done.output
    (entry / "data.bin").unlink()
    for number in range(30):
        (entry / f"{number}.txt").write_text("")
    assert "31 files; this contest takes 20" in call("package", folder, entry).output


def test_neither_dask_nor_a_database_is_imported(folder: Path) -> None:
    program = (
        "import sys\n"
        "from flopscope_eval.commands.main import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "finally:\n"
        "    heavy = {'dask', 'distributed', 'sqlalchemy', 'alembic', 'jinja2', 'pyarrow'}\n"
        "    print('HEAVY', sorted(heavy & set(sys.modules)))\n"
    )
    starter = str(folder / "examples" / "starter.py")
    for command in ("validate", "run"):
        arguments = ["contest", command, str(folder), starter, "--sandbox", "process"]
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments], capture_output=True, text=True
        )
        assert "HEAVY []" in done.stdout, done.stdout + done.stderr
