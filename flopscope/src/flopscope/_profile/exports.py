"""Profiles as files for other tools."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from flopscope._profile.numbers import Numbers
from flopscope._version import __version__

COLUMNS = (
    "filename", "line", "function", "namespace", "operation", "calls", "flops", "seconds", "overhead_s",
)  # fmt: skip


def write_csv(profile: Numbers, path: str | Path) -> None:
    """Write :data:`COLUMNS` and a line for each record."""
    with Path(path).open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for r in profile.records:
            place = r.place or ("", "", "")
            writer.writerow([*place, *r[1:]])


def speedscope(profile: Numbers) -> dict[str, Any]:
    """A document of speedscope's file format: each stack, weighted by its FLOPs."""
    frames: dict[tuple[Any, ...], int] = {}
    described: list[dict[str, Any]] = []
    samples, weights = [], []
    for record in profile.records:
        sample = []
        for name, file, line in [
            *((f.function, f.filename, f.line) for f in record.stack),
            (record.operation, "", 0),
        ]:
            key = (name, file, line)
            if key not in frames:
                frames[key] = len(described)
                described.append({"name": name} | ({"file": file, "line": line} if file else {}))
            sample.append(frames[key])
        samples.append(sample)
        weights.append(record.flops)
    return {
        "$schema": "https://www.speedscope.app/file-format-schema.json",
        "exporter": f"flopscope {__version__}",
        "name": "FLOPs",
        "shared": {"frames": described},
        "profiles": [
            {
                "type": "sampled",
                "name": "FLOPs",
                "unit": "none",
                "startValue": 0,
                "endValue": sum(weights),
                "samples": samples,
                "weights": weights,
            }
        ],
    }


def write_speedscope(profile: Numbers, path: str | Path) -> None:
    """Write :func:`speedscope`'s document."""
    Path(path).write_text(json.dumps(speedscope(profile)), encoding="utf-8")


def chrome_trace(profile: Numbers) -> dict[str, Any]:
    """A document of the Trace Event Format: nested complete events, a microsecond for each FLOP."""
    events: list[dict[str, Any]] = []

    def add(node: Node, start: int) -> None:
        for child in node.children.values():
            event = {"name": child.name, "ph": "X", "ts": start, "dur": child.flops}
            events.append(event | {"pid": 1, "tid": 1, "args": {"flops": child.flops}})
            add(child, start)
            start += child.flops

    add(tree(profile), 0)
    return {"traceEvents": events, "displayTimeUnit": "ms"}


def write_chrome_trace(profile: Numbers, path: str | Path) -> None:
    """Write :func:`chrome_trace`'s document."""
    Path(path).write_text(json.dumps(chrome_trace(profile)), encoding="utf-8")


class Node:
    """A call in the tree of all stacks.

    Attributes
    ----------
    name : str
    flops : int
        Its own and its children's.
    children : dict of str to Node
        By name, dearest first.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.flops = 0
        self.children: dict[str, Node] = {}


def tree(profile: Numbers) -> Node:
    """All stacks of a profile joined at their common callers; leaves are operations."""
    root = Node("all")
    for record in profile.records:
        node = root
        node.flops += record.flops
        for name in [*map(str, record.stack), record.operation]:
            node = node.children.setdefault(name, Node(name))
            node.flops += record.flops
    _sort(root)
    return root


def _sort(root: Node) -> None:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        node.children = dict(sorted(node.children.items(), key=lambda item: -item[1].flops))
        waiting += node.children.values()
