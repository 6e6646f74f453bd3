"""Answers: checked against what the contest declares, then copied, so that later writes change nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from flopscope.errors import AnswerRefusedError


@dataclass(frozen=True, slots=True)
class Part:
    """One array of a declared answer.

    Attributes
    ----------
    name
        For messages.
    dtype
        The exact dtype, by name.
    shape
        The exact shape.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]

    @property
    def nbytes(self) -> int:
        """Size of a copy."""
        return math.prod(self.shape) * int(np.dtype(self.dtype).itemsize)


def check(parts: tuple[Part, ...], values: list[Any]) -> None:
    """Compare an answer with its declaration, without touching its elements.

    Raises
    ------
    AnswerRefusedError
        It has another number of parts, or a part is no array, or has another dtype or shape.
    """
    if len(values) != len(parts):
        raise AnswerRefusedError(
            f"the answer has {len(values)} arrays; this contest asks for {len(parts)}:"
            f" {', '.join(part.name for part in parts)}"
        )
    for part, value in zip(parts, values, strict=True):
        if not isinstance(value, np.ndarray | np.generic):
            raise AnswerRefusedError(
                f"{part.name} is a {type(value).__name__}; return an array of dtype {part.dtype}"
            )
        if value.dtype != np.dtype(part.dtype):
            raise AnswerRefusedError(
                f"{part.name} has dtype {value.dtype.name}; it must be {part.dtype}."
                f" Convert it with .astype(fnp.{part.dtype})"
            )
        if value.shape != part.shape:
            raise AnswerRefusedError(
                f"{part.name} has shape {value.shape}; it must be {part.shape}"
            )


def copied(values: list[Any]) -> list[bytes]:
    """Copy the elements in C order, little-endian."""
    return [
        np.asarray(value).astype(value.dtype.newbyteorder("<"), copy=False).tobytes("C")
        for value in values
    ]
