"""A case as the harness holds it: bytes and plain values, and no NumPy."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flopscope_eval.contests.config import AnswerPart, Round
from flopscope_eval.contests.errors import ContestError
from flopscope_eval.grading import frames
from flopscope_eval.grading.frames import Array

_LIMITS = ("flops", "wall_time_s", "cpu_time_s")


@dataclass(frozen=True)
class PreparedCase:
    """One case of a run.

    Attributes
    ----------
    number
        Its position, from 0.
    id, group
        The task's names.
    inputs, reference
        Plain values, with `Array` where there are arrays.
    limits
        Other limits than the round's.
    """

    number: int
    id: str
    group: str
    inputs: Mapping[str, Any]
    reference: Any
    limits: Mapping[str, float]

    @classmethod
    def from_wire(cls, number: int, described: Mapping[str, Any]) -> PreparedCase:
        """Take what a task's process sent."""
        unknown = described["limits"].keys() - set(_LIMITS)
        if unknown:
            raise ContestError(
                f"case {described['id']!r} has a limit {min(unknown)!r}; known are {', '.join(_LIMITS)}"
            )
        return cls(
            number,
            described["id"],
            described["group"],
            described["inputs"],
            described["reference"],
            described["limits"],
        )

    def to_wire(self) -> dict[str, Any]:
        """Give what a grader is sent."""
        return {
            "id": self.id,
            "group": self.group,
            "inputs": dict(self.inputs),
            "reference": self.reference,
        }

    @functools.cached_property
    def inputs_sha256(self) -> str:
        """A hash over all inputs."""
        return frames.sha256(self.inputs)

    @functools.cached_property
    def reference_sha256(self) -> str:
        """A hash over the reference."""
        return frames.sha256(self.reference)

    def budget(self, one: Round) -> int:
        """FLOPs that it may use."""
        return int(self.limits.get("flops", one.budget))

    def wall_time_s(self, one: Round) -> float:
        """Seconds that it may take."""
        return float(self.limits.get("wall_time_s", one.wall_time_s))

    def cpu_time_s(self, one: Round) -> float | None:
        """Seconds of the submission's own CPU time that it may take; None without a limit."""
        limit = self.limits.get("cpu_time_s", one.cpu_time_s)
        return None if limit is None else float(limit)

    def info(self) -> tuple[str, list[Array]]:
        """What the submission is told, as JSON, and the arrays that go with it."""
        arrays: list[Array] = []
        inputs = {name: _numbered(value, arrays) for name, value in self.inputs.items()}
        return json.dumps({"phase": "case", "number": self.number, "inputs": inputs}), arrays

    def answer_shapes(self, parts: Sequence[AnswerPart]) -> list[tuple[int, ...]]:
        """The exact shapes of an answer to this case.

        Raises
        ------
        ContestError
            A shape names an input that is not there.
        """
        return [tuple(self._length(n, part) for n in part.shape) for part in parts]

    def _length(self, length: int | str, part: AnswerPart) -> int:
        if isinstance(length, int):
            return length
        name, _, axis = length.partition(":")
        value = self.inputs.get(name)
        if axis and isinstance(value, Array) and axis.isdigit() and int(axis) < len(value.shape):
            return value.shape[int(axis)]
        if not axis and type(value) is int and value >= 0:
            return value
        raise ContestError(
            f"contest.toml: the shape of {part.name} names {length!r}; case {self.id!r} has no input"
            " of this name that is a whole number (or, with ':axis', an array)"
        )


def _numbered(value: Any, arrays: list[Array]) -> Any:
    if isinstance(value, Array):
        arrays.append(value)
        return {frames.ARRAY: len(arrays) - 1}
    if isinstance(value, dict):
        return {name: _numbered(item, arrays) for name, item in value.items()}
    if isinstance(value, list):
        return [_numbered(item, arrays) for item in value]
    return value


def arrays_in(value: Any) -> Iterator[Array]:
    """Give all arrays of a value."""
    if isinstance(value, Array):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from arrays_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from arrays_in(item)
