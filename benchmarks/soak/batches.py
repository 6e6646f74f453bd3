"""Runs in parallel batches with a hostile one in each: honest totals stay exact, nothing is left."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.soak.evaluation import Leftovers, start
from flopscope_eval.doctor import attacks as hostile

HONEST = """
import flopscope.numpy as fnp

x = fnp.random.default_rng(3).normal(size=(20, 20))
for _ in range(50):
    x = fnp.tanh(x @ x)
print(float(x.sum()))
"""

_LOUD = ("output_endless", "memory_slow", "threads", "malformed_messages", "time_busy", "signals")
"""Those that would disturb their neighbours most, if anything let them."""

_TIMEOUT_S = 600


@dataclass(frozen=True, slots=True)
class Outcome:
    """What all batches together came to."""

    honest: int
    wrong: list[str]
    hostile: int
    left: Leftovers
    seconds: float

    @property
    def is_good(self) -> bool:
        return not self.wrong and not self.left


def run(runs: int, width: int, sandbox: str) -> Outcome:
    """Make ``runs`` runs, ``width`` at a time, the first of every batch a hostile one."""
    began = time.monotonic()
    wrong: list[str] = []
    owners: set[int] = set()
    scores = []
    attackers = [case for case in hostile.cases() if case.name in _LOUD]
    attacks = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        submission = folder / "honest.py"
        submission.write_text(HONEST)
        for first in range(0, runs, width):
            case = attackers[attacks % len(attackers)]
            attacks += 1
            size = min(width, runs - first)
            batch = _batch(folder, submission, case, size, sandbox)
            owners |= {process.pid for process in batch}
            attack, *honest = [_result(folder, i, p) for i, p in enumerate(batch)]
            if attack["status"] != case.tag("expect", sandbox):
                wrong.append(f"{case.name} was {attack['status']}: {attack['message']}")
            scores += [(doc["status"], _essence(doc["score"])) for doc in honest]
    wrong += [f"an honest run: {score}" for score in scores if score != scores[0]]
    if scores[0][0] != "ok":
        wrong.append(f"honest runs were {scores[0]}")
    return Outcome(len(scores), wrong, attacks, Leftovers.of(owners), time.monotonic() - began)


def _batch(
    folder: Path, honest: Path, case: hostile.Case, size: int, sandbox: str
) -> list[subprocess.Popen[bytes]]:
    common = ("--sandbox", sandbox, "--seed", "1")
    arguments = case.tags.get("arguments", "").split()
    attack = start(case.path, _path(folder, 0), *common, "--budget", "1e6", *arguments)
    return [
        attack,
        *(
            start(honest, _path(folder, i), *common, "--budget", "1e9", "--time-limit", "120")
            for i in range(1, size)
        ),
    ]


def _path(folder: Path, number: int) -> Path:
    return folder / f"result-{number}.json"


def _result(folder: Path, number: int, process: subprocess.Popen[bytes]) -> dict[str, Any]:
    process.wait(_TIMEOUT_S)
    path = _path(folder, number)
    document: dict[str, Any] = json.loads(path.read_text())
    path.unlink()  # so that the next batch cannot be taken for this one
    return document


def _essence(score: dict[str, Any] | None) -> str:
    """Give what must be the same in every honest run."""
    if score is None:
        return "no score"
    costs = {name: (row["flop_cost"], row["calls"]) for name, row in score["operations"].items()}
    return f"{score['flops_used']} {score['op_log_sha256']} {costs}"
