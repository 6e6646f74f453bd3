"""The kernel's own bound on the server's memory: behind the limit on arrays, for NumPy's temporaries.

Rules foresee results and most temporaries. What they cannot (the largest number in bincount's input, say)
meets this bound: the allocation fails, its client gets a MemoryError, and the server lives on instead of
being killed for it.
"""

from __future__ import annotations

import logging
import resource
from pathlib import Path

log = logging.getLogger(__name__)

SLACK_BYTES = 768 << 20
"""For what is not arrays: messages under way, threads' stacks, and the interpreter's own."""


def bound_memory(max_memory: int) -> None:
    """Let this process take ``max_memory`` bytes, and some slack, beyond what it has now."""
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
