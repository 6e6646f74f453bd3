"""From the command to the score of a trivial submission, beside the least that it could take.

Whatever a sandbox does, it starts an interpreter for the server and one for the submission, and both
import what they need; in Docker it runs a container for each. So that is what the time is held
against: the same imports in two bare interpreters, or two bare containers, one after the other.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import docker

from benchmarks.soak.evaluation import NoProgress
from flopscope_eval.images import ensure_images
from flopscope_eval.sandbox.process import runtime
from flopscope_eval.sandbox.process.runtime import Runtime

_TRIVIAL = "import flopscope.numpy as fnp\n(fnp.ones(10) + fnp.ones(10)).tolist()\n"

# The command itself, with a clock at each of its stages; what precedes the first is imports.
_CLOCKED = """
import json, sys, time
began = time.time()
from flopscope_eval.commands import main as cli
from flopscope_eval.commands.display import Display
marks = []
Display.stage = lambda self, text: marks.append((text, time.time()))
sys.argv = ["flopscope-eval", "run", *sys.argv[1:]]
try:
    cli.main()
except SystemExit as end:
    sys.stderr.write(json.dumps([began, marks, time.time(), end.code]))
"""

_IMPORTS = {
    "server": "import flopscope_server.cli",
    "participant": (
        "from {launcher} import imports; imports.import_everything(); import flopscope_client.engine"
    ),
}
"""What both sides have imported when the submission's first line runs."""


@dataclass(slots=True)
class Starts:
    """What was measured of one sandbox, in seconds, a value for each round.

    Attributes
    ----------
    runs
        From the command to its end.
    reference
        The same imports in two bare interpreters or containers, their times added.
    stages
        Where a run's time went, in the order of a run.
    """

    runs: list[float] = field(default_factory=list)
    reference: list[float] = field(default_factory=list)
    stages: dict[str, list[float]] = field(default_factory=dict)


def measure(rounds: int, sandbox: str) -> Starts:
    """Measure runs and the reference in turn, after one of each that does not count."""
    bare = _bare_processes if sandbox == "process" else _bare_containers
    found = Starts()
    with tempfile.TemporaryDirectory() as name:
        submission = Path(name) / "trivial.py"
        submission.write_text(_TRIVIAL)
        # The first may have to copy packages, or to build images.
        for counts in [False] + [True] * rounds:
            stages = list(_run(submission, sandbox))
            reference = sum(bare())
            if not counts:
                continue
            found.runs.append(sum(seconds for _, seconds in stages))
            found.reference.append(reference)
            for stage, seconds in stages:
                found.stages.setdefault(stage, []).append(seconds)
    return found


def _run(submission: Path, sandbox: str) -> Iterator[tuple[str, float]]:
    began = time.time()
    command = [sys.executable, "-c", _CLOCKED, str(submission)]
    done = subprocess.run(
        [*command, "--budget", "100", "--sandbox", sandbox],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    ended = time.time()
    first, marks, last, code = json.loads(done.stderr.splitlines()[-1])
    if code != 0:
        raise RuntimeError(f"the trivial submission ended with {code}: {done.stdout}")
    times = [("starting Python", began), ("importing", first), *marks, ("ending", last)]
    for (stage, at), (_, until) in zip(times, [*times[1:], ("", ended)], strict=True):
        yield stage, until - at


def _bare_processes() -> Iterator[float]:
    """Time the interpreter that the sandbox uses, with the same packages, and nothing around it."""
    sides: dict[str, Callable[[], Runtime]] = {
        "server": runtime.for_server,
        "participant": runtime.for_participant,
    }
    for side, find in sides.items():
        where = find()
        code = f"import sys; sys.path[:0] = {[str(entry) for entry in where.path]!r}; "
        code += _IMPORTS[side].format(launcher="participant")
        command = [str(where.python), "-I", "-S", "-B", "-X", "utf8", "-c", code]
        began = time.time()
        subprocess.run(command, env=where.environment, check=True)
        yield time.time() - began


def _bare_containers() -> Iterator[float]:
    """Time a container of each image that does its imports: create, start, wait, remove."""
    engine = docker.from_env()
    try:
        for side, image in ensure_images(engine, NoProgress()).items():
            code = "import sys; sys.path[:0] = ['/opt/flopscope/lib']; "
            code += _IMPORTS[side].format(launcher="flopscope_participant")
            began = time.time()
            container = engine.containers.create(
                image.id, ["-I", "-S", "-c", code],
                entrypoint=["/opt/flopscope/python"], network_mode="none",
            )  # fmt: skip
            container.start()
            status = container.wait()["StatusCode"]
            log = container.logs()
            container.remove()
            yield time.time() - began
            if status != 0:
                raise RuntimeError(f"the imports of the {side} failed: {log!r}")
    finally:
        engine.close()
