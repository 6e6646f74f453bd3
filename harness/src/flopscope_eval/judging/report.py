"""The report of a run, for people: the verdict first, then what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import UNSET
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from flopscope_eval._run.status import Fault, Status
from flopscope_eval.judging.failure import hint, own_error
from flopscope_eval.judging.result import (
    Isolation,
    LimitUse,
    Operation,
    Participant,
    Result,
    Score,
    Text,
)
from flopscope_eval.judging.text import harmless, number, percentages, seconds, size

_COLOURS = {
    Fault.NOBODY: "green",
    Fault.LIMIT: "yellow",
    Fault.SUBMISSION: "red",
    Fault.HARNESS: "magenta",
}
_MOST_OPERATIONS = 15


def render(result: Result, *, verbose: bool = False, output: bool = True) -> RenderableType:
    """Give the report of a result.

    Parameters
    ----------
    result
        Of this version or an older one.
    verbose
        With every operation, and tables of limits and layers instead of one line each.
    output
        With what the submission wrote; not where that was shown while it ran.
    """
    parts: list[RenderableType] = [_verdict(result), *_advice(result)]
    if output or result.fault == Fault.HARNESS:
        parts += _streams(result, with_own=output)
    if result.score is not None:
        parts += _score(result.score, verbose)
    if result.participant is not UNSET:
        parts += _beside(result.participant)
    parts += [_limit_table(result.limits)] if verbose else [_limit_line(result.limits)]
    parts.append(_isolation(result.isolation, verbose))
    return Group(*parts)


def score_line(result: Result) -> str:
    """Give status and FLOPs, for ``--quiet``: ``ok 2294024``."""
    used = "no score" if result.score is None else str(result.score.flops_used)
    return f"{result.status} {used}"


def _verdict(result: Result) -> Line:
    name = harmless(result.provenance.submission.name)
    error = None
    if result.status in (Status.SUBMISSION_ERROR, Status.BUDGET_EXHAUSTED, Status.MEMORY_LIMIT):
        error = own_error(_end_of(result.output.stderr))
    if result.status is Status.SUBMISSION_ERROR and error:
        said = harmless(error)
    else:
        said = f"{name}: {harmless(result.message)}"
        said += f"\n  at {harmless(error)}" if error else ""
    cpu = UNSET if result.participant is UNSET else result.participant.cpu_time_s
    if isinstance(cpu, float):
        said += f"  ({cpu:.3f} CPU seconds)"
    return Line.assemble((result.status, f"bold {_COLOURS[result.fault]}"), f"  {said}")


def _advice(result: Result) -> Iterator[Line]:
    if result.status is Status.SUBMISSION_ERROR:
        advice = hint(_end_of(result.output.stderr))
        if advice:
            yield Line(f"  hint: {harmless(advice)}", "cyan")


def _end_of(stream: Text) -> str:
    return stream.tail if stream.truncated else stream.head + stream.tail


# --- what it wrote --------------------------------------------------------------------------------


def _streams(result: Result, with_own: bool) -> Iterator[RenderableType]:
    streams: dict[str, Text] = {}
    if with_own:
        streams |= {"stdout": result.output.stdout, "stderr": result.output.stderr}
    if result.fault is Fault.HARNESS:
        streams["the server's log"] = result.evidence.server.log
    for name, stream in streams.items():
        if stream.total_bytes:
            yield Line(f"{name} ({size(stream.total_bytes)})", "bold")
            yield Padding(Line(_shown(stream)), (0, 0, 0, 2))


def _shown(stream: Text) -> str:
    if not stream.truncated:
        return harmless(stream.head + stream.tail).rstrip("\n")
    dropped = stream.total_bytes - len(stream.head.encode()) - len(stream.tail.encode())
    note = f"\n... {size(max(dropped, 0))} in between are not kept ...\n"
    return (harmless(stream.head) + note + harmless(stream.tail)).rstrip("\n")


# --- FLOPs ----------------------------------------------------------------------------------------


def _beside(participant: Participant) -> Iterator[RenderableType]:
    """What was done beside the FLOPs, and what of it could matter."""
    up, down = number(participant.numbers_up), number(participant.numbers_down)
    line = Line.assemble(("beside ", "bold"), f"{up} numbers up, {down} down")
    if participant.effective_flops is not None:
        line.append(
            f"; effective FLOPs {number(participant.effective_flops)}, at"
            f" {number(participant.cpu_price)} for each CPU second"
        )
    yield line
    for flag in participant.flags:
        yield Line(f"  note: {flag}", "yellow")


def _score(score: Score, verbose: bool) -> Iterator[RenderableType]:
    yield Line.assemble(
        ("FLOPs ", "bold"),
        f"{number(score.flops_used)} used of {number(score.flop_budget)},"
        f" {number(score.flops_remaining)} left",
        (f"  (policy {harmless(score.policy.name)}, seed {score.seed})", "dim"),
    )
    refused = score.refused
    if refused is not None:
        yield Line(
            f"refused {harmless(refused.op_name)}: {number(refused.flop_cost)} FLOPs with"
            f" {number(refused.flops_remaining)} left; {score.refusals} refused in all",
            "yellow",
        )
    if score.operations:
        yield _operations(score, verbose)


def _operations(score: Score, verbose: bool) -> Table:
    """Give a table by namespace and operation; namespaces have a line with their sums."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("operation", "calls", "FLOPs", "share", "seconds"):
        table.add_column(heading, justify="left" if heading == "operation" else "right")
    groups = {name: space.operations for name, space in score.by_namespace.items()}
    if set(groups) <= {""}:
        groups = {"": score.operations}
    rows: list[tuple[str, str, Operation]] = []
    for space, operations in sorted(groups.items(), key=lambda item: -_sum(item[1]).flop_cost):
        rows += [(space, name, row) for name, row in _by_cost(operations, verbose)]
    shares = percentages([row.flop_cost for _, _, row in rows])
    current = None
    for (space, name, row), share in zip(rows, shares, strict=True):
        if len(groups) > 1 and space != current:
            current = space
            subtotal = _sum(groups[space])
            label = harmless(space) or "(no namespace)"
            _add(table, label, subtotal, "", style="bold")
        indent = "  " if len(groups) > 1 else ""
        _add(table, indent + harmless(name), row, share)
    _add(table, "total", _sum(score.operations), "100.0 %" if score.flops_used else "", "dim")
    return table


def _add(table: Table, name: str, row: Operation, share: str, style: str = "") -> None:
    spent = f"{row.flopscope_backend_time_s:.6f}"
    table.add_row(
        Line(name), number(row.calls), number(row.flop_cost), share, spent, style=style or None
    )


def _by_cost(operations: Mapping[str, Operation], verbose: bool) -> list[tuple[str, Operation]]:
    """Give the most expensive operations, and the sum of the others where they are too many."""
    rows = sorted(operations.items(), key=lambda item: (-item[1].flop_cost, item[0]))
    if verbose or len(rows) <= _MOST_OPERATIONS:
        return rows
    others = dict(rows[_MOST_OPERATIONS:])
    return [*rows[:_MOST_OPERATIONS], (f"{len(others)} others (see -v)", _sum(others))]


def _sum(operations: Mapping[str, Operation]) -> Operation:
    rows = list(operations.values())
    return Operation(
        flop_cost=sum(row.flop_cost for row in rows),
        calls=sum(row.calls for row in rows),
        flopscope_backend_time_s=sum(row.flopscope_backend_time_s for row in rows),
        flopscope_overhead_time_s=sum(row.flopscope_overhead_time_s for row in rows),
    )


# --- limits and isolation -------------------------------------------------------------------------


def _limit_line(limits: Mapping[str, LimitUse]) -> Line:
    used = []
    for name, row in limits.items():
        if row.used is not None:
            of = f"{_label(name)} {_bare(row.used, row.unit)} of {_amount(row.limit, row.unit)}"
            used.append(of + (" (exceeded)" if row.killed_by else ""))
    return Line.assemble(("limits ", "bold"), ", ".join(used) or "nothing was measured")


def _limit_table(limits: Mapping[str, LimitUse]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("limit", "used", "of", "measured by"):
        table.add_column(heading, justify="right" if heading in ("used", "of") else "left")
    for name, row in limits.items():
        used = "not measured" if row.used is None else _amount(row.used, row.unit)
        how = Line(harmless(row.measured_by or ""), "dim")
        table.add_row(_label(name), used, _amount(row.limit, row.unit), how)
    return table


def _label(name: str) -> str:
    return name.removesuffix("_bytes").removesuffix("_s").replace("_", " ")


def _amount(value: float, unit: str) -> str:
    if unit == "seconds":
        return seconds(value)
    return size(value) if unit == "bytes" else number(int(value))


def _bare(value: float, unit: str) -> str:
    return _amount(value, unit).removesuffix(" MiB").removesuffix(" s")


def _isolation(isolation: Isolation, verbose: bool) -> Line:
    text = Line.assemble(("isolation ", "bold"), harmless(isolation.sandbox))
    if not verbose:
        there = [layer.name for layer in isolation.layers if layer.in_force]
        text.append(f": {len(there)} layers in force")
        if isolation.missing:
            text.append(f", not in force: {', '.join(map(harmless, isolation.missing))}", "yellow")
        return text
    for layer in isolation.layers:
        mark, style = ("+", "green") if layer.in_force else ("-", "yellow")
        text.append(f"\n {mark} ", style)
        text.append(f"{harmless(layer.name)}: {harmless(layer.mechanism)}")
        text.append(f"  {harmless(layer.detail)}", "dim")
    return text
