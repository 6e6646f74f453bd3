"""Whatever is killed in mid-run, the process sandbox leaves nothing behind and tells of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from flopscope_eval._run.status import Status
from flopscope_eval.judging.result import Result
from flopscope_eval.sandbox import folders
from flopscope_eval.sandbox.interface import SandboxUnavailable
from flopscope_eval.sandbox.process import ProcessSandbox

from .running import program, run

WAITING = """
import flopscope.numpy as fnp
(fnp.ones(10) + fnp.ones(10)).tolist()
import pathlib, tempfile, time
pathlib.Path(tempfile.gettempdir(), "computed").touch()
time.sleep(100)
"""


class Started:
    """``flopscope-eval run`` in mid-run, in a temporary folder of its own."""

    def __init__(self, tmp_path: Path, folder: Path) -> None:
        self.folder = folder
        self.json = tmp_path / "result.json"
        command = [sys.executable, "-m", "flopscope_eval", "run", str(program(tmp_path, WAITING))]
        command += ["--budget", "100", "--sandbox", "process", "--json", str(self.json)]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(self.folder)},
            preexec_fn=_default_signals,
        )
        self.server, self.participant = self._children()

    def _children(self) -> tuple[int, int]:
        """Wait until the submission has computed, and give both process ids."""
        deadline = time.monotonic() + 60
        while not list(self.folder.glob("*/run-*/scratch/computed")):
            if time.monotonic() > deadline:
                raise TimeoutError("the run did not start")
            time.sleep(0.02)
        server, participant = _children(self.process.pid)
        return server, participant

    def end(self) -> tuple[int, str, str]:
        """Wait for its end; give exit code, standard output and standard error."""
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out.decode(), err.decode()

    def left(self) -> list[str]:
        """Give what is left of it: processes, run folders."""
        deadline = time.monotonic() + 5
        while any(map(_lives, (self.server, self.participant))) and time.monotonic() < deadline:
            time.sleep(0.02)
        alive = [f"process {p}" for p in (self.server, self.participant) if _lives(p)]
        return alive + [str(path) for path in self.folder.glob("*/run-*")]


def _default_signals() -> None:
    """What runs tests may ignore SIGINT."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _children(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append((int(fields[19]), int(stat.parent.name)))
    return [child for _, child in sorted(found)]


def _lives(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    # Not below pytest's own: that is closed to other users, and its path is long.
    with tempfile.TemporaryDirectory(prefix="run", dir="/tmp") as name:
        Path(name).chmod(0o711)
        running = Started(tmp_path, Path(name))
        yield running
        if running.process.poll() is None:
            running.process.kill()
            running.process.communicate(timeout=30)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_run_is_scored_for_what_it_has_spent(
    started: Started, number: signal.Signals
) -> None:
    started.process.send_signal(number)
    code, out, _ = started.end()
    assert code == 128 + number
    assert started.left() == []
    result = Result.load(started.json)
    assert (result.status, result.fault) == ("interrupted", "harness")
    assert result.score is not None
    assert result.score.flops_used == 10
    assert number.name in result.message
    assert "10 used of 100" in out


@pytest.mark.parametrize("pause_s", [0.0, 0.02, 0.1])
def test_further_signals_do_not_cut_the_clean_up_short(started: Started, pause_s: float) -> None:
    for _ in range(4):
        started.process.send_signal(signal.SIGINT)
        time.sleep(pause_s)
    code, _, _ = started.end()
    assert code == 130
    assert started.left() == []


def test_the_kernel_ends_what_a_killed_harness_started_and_the_next_start_removes_the_rest(
    started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    started.process.kill()
    started.end()
    left = started.left()
    assert [Path(path).name[:4] for path in left] == ["run-"]
    monkeypatch.setattr("tempfile.tempdir", str(started.folder))
    assert len(folders.collect_garbage()) == 1
    assert started.left() == []


def test_a_live_runs_folder_is_not_garbage(
    started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(started.folder))
    assert folders.collect_garbage() == []
    assert len(list(started.folder.glob("*/run-*/submission/submission.py"))) == 1


def test_a_killed_server_is_told(started: Started) -> None:
    os.kill(started.server, signal.SIGKILL)
    code, _, _ = started.end()
    document = json.loads(started.json.read_text())
    assert (code, document["status"]) == (20, Status.SERVER_LOST)
    # The flight recorder outlives the server.
    assert (document["score"]["flops_used"], document["score"]["recovered"]) == (10, True)
    assert document["evidence"]["server"]["exit"] == {"code": None, "signal": 9}
    assert started.left() == []


def test_a_killed_participant_is_told_and_its_score_stands(started: Started) -> None:
    os.kill(started.participant, signal.SIGKILL)
    started.end()
    document = json.loads(started.json.read_text())
    assert document["status"] == Status.SUBMISSION_ERROR
    assert document["evidence"]["exit"] == {"code": None, "signal": 9}
    assert document["evidence"]["kill"] is None
    assert document["score"]["flops_used"] == 10
    assert started.left() == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become someone else")
def test_root_gives_each_process_a_user_of_its_own(started: Started) -> None:
    ids = [_uids(pid) for pid in (started.server, started.participant)]
    assert ids[0] != ids[1]
    assert all(len(set(one)) == 1 and one[0] != "0" for one in ids)


@pytest.mark.parametrize(
    ("length", "mode", "words"),
    [
        (120, 0o711, "too long a path"),
        pytest.param(
            10,
            0o700,
            "other users cannot enter",
            marks=pytest.mark.skipif(os.geteuid() != 0, reason="only root has other users"),
        ),
    ],
)
def test_a_temporary_folder_that_cannot_serve_is_refused_at_once(
    tmp_path: Path, length: int, mode: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name) / ("x" * length)
        folder.mkdir(mode=mode)
        Path(name).chmod(0o711)
        monkeypatch.setattr("tempfile.tempdir", str(folder))
        with pytest.raises(SandboxUnavailable, match=words):
            ProcessSandbox().check()


def test_a_kernel_that_cannot_confine_is_refused_unless_that_is_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = program(tmp_path, "pass")
    monkeypatch.setattr("flopscope_eval.participant.landlock.abi", lambda: 0)
    with pytest.raises(SandboxUnavailable, match=r"no Landlock.*--allow-unconfined"):
        run(ProcessSandbox(), path)
    assert run(ProcessSandbox(), path, "--allow-unconfined").status is Status.OK


def test_what_goes_wrong_on_the_trusted_side_is_a_result_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "/var/secret")

    path = program(tmp_path, "pass")
    monkeypatch.setattr("flopscope_eval._run.submission.Submission.copy_to", full)
    judged = run(ProcessSandbox(), path)
    assert judged.status is Status.HARNESS_ERROR
    assert judged.message == "OSError: No space left on device"


def _uids(pid: int) -> list[str]:
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(line.split()[1:] for line in status if line.startswith("Uid:"))


SOMEONE = 54321
AS_SOMEONE_ELSE = f"""
import json, os, sys, tempfile
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import running
from flopscope_eval.sandbox.process import ProcessSandbox, runtime

# Once as root, so that everything is loaded that lies where others cannot read.
path = Path(sys.argv[2])
running.run(ProcessSandbox(), path)
made = runtime.for_server(), runtime.for_participant()
runtime.for_server, runtime.for_participant = (lambda: made[0]), (lambda: made[1])
os.environ["FLOPSCOPE_EVAL_CACHE"] = str(path.parent / "cache")
tempfile.tempdir = str(path.parent)
os.setgroups([]), os.setresgid({SOMEONE}, {SOMEONE}, {SOMEONE}), os.setresuid({SOMEONE}, {SOMEONE}, {SOMEONE})
sandbox = ProcessSandbox()
sandbox.collect_garbage = lambda: []
print(json.dumps(running.run(sandbox, path).document()))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="every other test runs as an ordinary user then")
def test_an_ordinary_user_is_served_as_well() -> None:
    source = Path(__file__).parents[2] / "examples" / "hostile" / "files.py"
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        path = program(folder, source.read_text())
        os.chown(folder, SOMEONE, SOMEONE)
        done = subprocess.run(
            [sys.executable, "-c", AS_SOMEONE_ELSE, str(Path(__file__).parent), str(path)],
            capture_output=True,
            check=False,
            text=True,
            timeout=100,
        )
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert (document["status"], document["score"]["flops_used"]) == (Status.OK, 10)
    assert document["isolation"]["missing"] == ["user"]
    assert "BREACH" not in document["output"]["stdout"]["head"]
