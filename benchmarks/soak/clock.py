"""Whose time it was, for a program that sleeps, computes in Python and on the server by known amounts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SLEEPS_S, PYTHON_S, MATMULS, EXCHANGES = 0.4, 0.3, 12, 300

PROGRAM = f"""
import time
import flopscope.numpy as fnp

time.sleep({SLEEPS_S})
end = time.process_time() + {PYTHON_S}
while time.process_time() < end:
    pass
x = fnp.ones((400, 400))
for _ in range({MATMULS}):
    y = x @ x
y[0, 0].item()
z = fnp.ones(8)
for _ in range({EXCHANGES}):
    float(fnp.sum(z))
"""
_COUNTED = """
import json
import time
import flopscope
import flopscope.numpy as fnp

fnp.ones(1)  # imports NumPy
with flopscope.BudgetContext(10**12, quiet=True) as budget:
    exec({program!r})
print(json.dumps(budget.summary_dict()))
"""
PLACES = ("local", "remote, ipc", "remote, tcp", "process", "docker")


@dataclass(frozen=True)
class Parts:
    """Seconds: all, computing, the library's, the program's own."""

    wall: float
    backend: float
    overhead: float
    residual: float

    @classmethod
    def of(cls, summary: dict[str, Any]) -> Parts:
        """Those of a summary."""
        return cls(
            summary["wall_time_s"],
            summary["flopscope_backend_time_s"],
            summary["flopscope_overhead_time_s"],
            summary["residual_wall_time_s"],
        )


def measure(place: str) -> Parts:
    """Run the program in a place."""
    if place == "local":
        return Parts.of(
            json.loads(_python(_COUNTED.format(program=PROGRAM), FLOPSCOPE_ENGINE="local"))
        )
    with tempfile.TemporaryDirectory(prefix="fs-") as folder:
        if place.startswith("remote"):
            url = f"ipc://{folder}/s" if "ipc" in place else "tcp://127.0.0.1:45731"
            return Parts.of(_served(url))
        program, result = Path(folder, "program.py"), Path(folder, "result.json")
        program.write_text(PROGRAM)
        command = [sys.executable, "-m", "flopscope_eval", "run", str(program), "--budget", "1e12"]
        command += ["--sandbox", place, "--json", str(result)]
        subprocess.run(command, check=True, capture_output=True)
        return Parts.of(json.loads(result.read_text())["score"])


def _served(url: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "flopscope_server", "--url", url, "--log-level", "error"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        server.stdout.readline()
        connected = PROGRAM.replace("\ntime.sleep", "\nfnp.ones(1)[0].item()\ntime.sleep", 1)
        _python(connected, FLOPSCOPE_ENGINE="remote", FLOPSCOPE_SERVER_URL=url)
        server.terminate()
        found: dict[str, Any] = json.loads(server.stdout.read())
    return found


def _python(program: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout
