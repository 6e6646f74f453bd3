"""Tells people and machines how a batch goes."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol, TextIO

from flopscope_eval.judging.text import harmless


class Listener(Protocol):
    """Told of each event: its name, and plain data."""

    def __call__(self, event: str, /, **data: Any) -> None:
        """Take an event."""


class JsonLines:
    """Writes one JSON object per line, for machines."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __call__(self, event: str, /, **data: Any) -> None:
        """Write an event."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._stream.write(json.dumps({"at": at, "event": event} | data, allow_nan=False) + "\n")
        self._stream.flush()


class Lines:
    """Writes a line per event that needs attention, and a line of progress now and then."""

    def __init__(self, stream: TextIO, every_s: float = 5.0) -> None:
        self._stream = stream
        self._every_s = every_s
        self._last = 0.0

    def __call__(self, event: str, /, **data: Any) -> None:
        """Write an event."""
        if event == "progress":
            if time.monotonic() - self._last < self._every_s and not data.get("last"):
                return
            self._last = time.monotonic()
            self._write(describe(data))
        elif event not in ("claimed", "recorded"):
            details = ", ".join(f"{name} {value}" for name, value in data.items())
            self._write(f"{event}: {details}")

    def _write(self, line: str) -> None:
        self._stream.write(harmless(line).replace("\n", " ") + "\n")
        self._stream.flush()


def describe(progress: Mapping[str, Any]) -> str:
    """Say progress in one line.

    Examples
    --------
    >>> describe({"counts": {"done": 3, "running": 2, "queued": 5}, "left_s": 90.0, "running": []})
    '3 done, 2 running, 5 queued, about 2 min left'
    """
    parts = [f"{count} {state}" for state, count in progress["counts"].items()]
    if progress.get("left_s") is not None:
        minutes = progress["left_s"] / 60
        parts.append(f"about {minutes:.0f} min left" if minutes >= 1 else "under a minute left")
    return ", ".join(parts)


class Statuses:
    """Counts finished runs, for the alarm about faults of the harness."""

    def __init__(self, window: int, rate: float, least: int) -> None:
        self._window = window
        self._rate = rate
        self._least = least
        self._recent: list[bool] = []
        self.counts: Counter[str] = Counter()

    def add(self, status: str, *, is_harness_fault: bool) -> None:
        """Count a run."""
        self.counts[status] += 1
        self._recent = [*self._recent[-self._window + 1 :], is_harness_fault]

    @property
    def alarm(self) -> str:
        """Say that too many of the last runs failed through no fault of theirs; else empty."""
        faults = sum(self._recent)
        if faults >= self._least and faults > self._rate * len(self._recent):
            return f"{faults} of the last {len(self._recent)} runs failed by a fault of the harness"
        return ""
