"""One run of the benchmarks, as a JSON file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import suites
from benchmarks.children import ROOT
from benchmarks.machine import Noise, facts
from benchmarks.rows import Effort, Row, rounded

FOLDER = ROOT / "docs" / "benchmarks"


@dataclass
class Record:
    """What one run found.

    Attributes
    ----------
    occasion : str
        What the run is called in tables and in the plot.
    started : str
        When, in UTC.
    commit : str
        What was checked out; ``-dirty`` if that had changes.
    rounds : int
    machine : dict
    noise : dict
        By suite.
    rows : list of Row
    """

    occasion: str
    started: str
    commit: str
    rounds: int
    machine: dict[str, Any]
    noise: dict[str, Noise]
    rows: list[Row]

    def row(self, key: str) -> Row | None:
        """Give the row of this key, if it was measured."""
        return next((row for row in self.rows if row.key == key), None)

    def is_loud(self, row: Row) -> bool:
        """Whether one of its rows was measured beside noise."""
        return self.noise[row.suite].is_loud

    def save(self, path: Path) -> None:
        """Write it as JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        document = vars(self) | {
            "noise": {name: rounded(heard.to_dict()) for name, heard in self.noise.items()},
            "rows": [row.to_dict() for row in self.rows],
        }
        path.write_text(_lines(document) + "\n")

    @classmethod
    def load(cls, path: Path) -> Record:
        """Read what `save` wrote."""
        data = json.loads(path.read_text())
        noise = {name: Noise(**heard) for name, heard in data["noise"].items()}
        rows = [Row.from_dict(row) for row in data["rows"]]
        return cls(**data | {"noise": noise, "rows": rows})

    @property
    def path(self) -> Path:
        """Where it belongs: a file for each occasion, in the order of time."""
        return FOLDER / f"{self.started.replace(':', '')}.json"


def run(names: Iterable[str], effort: Effort, occasion: str | None) -> Record:
    """Measure suites one after the other."""
    now = datetime.now(UTC)
    started = now.strftime("%Y-%m-%dT%H:%MZ")
    found = Record(
        occasion or started.replace("T", " ").removesuffix("Z"),
        started, _commit(), effort.rounds, facts(), {}, [],
    )  # fmt: skip
    for name in names:
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        rows, found.noise[name] = suites.measure(name, effort)
        found.rows += rows
    return found


def load_all(folder: Path = FOLDER) -> list[Record]:
    """Read all records of a folder, the oldest first."""
    return [Record.load(path) for path in sorted(folder.glob("[0-9]*.json"))]


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()


def _lines(data: Any, indent: str = "") -> str:
    """Write JSON with lists of numbers on one line, so that a change of one sample is one line."""
    inner = indent + "  "
    if isinstance(data, dict) and data:
        items = (f"{inner}{json.dumps(k)}: {_lines(v, inner)}" for k, v in data.items())
        return "{\n" + ",\n".join(items) + f"\n{indent}}}"
    if isinstance(data, list) and any(isinstance(item, dict) for item in data):
        return "[\n" + ",\n".join(f"{inner}{_lines(item, inner)}" for item in data) + f"\n{indent}]"
    return json.dumps(data)
