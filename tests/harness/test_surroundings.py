"""The command line, in surroundings that it did not choose: streams, disks, limits, masks, names."""

from __future__ import annotations

import gc
import json
import os
import pty
import resource
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from flopscope_eval._run.submission import Submission, SubmissionRefused
from flopscope_eval.images.engine import NoEngine, connect
from flopscope_eval.judging.result import Result

from .running import program

DUMMY = '# dummy: {"flops_used": 10, "stdout": "caf\u00e9 \u2713\\n"}\n'
TEN_FLOPS = "import flopscope.numpy as fnp\n(fnp.ones(10) + fnp.ones(10)).tolist()\n"


def call(
    path: Path,
    *arguments: str,
    sandbox: str = "dummy",
    before: Callable[[], object] | None = None,
    command: str = "run",
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """Run the command line; ``before`` happens in its process first."""
    words = [sys.executable, "-m", "flopscope_eval", command, str(path)]
    if command == "run":
        words += ["--budget", "1e6", "--sandbox", sandbox]
    return subprocess.run(
        [*words, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        errors="backslashreplace",
        preexec_fn=before,
        env={**os.environ, **environment},
    )


# --- where documents go ---------------------------------------------------------------------------


def test_a_destination_is_checked_before_the_run(tmp_path: Path) -> None:
    path = program(tmp_path, "open('ran', 'w')")
    (tmp_path / "folder").mkdir()
    for target, words in (
        (tmp_path / "nodir" / "x.json", "no file can be made in"),
        (tmp_path / "folder", "is a folder"),
        (Path("/proc/x.json"), "no file can be made in /proc"),
    ):
        done = call(path, "--json", str(target), sandbox="process")
        assert done.returncode == 2, done.stderr
        assert words in done.stderr
        assert "FLOPs" not in done.stdout


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    target = tmp_path / "result.json"
    target.touch(mode=0o400)
    done = call(program(tmp_path, DUMMY), "--json", str(target))
    assert (done.returncode, "may not be written to" in done.stderr) == (2, True)


def test_a_full_disk_loses_no_result(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    words = ["run", str(program(tmp_path, DUMMY)), "--budget", "1e6", "--sandbox", "dummy"]
    command = [sys.executable, "-m", "flopscope_eval", *words]
    with Path("/dev/full").open("w") as full:
        for arguments, stdout in ((["--json", "/dev/full"], None), (["--json", "-"], full)):
            done = subprocess.run(
                [*command, *arguments],
                stdout=stdout or subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                cwd=tmp_path / "here",
                check=False,
                timeout=100,
            )
            assert done.returncode == 21
            assert "could not be written to" in done.stderr
            (saved,) = (tmp_path / "here").glob("flopscope-result-*.json")
            score = Result.load(saved).score
            assert score is not None
            assert score.flops_used == 10
            saved.unlink()


def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    done = call(program(tmp_path, DUMMY), "--json", "/dev/null")
    assert done.returncode == 0
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_report_that_nobody_can_read_changes_no_verdict(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flopscope_eval", "run", str(program(tmp_path, DUMMY))]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*command, "--budget", "1e6", "--sandbox", "dummy"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=100,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


# --- terminals and streams ------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_terminal_of_any_encoding_gets_the_report(tmp_path: Path, encoding: str) -> None:
    done = call(program(tmp_path, DUMMY), PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert done.returncode == 0, done.stderr
    assert "10 used of 1,000,000" in done.stdout


@pytest.mark.parametrize("columns", ["0", "1", "-5", "many"])
def test_a_width_that_is_none_is_ignored(tmp_path: Path, columns: str) -> None:
    done = call(program(tmp_path, DUMMY), COLUMNS=columns)
    assert done.returncode == 0, done.stderr
    assert "10 used of" in done.stdout


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)])
def test_closed_streams_are_no_files_of_ours(tmp_path: Path, closed: tuple[int, ...]) -> None:
    target = tmp_path / "result.json"

    def close() -> None:
        for number in closed:
            os.close(number)

    done = call(
        program(tmp_path, TEN_FLOPS), "--json", str(target), sandbox="process", before=close
    )
    assert done.returncode == 0
    score = Result.load(target).score
    assert score is not None
    assert score.flops_used == 10


def test_a_closed_terminal_ends_a_run_in_order(tmp_path: Path) -> None:
    target = tmp_path / "result.json"
    text = TEN_FLOPS + "print('computed')\nimport time; time.sleep(60)\n"
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "flopscope_eval", "run", str(program(tmp_path, text))]
    process = subprocess.Popen(
        [*command, "--budget", "99", "--sandbox", "process", "--json", str(target)],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        preexec_fn=lambda: os.close(os.open(os.ttyname(0), os.O_RDWR)),
    )  # fmt: skip
    os.close(theirs)
    said = b""
    while b"computed" not in said:
        said += os.read(ours, 4096)
    os.close(ours)  # the kernel hangs up
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        # A shell passes it on, too, and where the terminal does not control the run the kernel sends none.
        process.send_signal(signal.SIGHUP)
        time.sleep(0.05)
    assert process.wait(1) == 129
    assert Result.load(target).status == "interrupted"


# --- what a process inherits ----------------------------------------------------------------------


@pytest.mark.parametrize("mask", [0o077, 0o777])
def test_any_umask_will_do(tmp_path: Path, mask: int) -> None:
    path = program(tmp_path, TEN_FLOPS)
    cache = tmp_path / "cache"
    done = call(
        path, sandbox="process", before=lambda: os.umask(mask), FLOPSCOPE_EVAL_CACHE=str(cache)
    ) if os.geteuid() != 0 else call(path, sandbox="process", before=lambda: os.umask(mask))  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_fresh_cache_under_a_strict_umask_can_be_read_by_the_submissions_user() -> None:
    import tempfile

    with tempfile.TemporaryDirectory(prefix="fs-", dir="/tmp") as name:
        Path(name).chmod(0o711)
        path = program(Path(name), TEN_FLOPS)
        done = call(
            path,
            sandbox="process",
            before=lambda: os.umask(0o077),
            FLOPSCOPE_EVAL_CACHE=f"{name}/cache",
        )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_result_is_as_private_as_the_umask_says(tmp_path: Path) -> None:
    target = tmp_path / "result.json"
    call(program(tmp_path, DUMMY), "--json", str(target), before=lambda: os.umask(0o077))
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def _ignore_sigchld() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)


def _block_sigterm() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGINT])


@pytest.mark.parametrize("before", [_ignore_sigchld, _block_sigterm])
def test_inherited_signal_state_does_no_harm(tmp_path: Path, before: Callable[[], object]) -> None:
    done = call(program(tmp_path, TEN_FLOPS), sandbox="process", before=before)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_limit_of_the_shell_is_not_blamed_on_the_submission(tmp_path: Path) -> None:
    path = program(tmp_path, "while True: pass")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (5, 5))

    done = call(path, sandbox="process", before=limit)
    assert done.returncode == 21
    assert "ulimit -t" in done.stderr
    done = call(path, "--cpu-limit", "1", sandbox="process", before=limit)
    assert done.returncode == 12, done.stdout


def test_a_long_tmpdir_is_told(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 120)
    folder.mkdir()
    done = call(program(tmp_path, TEN_FLOPS), sandbox="process", TMPDIR=str(folder))
    assert done.returncode == 21
    assert "set TMPDIR to a shorter one" in done.stderr


# --- submissions ----------------------------------------------------------------------------------


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    program(folder, "pass")
    (folder / "a").symlink_to("b")
    (folder / "b").symlink_to("a")
    (tmp_path / "loop.py").symlink_to("loop.py")
    for path in (folder, tmp_path / "loop.py"):
        with pytest.raises(SubmissionRefused) as caught:
            Submission.load(path)
        assert str(tmp_path / "folder") not in str(caught.value)
        done = call(path)
        assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_paths_beyond_what_the_kernel_takes_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "deep"
    folder.mkdir()
    program(folder, "pass")
    at = os.open(folder, os.O_RDONLY)
    for _ in range(25):
        os.mkdir("d" * 200, dir_fd=at)
        deeper = os.open("d" * 200, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = deeper
    os.close(at)
    try:
        with pytest.raises(SubmissionRefused, match="too long"):
            Submission.load(folder)
        with pytest.raises(SubmissionRefused, match="too long") as caught:
            Submission.load(tmp_path / ("x" * 5000))
        assert len(str(caught.value)) < 200
    finally:
        shutil.rmtree(folder)


def test_a_folder_that_cannot_be_listed_is_not_left_out_silently(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "pass")
    (tmp_path / "data").mkdir()
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("data"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(SubmissionRefused, match="the folder data cannot be read: Permission"):
        Submission.load(tmp_path)


@pytest.mark.parametrize("name", ["red\x1b[31m.py", "title\x1b]0;x\x07.py", "rtl\u202e.py"])
def test_names_do_not_reach_a_terminal_raw(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(DUMMY)
    said = call(path).stdout + call(tmp_path / f"missing-{name}").stderr
    assert not {"\x1b", "\x07", "\u202e"} & set(said)


# --- the Docker engine ----------------------------------------------------------------------------

# The Docker SDK leaves the socket of a failed attempt to the garbage collector, which complains.
LEAKS = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def _context(folder: Path, host: str) -> dict[str, str]:
    import hashlib

    digest = hashlib.sha256(b"mine").hexdigest()
    meta = folder / "contexts" / "meta" / digest
    meta.mkdir(parents=True)
    endpoints = {"docker": {"Host": host, "SkipTLSVerify": False}}
    (meta / "meta.json").write_text(
        json.dumps({"Name": "mine", "Metadata": {}, "Endpoints": endpoints})
    )
    (folder / "config.json").write_text(json.dumps({"currentContext": "mine"}))
    return {"DOCKER_CONFIG": str(folder)}


@LEAKS
def test_the_current_docker_context_is_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    for name, value in _context(tmp_path, f"unix://{tmp_path}/nobody.sock").items():
        monkeypatch.setenv(name, value)
    with pytest.raises(NoEngine, match=r"Docker context 'mine' \(.*nobody\.sock\): start one"):
        connect()
    gc.collect()
    monkeypatch.setenv("DOCKER_CONTEXT", "gone")
    with pytest.raises(NoEngine, match="no Docker context 'gone'"):
        connect()


@LEAKS
def test_a_socket_that_refuses_this_user_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/d.sock")

    def refuse(self: socket.socket, address: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    with pytest.raises(NoEngine, match="usermod -aG docker"):
        connect()
    gc.collect()


@LEAKS
def test_no_engine_is_told_as_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/d.sock")
    with pytest.raises(NoEngine, match="start one, set DOCKER_HOST"):
        connect()
    gc.collect()
