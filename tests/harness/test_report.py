"""What people see of a run: its output as it comes, the verdict first, and the numbers behind it."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flopscope_eval.judging.failure import hint, own_error
from flopscope_eval.judging.text import percentages

from .running import program

FAILING = """import flopscope.numpy as fnp
print("started")
x = fnp.zeros((3, 3))
y = fnp.linalg.inv(x)
"""


def call(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    words = ["run", str(path), "--budget", "1e6", "--sandbox", "process", *arguments]
    return subprocess.run(
        [sys.executable, "-m", "flopscope_eval", *words],
        capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip


def test_the_report_begins_with_the_submissions_own_error(tmp_path: Path) -> None:
    path = tmp_path / "bad.py"
    path.write_text(FAILING)
    done = call(path)
    lines = done.stdout.splitlines()
    assert lines[0] == "started"
    assert lines[1].startswith("submission_error  bad.py:4 LinAlgError: Singular matrix")
    headings = [line.split()[0] for line in lines[2:] if line]
    places = [headings.index(word) for word in ("FLOPs", "operation", "limits", "isolation")]
    assert places == sorted(places)
    assert '  File "bad.py", line 4, in <module>' in done.stderr
    assert "    y = fnp.linalg.inv(x)" in done.stderr
    assert "site-packages" not in done.stderr
    assert done.stderr.count("  File ") == 1  # no frame of the library


def test_an_error_in_a_callback_shows_the_submissions_frames_only(tmp_path: Path) -> None:
    text = (
        "import flopscope.numpy as fnp\n"
        "def halve(row):\n    raise KeyError('gone')\n"
        "fnp.apply_along_axis(halve, 0, fnp.ones((2, 2)))\n"
    )
    done = call(program(tmp_path, text))
    assert "submission.py:3 KeyError: 'gone'" in done.stdout
    files = set(re.findall(r'File "([^"]+)"', done.stderr))
    assert files == {"submission.py"}


def test_numpy_gets_its_hint(tmp_path: Path) -> None:
    done = call(program(tmp_path, "import numpy as np\n"))
    assert "submission.py:1 ModuleNotFoundError: No module named 'numpy'" in done.stdout
    assert "hint: NumPy is not in the sandbox: write `import flopscope.numpy as np`" in done.stdout
    assert hint("ModuleNotFoundError: No module named 'torch.nn'") is not None
    assert hint("ValueError: no") is None


def test_output_is_shown_while_the_submission_runs(tmp_path: Path) -> None:
    text = "import time\nprint('one')\ntime.sleep(5)\nprint('two')\n"
    command = [sys.executable, "-m", "flopscope_eval", "run", str(program(tmp_path, text))]
    with subprocess.Popen(
        [*command, "--budget", "1", "--sandbox", "process"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "one\n"
        then = time.monotonic()
        assert process.stdout.readline() == "two\n"
        assert time.monotonic() - then > 2
        assert process.stdout.readline().startswith("ok ")
        process.stdout.read()


def test_a_flood_is_cut_with_a_word_and_its_end_is_shown(tmp_path: Path) -> None:
    text = "for i in range(20000):\n    print('line', i, 'x' * 50)\nprint('the end')\n"
    shown = call(program(tmp_path, text)).stdout
    assert "line 0 x" in shown
    assert "... stdout goes on; its end follows the run ..." in shown
    assert re.search(r"\.\.\. [\d.]+ MiB of stdout are not shown; its last lines:", shown)
    assert "the end" in shown
    assert len(shown) < 400_000


def test_quiet_gives_the_status_and_the_score_only(tmp_path: Path) -> None:
    text = "import flopscope.numpy as fnp\nprint('noise')\n(fnp.ones(10) + 1).tolist()\n"
    done = call(program(tmp_path, text), "-q")
    assert (done.stdout, done.stderr) == ("ok 10\n", "")


def test_namespaces_have_subtotals_and_shares_add_up(tmp_path: Path) -> None:
    text = (
        "import flopscope as flops\nimport flopscope.numpy as fnp\n"
        "with flops.namespace('first'):\n    (fnp.ones(100) + 1).tolist()\n"
        "with flops.namespace('second'):\n    (fnp.ones(50) * 2).tolist()\n"
        "fnp.exp(fnp.ones(7)).tolist()\n"
    )
    lines = call(program(tmp_path, text), "-v").stdout.splitlines()
    rows = {line.split()[0]: line.split() for line in lines if line.strip()}
    assert rows["first"][1:3] == ["1", "100"]
    assert rows["second"][1:3] == ["1", "50"]
    assert rows["total"][2] == "157"
    shares = [float(x) for line in lines for x in re.findall(r"^  \w+ .* ([\d.]+) %", line)]
    assert round(sum(shares), 6) == 100.0
    assert any(line.startswith(" + files: landlock") for line in lines)


def test_a_failed_run_can_be_kept(tmp_path: Path) -> None:
    path = tmp_path / "bad.py"
    path.write_text(FAILING)
    done = call(path, "--keep")
    match = re.search(r"files are kept in (\S+)", done.stderr)
    assert match is not None
    folder = Path(match[1])
    assert (folder / "submission" / "submission.py").read_text() == FAILING
    assert "LinAlgError" in (folder / "stderr").read_text()
    assert (folder / "stdout").read_text() == "started\n"
    assert (folder / "result.json").exists()
    assert "kept" not in call(program(tmp_path, "pass"), "--keep").stderr


def test_a_watched_run_tells_what_it_has_spent(tmp_path: Path) -> None:
    text = (
        "import time\nimport flopscope.numpy as fnp\n"
        "for _ in range(3):\n    (fnp.ones(10) + 1).tolist()\n    time.sleep(0.5)\n"
    )
    done = call(program(tmp_path, text), "--watch")
    assert done.returncode == 0, done.stderr
    assert re.search(r"\d s: \d+ FLOPs used, [\d,]+ left, \d+ FLOPs per second", done.stderr)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", None),
        ("no traceback", None),
        ('  File "a.py", line 1\n    x x\n      ^\nSyntaxError: invalid syntax\n',
         "a.py:1 SyntaxError: invalid syntax"),
        ('Traceback:\n  File "a.py", line 2, in f\n    g()\n  File "…/lib.py", line 9, in g\n'
         "package.errors.OddError: no\n", "a.py:2 OddError: no"),
        ('Traceback:\n  File "a.py", line 2, in f\nKeyboardInterrupt\n', None),
        ('Traceback:\n  File "a.py", line 2, in f\nAssertionError\n', "a.py:2 AssertionError"),
    ],
)  # fmt: skip
def test_own_errors(text: str, error: str | None) -> None:
    assert own_error(text) == error


@given(st.lists(st.integers(0, 10**30), min_size=1, max_size=20), st.integers(0, 3))
def test_percentages_add_up_and_are_near(parts: list[int], digits: int) -> None:
    shown = [float(text.removesuffix(" %")) for text in percentages(parts, digits)]
    if sum(parts):
        assert round(sum(shown), digits) == 100
        for part, value in zip(parts, shown, strict=True):
            assert abs(value - 100 * part / sum(parts)) <= 10**-digits + 1e-9
