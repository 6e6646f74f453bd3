"""What a run did beside its FLOPs: the participant's own processor, and numbers up and down.

A FLOP score counts what the server computes. Plain Python computes too, and no limit on modules prevents it,
so CPU seconds stand beside every score, can be priced, and are flagged where they could matter.
"""

from __future__ import annotations

import math

from msgspec import UNSET

from flopscope_eval.judging.result import Participant, Score

PLAIN_PYTHON_FLOPS: int = 9_000_000
"""FLOPs per second that plain Python was measured to do in the sandboxes; see docs/sandboxes.md."""

SHARE = 10
"""A run is flagged if what it did beside could be more than one part in so many of its FLOPs."""


def participant(score: Score | None, cpu_time_s: float | None, cpu_price: int) -> Participant:
    """Measure a run's work beside its FLOPs.

    Parameters
    ----------
    score
        The server's count, if it left one.
    cpu_time_s
        CPU seconds of all threads of the participant; None where they could not be measured.
    cpu_price
        FLOPs for each of them; 0 if they have no price.
    """
    up, down = numbers(score)
    effective: int | None = None
    if score is not None and cpu_price and cpu_time_s is not None:
        effective = score.flops_used + math.ceil(cpu_time_s * cpu_price)
    return Participant(
        cpu_time_s=cpu_time_s,
        cpu_price=cpu_price,
        effective_flops=effective,
        numbers_up=up,
        numbers_down=down,
        flags=_flags(score, cpu_time_s, cpu_price or PLAIN_PYTHON_FLOPS, up, down),
    )


def numbers(score: Score | None) -> tuple[int, int]:
    """Count the numbers that the program brought in and took out."""
    if score is None or score.units is UNSET:
        return 0, 0
    by_dtype = [units for operation in score.units.values() for units in operation.values()]
    up = sum(units.get("uploaded", 0) for units in by_dtype)
    return up, sum(units.get("downloaded", 0) for units in by_dtype)


def _flags(
    score: Score | None, cpu_time_s: float | None, rate: int, up: int, down: int
) -> list[str]:
    if score is None:
        return []
    used = score.flops_used
    found = []
    if cpu_time_s is not None and cpu_time_s * rate * SHARE > used:
        found.append(
            f"the participant's {cpu_time_s:.3f} CPU seconds could have done {cpu_time_s * rate:.3g} FLOPs"
            f" at {rate:.3g} per second, beside {used:,} counted"
        )
    if up * SHARE > used:
        found.append(f"{up:,} numbers went up, beside {used:,} FLOPs")
    if down * SHARE > used:
        found.append(f"{down:,} numbers came down, beside {used:,} FLOPs")
    return found
