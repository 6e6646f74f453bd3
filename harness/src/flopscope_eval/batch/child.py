"""The process of one attempt: ``python -m flopscope_eval.batch.child FOLDER BUNDLES``.

It executes the job in FOLDER, and ends with its worker: its standard input is a pipe that closes with
the worker, and carries the ends of the worker's lease.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn

END_GRACE_S = 10.0
"""How long the sandbox may take to end what it started."""


def watch(deadline: float) -> NoReturn:
    """End this process when standard input closes or the lease ends."""
    pending = b""
    while (remaining := deadline - time.monotonic()) > 0:
        readable, _, _ = select.select([0], [], [], remaining)
        if not readable:
            continue
        arrived = os.read(0, 4096)
        if not arrived:
            break
        *lines, pending = (pending + arrived).split(b"\n")
        if lines:
            deadline = float(lines[-1])
    # The main thread ends the sandbox on its way out.
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(END_GRACE_S)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def main(folder: Path, bundles: Path) -> None:
    """Execute the job."""
    from flopscope_eval.batch.execute import execute

    execute(folder, bundles)


def _first_deadline() -> float:
    line = b""
    while not line.endswith(b"\n"):
        arrived = os.read(0, 1)
        if not arrived:
            sys.exit("the worker ended before this run began")
        line += arrived
    return float(line)


def _terminated(number: int, _: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _terminated)
    threading.Thread(target=watch, args=(_first_deadline(),), daemon=True).start()
    main(Path(sys.argv[1]), Path(sys.argv[2]))
