"""Example submissions of a contest: what their docstrings say must come of them.

Tags, one per line of the docstring:

``expect``
    The run's status: ``scored``, ``refused``.
``solved``
    How many cases are solved: a number, or ``all``.
``cases``
    Statuses of the cases in order, separated by commas.
``score``
    The score: a number, ``< number`` or ``> number``.
``flops``
    Exact FLOPs of the whole run.
``reuse``
    ``run.reuse`` for this example, in place of the contest's.
``message``
    Text that is in the run's message or a case's.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from flopscope_eval.contests.errors import ContestError
from flopscope_eval.contests.loading import EXAMPLES, Contest
from flopscope_eval.contests.records import CaseStatus, RunVerdict

_TAG = re.compile(r"^([a-z-]+): (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Example:
    """A submission with the result that it must get."""

    path: Path
    tags: dict[str, str]

    @classmethod
    def read(cls, path: Path, entry: str) -> Example:
        """Read the tags of a file, or of a folder's entry file.

        Raises
        ------
        ContestError
            It has no ``expect``.
        """
        source = path / entry if path.is_dir() else path
        try:
            text = ast.get_docstring(ast.parse(source.read_bytes())) or ""
        except (SyntaxError, ValueError):  # an example of what cannot be parsed says it in comments
            text = re.sub(r"(?m)^# ?", "", source.read_text(errors="replace"))
        tags = dict(_TAG.findall(text))
        if "expect" not in tags:
            raise ContestError(
                f"{path.name} has no line 'expect: scored' in its docstring (or refused)"
            )
        return cls(path, tags)

    @property
    def name(self) -> str:
        return self.path.stem

    def title(self, entry: str) -> str:
        """What it is: the first line of its docstring."""
        source = self.path / entry if self.path.is_dir() else self.path
        return (ast.get_docstring(ast.parse(source.read_text())) or "").partition("\n")[0]

    def as_tagged(self, contest: Contest) -> Contest:
        """Give the contest with what the tags change of it."""
        if "reuse" not in self.tags:
            return contest
        run = msgspec.structs.replace(contest.config.run, reuse=self.tags["reuse"])
        return replace(contest, config=msgspec.structs.replace(contest.config, run=run))

    def problems(self, verdict: RunVerdict) -> Iterator[str]:
        """Say where a verdict is another than the tags."""
        tags = self.tags
        if verdict.status != tags["expect"]:
            yield f"the run is {verdict.status}, not {tags['expect']}: {verdict.message}"
        statuses = [case.status for case in verdict.cases]
        if "solved" in tags:
            count = statuses.count(CaseStatus.OK)
            wanted = len(statuses) if tags["solved"] == "all" else int(tags["solved"])
            if count != wanted:
                first = next((c for c in verdict.cases if c.status != CaseStatus.OK), None)
                why = f" (case {first.number}: {first.status}: {first.message})" if first else ""
                yield f"it solved {count} of {len(statuses)} cases, not {wanted}{why}"
        if "cases" in tags:
            listed = [word.strip() for word in tags["cases"].split(",")]
            if [str(s) for s in statuses] != listed:
                yield f"its cases are {', '.join(statuses)}, not {', '.join(listed)}"
        if "score" in tags and not _fits(verdict.score, tags["score"]):
            yield f"its score is {verdict.score}, not {tags['score']}"
        if "flops" in tags and verdict.flops != tags["flops"]:
            yield f"it cost {verdict.flops} FLOPs, not {tags['flops']}"
        texts = [verdict.message, *(case.message for case in verdict.cases)]
        if "message" in tags and not any(tags["message"] in text for text in texts):
            yield f"no message says {tags['message']!r}: {texts}"


def examples(contest: Contest) -> list[Example]:
    """Read the contest's examples, in the order of their names."""
    return read_all(contest.folder / EXAMPLES, contest.config.contract.entry)


def read_all(folder: Path, entry: str) -> list[Example]:
    """Read all submissions of a folder: files, and folders with the entry file."""
    if not folder.is_dir():
        return []
    paths = [
        path
        for path in sorted(folder.iterdir())
        if path.suffix == ".py" or (path / entry).is_file()
    ]
    return [Example.read(path, entry) for path in paths]


def _fits(score: float | None, wanted: str) -> bool:
    if score is None:
        return False
    sign, number = wanted[0], float(wanted.lstrip("<> "))
    if sign in "<>":
        return score < number if sign == "<" else score > number
    return abs(score - number) <= 1e-9 * max(1.0, abs(number))
