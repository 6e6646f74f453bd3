"""The hostile submissions: what each must come to, and whether it does so here.

They are ordinary submissions whose docstrings say what must become of them, one tag a line:

``expect``
    The status; ``expect-docker`` or ``expect-process`` where one sandbox gives another.
``flops``
    What the server must have counted.
``stopped-by``
    What keeps it from succeeding: layers of isolation, which must then be in force, or words of
    `TRUSTED`. Also with a sandbox's name behind it.
``differs``
    Where anything is said for one sandbox alone: the row of `flopscope_eval.sandbox.differences` that
    is the reason.
``prints``
    Text that must be in its output, if any.
``arguments``
    Options of ``flopscope-eval run``: limits and the budget.

A line of output with ``BREACH`` means that something got through.
"""

from __future__ import annotations

import ast
import re
import secrets
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flopscope_eval._run import limits, sizes
from flopscope_eval._run.progress import Progress
from flopscope_eval._run.status import Status
from flopscope_eval._run.submission import Submission
from flopscope_eval.judging.judge import judge
from flopscope_eval.judging.judged import Judged
from flopscope_eval.sandbox.interface import RunSpec, Sandbox

TRUSTED = {
    "ledger": "the server's ledger",
    "wire": "the server's check of every message",
    "server memory": "the server's limit on the bytes of all arrays",
    "server arrays": "the server's limit on the number of arrays",
    "answers": "answers are sent from the arrays themselves, so unread ones take no memory",
    "score": "the score comes from the server alone",
    "import order": "trusted packages are imported before the submission is in reach",
    "capture": "the harness keeps both ends of the output and counts the rest",
    "scratch size": "the temporary folder's size and number of files",
    "address space": "the kernel has no such amount of addresses to give",
    "engine": "the library refuses such data before it is read",
    "prices": "the server prices a call by what it computes",
}
"""What stops an attack without being a layer around the participant, and how."""

_TAG = re.compile(r"^([a-z-]+): (.*)$", re.MULTILINE)
_NEEDED = {"expect", "flops", "stopped-by"}
_BUDGET = "--budget"
_DEFAULTS = {_BUDGET: "1e6", "--time-limit": "60"}
_SEED = 1
_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Case:
    """A hostile submission and what its docstring says must come of it."""

    path: Path
    tags: dict[str, str]

    @classmethod
    def read(cls, path: Path) -> Case:
        """Read the tags of the file, or of the submission.py of the folder."""
        source = path / "submission.py" if path.is_dir() else path
        doc = ast.get_docstring(ast.parse(source.read_text()), clean=True) or ""
        tags = dict(_TAG.findall(doc))
        if missing := _NEEDED - tags.keys():
            raise ValueError(f"{path.name} has no tag {', '.join(sorted(missing))}")
        return cls(path, tags)

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def title(self) -> str:
        """What it tries: the first line of its docstring."""
        source = self.path / "submission.py" if self.path.is_dir() else self.path
        return (ast.get_docstring(ast.parse(source.read_text())) or "").partition("\n")[0]

    def tag(self, name: str, sandbox: str) -> str:
        """Give what a tag says for this sandbox."""
        return self.tags.get(f"{name}-{sandbox}", self.tags.get(name, ""))

    def spec(self, runtime: str | None = None) -> RunSpec:
        """Give the run that it asks for, in containers of this runtime if it is in Docker."""
        words = shlex.split(self.tags.get("arguments", ""))
        given = {**_DEFAULTS, **dict(zip(words[::2], words[1::2], strict=True))}
        budget = sizes.parse_budget(given.pop(_BUDGET))
        rows = {row.flag: row for row in limits.ROWS}
        return RunSpec(
            run_id=secrets.token_hex(8),
            submission=Submission.load(self.path),
            budget=budget,
            limits=limits.Limits.from_values(
                **{rows[flag].name: rows[flag].parse(text) for flag, text in given.items()}
            ),
            policy="flops",
            seed=_SEED,
            runtime=runtime,
        )


@dataclass(frozen=True, slots=True)
class Attack:
    """A hostile submission that was run.

    Attributes
    ----------
    case, result
        What it was, and what came of it.
    stopped_by
        What kept it from succeeding, as far as that was in force.
    problems
        In what it went another way than its tags say; none means that it was stopped.
    """

    case: Case
    result: Judged
    stopped_by: str
    problems: tuple[str, ...]

    @property
    def was_stopped(self) -> bool:
        return not self.problems

    def document(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "attack": self.case.name,
            "sandbox": self.result.evidence.sandbox,
            "status": str(self.result.status),
            "message": self.result.message,
            "stopped": self.was_stopped,
            "stopped_by": self.stopped_by,
            "problems": list(self.problems),
        }


def folder() -> Path:
    """Give the folder with the hostile submissions, of the installed package or of the checkout."""
    shipped = _PACKAGE / "_hostile"
    return shipped if shipped.is_dir() else _PACKAGE.parents[2] / "examples" / "hostile"


def cases() -> list[Case]:
    """Read all hostile submissions, in the order of their names.

    Raises
    ------
    FileNotFoundError
        There are none.
    """
    folders = [path.parent for path in folder().glob("*/submission.py")]
    found = [Case.read(path) for path in sorted([*folder().glob("*.py"), *folders])]
    if not found:
        raise FileNotFoundError("the hostile submissions are not installed beside flopscope-eval")
    return found


def attack(sandbox: Sandbox, case: Case, progress: Progress, runtime: str | None = None) -> Attack:
    """Run a hostile submission and hold what comes of it against its tags."""
    result = judge(case.spec(runtime), sandbox, progress)
    return Attack(case, result, _stopped_by(case, result), tuple(_problems(case, result)))


def _problems(case: Case, result: Judged) -> Iterator[str]:
    evidence, sandbox = result.evidence, result.evidence.sandbox
    printed = "".join(
        (stream.head + stream.tail).decode(errors="backslashreplace")
        for stream in (evidence.stdout, evidence.stderr)
    )
    yield from (line for line in printed.splitlines() if "BREACH" in line)
    if (wanted := case.tag("expect", sandbox)) != result.status:
        yield f"its status must be {wanted}, not {result.status}: {result.message}"
    if case.tag("prints", sandbox) not in printed:
        yield f"it did not print {case.tag('prints', sandbox)!r}"
    if (summary := evidence.server.summary) is None:
        yield "it has no score"
        return
    if summary["flops_used"] != int(case.tags["flops"]):
        yield f"it cost {summary['flops_used']} FLOPs, not {case.tags['flops']}"
    if (summary["protocol_errors"] > 0) != (result.status == Status.PROTOCOL_VIOLATION):
        yield f"{summary['protocol_errors']} malformed messages, and the status is {result.status}"
    for name in _named(case, sandbox):
        if name not in TRUSTED and not _mechanisms(result, name):
            yield f"the layer {name!r} was not in force"


def _stopped_by(case: Case, result: Judged) -> str:
    """Name what stopped it: who ended it and why, or else the layers that its tags name."""
    if kill := result.evidence.kill:
        return f"{kill.by}: {kill.reason.replace('_', ' ')}"
    by_mechanism: dict[str, list[str]] = {}
    for name in _named(case, result.evidence.sandbox):
        how = TRUSTED.get(name) or ", ".join(_mechanisms(result, name)) or "not in force"
        by_mechanism.setdefault(how, []).append(name)
    return "; ".join(f"{', '.join(names)} ({how})" for how, names in by_mechanism.items())


def _named(case: Case, sandbox: str) -> list[str]:
    return [name.strip() for name in case.tag("stopped-by", sandbox).split(",")]


def _mechanisms(result: Judged, name: str) -> list[str]:
    layers = result.evidence.layers
    return [layer.mechanism for layer in layers if layer.name == name and layer.in_force]
