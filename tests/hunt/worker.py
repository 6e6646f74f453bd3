"""Runs a range of calls: ``python -m tests.hunt.worker FIRST COUNT PROGRESS``.

The number of the call that is about to run goes to the file PROGRESS, so that whoever started this process can
tell which one ended it. A call that takes too long ends it as well.
"""

from __future__ import annotations

import faulthandler
import mmap
import resource
import struct
import sys
import warnings
from pathlib import Path

import numpy as np

from flopscope._local.prices import Plan
from flopscope._local.session import Session
from flopscope._pricing import files
from flopscope._table import Operation
from tests.hunt.calls import MARKER, Calls

LONGEST_S = 60.0
MOST_BYTES = 1 << 24
MOST_WORK = 10**7


class _Refused(Exception):
    """The call would take more than the hunt has time and memory for."""


def _admit(row: Operation, plan: Plan) -> None:
    if plan.nbytes > MOST_BYTES or plan.price.work > MOST_WORK:
        raise _Refused


def _leave_markers() -> None:
    """Fill memory of many sizes with the marker, and give it back."""
    kept = [
        np.full(size, MARKER) for size in (1, 2, 4, 9, 16, 49, 81, 128, 256, 1000) for _ in range(4)
    ]
    del kept


def shows_marker(value: object) -> bool:
    """Whether an array, or one in a sequence, has an element that is the marker."""
    if isinstance(value, np.ndarray) and value.dtype == np.float64:
        return bool((value == MARKER).any())
    return isinstance(value, tuple | list) and any(map(shows_marker, value))


def main() -> None:
    """Run the calls."""
    first, count = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    with Path(sys.argv[3]).open("r+b") as file:
        progress = mmap.mmap(file.fileno(), 16)
    session = Session(files.load("flops"), None, 10**30, None, _admit)
    account = session.account
    for number in range(first, first + count):
        progress[:8] = struct.pack("=Q", number)
        if number % 50 == 0:
            faulthandler.dump_traceback_later(LONGEST_S, exit=True)
        row, args, given = Calls(number).call()
        _leave_markers()
        try:
            result = session.run(row, args, account, given)
        except Exception:  # noqa: BLE001 - whatever it raises, it lives
            continue
        if shows_marker(result):
            print(f"MARKER {number} {row.name}", flush=True)


if __name__ == "__main__":
    main()
