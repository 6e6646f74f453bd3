"""Twice the input. The reference is marked, so that it can be recognised wherever it leaks to."""

from collections.abc import Iterator

import numpy as np

from flopscope_eval.task import Case, Grade, Rng, Usage

MARK = 31337.0
"""In every input, plus the case's number; `examples` look for those of other cases."""


def cases(split: str, rng: Rng) -> Iterator[Case]:
    """Make four cases."""
    for number in range(4):
        x = rng(f"case-{number}").normal(size=8)
        x[0] = MARK + number
        yield Case(f"case-{number}", {"x": x}, reference={"y": 2 * x})


def grade(case: Case, answer: np.ndarray, usage: Usage) -> Grade:
    """Compare with twice the input."""
    error = float(np.abs(answer - case.reference["y"]).max())
    return Grade({"error": error}, passed=error == 0, message=f"off by {error:.3g}")
