"""Sequences that a program repeats: sent whole twice, and by their number from then on.

:mod:`flopscope._wire.sequences` says what a sequence is. Long queues are cut where the operation comes again
that they began with, so that the pieces of a loop are alike however its rounds lie in the queue.
"""

from __future__ import annotations

import os
from typing import Any

from flopscope._wire import messages as m
from flopscope._wire import sequences

CUT_FROM = 64
"""From so many items on a piece ends where its first operation comes again."""
CUT_AT = 128
"""There it ends in any case."""
_LEAST = 4
"""Shorter pieces are sent as they are."""
_KNOWN = 1024
"""How many patterns are remembered."""

_ONCE = -1
"""Stands for the number of a pattern that has been sent once."""


class Repeats:
    """What the server was told to keep.

    Attributes
    ----------
    enabled : bool
        ``FLOPSCOPE_REPEAT=0`` turns it off.
    """

    def __init__(self) -> None:
        self.enabled = os.environ.get("FLOPSCOPE_REPEAT", "1") != "0"
        self._numbers: dict[sequences.Pattern, int] = {}
        self._next = 0

    def forget(self) -> None:
        """Begin anew: after an error it is not known what the server has kept."""
        self._numbers.clear()
        self._next = 0

    def shortened(self, items: list[Any]) -> list[Any]:
        """Items that mean the same, with what the server knows named by its number."""
        sent: list[Any] = []
        for piece in _pieces(items):
            sent += self._piece(piece)
        return sent

    def _piece(self, items: list[Any]) -> list[Any]:
        apart = sequences.taken_apart(items) if len(items) >= _LEAST else None
        if apart is None:
            return items
        number = self._numbers.get(apart.pattern)
        if number is None:
            if len(self._numbers) >= _KNOWN:
                self.forget()
            self._numbers[apart.pattern] = _ONCE
            return items
        if number != _ONCE:
            data = [number, apart.inputs, apart.numbers]
            return [[m.REPEAT, apart.base, data, m.SILENT]]
        if self._next >= m.MAX_SEQUENCES or sequences.size(apart.pattern) > m.MAX_SEQUENCE_SIZE:
            return items
        self._numbers[apart.pattern] = number = self._next
        self._next += 1
        return [[m.KEEP, 0, [number, len(items)]], *items]


def _pieces(items: list[Any]) -> list[list[Any]]:
    """The items in pieces. Only silent operations and freed handles share a piece."""
    pieces: list[list[Any]] = []
    piece: list[Any] = []
    first = None
    for item in items:
        if item.__class__ is not int:
            if len(item) != 4:
                pieces += [piece, [item]]
                piece, first = [], None
                continue
            length = len(piece)
            if length >= CUT_FROM and (item[0] == first or length >= CUT_AT):
                pieces.append(piece)
                piece, first = [], None
            if first is None:
                first = item[0]
        piece.append(item)
    return [*pieces, piece]
