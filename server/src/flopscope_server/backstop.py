"""The kernel's own bound on the server's memory: behind the limit on arrays, for NumPy's temporaries.

Rules foresee results and most temporaries. What they cannot (the largest number in bincount's input, say)
meets this bound: the allocation fails, its client gets a MemoryError, and the server lives on instead of
being killed for it.
"""

from __future__ import annotations

import logging
import resource
import threading
from pathlib import Path

import numpy as np

log = logging.getLogger(__name__)

SLACK_BYTES = 768 << 20
"""For what is not arrays: messages under way, threads' stacks, and the interpreter's own."""


COMPUTING = 16
"""How many sessions' threads may compute at once; others wait for a turn."""

_STACK_BYTES = 2 << 20
_SIDE = 256
"""Of the matrices with which BLAS is made to take its buffers."""


def reserve_blas() -> None:
    """Have BLAS take its buffers now: it ends the process when it cannot have one later.

    It takes one for each thread that is in it at once, and keeps them.
    """
    together = threading.Barrier(COMPUTING + 1)  # the socket's thread computes too

    def multiply() -> None:
        square = np.ones((_SIDE, _SIDE))
        together.wait()
        square @ square

    threading.stack_size(_STACK_BYTES)  # of all threads from now on; they count as memory
    threads = [threading.Thread(target=multiply) for _ in range(COMPUTING + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def bound_memory(max_memory: int) -> None:
    """Let this process take ``max_memory`` bytes, and some slack, beyond what it has now."""
    reserve_blas()
    try:
        taken = _data_bytes()
    except OSError as error:
        log.warning("the server's own memory is not bounded: %s", error)
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = taken + max_memory + SLACK_BYTES
    for present in (soft, hard):
        if present != resource.RLIM_INFINITY:
            wanted = min(wanted, present)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))


def _data_bytes() -> int:
    """What counts against the limit now."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    raise OSError("/proc/self/status does not tell VmData")
