"""Sums of rows of whole numbers, which an answer has to give exactly."""

from collections.abc import Iterator

import numpy as np

from flopscope_eval.task import Case, Grade, Rng, Usage

COUNT = {"public": 5, "private": 20}


def cases(split: str, rng: Rng) -> Iterator[Case]:
    """Make matrices of different sizes."""
    for number in range(COUNT[split]):
        name = f"{split}-{number}"
        random = rng(name)
        x = random.integers(-1000, 1000, size=random.integers(10, 200, size=2))
        yield Case(name, {"x": x}, reference=x.sum(axis=1))


def grade(case: Case, answer: np.ndarray, usage: Usage) -> Grade:
    """Compare every number."""
    wrong = int((answer != case.reference).sum())
    return Grade({"wrong": wrong}, passed=wrong == 0, message=f"{wrong} sums are wrong")
