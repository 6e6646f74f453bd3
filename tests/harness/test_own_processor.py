"""What a submission may do by itself: the time between replies and requests, and modules."""

from __future__ import annotations

from pathlib import Path

from flopscope_eval._run.limits import Limits
from flopscope_eval._run.status import Status
from flopscope_eval.sandbox.interface import Sandbox

from .running import program, run, stdout

ASKS_BETWEEN_SLEEPS = """
import time
import flopscope.numpy as fnp
for _ in range(200):
    time.sleep(0.05)
    fnp.ones(3).sum().item()
"""

IMPORTS = """
import hashlib
import sys
print(hashlib.sha256(b"flopscope").hexdigest()[:8])
for name in ("_hashlib", "_sqlite3", "_ssl"):
    sys.modules.pop(name, None)
    try:
        print(name, "BREACH", __import__(name))
    except ImportError:
        print(name, "is withheld")
"""


def test_time_of_its_own_is_limited(sandbox: Sandbox, tmp_path: Path) -> None:
    judged = run(sandbox, program(tmp_path, ASKS_BETWEEN_SLEEPS), "--own-time-limit", "0.5")
    document = judged.document()
    assert judged.status is Status.TIME_LIMIT, document["message"]
    assert document["score"]["own_time_over"] is True
    assert 0 < document["score"]["flops_used"] < 400
    assert document["limits"]["own_time_s"]["used"] > 0.5


def test_time_of_its_own_is_the_wall_time_by_default() -> None:
    assert Limits.from_values(wall_time_s=7.0).own_time_s == 7.0
    assert "--own-time-limit" not in Limits.from_values(wall_time_s=7.0).server_options


def test_modules_with_arithmetic_of_their_own_are_withheld(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    judged = run(sandbox, program(tmp_path, IMPORTS))
    assert judged.status is Status.OK
    assert "BREACH" not in stdout(judged), stdout(judged)
    assert stdout(judged).count("is withheld") == 3


def test_a_module_can_be_allowed(sandbox: Sandbox, tmp_path: Path) -> None:
    source = "import _hashlib\nprint(_hashlib.openssl_sha256(b'').hexdigest()[:6])\n"
    judged = run(sandbox, program(tmp_path, source), "--allow-module", "_hashlib")
    assert (judged.status, stdout(judged)) == (Status.OK, "e3b0c4\n")
