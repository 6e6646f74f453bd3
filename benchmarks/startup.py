"""What importing costs the client, against the packages that it needs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

from benchmarks.measure import interleaved
from benchmarks.rows import Row


def _process(code: str) -> Callable[[], object]:
    environment = os.environ | {"FLOPSCOPE_ENGINE": "remote"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return lambda: subprocess.run([sys.executable, "-c", code], env=environment, check=True)


def imports(rounds: int) -> list[Row]:
    """``import flopscope.numpy`` in the client, less a bare start of the interpreter on both sides."""
    times = interleaved(
        {
            "bare": _process("pass"),
            "needed": _process("import zmq, msgpack"),
            "ours": _process("import flopscope_client.engine, flopscope.numpy"),
        },
        rounds,
        0.0,
    )
    ours = times["ours"].median - times["bare"].median
    needed = times["needed"].median - times["bare"].median
    raw = f"{ours * 1e3:.0f} ms, {needed * 1e3:.0f} ms"
    return [Row("import flopscope.numpy, client", "import zmq, msgpack", ours / needed, 2.5, raw)]
