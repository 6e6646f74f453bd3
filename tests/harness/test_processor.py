"""What stands beside the FLOPs: CPU seconds, their price, numbers up and down."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console

from flopscope_eval import Limits, Result, run
from flopscope_eval._run.limits import CPU_LIMIT_S
from flopscope_eval._run.status import Status
from flopscope_eval.judging.processor import PLAIN_PYTHON_FLOPS, participant
from flopscope_eval.judging.report import render

BUSY = """
import flopscope.numpy as fnp, time
x = fnp.ones(1000) + 1.0
end = time.process_time() + 0.3
while time.process_time() < end: pass
print(x.sum())
"""
TRAFFIC = """
import flopscope.numpy as fnp
x = fnp.array([1.0, 2.0, 3.0]) * 2.5
y = fnp.array([[1, 2], [3, 4]])
print(x.tolist(), float(x[0]), str(y), int(y[0, 1]))
"""


def evaluated(tmp_path: Path, text: str, **options: object) -> Result:
    path = tmp_path / "submission.py"
    path.write_text(text)
    return run(path, "1e9", sandbox="process", seed=1, **options)  # type: ignore[arg-type]


def test_cpu_seconds_have_a_price_and_stand_in_the_verdict(tmp_path: Path) -> None:
    result = evaluated(tmp_path, BUSY, cpu_price=1_000_000)
    beside, score = result.participant, result.score
    assert beside
    assert score
    assert beside.cpu_time_s is not None
    assert 0.3 <= beside.cpu_time_s < 10
    assert beside.effective_flops is not None
    assert beside.effective_flops - score.flops_used >= 300_000
    assert any("CPU seconds could have done" in flag for flag in beside.flags)
    console = Console(record=True, width=200)
    console.print(render(result))
    text = console.export_text()
    assert f"({beside.cpu_time_s:.3f} CPU seconds)" in text.splitlines()[0]
    assert "effective FLOPs" in text


def test_a_policy_may_have_a_price_of_its_own(tmp_path: Path) -> None:
    priced = evaluated(tmp_path, TRAFFIC, policy="contest").participant
    free = evaluated(tmp_path, TRAFFIC).participant
    assert priced
    assert free
    assert priced.cpu_price == 4_000_000_000
    assert free.cpu_price == 0
    assert free.effective_flops is None


def test_numbers_up_and_down_are_counted_and_priced_alike_on_both_engines(tmp_path: Path) -> None:
    result = evaluated(tmp_path, TRAFFIC, policy="contest")
    assert result.participant
    assert result.score
    # 3 and 4 elements and one operand up; 3, 1, 4 and 1 down
    assert (result.participant.numbers_up, result.participant.numbers_down) == (8, 9)
    program = (
        TRAFFIC + "import flopscope as flops\nprint(flops.budget_summary_dict()['flops_used'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"FLOPSCOPE_ENGINE": "local", "FLOPSCOPE_POLICY": "contest"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert int(done.stdout.split()[-1]) == result.score.flops_used


def test_a_run_without_a_score_has_nothing_to_flag() -> None:
    nothing = participant(None, 1.0, 5)
    assert (nothing.effective_flops, nothing.flags) == (None, [])
    assert PLAIN_PYTHON_FLOPS > 1_000_000


def test_the_default_cpu_limit_is_small_and_apart_from_the_wall_limit(tmp_path: Path) -> None:
    assert Limits().cpu_time_s == CPU_LIMIT_S == 30
    assert Limits().wall_time_s == 300
    assert Limits.from_values(wall_time_s=7.0).cpu_time_s == 7
    assert Limits.from_values(wall_time_s=70.0).cpu_time_s == CPU_LIMIT_S
    ended = evaluated(
        tmp_path, "while True: pass", limits=Limits.from_values(wall_time_s=60, cpu_time_s=0.5)
    )
    assert ended.status is Status.TIME_LIMIT
    assert json.loads(ended.to_json())["limits"]["cpu_time_s"]["killed_by"] is not None
