"""What the chapters of random numbers share: how many samples a call draws, and who can draw them."""

from __future__ import annotations

from typing import Any

from flopscope._base import dtypes as _dtypes
from flopscope._table.spec import Spec, broadcast, dims, shape

DOC = "\n\nFLOPs: 1 per sample; ``size=(3, 4)`` is 12."

TRANSFORMED = """

FLOPs: 1 per sample, and what its transform takes: a location or a low end that is given and not 0 adds a sum, a
scale that is not 1 a product, an inversion its functions; ``normal(3.0, 2.0, (3, 4))`` is 36."""

SOURCE = "Devroye, Non-Uniform Random Variate Generation, 1986, II and IX"
"""Of the transforms."""

STREAMS = (
    ("random.", ""),
    ("random.Generator.", "self: generator, "),
    ("random.RandomState.", "self: generator, "),
)
"""The prefix of rows and of their signatures, for each kind of stream."""

LEGACY = (STREAMS[0], STREAMS[2])
"""The streams of the older kind."""

GENERATOR = STREAMS[1]


def samples(wanted: Any, *parameters: Any) -> int:
    """How many samples ``size=`` asks for; without it, one for each set of parameters."""
    if wanted is None:
        return Spec(broadcast(*map(shape, parameters))).size
    return Spec(dims(wanted)).size


def drawn(wanted: Any, dtype: Any = None) -> Spec | None:
    """The result where ``size`` gives its shape; a lone sample is a Python number."""
    return None if wanted is None else Spec(dims(wanted), dtype or _dtypes.float64)
