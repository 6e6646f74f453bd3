"""What every sandbox must do, on real submissions, well-behaved and hostile."""

from __future__ import annotations

import importlib.resources
import importlib.util
import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from flopscope_eval._run.progress import Quiet
from flopscope_eval._run.status import KillReason, Status
from flopscope_eval.doctor import attacks as hostile
from flopscope_eval.judging.schema import schema
from flopscope_eval.sandbox.interface import Exit, Sandbox

from .running import program, run, stdout

TEN_FLOPS = "import flopscope.numpy as fnp\n(fnp.ones(10) + fnp.ones(10)).tolist()\n"


@pytest.mark.slow
@pytest.mark.parametrize("case", hostile.cases(), ids=lambda case: case.name)
def test_a_hostile_submission_gets_what_its_docstring_says(
    sandbox: Sandbox, case: hostile.Case
) -> None:
    assert hostile.attack(sandbox, case, Quiet()).problems == ()


def test_the_score_is_the_servers(sandbox: Sandbox, tmp_path: Path) -> None:
    judged = run(sandbox, program(tmp_path, TEN_FLOPS + "print('hello')"), "--seed", "7")
    document = judged.document()
    assert (judged.status, document["fault"]) == (Status.OK, "nobody")
    assert document["score"]["flops_used"] == 10
    assert document["score"]["flops_remaining"] == 10**6 - 10
    assert document["score"]["seed"] == document["provenance"]["seed"] == 7
    assert document["output"]["stdout"]["head"] == "hello\n"
    assert document["isolation"]["sandbox"] == sandbox.name
    jsonschema.Draft202012Validator(schema()).validate(document)
    summary = json.loads(json.dumps(judged.evidence.server.summary))
    missing = [key for key, value in summary.items() if document["score"].get(key) != value]
    assert missing == [], "declare every key of the summary in judging/result.py"


def test_an_exhausted_budget_names_the_operation(sandbox: Sandbox, tmp_path: Path) -> None:
    judged = run(sandbox, program(tmp_path, TEN_FLOPS * 2), "--budget", "15")
    assert judged.status is Status.BUDGET_EXHAUSTED
    assert judged.evidence.server.summary is not None
    assert judged.evidence.server.summary["flops_used"] == 10
    refused = judged.evidence.server.summary["refused"]
    assert (refused["op_name"], refused["flop_cost"], refused["flops_remaining"]) == ("add", 10, 5)


def test_a_budget_beyond_every_machine_number_is_exact(sandbox: Sandbox, tmp_path: Path) -> None:
    judged = run(sandbox, program(tmp_path, TEN_FLOPS), "--budget", "1e400")
    assert judged.evidence.server.summary is not None
    assert judged.evidence.server.summary["flops_remaining"] == 10**400 - 10


def test_a_policy_file_prices_the_run(sandbox: Sandbox, tmp_path: Path) -> None:
    policy = tmp_path / "own.json"
    shipped = importlib.resources.files("flopscope") / "policies" / "flops.json"
    own = json.loads(shipped.read_text())
    own["weights"]["arithmetic"] = 3
    policy.write_text(json.dumps(own))
    policy.chmod(0o600)
    judged = run(sandbox, program(tmp_path, TEN_FLOPS), "--policy", str(policy))
    assert judged.evidence.server.summary is not None, judged.message
    assert judged.evidence.server.summary["flops_used"] == 30
    assert judged.document()["provenance"]["policy"] == "own.json"


@pytest.mark.parametrize(
    ("text", "status", "end"),
    [
        ("import sys; sys.exit(0)", Status.OK, Exit(code=0)),
        ("import sys; sys.exit(3)", Status.SUBMISSION_ERROR, Exit(code=3)),
        ("import sys; sys.exit(137)", Status.SUBMISSION_ERROR, Exit(code=137)),
        ("1 / 0", Status.SUBMISSION_ERROR, Exit(code=1)),
        ("not python", Status.SUBMISSION_ERROR, Exit(code=1)),
        ("import os, signal; os.kill(os.getpid(), 11)", Status.SUBMISSION_ERROR, Exit(signal=11)),
    ],
)
def test_ends_are_told_apart(
    sandbox: Sandbox, tmp_path: Path, text: str, status: Status, end: Exit
) -> None:
    judged = run(sandbox, program(tmp_path, text))
    assert (judged.status, judged.evidence.exit, judged.evidence.kill) == (status, end, None)


def test_a_traceback_shows_the_submission_only(sandbox: Sandbox, tmp_path: Path) -> None:
    judged = run(sandbox, program(tmp_path, "def f():\n    raise KeyError('gone')\n\nf()\n"))
    lines = judged.evidence.stderr.head.decode().splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1] == '  File "submission.py", line 4, in <module>'
    assert lines[-1] == "KeyError: 'gone'"


def test_a_folder_brings_modules_and_data(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "helper").mkdir()
    (tmp_path / "helper" / "__init__.py").write_text("VALUE = 6\n")
    (tmp_path / "data.txt").write_text("7")
    text = "import helper\nprint(helper.VALUE * int(open('data.txt').read()))\n"
    program(tmp_path, text)
    judged = run(sandbox, tmp_path)
    assert (judged.status, stdout(judged)) == (Status.OK, "42\n")


def test_native_code_beside_the_submission_cannot_be_loaded(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    spec = importlib.util.find_spec("_json")
    assert spec is not None
    assert spec.origin is not None
    if not spec.origin.endswith(".so"):
        pytest.skip("this interpreter has its extension modules built in")
    shutil.copy(spec.origin, tmp_path / "_native.so")
    text = (
        "import ctypes\n"
        "try:\n    ctypes.CDLL('./_native.so')\nexcept OSError as error:\n    print(error)\n"
    )
    program(tmp_path, text)
    judged = run(sandbox, tmp_path)
    assert judged.status is Status.OK
    assert "failed to map segment" in stdout(judged)


def test_output_is_kept_at_both_ends(sandbox: Sandbox, tmp_path: Path) -> None:
    text = "print('first')\nfor _ in range(2000):\n    print('x' * 1000)\nprint('last')\n"
    kept = run(sandbox, program(tmp_path, text)).evidence.stdout
    assert kept.truncated
    assert kept.total_bytes == 6 + 2000 * 1001 + 5
    assert kept.head.startswith(b"first\n")
    assert kept.tail.endswith(b"last\n")
    assert len(kept.head) + len(kept.tail) <= 2**18


def test_a_limit_leaves_its_evidence(sandbox: Sandbox, tmp_path: Path) -> None:
    text = TEN_FLOPS + "import time\ntime.sleep(60)\n"
    judged = run(sandbox, program(tmp_path, text), "--time-limit", "1")
    assert judged.status is Status.TIME_LIMIT
    assert judged.evidence.kill is not None
    assert judged.evidence.kill.reason is KillReason.WALL_TIME
    assert 1 <= judged.evidence.usage.wall_time_s < 5
    assert judged.evidence.server.summary is not None
    assert judged.evidence.server.summary["flops_used"] == 10


def test_what_was_used_is_measured(sandbox: Sandbox, tmp_path: Path) -> None:
    text = (
        "import time\nkept = bytearray(200 * 2**20)\n"
        "end = time.process_time() + 0.5\nwhile time.process_time() < end: pass\n"
    )
    usage = run(sandbox, program(tmp_path, text)).evidence.usage
    assert usage.cpu_time_s is not None
    assert 0.45 <= usage.cpu_time_s < 5
    assert usage.peak_memory_bytes is not None
    assert 200 * 2**20 <= usage.peak_memory_bytes < 2**30


def test_every_limit_tells_how_much_was_used(sandbox: Sandbox, tmp_path: Path) -> None:
    text = (
        "import tempfile, threading, time\nimport flopscope.numpy as fnp\n"
        "kept = [fnp.ones(1000) for _ in range(30)]\nkept[-1].tolist()\nprint('x' * 99)\n"
        "files = [open('/dev/null') for _ in range(40)]\n"
        "file = tempfile.TemporaryFile()\nfile.write(bytes(2**20))\nfile.flush()\n"
        "for _ in range(9): threading.Thread(target=time.sleep, args=(0.5,)).start()\n"
    )
    judged = run(sandbox, program(tmp_path, text))
    rows = judged.document()["limits"]
    at_least = {
        "wall_time_s": 0.5,
        "cpu_time_s": 0,
        "own_time_s": 0,
        "memory_bytes": 10**6,
        "server_memory_bytes": 30 * 8000,
        "arrays": 30,
        "operation_s": 0,
        "output_bytes": 100,
        "scratch_bytes": 2**20,
        "threads": 10,
        "open_files": 44,
    }
    assert rows.keys() == at_least.keys()
    for name, row in rows.items():
        assert at_least[name] <= row["used"] <= row["limit"], (name, row)
        assert row["measured_by"]
        assert row["killed_by"] is None
    assert rows["arrays"]["used"] == 30
    assert rows["output_bytes"]["used"] == 100


@pytest.mark.parametrize(
    ("text", "limit", "arguments"),
    [
        ("import time\ntime.sleep(60)", "wall_time_s", ("--time-limit", "1")),
        ("while True: pass", "cpu_time_s", ("--cpu-limit", "1")),
        ("while True: print('x' * 10**6)", "output_bytes", ("--output-limit", "20MB")),
    ],
)
def test_a_limit_says_who_ended_the_submission_for_it(
    sandbox: Sandbox, tmp_path: Path, text: str, limit: str, arguments: tuple[str, ...]
) -> None:
    rows = run(sandbox, program(tmp_path, text), *arguments).document()["limits"]
    assert [name for name, row in rows.items() if row["killed_by"]] == [limit]
    assert rows[limit]["killed_by"] in ("harness", "kernel")
    assert rows[limit]["used"] >= rows[limit]["limit"]


def test_every_layer_is_in_force(sandbox: Sandbox, tmp_path: Path) -> None:
    layers = run(sandbox, program(tmp_path, "pass")).evidence.layers
    assert {"files", "network", "programs", "processes"} <= {layer.name for layer in layers}
    # A submission has a user of its own only where the harness may give it one; the container's
    # layers are told by its kernel.
    assert {layer.name for layer in layers if not layer.in_force} <= {"user"}


def test_nothing_of_the_harnesss_environment_reaches_a_submission(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "correct-horse-battery")
    text = (
        "import os\nprint(dict(os.environ))\n"
        "try:\n    print(open('/proc/self/environ').read())\nexcept OSError:\n    pass\n"
        "import flopscope.numpy as fnp\nfnp.ones(3).tolist()\n"
    )
    judged = run(sandbox, program(tmp_path, text))
    assert judged.status is Status.OK
    assert "FLOPSCOPE_SERVER_URL" in stdout(judged)
    assert "correct-horse-battery" not in str(judged.document())


def test_no_path_of_the_host_is_in_a_result(sandbox: Sandbox, tmp_path: Path) -> None:
    text = "import sys\nprint(sys.path, file=sys.stderr)\n1 / 0\n"
    document = str(run(sandbox, program(tmp_path, text)).document())
    assert str(tmp_path) not in document
    assert "flopscope-eval-" not in document
