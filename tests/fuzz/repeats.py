"""``python -m tests.fuzz.repeats 1000000``: repeated sequences against the operations that they mean.

Every execution is a sequence, honest or not, that one session is sent by its number and another one operation
by operation. Their replies, arrays, charges, digests and broken promises must be the same.
"""

from __future__ import annotations

import random
import sys
import time
import warnings

from tests.remote.test_repeats import Pair

_LIFE = 200
"""After so many executions there is a new pair of sessions, some with a small budget."""


def main(executions: int, seed: int) -> int:
    """Run; gives how many differed."""
    warnings.simplefilter("ignore")
    done = failed = 0
    begun = time.monotonic()
    while done < executions:
        life = random.Random(seed)
        pair = Pair(life.choice([None, None, 500, 5000]))
        until = done + _LIFE
        while done < until:
            try:
                done += pair.compare(random.Random(seed), number=seed % 100)
            except AssertionError as error:
                failed += 1
                print(f"seed {seed}: {str(error)[:2000]}", flush=True)
                break
            seed += 1
        seed += 1
        if done // 20_000 != (until - _LIFE) // 20_000:
            print(
                f"{done:,} executions, {failed} findings, {time.monotonic() - begun:.0f} s",
                flush=True,
            )
    print(f"{done:,} executions, {failed} findings", flush=True)
    return failed


if __name__ == "__main__":
    arguments = [int(text) for text in sys.argv[1:]]
    sys.exit(1 if main(*arguments[:1] or [1_000_000], *arguments[1:] or [0]) else 0)
