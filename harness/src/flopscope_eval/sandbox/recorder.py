"""Reads a server's flight recorder: the score of a run whose server gave none, and what it was at.

The server keeps the file in the private folder. Its header says where everything is, so this reads what any
server of the same format has written; :mod:`flopscope_server.private.recorder` tells how it is written.
"""

from __future__ import annotations

import json
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

FILE_NAME = "recorder"
_MAGIC, _FORMAT = b"flopsrec", 1
HEARTBEAT_AT = 8
_HEADER_AT = 64
_REFUND = 1
_CELL, _WORD = struct.Struct("=Q"), struct.Struct("=I")


@dataclass(frozen=True, slots=True)
class Running:
    """An operation that was being carried out.

    Attributes
    ----------
    operation
        The row's name, or in words what it was.
    since_ns
        When its message was taken up, by the server's monotonic clock.
    """

    operation: str
    since_ns: int


@dataclass(frozen=True, slots=True)
class Recording:
    """What a recorder tells.

    Attributes
    ----------
    flops_used
        FLOPs, exactly of the operations whose charge the server had made.
    flops, calls
        The same by operation.
    running
        What each session was at that waited for a reply; the latest last.
    summary
        The latest summary that the server kept, with the FLOPs and calls of now; None if it kept none.
    heartbeat
        How often the server's loop has gone round.
    latest
        The operation that was charged last, by whichever session; None if the file does not tell.
    """

    flops_used: int
    flops: dict[str, int]
    calls: dict[str, int]
    running: tuple[Running, ...]
    summary: dict[str, Any] | None
    heartbeat: int
    latest: str | None

    @property
    def culprit(self) -> str | None:
        """The operation that was running; of several, the one whose message was taken up last."""
        return self.running[-1].operation if self.running else None


def read(data: bytes) -> Recording | None:
    """Read a recorder's file; None if it is none, or had not been begun."""
    if data[: len(_MAGIC)] != _MAGIC:
        return None
    header = json.loads(_text(data, _HEADER_AT))
    if header["format"] != _FORMAT:
        return None
    return _Reader(data, header).recording()


class Heartbeat:
    """How long a server has stood still, by its recorder.

    Parameters
    ----------
    path
        The recorder's file, which may not be there yet.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last = 0
        self._at: float | None = None

    def silence_s(self) -> float:
        """Seconds since the server's loop was seen to go round; 0 before it first did."""
        now = time.monotonic()
        try:
            with self._path.open("rb") as file:
                file.seek(HEARTBEAT_AT)
                (beats,) = _CELL.unpack(file.read(_CELL.size))
        except (OSError, struct.error):  # it is just being made
            beats = 0
        if beats != self._last or not beats:
            self._last, self._at = beats, now
        return 0.0 if self._at is None else now - self._at


class _Sum:
    """What calls of an operation in a dtype cost and did."""

    def __init__(self) -> None:
        self.cost = self.calls = 0
        self.units: dict[str, int] = {}
        self.also: list[int] = []

    def add(self, cost: int, calls: int, units: dict[str, int], also: list[int]) -> None:
        self.cost += cost
        self.calls += calls
        for unit, count in units.items():
            self.units[unit] = self.units.get(unit, 0) + count
        self.also = [a + b for a, b in zip_longest(self.also, also, fillvalue=0)]


class Recovered(NamedTuple):
    """What a server that gave no summary has left.

    Attributes
    ----------
    summary
        The summary that it would have given; None if it kept none.
    running
        What it was at; None if nothing was being carried out.
    latest
        The operation that was charged last.
    """

    summary: dict[str, Any] | None = None
    running: str | None = None
    latest: str | None = None


def recover(data: bytes) -> Recovered:
    """Read what a server that gave no summary has left, from its recorder's file."""
    recording = read(data)
    if recording is None:
        return Recovered()
    return Recovered(recording.summary, recording.culprit, recording.latest)


class _Reader:
    def __init__(self, data: bytes, header: dict[str, Any]) -> None:
        self._data = data
        self._header = header
        self._names: list[str] = header["names"]
        self._sums: dict[tuple[str, str], _Sum] = {}
        kept = json.loads(self._valid("sums"))
        for name, dtype, cost, calls, units, also in kept["sums"]:
            self._sum(name, dtype).add(int(cost), calls, units, [*map(int, also)])
        self._latest = {slot: self._names[row] for slot, row in enumerate(kept["latest"])}
        prices = list(self._prices())
        self._charged: str | None = None
        for kind, slot, number in self._words(kept["lap"], kept["from"]):
            if number < len(self._names):
                self._latest[slot] = self._names[number]
                continue
            name, dtype, cost, units, also = prices[number - len(self._names)]
            sign = -1 if kind == _REFUND else 1
            scaled = {unit: sign * count for unit, count in units.items()}
            self._sum(name, dtype).add(
                sign * int(cost), sign, scaled, [sign * int(c) for c in also]
            )
            self._latest[slot] = self._charged = name

    def recording(self) -> Recording:
        costs: dict[str, int] = {}
        calls: dict[str, int] = {}
        for (name, _), found in self._sums.items():
            costs[name] = costs.get(name, 0) + found.cost
            calls[name] = calls.get(name, 0) + found.calls
        calls = {name: n for name, n in calls.items() if n}
        flops = {name: self._shown(costs[name]) for name in calls}
        used = self._shown(sum(costs.values()))
        running = tuple(sorted(self._running(), key=lambda one: one.since_ns))
        heartbeat = _cell(self._data, self._header["heartbeat"])
        summary = self._summary(used, flops, calls)
        return Recording(used, flops, calls, running, summary, heartbeat, self._charged)

    def _sum(self, name: str, dtype: str) -> _Sum:
        return self._sums.setdefault((name, dtype), _Sum())

    def _shown(self, cost: int, policy: int = 0) -> int:
        """A cost in whole units of a policy's currency, rounded up, as the server shows it."""
        return -(-cost // int(self._header["scales"][policy]))

    def _prices(self) -> Iterator[list[Any]]:
        cell, place = self._header["prices"]
        end = place + _cell(self._data, cell)
        while place < end:
            text = _text(self._data, place)
            place += 8 + len(text)
            yield json.loads(text)

    def _words(self, lap: int, start: int) -> Iterator[tuple[int, int, int]]:
        lap_at, kind_at, slot_at = self._header["bits"]
        place, length = self._header["ring"]
        for number in range(start, length):
            (word,) = _WORD.unpack_from(self._data, place + _WORD.size * number)
            if word >> lap_at != lap % (1 << (30 - lap_at)):
                return
            kind = word >> kind_at & (1 << (lap_at - kind_at)) - 1
            slot = word >> slot_at & (1 << (kind_at - slot_at)) - 1
            yield kind, slot, word & (1 << slot_at) - 1

    def _running(self) -> Iterator[Running]:
        place, slots = self._header["running"]
        for slot in range(slots):
            since = _cell(self._data, place + 8 * slot)
            if since:
                yield Running(self._latest[slot], since)

    def _summary(
        self, used: int, flops: dict[str, int], calls: dict[str, int]
    ) -> dict[str, Any] | None:
        text = self._valid("summary")
        if not text:
            return None
        summary: dict[str, Any] = json.loads(text)
        summary["flops_used"] = used
        if summary["flop_budget"] is not None:
            summary["flops_remaining"] = summary["flop_budget"] - used
        summary["recovered"] = True
        summary["units"] = self._units()
        also = [
            sum(costs) for costs in zip_longest(*(s.also for s in self._sums.values()), fillvalue=0)
        ]
        for number, (beside, cost) in enumerate(
            zip(summary["also_priced"].values(), also, strict=False)
        ):
            beside["flops_used"] = self._shown(cost, number + 1)
        kept = summary["operations"]
        summary["operations"] = {
            name: {**_UNTIMED, **kept.get(name, {}), "flop_cost": cost, "calls": calls[name]}
            for name, cost in sorted(flops.items())
            if cost
        }
        return summary

    def _units(self) -> dict[str, dict[str, dict[str, int]]]:
        found: dict[str, dict[str, dict[str, int]]] = {}
        for (name, dtype), one in sorted(self._sums.items()):
            units = {unit: count for unit, count in one.units.items() if count}
            if units:
                found.setdefault(name, {})[dtype] = units
        return found

    def _valid(self, name: str) -> bytes:
        cell, place, size = self._header[name]
        half = _cell(self._data, cell)
        return _text(self._data, place + half % 2 * size) if half else b""


_UNTIMED = {"flopscope_backend_time_s": 0.0, "flopscope_overhead_time_s": 0.0}
"""Seconds of what had not been charged yet when the server kept its summary last."""


def _cell(data: bytes, place: int) -> int:
    number: int = _CELL.unpack_from(data, place)[0]
    return number


def _text(data: bytes, place: int) -> bytes:
    length = _cell(data, place)
    return data[place + 8 : place + 8 + length]
