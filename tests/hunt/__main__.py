"""``python -m tests.hunt``: calls in batches, a process for each; each one that ends its process is told.

The exit code is 1 if any did.
"""

from __future__ import annotations

import argparse
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tests.hunt.calls import Calls


def hunt(first: int, count: int, batch: int) -> Iterator[tuple[int, str]]:
    """Run calls, and give those that end or hang their process, or show foreign memory, with what happened."""
    with tempfile.TemporaryDirectory() as folder:
        progress = Path(folder) / "progress"
        number, end = first, first + count
        while number < end:
            progress.write_bytes(bytes(16))
            much = min(batch, end - number)
            command = [sys.executable, "-m", "tests.hunt.worker", str(number), str(much), progress]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            for line in done.stdout.splitlines():
                if line.startswith("MARKER "):
                    yield int(line.split()[1]), "shows foreign memory"
            if done.returncode == 0:
                number += much
                continue
            (at,) = struct.unpack("=Q", progress.read_bytes()[:8])
            if "Timeout" in done.stderr:
                yield at, "does not end"
            else:
                yield at, f"ends the process ({done.returncode}): {done.stderr[-300:]}"
            number = max(at, number) + 1


def main() -> int:
    """Hunt, and tell."""
    parser = argparse.ArgumentParser(prog="python -m tests.hunt", description=__doc__)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument(
        "--first", type=int, default=int(time.time()) * 1000, help="number of the first call"
    )
    parser.add_argument("--batch", type=int, default=5000)
    given = parser.parse_args()
    begun, found = time.monotonic(), 0
    for number, what in hunt(given.first, given.calls, given.batch):
        found += 1
        row, args, count = Calls(number).call()
        print(f"call {number}: {row.name}, {count} of {args!r:.400} {what}", flush=True)
    seconds = time.monotonic() - begun
    print(f"NumPy {np.__version__}: {given.calls:,} calls in {seconds:.0f} s, {found} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
