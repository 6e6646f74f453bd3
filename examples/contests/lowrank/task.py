"""Matrices with decaying singular values, and how far an approximation is from the best one."""

from collections.abc import Iterator

import numpy as np

from flopscope_eval.task import Case, Grade, Rng, Usage

SIZES = {"small": (60, 40), "tall": (300, 30)}


def cases(split: str, rng: Rng) -> Iterator[Case]:
    """Make two matrices of each size. The reference is the best possible error."""
    for group, (m, n) in SIZES.items():
        for number in range(2):
            name = f"{split}-{group}-{number}"
            random = rng(name)
            u, _ = np.linalg.qr(random.normal(size=(m, n)))
            v, _ = np.linalg.qr(random.normal(size=(n, n)))
            s = 0.8 ** np.arange(n)
            yield Case(name, {"a": u * s @ v, "rank": 5}, float(np.linalg.norm(s[5:])), group)


def grade(case: Case, answer: tuple[np.ndarray, np.ndarray], usage: Usage) -> Grade:
    """Give the error over the best one, as a share of it."""
    u, v = answer
    error = float(np.linalg.norm(case.inputs["a"] - u @ v))
    excess = max(error / case.reference - 1, 0.0)
    return Grade(
        {"error": error, "excess": excess}, passed=excess < 1, message=f"excess {excess:.3g}"
    )
