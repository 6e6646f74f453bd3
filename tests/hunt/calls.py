"""Random calls of rows: odd shapes, dtypes, layouts, indices, ``out=`` and ``where=``, from a seed."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from flopscope._base import dtypes
from flopscope._table import ORDERED, REQUIRED, Operation, Param

MARKER = 1.2345678901234567e-200
"""What foreign memory is filled with; no call computes it by itself."""

_SHAPES = (
    *((), (0,), (1,), (2,), (3,), (7,), (1, 1), (2, 3), (3, 2), (3, 3), (4, 4), (0, 3), (3, 0)),
    *(
        (1, 3),
        (3, 1),
        (2, 2, 2),
        (1, 1, 3),
        (2, 3, 3),
        (3, 1, 2),
        (0, 0, 2),
        (1,) * 5,
        (2,) * 7,
        (1,) * 32,
    ),
)
_NUMBERS = (
    *(
        0,
        1,
        2,
        3,
        -1,
        -2,
        5,
        7,
        63,
        64,
        65,
        255,
        1000,
        2**15,
        2**31,
        2**31 - 1,
        -(2**31),
        2**62,
        2**63,
        2**64,
    ),
    *(10**30, 0.0, 0.5, -0.5, 1e-300, 1e300, float("nan"), float("inf"), 1j, True, False),
)
_WORDS = (
    *(
        "C",
        "F",
        "A",
        "K",
        "no",
        "equiv",
        "safe",
        "same_kind",
        "unsafe",
        "full",
        "valid",
        "same",
        "reduced",
    ),
    *(
        "complete",
        "raw",
        "r",
        "ortho",
        "forward",
        "backward",
        "quicksort",
        "mergesort",
        "heapsort",
        "stable",
    ),
    *(
        "left",
        "right",
        "linear",
        "lower",
        "higher",
        "midpoint",
        "nearest",
        "constant",
        "edge",
        "maximum",
        "mean",
    ),
    *(
        "median",
        "reflect",
        "symmetric",
        "wrap",
        "empty",
        "raise",
        "clip",
        "fro",
        "nuc",
        "L",
        "U",
        "big",
        "little",
    ),
    *(
        "auto",
        "fd",
        "doane",
        "scott",
        "stone",
        "rice",
        "sturges",
        "sqrt",
        "inverted_cdf",
        "weibull",
        "xy",
        "ij",
    ),
)
_SUBSCRIPTS = (
    "ij,jk->ik",
    "ii",
    "ii->i",
    "ij,ij",
    "i,i",
    "...i,i",
    "ij->ji",
    "i,j->ij",
    "ijk,k",
    ",",
    "->",
    "i->",
)
_DTYPES = tuple(np.dtype(name) for name in dtypes.BY_NAME)


class Calls:
    """Random calls from one seed.

    Parameters
    ----------
    seed : int
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._numpy = np.random.default_rng(seed)

    def call(self) -> tuple[Operation, tuple[Any, ...], int]:
        """A row, one argument a parameter, and how many of them were given."""
        row = self._random.choice(ORDERED)
        given = row.required + self._random.randint(0, len(row.params) - row.required)
        args = [
            self._argument(row, p) if i < given else p.default for i, p in enumerate(row.params)
        ]
        return row, tuple(args), given

    def _argument(self, row: Operation, param: Param) -> Any:
        choose = self._random.random()
        if param.default is not REQUIRED and choose < (0.2 if param.kind.name == "out" else 0.4):
            return param.default
        if param.style == "var":
            return tuple(self._of_kind(row, param) for _ in range(self._random.randint(0, 3)))
        return self._of_kind(row, param)

    def _of_kind(self, row: Operation, param: Param) -> Any:
        pick = self._random
        if param.kind.is_array:
            return pick.choice(_NUMBERS) if pick.random() < 0.15 else self.array()
        if param.kind.name == "mask":
            return self.array(np.dtype(bool)) if pick.random() < 0.8 else self.array()
        if param.kind.name == "out":
            return self.array() if pick.random() < 0.8 else (self.array(),)
        if param.kind.name in ("arrays", "nested", "axis_bins"):
            return [self.array() for _ in range(pick.randint(0, 3))]
        if param.kind.name == "operands":
            return (pick.choice(_SUBSCRIPTS), *(self.array() for _ in range(pick.randint(1, 3))))
        if param.kind.name == "index":
            return self.index()
        if param.kind.name == "dtype":
            return pick.choice(list(dtypes.BY_NAME.values()))
        if param.kind.name == "generator":
            return self._generator(row.name)
        if param.kind.name in ("seed", "bins"):
            return pick.choice((None, 3, self.array(), "auto"))
        return self.plain()

    def array(self, dtype: np.dtype[Any] | None = None) -> np.ndarray[Any, Any]:
        """An array of an odd shape, dtype and layout."""
        pick = self._random
        shape = pick.choice(_SHAPES)
        kind = dtype or pick.choice(_DTYPES)
        size = int(np.prod(shape))
        if pick.random() < 0.5:
            values = self._numpy.integers(-3, 8, size)
        else:
            values = (
                np.asarray([pick.choice(_NUMBERS[:20]) for _ in range(size)], object)
                if size < 64
                else np.zeros(size)
            )
        with np.errstate(all="ignore"):
            try:
                made = np.asarray(values).astype(kind).reshape(shape)
            except (OverflowError, TypeError, ValueError):
                made = self._numpy.integers(0, 2, size).astype(kind).reshape(shape)
        layout = pick.random()
        if layout < 0.1:
            made = made.T
        elif layout < 0.2 and made.ndim:
            made = made[::-1]
        elif layout < 0.3:
            made = np.broadcast_to(made, (2, *shape)) if len(shape) < 31 else made
        elif layout < 0.35 and made.ndim:
            made = np.repeat(made, 2, 0)[::2]
        elif layout < 0.4:
            made = made.copy()
            made.flags.writeable = False
        return made

    def index(self) -> Any:
        """An index, or a tuple of parts of one."""
        pick = self._random

        def part() -> Any:
            return pick.choice((
                *(0, -1, 1, 5, 2**40, None, ..., slice(None), slice(1, None), slice(None, None, -1)),
                *(True, False, np.array([0, 1]), np.array([[0], [1]]), np.array([], int)),
                *(slice(3, 0), np.array([True, False]), np.int64(1)),
            ))  # fmt: skip

        return part() if pick.random() < 0.5 else tuple(part() for _ in range(pick.randint(0, 4)))

    def plain(self) -> Any:
        """A number, a word, or a tuple of numbers."""
        pick = self._random
        kind = pick.random()
        if kind < 0.45:
            return pick.choice(_NUMBERS)
        if kind < 0.6:
            return pick.choice(_WORDS)
        if kind < 0.65:
            return None
        small = (0, 1, 2, 3, -1, -2, 5, 2**31)
        made = tuple(pick.choice(small) for _ in range(pick.randint(0, 4)))
        return [*made] if kind > 0.9 else made

    def _generator(self, name: str) -> Any:
        pick = self._random.random()
        if ".RandomState." in name and pick < 0.95:
            return np.random.RandomState(3)
        if "BitGenerator" in name and pick < 0.95:
            return self._random.choice(
                (np.random.PCG64, np.random.MT19937, np.random.SFC64, np.random.Philox)
            )(3)
        if "SeedSequence" in name and pick < 0.95:
            return np.random.SeedSequence(3)
        return np.random.default_rng(3)
