"""The report of a run, for people."""

from __future__ import annotations

from typing import Any

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from flopscope_eval._run.status import Fault
from flopscope_eval.judging.text import harmless, number, size

_COLOURS = {
    Fault.NOBODY: "green",
    Fault.LIMIT: "yellow",
    Fault.SUBMISSION: "red",
    Fault.HARNESS: "magenta",
}
_TAIL_LINES = 12
_MOST_OPERATIONS = 15


def render(document: dict[str, Any]) -> RenderableType:
    """Give the report of a result document."""
    parts: list[RenderableType] = [_verdict(document)]
    if document["score"] is not None:
        parts += [_score(document["score"]), _operations(document["score"]["operations"])]
    parts += [_limits(document["limits"]), _isolation(document["isolation"])]
    parts += _streams(document)
    return Group(*parts)


def _verdict(document: dict[str, Any]) -> Text:
    name = document["provenance"]["submission"]["name"]
    colour = _COLOURS[Fault(document["fault"])]
    return Text.assemble(
        (document["status"], f"bold {colour}"),
        f"  {harmless(name)}: {harmless(document['message'])}",
    )


def _score(score: dict[str, Any]) -> Text:
    text = Text.assemble(
        ("FLOPs ", "bold"),
        f"{number(score['flops_used'])} used of {number(score['flop_budget'])},"
        f" {number(score['flops_remaining'])} left",
        (f"  (policy {score['policy']['name']}, seed {score['seed']})", "dim"),
    )
    refused = score["refused"]
    if refused is not None:
        text.append(
            f"\nrefused {refused['op_name']}: {number(refused['flop_cost'])} FLOPs with"
            f" {number(refused['flops_remaining'])} left; {score['refusals']} refused in all",
            "yellow",
        )
    return text


def _operations(operations: dict[str, Any]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("operation", "calls", "FLOPs", "seconds"):
        table.add_column(heading, justify="left" if heading == "operation" else "right")
    by_cost = sorted(operations.items(), key=lambda item: (-item[1]["flop_cost"], item[0]))
    for name, row in by_cost[:_MOST_OPERATIONS]:
        seconds = f"{row['flopscope_backend_time_s']:.6f}"
        table.add_row(
            Text(harmless(name)), f"{number(row['calls'])}", f"{number(row['flop_cost'])}", seconds
        )
    if len(by_cost) > _MOST_OPERATIONS:
        rest = by_cost[_MOST_OPERATIONS:]
        calls = sum(row["calls"] for _, row in rest)
        cost = sum(row["flop_cost"] for _, row in rest)
        table.add_row(f"{len(rest)} others", number(calls), number(cost), "")
    return table


def _limits(limits: dict[str, Any]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("limit", "used", "of"):
        table.add_column(heading, justify="left" if heading == "limit" else "right")
    for name, row in limits.items():
        if row["used"] is not None:
            label = name.removesuffix("_bytes").removesuffix("_s").replace("_", " ")
            table.add_row(
                label, _amount(row["used"], row["unit"]), _amount(row["limit"], row["unit"])
            )
    return table


def _amount(value: float, unit: str) -> str:
    if unit == "seconds":
        return f"{value:.3f} s"
    return size(value) if unit == "bytes" else number(int(value))


def _isolation(isolation: dict[str, Any]) -> Text:
    text = Text.assemble(("isolation ", "bold"), isolation["sandbox"])
    for layer in isolation["layers"]:
        mark, style = ("+", "green") if layer["in_force"] else ("-", "yellow")
        text.append(f"\n {mark} ", style)
        text.append(f"{layer['name']}: {layer['mechanism']}")
        text.append(f"  {harmless(layer['detail'])}", "dim")
    return text


def _streams(document: dict[str, Any]) -> list[Panel]:
    streams = dict(document["output"])
    if document["fault"] == Fault.HARNESS:
        streams["the server's log"] = document["evidence"]["server"]["log"]
    return [_stream(name, stream) for name, stream in streams.items() if stream["total_bytes"]]


def _stream(name: str, stream: dict[str, Any]) -> Panel:
    lines = (stream["tail"] or stream["head"]).splitlines()[-_TAIL_LINES:]
    shown = "\n".join(harmless(line)[:500] for line in lines)
    note = ", the middle was dropped" if stream["truncated"] else ""
    title = Text(f"end of {name} ({size(stream['total_bytes'])}{note})")
    return Panel(Text(shown), title=title, title_align="left", border_style="dim")
