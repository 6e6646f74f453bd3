"""Which of NumPy's tests do not pass, by reason: the lists in this folder, and how they are written.

A list has a heading per reason, ``# reason``, and a pattern per line, where ``*`` stands for any text. A
pattern that ends in ``@local`` or ``@remote`` is for that engine. The lists are strict: a test that a pattern
matches must not pass, and every other test must.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from . import reasons

HERE = Path(__file__).parent
LISTS = ("refused", "internal", "differs")
ENGINES = ("local", "remote")


class Outcome(NamedTuple):
    """What became of a test: ``passed``, ``refused``, ``internal``, ``failed`` or ``skipped``, and why."""

    result: str
    why: str


Outcomes = dict[str, Outcome]


class Line(NamedTuple):
    """A line of a list."""

    list: str
    reason: str
    pattern: str
    engine: str


def lines() -> Iterator[Line]:
    """All lines of all lists."""
    for name in LISTS:
        path = HERE / f"{name}.txt"
        reason = ""
        for text in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            if text.startswith("# "):
                reason = text[2:]
            elif text:
                pattern, _, engine = text.partition(" @")
                yield Line(name, reason, pattern, engine)


@cache
def _matcher(engine: str, module: str) -> re.Pattern[str]:
    """Matches the tests of a module that are listed for an engine."""
    chosen = [
        line.pattern
        for line in lines()
        if line.engine in ("", engine) and line.pattern.startswith(module)
    ]
    return re.compile("|".join(f"(?:{_regex(p)})" for p in chosen) or r"(?!)", re.DOTALL)


def _regex(pattern: str) -> str:
    return ".*".join(map(re.escape, pattern.split("*")))


def is_listed(engine: str, test: str) -> bool:
    """Whether a test is not to pass on an engine."""
    return _matcher(engine, test.partition("::")[0]).fullmatch(test) is not None


def compare(engine: str, found: Outcomes) -> list[str]:
    """What contradicts the lists."""
    wrong = []
    for test, (result, why) in sorted(found.items()):
        if result == "passed" and is_listed(engine, test):
            wrong.append(f"PASSES NOW, take it out of the lists: {test}")
        elif result not in ("passed", "skipped") and not is_listed(engine, test):
            wrong.append(f"NEW, {result}: {test}: {why}")
    return wrong


def write(found: dict[str, Outcomes]) -> None:
    """Write the lists anew for the modules of these outcomes, which are by engine."""
    modules = {test.partition("::")[0] for outcomes in found.values() for test in outcomes}
    made: dict[str, dict[str, list[str]]] = {name: defaultdict(list) for name in LISTS}
    for line in lines():
        if line.pattern.partition("::")[0] not in modules:
            shown = f"{line.pattern} @{line.engine}" if line.engine else line.pattern
            made[line.list][line.reason].append(shown)
    for engine, tests in _by_engine(found).items():
        passing = {
            test
            for name, outcomes in found.items()
            for test, outcome in outcomes.items()
            if outcome.result in ("passed", "skipped") and engine in ("", name)
        }
        grouped: dict[tuple[str, str], set[str]] = defaultdict(set)
        for test, outcome in tests.items():
            grouped[reasons.sorted_out(test, *outcome)].add(test)
        failing = set(tests)
        for (name, reason), group in grouped.items():
            suffix = f" @{engine}" if engine else ""
            patterns = cover(group, passing | (failing - group))
            made[name][reason] += [p + suffix for p in patterns]
    for name, sections in made.items():
        text = "\n".join(
            f"# {reason}\n" + "".join(f"{p}\n" for p in sorted(set(patterns)))
            for reason, patterns in sorted(sections.items())
            if patterns
        )
        (HERE / f"{name}.txt").write_text(text, encoding="utf-8")


def _by_engine(found: dict[str, Outcomes]) -> dict[str, Outcomes]:
    """The tests that do not pass on all engines they ran on, under ``""``; the rest by engine."""
    made: dict[str, Outcomes] = {"": {}, **{engine: {} for engine in found}}
    for engine, outcomes in found.items():
        for test, outcome in outcomes.items():
            if outcome.result in ("passed", "skipped"):
                continue
            others = [o[test].result for e, o in found.items() if e != engine and test in o]
            alike = all(result not in ("passed", "skipped") for result in others)
            made["" if alike else engine].setdefault(test, outcome)
    return made


# --- patterns ----------------------------------------------------------------------------------------


def cover(wanted: Iterable[str], others: Iterable[str]) -> list[str]:
    """The most general patterns that match all the wanted tests and none of the others."""
    left, others = set(wanted), set(others)
    near: dict[str, list[str]] = defaultdict(list)
    for test in others:
        near[test.partition("::")[0]].append(test)
    found: list[str] = []
    for test in sorted(left):
        if test not in left:
            continue
        same = near[test.partition("::")[0]]
        for pattern in _candidates(test):
            expression = re.compile(_regex(pattern), re.DOTALL)
            if not any(expression.fullmatch(other) for other in same):
                break
        found.append(pattern)
        left = {t for t in left if not expression.fullmatch(t)}
    return found


def _candidates(test: str) -> Iterator[str]:
    """Patterns that match a test, the most general first."""
    parts = test.split("::")
    for count in range(1, len(parts)):
        yield "::".join(parts[:count]) + "::*"
    name, bracket, params = test.partition("[")
    if bracket:
        yield f"{name}[*]"
        tokens = params.removesuffix("]").split("-")
        for i, token in enumerate(tokens):
            before, behind = "*-" if i else "", "-*" if i < len(tokens) - 1 else ""
            yield f"{name}[{before}{token}{behind}]"
    yield test
