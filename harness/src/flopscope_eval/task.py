"""What a contest's ``task.py`` is written with.

::

    from flopscope_eval.task import Case, Grade, Rng, Usage


    def cases(split: str, rng: Rng, params: dict) -> Iterable[Case]: ...
    def grade(case: Case, answer: np.ndarray, usage: Usage) -> Grade: ...

Both run on the trusted side, in processes of their own without a network. ``cases`` may leave ``params``
out. An answer of several arrays is a tuple of them.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Case:
    """One case.

    Attributes
    ----------
    id
        Unique within the split. Its random numbers derive from it.
    inputs
        By name: arrays, whole numbers, floats, text, booleans, None, and lists and dictionaries of these.
        ``"mlp.width"`` becomes the attribute ``width`` of a read-only record ``mlp``. All of it, names as
        well, is shown to the submission.
    reference
        What the grader compares with: arrays and plain values. It never leaves the trusted side.
    group
        Names a set of cases, for ``reuse = "group"`` and for tables.
    limits
        Other limits than the round's: ``flops``, ``wall_time_s``, ``cpu_time_s``.
    """

    id: str
    inputs: Mapping[str, Any]
    reference: Any = None
    group: str = ""
    limits: Mapping[str, float | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer cost.

    Attributes
    ----------
    flops
        Exact.
    budget
        FLOPs that the case may use.
    wall_time_s, participant_cpu_s
        Seconds; the latter is None where it was not measured.
    """

    flops: int
    budget: int
    wall_time_s: float
    participant_cpu_s: float | None


@dataclass(frozen=True, slots=True)
class Grade:
    """What the grader found.

    Attributes
    ----------
    metrics
        Finite numbers by name. Names are Python names; formulas use them.
    passed
        Whether the case counts as solved.
    message
        One sentence for the table, such as why it did not pass.
    """

    metrics: Mapping[str, float] = field(default_factory=dict)
    passed: bool = True
    message: str = ""


class Rng:
    """Random generators of a split's cases, one per case.

    Parameters
    ----------
    secret : bytes
        The split's.

    Examples
    --------
    >>> rng = Rng(b"secret of the split")
    >>> a, b = rng("case-1"), rng("case-1")
    >>> bool(a.integers(1000) == b.integers(1000))
    True
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def __call__(self, case_id: str) -> np.random.Generator:
        """Give a case's generator, always from its beginning."""
        digest = hmac.new(self._secret, case_id.encode(), hashlib.sha256).digest()
        return np.random.default_rng(np.random.SeedSequence(int.from_bytes(digest, "little")))
