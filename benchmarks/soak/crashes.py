"""A server that is killed, crashes or is stopped at any moment of a run: the score is exact, with a culprit."""

from __future__ import annotations

import os
import random
import secrets
import signal
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docker

from flopscope_eval._run.limits import Limits
from flopscope_eval._run.progress import Quiet
from flopscope_eval._run.submission import Submission
from flopscope_eval.judging.judge import judge
from flopscope_eval.judging.judged import Judged
from flopscope_eval.sandbox import choose
from flopscope_eval.sandbox.interface import RunSpec

_PROGRAM = """
import flopscope.numpy as fnp

x = fnp.ones((200, 200))
done = 0
while True:
    y = x @ x
    for _ in range(20):
        y = fnp.exp(fnp.negative(y))
    float(fnp.sum(y))
    done += 1
    print(done, flush=True)
"""
COSTS = {
    "matmul": (1, 200 * 200 * 399),
    "negative": (20, 40_000),
    "exp": (20, 40_000),
    "sum": (1, 39_999),
}
"""Operation: how often in a round, and its FLOPs under the policy ``flops``."""

SIGNALS = (signal.SIGKILL, signal.SIGSEGV, signal.SIGSTOP)


@dataclass(frozen=True)
class Crash:
    """What became of a run whose server was sent a signal.

    Attributes
    ----------
    signal
    after_s
        Seconds after the submission's first line.
    rounds
        How many rounds the submission had finished, by its own word.
    judged
    """

    signal: signal.Signals
    after_s: float
    rounds: int
    judged: Judged

    @property
    def problems(self) -> list[str]:
        """What is wrong with its score."""
        score = self.judged.result().to_dict()["score"]
        if score is None:
            return ["no score"]
        found = [] if score["recovered"] else ["the server gave a summary after all"]
        total = 0
        for name, (times, cost) in COSTS.items():
            row = score["operations"].get(name, {"calls": 0, "flop_cost": 0})
            total += row["flop_cost"]
            if row["flop_cost"] != row["calls"] * cost:
                found.append(f"{name}: {row['flop_cost']} FLOPs for {row['calls']} calls")
            if not self.rounds * times <= row["calls"] <= (self.rounds + 1) * times:
                found.append(f"{name}: {row['calls']} calls in {self.rounds} rounds")
        if score["flops_used"] != total:
            found.append(f"{score['flops_used']} FLOPs in all, {total} by operation")
        return found


def run(times: int, kind: str, operation_limit_s: float = 2.0) -> Iterator[Crash]:
    """Run so many submissions and send each one's server a signal at a random moment."""
    for done in range(times):
        number = SIGNALS[done % len(SIGNALS)]
        yield once(kind, number, random.uniform(0, 1.0), operation_limit_s)


def once(kind: str, number: signal.Signals, after_s: float, operation_limit_s: float) -> Crash:
    """Run a submission and send its server a signal so long after the submission's first line."""
    begun, ended = threading.Event(), threading.Event()
    with tempfile.TemporaryDirectory() as folder:
        submission = Path(folder) / "rounds.py"
        submission.write_text(_PROGRAM)
        spec = RunSpec(
            run_id=secrets.token_hex(8),
            submission=Submission.load(submission),
            budget=10**18,
            limits=Limits.from_values(wall_time_s=120.0, operation_s=operation_limit_s),
            policy="flops",
            seed=1,
            on_tick=begun.set,
        )
        striking = threading.Thread(
            target=_strike, args=(kind, spec.run_id, number, after_s, begun, ended)
        )
        striking.start()
        try:
            judged = judge(spec, choose(kind), Quiet())
        finally:
            ended.set()
            begun.set()
            striking.join()
    said = judged.evidence.stdout
    rounds = (said.head + said.tail).split()
    return Crash(number, after_s, int(rounds[-1]) if rounds else 0, judged)


def _strike(
    kind: str,
    run_id: str,
    number: signal.Signals,
    after_s: float,
    begun: threading.Event,
    ended: threading.Event,
) -> None:
    begun.wait()
    if not ended.wait(after_s):
        pid = _docker_server(run_id) if kind == "docker" else _process_server(run_id)
        if pid is not None:
            os.kill(pid, number)


def _process_server(run_id: str) -> int | None:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if f"run-{run_id}/private".encode() in command and b"participant.serve" in command:
                return int(entry.name)
    return None


def _docker_server(run_id: str) -> int | None:
    engine = docker.from_env()
    try:
        found: Any = engine.api.inspect_container(f"flopscope-{run_id}-server")
        supervisor = found["State"]["Pid"]
        children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()
        return int(children[0]) if supervisor and children else None
    except (docker.errors.NotFound, OSError):
        return None
    finally:
        engine.close()
