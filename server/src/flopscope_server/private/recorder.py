"""The flight recorder: what a run has spent and what is running, in a file that outlives the server.

The file is mapped, so what is stored there stays when the process is killed, crashes or hangs, at whatever
instruction. A charge is one store of four bytes into a ring, before the operation runs: the number of its
price, which the file has listed before. The sums of a full ring, and now and then the whole summary, go to
areas of which there are two each: the new text is written beside the old one, and a last store makes it
the valid one.

A word of the ring has, from its highest bits: the number of the lap (4), a kind (2), the session's slot (9)
and the number of a row or price (15): 30 bits, with which Python's integers are quick. A reader takes the words
of the lap that follows the valid sums for as long as their lap's number fits.

:mod:`flopscope_eval.sandbox.recorder` reads the file.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from flopscope._ledger.account import STRAIGHT_LINES_ARE_ATOMIC
from flopscope._pricing.price import Price
from flopscope._table import ORDERED, TABLE
from flopscope._wire import messages as m
from flopscope_server.private.sums import Sums

FILE_NAME = "recorder"
MAGIC = b"flopsrec"
FORMAT = 1

CHARGE, REFUND, ENTER = range(3)
"""Kinds of words: a price charged, one given back, and a row entered that has not been charged (yet)."""

SLOTS = 512
LENGTH = 8192
"""Words of the ring."""
MAX_PRICES = 16_384
"""Prices that the file lists at a time."""

_SLOT_AT = 15
_KIND_AT = _SLOT_AT + 9
_LAP_AT = _KIND_AT + 2
_LAPS = 16

_TAKEN_UP = ""
CONTROLS = {
    _TAKEN_UP: "taking up a request",
    m.TEXT: "making text of an array",
    m.FETCH: "reading an array",
}
"""What sessions do beside operations, in words; the numbers of these follow those of the rows."""

_NAMES = (*(row.name for row in ORDERED), *CONTROLS.values())
_FIRST_PRICE = len(_NAMES)

_MIB = 1 << 20
# Cells, of eight bytes each.
_HEARTBEAT, _SUMS, _SUMMARY, _PRICES = 1, 2, 3, 4
_HEADER_AT, _HEADER_BYTES = 64, 64 * 1024 - 64
_RUNNING_AT = _HEADER_AT + _HEADER_BYTES
_RING_AT = _RUNNING_AT + SLOTS * 8
_PRICES_AT, _PRICES_BYTES = _RING_AT + LENGTH * 4, 4 * _MIB
_SUMS_AT, _SUMS_BYTES = _PRICES_AT + _PRICES_BYTES, 2 * _MIB
_SUMMARY_AT, _SUMMARY_BYTES = _SUMS_AT + 2 * _SUMS_BYTES, 1 * _MIB
_FILE_BYTES = _SUMMARY_AT + 2 * _SUMMARY_BYTES

_CELL = struct.Struct("=Q")


class Recorder:
    """Writes the file.

    Parameters
    ----------
    path : Path
        It must not be there yet.
    summary : callable
        Gives the run's summary as it is now.
    scales : tuple of int, optional
        Sub-units of the policy's currency, and of those that are recorded beside; see
        :attr:`~flopscope._pricing.policy.Policy.scale`.

    Attributes
    ----------
    next : int
        The place of the next word in :attr:`ring`.
    lap : int
        The lap's number, where a word has it.
    ring : memoryview
        Words.
    numbers : dict
        The numbers of the prices that are listed.
    """

    def __init__(
        self, path: Path, summary: Callable[[], dict[str, Any]], scales: tuple[int, ...] = (1,)
    ) -> None:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(
                descriptor, 0, _FILE_BYTES
            )  # a full disk must not be found out later
            self._map = mmap.mmap(descriptor, _FILE_BYTES)
        finally:
            os.close(descriptor)
        self._summary = summary
        self._cells = memoryview(self._map)[:64].cast("Q")
        self.running = memoryview(self._map)[_RUNNING_AT:_RING_AT].cast("Q")
        self.ring = memoryview(self._map)[_RING_AT:_PRICES_AT].cast("I")
        self._words = np.frombuffer(self.ring, np.uint32)
        self._lock = threading.RLock()
        self._free = list(range(SLOTS - 1, -1, -1))
        self.numbers: dict[Price, int] = {}
        self._prices: list[Price] = []
        self._rows = list(range(_FIRST_PRICE))  # row by number
        self._sums = Sums()
        self._latest = np.zeros(SLOTS, np.intp)  # row by slot, up to `_summed`
        self._laps = 1
        self._summed = 0  # words of this lap that are in the sums
        self._shown = -1
        self._due = 0.0
        self.next = 0
        self.lap = 1 << _LAP_AT
        self._write_header(scales)
        self._publish_sums()
        self._map[:8] = MAGIC

    def track(self) -> Track:
        """Where one session records; :meth:`Track.close` gives its slot back."""
        with self._lock:
            return Track(self, self._free.pop())

    def release(self, slot: int) -> None:
        """Let a slot be used again."""
        with self._lock:
            self.running[slot] = 0
            self._free.append(slot)

    def beat(self) -> None:
        """Show that the server's loop goes round; keep the summary, if there is something new to it."""
        self._cells[_HEARTBEAT] = self._cells[_HEARTBEAT] + 1
        position, now = self._laps * LENGTH + self.next, time.monotonic()
        if position != self._shown and now >= self._due:
            self._shown = position
            self.keep_summary()
            # A program can make its summary long; then it is kept less often.
            self._due = time.monotonic() + 50 * (time.monotonic() - now)

    def keep_summary(self) -> None:
        """Keep the summary as it is now, for what the sums do not tell: seconds, namespaces, refusals."""
        document = self._summary()
        text = json.dumps(document).encode()
        if len(text) > _SUMMARY_BYTES - 8:
            text = json.dumps({**document, "by_namespace": {}}).encode()
        with self._lock:
            self._publish(_SUMMARY, _SUMMARY_AT, _SUMMARY_BYTES, text)

    def turn(self) -> None:
        """Begin a new lap, after the words of the old one have been added to the sums."""
        with self._lock:
            if self.next >= LENGTH:  # else another thread has
                self._turn()

    def _turn(self) -> None:
        self._add_up(self.next)
        self._laps += 1
        self._summed = 0
        self._publish_sums()
        # One step, as in `flopscope._ledger.account`.
        self.lap = (self._laps % _LAPS) << _LAP_AT
        self.next = 0

    def record(self, kind: int, slot: int, what: int | Price) -> None:
        """Store a word about a row, by its number, or a price."""
        with self._lock:
            while self.next >= LENGTH:
                self._turn()
            number = what if isinstance(what, int) else self._number(what)
            place = self.next
            self.ring[place] = self.lap | kind << _KIND_AT | slot << _SLOT_AT | number
            self.next = place + 1

    def _number(self, price: Price) -> int:
        """The number of a price, listed if it was not."""
        found = self.numbers.get(price)
        if found is not None:
            return found
        text = json.dumps(
            [
                price.op_name,
                price.dtype,
                str(price.cost),
                dict(price.units),
                [*map(str, price.also)],
            ]
        ).encode()
        used = self._cells[_PRICES]
        if len(self._prices) >= MAX_PRICES or used + 8 + len(text) > _PRICES_BYTES:
            self._forget_prices()
            used = 0
        start = _PRICES_AT + used
        self._map[start : start + 8 + len(text)] = _CELL.pack(len(text)) + text
        self._cells[_PRICES] = used + 8 + len(text)
        number = self.numbers[price] = _FIRST_PRICE + len(self._prices)
        self._prices.append(price)
        self._rows.append(TABLE[price.op_name].index)
        return number

    def _forget_prices(self) -> None:
        """List prices anew; no word may name one of the old."""
        self.numbers.clear()  # first: compiled functions look a number up and store it in one step
        self._turn()
        self._prices.clear()
        del self._rows[_FIRST_PRICE:]
        self._cells[_PRICES] = 0

    def _add_up(self, end: int) -> None:
        """Add the words from the last that was added up to ``end`` to the sums."""
        words = self._words[self._summed : end]
        numbers = (words & np.uint32((1 << _SLOT_AT) - 1)).astype(np.intp)
        kinds = words >> np.uint32(_KIND_AT) & np.uint32(3)
        calls = np.bincount(numbers[kinds == CHARGE], minlength=len(self._rows))
        calls -= np.bincount(numbers[kinds == REFUND], minlength=len(self._rows))
        for number in np.flatnonzero(calls).tolist():
            self._sums.add(self._prices[number - _FIRST_PRICE], int(calls[number]))
        slots = (words >> np.uint32(_SLOT_AT) & np.uint32(SLOTS - 1)).astype(np.intp)
        self._latest[slots] = np.asarray(self._rows)[numbers]
        self._summed = end

    def _publish_sums(self) -> None:
        document = {
            "lap": self._laps,
            "from": self._summed,
            "sums": self._sums.as_list(),
            "latest": self._latest.tolist(),
        }
        text = json.dumps(document).encode()
        if len(text) > _SUMS_BYTES - 8:
            text = json.dumps({**document, "sums": self._sums.as_list(with_units=False)}).encode()
        self._publish(_SUMS, _SUMS_AT, _SUMS_BYTES, text)

    def _publish(self, cell: int, place: int, size: int, text: bytes) -> None:
        """Write a text into the half that is not valid, and make it so; one that is too long is left out."""
        if len(text) > size - 8:
            return
        half = 1 - self._cells[cell] % 2 if self._cells[cell] else 0
        start = place + half * size
        self._map[start : start + 8 + len(text)] = _CELL.pack(len(text)) + text
        self._cells[cell] = 2 + half

    def _write_header(self, scales: tuple[int, ...]) -> None:
        text = json.dumps({
            "format": FORMAT,
            "scales": scales,
            "names": _NAMES,
            "heartbeat": _HEARTBEAT * 8,
            "running": [_RUNNING_AT, SLOTS],
            "ring": [_RING_AT, LENGTH],
            "bits": [_LAP_AT, _KIND_AT, _SLOT_AT],
            "prices": [_PRICES * 8, _PRICES_AT],
            "sums": [_SUMS * 8, _SUMS_AT, _SUMS_BYTES],
            "summary": [_SUMMARY * 8, _SUMMARY_AT, _SUMMARY_BYTES],
        }).encode()  # fmt: skip
        self._map[_HEADER_AT : _HEADER_AT + 8 + len(text)] = _CELL.pack(len(text)) + text


def recorded() -> list[str]:
    """The lines of a compiled function that record a charge of ``price``, between it and the operation.

    They use what :meth:`Track.names` gives. From the look-up of the number to the assignment of
    ``_ring.next`` is one step, as is the charge itself.
    """
    if not STRAIGHT_LINES_ARE_ATOMIC:
        return ["_track.charge(price)"]
    return [
        "try:",
        "    number = _numbers[price]",
        "    place = _ring.next",
        "    _words[place] = _ring.lap | _slot | number",
        "    _ring.next = place + 1",
        "except (KeyError, IndexError):  # the price is not listed yet, or the ring is full",
        "    _track.charge(price)",
    ]


class Track:
    """Where one session records what it is at.

    Attributes
    ----------
    recorder : Recorder
    slot : int
    """

    __slots__ = ("_running", "recorder", "slot")

    def __init__(self, recorder: Recorder, slot: int) -> None:
        self.recorder = recorder
        self.slot = slot
        self._running = recorder.running

    def names(self) -> tuple[Any, ...]:
        """What the lines of :func:`recorded` use: ``_ring, _words, _slot, _numbers``."""
        recorder = self.recorder
        return recorder, recorder.ring, self.slot << _SLOT_AT, recorder.numbers

    def begin(self) -> None:
        """A message's operations are carried out from now on."""
        self.control(_TAKEN_UP)
        self._running[self.slot] = time.monotonic_ns()

    def end(self) -> None:
        """They have been."""
        self._running[self.slot] = 0

    def enter(self, row: int) -> None:
        """A row's arguments and price are being looked at; it has not been charged."""
        self.recorder.record(ENTER, self.slot, row)

    def control(self, name: str) -> None:
        """Something beside operations is being done."""
        if name in CONTROLS:
            self.enter(len(ORDERED) + list(CONTROLS).index(name))

    def charge(self, price: Price) -> None:
        """A price was charged, and its operation runs from now on."""
        self.recorder.record(CHARGE, self.slot, price)

    def refund(self, price: Price) -> None:
        """A price was given back."""
        self.recorder.record(REFUND, self.slot, price)

    def close(self) -> None:
        """The session is over, and none of its operations is running."""
        self.recorder.release(self.slot)
