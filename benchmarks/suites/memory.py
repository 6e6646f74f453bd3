"""What a million operations leave in memory, at the client and at the server."""

from __future__ import annotations

from benchmarks.clients import one_for_long
from benchmarks.measure import Spread
from benchmarks.rows import Effort, Row

TARGET_MIB = 5.0


def measure(effort: Effort) -> list[Row]:
    """Growth of resident memory from a tenth of the operations to the end, in one run."""
    growth = one_for_long(effort.operations)
    return [
        Row(
            f"memory-{side}",
            f"memory growth over {effort.operations:,} operations, {side}",
            "after a tenth of them",
            TARGET_MIB,
            Spread.of([(now - then) / 1024]),
            f"{now / 1024:.1f} MiB; {then / 1024:.1f} MiB",
            unit="MiB",
            samples={"then_KiB": [then], "now_KiB": [now]},
            details={"seconds": growth.seconds},
        )
        for side, (then, now) in (("client", growth.client), ("server", growth.server))
    ]
