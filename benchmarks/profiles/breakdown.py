"""The parts of one call: its compiled body, cut off after every statement, timed side by side.

A body runs down its statements, so what a statement takes is the difference between the body that ends
after it and the one that ends before it. Where code and its caches happen to lie is worth tens of
nanoseconds, so every cut is compiled several times. ``python -m benchmarks.profiles.breakdown ROUNDS``
prints the parts as JSON.
"""

from __future__ import annotations

import ast
import json
import statistics
import subprocess
import sys
from typing import Any

from benchmarks import children
from benchmarks.measure import Clock, Race, interleaved, statement

Part = tuple[str, float]
"""The first line of a statement, and its nanoseconds."""

CALL = "x + y"
_COPIES = 7


def measure(rounds: int, variables: dict[str, str]) -> list[Part]:
    """Break `CALL` down in a process of its own, on the engine that its environment chooses."""
    command = [sys.executable, "-m", "benchmarks.profiles.breakdown", str(rounds)]
    done = subprocess.run(
        command, env=variables, cwd=children.ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return [(text, taken) for text, taken in json.loads(done.stdout)]


def _measured(rounds: int) -> list[Part]:
    import flopscope.numpy as fnp
    from flopscope._base.emitter import SOURCES

    x, y = fnp.ones(8), fnp.ones(8)
    x + y
    function = type(x).__add__
    definition = ast.parse(SOURCES[function.__code__.co_filename]).body[0]
    assert isinstance(definition, ast.FunctionDef)
    definition.body = _statements(definition)
    races = [Race(_cuts(function, definition, x, y), 0.003) for _ in range(_COPIES)]
    interleaved(rounds, *races)
    ends = [statistics.median(times) for times in zip(*map(_medians, races), strict=True)]
    parts = ["the call itself", *map(_first_line, definition.body)]
    return [
        (text, (after - before) * 1e9)
        for text, before, after in zip(parts, ends, ends[1:], strict=False)
    ]


def _statements(definition: ast.FunctionDef) -> list[ast.stmt]:
    """The statements that run one after the other: those in a ``try`` cost what they cost outside."""
    outer = definition.body[0]
    assert isinstance(outer, ast.Try)  # it trims the errors of a call
    attempts = (s for s in outer.body if isinstance(s, ast.Try) and s.orelse)
    attempt = next(attempts, None)
    if attempt is None:
        return outer.body
    return [*outer.body[: outer.body.index(attempt)], *attempt.body, *attempt.orelse]


def _medians(race: Race) -> list[float]:
    return [race.median(name) for name in race.clocks]


def _cuts(function: Any, definition: ast.FunctionDef, x: Any, y: Any) -> dict[str, Clock]:
    """Clocks of an empty statement, and of the function with none, one, two ... of its statements."""
    clocks = {"nothing": statement("x", x=x)}
    *counts, _, whole = range(len(definition.body) + 1)
    for count in (*counts, whole):  # the last statement only returns what is made by the one before
        body = definition.body[:count] or [ast.Pass()]
        cut = ast.FunctionDef("cut", definition.args, body, [], None)
        scope = dict(function.__globals__)
        exec(compile(ast.fix_missing_locations(ast.Module([cut], [])), "<cut>", "exec"), scope)
        clocks[str(count)] = _settled(statement("cut(x, y)", cut=scope["cut"], x=x, y=y), x)
    return clocks


def _settled(clock: Clock, x: Any) -> Clock:
    """Wait after each sample until a server has done all that was queued; the next one finds it idle."""

    def settling(count: int) -> float:
        taken = clock(count)
        float(x[0])
        return taken

    return settling


def _first_line(node: ast.stmt) -> str:
    """Write a statement as one line; of a ``try``, what it tries."""
    inner = node.body[0] if isinstance(node, ast.Try) else node
    lines = ast.unparse(inner).splitlines()
    return ("try: " if inner is not node else "") + lines[0] + (" ..." if len(lines) > 1 else "")


if __name__ == "__main__":
    print(json.dumps(_measured(int(sys.argv[1]))))
