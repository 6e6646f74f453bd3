"""One comparison with NumPy."""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    """A source that must show what NumPy shows.

    Attributes
    ----------
    row : str
        The row of the operation table that it is about; empty where it is about none.
    flops : int
        What it is charged under the default policy; nothing if NumPy refuses it.
    source : str
        See :func:`tests.engines.observe.observe`.
    """

    row: str
    flops: int
    source: str

    def __str__(self) -> str:
        return self.source
