"""A task's process: confined, held to its time, and unable to spoil a table."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from flopscope_eval.contests import Contest, load_contest
from flopscope_eval.contests.scaffolding import init
from flopscope_eval.grading.frames import Array
from flopscope_eval.grading.process import AnswerRefused, TaskError, TaskProcess

USAGE = {"flops": "10", "budget": "100", "wall_time_s": 0.1, "participant_cpu_s": None}
HEAD = """
import numpy as np
from flopscope_eval.task import Case, Grade, Rng, Usage
"""
CASES = """
def cases(split, rng):
    yield Case("one", {"x": np.zeros((50, 20))}, reference=np.zeros(50))
"""


def contest_with(tmp_path: Path, task: str, config: str = "") -> Contest:
    """A contest with this task.py."""
    folder = tmp_path / "mine"
    init(folder, tmp_path / "secrets.json")
    (folder / "task.py").write_text(HEAD + task)
    toml = folder / "contest.toml"
    toml.write_text(toml.read_text() + config)
    return load_contest(folder)


def answer(values: object) -> list[Array]:
    """An answer of one array."""
    array = np.asarray(values, "<f8")
    return [Array("float64", array.shape, array.tobytes())]


def graded(contest: Contest, values: object = np.zeros(50)) -> dict[str, object]:
    """Grade an answer to the first case."""
    with TaskProcess(contest) as task:
        (case,) = task.cases("public", b"secret", {})
        return task.grade(case, answer(values), USAGE)


def test_a_grade_is_metrics_and_a_word(tmp_path: Path) -> None:
    task = CASES + (
        "def grade(case, answer, usage):\n"
        "    answer[0] = 7  # its own copy\n"
        "    return Grade({'sum': answer.sum(), 'flops': usage.flops, 'n': np.int64(3)},"
        " passed=np.bool_(True), message='fine')\n"
    )
    assert graded(contest_with(tmp_path, task)) == {
        "metrics": {"sum": 7.0, "flops": 10, "n": 3},
        "passed": True,
        "message": "fine",
        "buffers": [],
    }


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("raise KeyError('x')", "KeyError"),
        ("return None", "must give a Grade"),
        ("return Grade({'e': float('nan')})", "finite"),
        ("return Grade({'e': answer})", "finite"),
        ("return Grade({'not a name': 1})", "Python name"),
        ("return Grade({'e': 'text'})", "finite"),
        ("import os; os._exit(3)", "ended its process"),
        ("import sys; sys.exit(0)", "SystemExit"),
        ("return 1 / 0", "ZeroDivisionError"),
        ("import ctypes; ctypes.string_at(0)", "ended its process"),
        ("np.ones(2**31)[0]; np.ones((2**20, 2**20))", "MemoryError"),
        ("while True: pass", "more than 2 s"),
        ("import time; time.sleep(100)", "more than 2 s"),
    ],
)
def test_a_grader_that_fails_says_how_and_can_be_asked_again(
    tmp_path: Path, body: str, words: str
) -> None:
    task = CASES + (
        "def grade(case, answer, usage):\n"
        f"    if answer[0] == 0:\n        {body}\n    return Grade({{'e': 1}})\n"
    )
    contest = contest_with(tmp_path, task, '[grading]\ntime_limit_s = 2.0\nmemory = "1GiB"\n')
    with TaskProcess(contest) as process:
        (case,) = process.cases("public", b"secret", {})
        started = time.monotonic()
        with pytest.raises(TaskError, match=words):
            process.grade(case, answer(np.zeros(50)), USAGE)
        assert time.monotonic() - started < 30
        assert process.grade(case, answer(np.ones(50)), USAGE)["metrics"] == {"e": 1}


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.socket(); leak = 'a socket'",
        "import socket; socket.create_connection(('127.0.0.1', 22)); leak = 'a connection'",
        "leak = open('/etc/passwd').read()",
        "open('/tmp/grader-was-here', 'w'); leak = 'a file'",
        "import subprocess; subprocess.run(['true']); leak = 'a program'",
        "import os; os.fork(); leak = 'a process'",
        "import os; leak = open(f'/proc/{os.getppid()}/environ', 'rb').read()",
        "import os; os.kill(os.getppid(), 0); leak = 'a signal'",
    ],
)
def test_a_grader_has_no_network_and_no_other_file(tmp_path: Path, attempt: str) -> None:
    task = CASES + (
        "def grade(case, answer, usage):\n"
        f"    leak = ''\n    try:\n        {attempt}\n"
        "    except (OSError, ZeroDivisionError) as error:\n"
        "        return Grade({}, True, 'denied')\n"
        "    return Grade({}, False, f'BREACH {leak!r}')\n"
    )
    assert graded(contest_with(tmp_path, task))["message"] == "denied"


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ("def cases(split, rng):\n    yield 1\n", "must give Case objects"),
        ("def cases(split, rng):\n    return 5\n", "must give Case objects"),
        ("def cases(split, rng):\n    yield Case('a', {'x': object()})\n", "inputs.x"),
        ("def cases(split, rng):\n    yield Case('a', {'x': np.array(['t'])})\n", "dtype"),
        ("def cases(split, rng):\n    yield Case('a', {'x': float('inf')})\n", "finite"),
        ("def cases(split, rng):\n    yield Case('a', {}, limits={'flop': 1})\n", "'flop'"),
        ("def cases(split, rng):\n    yield Case('a', {}); yield Case('a', {})\n", "two cases"),
        ("def cases(split, rng):\n    raise OSError('no data')\n", "no data"),
        ("import nothing_like_this\n", "cannot be loaded"),
        ("cases = 1\n", "no function cases"),
    ],
)
def test_cases_that_are_none_are_refused(tmp_path: Path, task: str, words: str) -> None:
    text = task + "def grade(case, answer, usage):\n    return Grade({})\n"
    contest = contest_with(tmp_path, text)
    with TaskProcess(contest) as process, pytest.raises((TaskError, ValueError), match=words):
        list(process.cases("public", b"secret", {}))


def test_values_are_held_against_the_declaration(tmp_path: Path) -> None:
    task = (
        CASES + "def grade(case, answer, usage):\n    return Grade({'a': np.abs(answer).max()})\n"
    )
    contest = contest_with(tmp_path, task)
    for bad, words in ((np.nan, "not finite"), (np.inf, "not finite"), (2e6, "over 1e")):
        values = np.zeros(50)
        values[3] = bad
        with pytest.raises(AnswerRefused, match=words):
            graded(contest, values)
    assert graded(contest, np.full(50, 5e-324))["metrics"] == {"a": 0.0}  # flushed


def test_a_cases_numbers_depend_on_its_name_and_the_secret_alone(tmp_path: Path) -> None:
    task = (
        "def cases(split, rng):\n"
        "    for name in 'abc':\n"
        "        yield Case(name, {'x': rng(name).random(4)})\n"
        "def grade(case, answer, usage):\n    return Grade({})\n"
    )
    contest = contest_with(tmp_path, task)
    with TaskProcess(contest) as process:
        first = [c.inputs_sha256 for c in process.cases("public", b"one", {})]
        again = [c.inputs_sha256 for c in process.cases("public", b"one", {})]
        other = [c.inputs_sha256 for c in process.cases("public", b"two", {})]
    assert first == again
    assert len({*first, *other}) == 6
