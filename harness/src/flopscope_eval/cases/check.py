"""Tries a contest out before participants do."""

from __future__ import annotations

import math
import struct
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flopscope_eval._run.progress import Progress
from flopscope_eval.cases.examples import Example, examples
from flopscope_eval.cases.grade import item_bytes
from flopscope_eval.cases.running import ContestRun, run_contest
from flopscope_eval.contests.config import AnswerPart
from flopscope_eval.contests.errors import ContestError
from flopscope_eval.contests.loading import Contest
from flopscope_eval.contests.secrets import Secrets, split_secret
from flopscope_eval.grading.frames import Array
from flopscope_eval.grading.prepared import PreparedCase
from flopscope_eval.grading.process import AnswerRefused, TaskError, TaskProcess

_SLOW_SHARE = 0.5
"""Of the grader's time limit: slower is a problem, since participants' machines differ."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried.

    Attributes
    ----------
    subject
        What: ``example``, ``grader``, ``cases``, ``clock``, ``empty submission``.
    name
        Which one.
    problem
        It must be mended before the contest.
    message
        What was seen, and what to do.
    """

    subject: str
    name: str
    problem: bool
    message: str


def check_contest(
    contest: Contest, *, sandbox: str, secrets: Secrets | None, progress: Progress
) -> Iterator[Finding]:
    """Run the examples, attack the grader, look for what is not deterministic.

    Findings come as they are made.
    """
    yield from _clock(contest)
    splits = [
        name
        for name, split in contest.config.splits.items()
        if split.public or (secrets is not None and name in secrets.by_split)
    ]
    for split in splits:
        progress.stage(f"trying the cases of {split}")
        yield from _cases(contest, split, secrets)
    runnable = [name for name in splits if contest.config.splits[name].public] or splits
    if not runnable:
        yield Finding("cases", "splits", True, "no split can be run here: name --secrets FILE")
        return
    progress.stage("trying the empty submission")
    yield _empty(contest, runnable[0], sandbox, secrets, progress)
    found = examples(contest)
    if not found:
        yield Finding("example", "examples/", True, "there is none; write at least a starter")
    for example in found:
        progress.stage(f"running the example {example.name}")
        yield from _example(contest, example, runnable[0], sandbox, secrets, progress)


def _clock(contest: Contest) -> Iterator[Finding]:
    for name in contest.config.clockless_rounds():
        yield Finding(
            "clock",
            f"rounds.{name}",
            True,
            "it neither limits nor prices the submission's own CPU time, so work in plain Python is"
            " free: set cpu_time_s or cpu_price",
        )


# --- cases and the grader ------------------------------------------------------------------------


def _cases(contest: Contest, split: str, secrets: Secrets | None) -> Iterator[Finding]:
    secret = split_secret(contest, split, secrets)
    for name, one in contest.config.rounds.items():
        where = f"{split}, {name}"
        try:
            with TaskProcess(contest) as task:
                prepared = list(task.cases(split, secret, one.params))
                again = [_hashes(case) for case in task.cases(split, secret, one.params)]
                for case in prepared:
                    case.answer_shapes(contest.config.answer)
            with TaskProcess(contest) as task:
                anew = [_hashes(case) for case in task.cases(split, secret, one.params)]
        except (TaskError, ContestError) as error:
            yield Finding("cases", where, True, str(error))
            continue
        if not prepared:
            yield Finding("cases", where, True, "task.py makes no case of this split")
            continue
        if not [_hashes(case) for case in prepared] == again == anew:
            yield Finding(
                "cases",
                where,
                True,
                "they are not the same when they are made again; take all random numbers from"
                " rng(case id), and nothing from clocks, global generators or earlier cases",
            )
        else:
            size = sum(len(array.data) for case in prepared for array in case.info()[1])
            yield Finding("cases", where, False, f"{len(prepared)} cases, {size:,} bytes of inputs")
        yield from _attack_grader(contest, name, prepared[0], where)


def _hashes(case: PreparedCase) -> tuple[str, str, str, str]:
    return case.id, case.group, case.inputs_sha256, case.reference_sha256


def _attack_grader(
    contest: Contest, round_name: str, case: PreparedCase, where: str
) -> Iterator[Finding]:
    """Give the grader answers that no honest submission gives."""
    shapes = case.answer_shapes(contest.config.answer)
    usage = {
        "flops": "0",
        "budget": str(case.budget(contest.config.rounds[round_name])),
        "wall_time_s": 0.0,
        "participant_cpu_s": 0.0,
    }
    limit = contest.config.grading.time_limit_s
    with TaskProcess(contest) as task:
        for attack, pattern in _PATTERNS.items():
            parts = [
                _filled(part, shape, pattern)
                for part, shape in zip(contest.config.answer, shapes, strict=True)
            ]
            started = time.monotonic()
            try:
                first = task.grade(case, parts, usage)
                second = task.grade(case, parts, usage)
            except AnswerRefused as error:
                yield Finding("grader", f"{where}: {attack}", False, f"refused: {error}")
                continue
            except TaskError as error:
                yield Finding("grader", f"{where}: {attack}", True, f"{error}; make grade() total")
                continue
            taken = (time.monotonic() - started) / 2
            yield _judged(f"{where}: {attack}", first, second, taken, limit)


def _judged(
    name: str, first: dict[str, Any], second: dict[str, Any], taken: float, limit: float
) -> Finding:
    if first != second:
        return Finding("grader", name, True, "it grades the same answer in two ways")
    if taken > limit * _SLOW_SHARE:
        return Finding("grader", name, True, f"it took {taken:.1f} s of {limit:g}; make it faster")
    if first["passed"]:
        return Finding("grader", name, name.split(": ")[-1] != "zeros", "this answer passes")
    return Finding("grader", name, False, f"does not pass: {first['message']}")


_PATTERNS: dict[str, float] = {
    "zeros": 0.0,
    "NaN": math.nan,
    "infinity": math.inf,
    "huge": 1.7e308,
    "denormal": 5e-324,
}
_FORMATS = {"float16": ("<e", 6.5e4, 6e-8), "float32": ("<f", 3.4e38, 1e-45)}


def _filled(part: AnswerPart, shape: tuple[int, ...], value: float) -> Array:
    """Make an array of one value, as far as its dtype has it."""
    count = math.prod(shape)
    if part.dtype in ("float16", "float32", "float64", "complex64", "complex128"):
        real = {"complex64": "float32", "complex128": "float64"}.get(part.dtype, part.dtype)
        form, largest, smallest = _FORMATS.get(real, ("<d", 1.7e308, 5e-324))
        if value == 1.7e308:
            value = largest
        elif value == 5e-324:
            value = smallest
        one = struct.pack(form, value) * (2 if part.dtype.startswith("complex") else 1)
        return Array(part.dtype, shape, one * count)
    size = item_bytes(part.dtype)
    one = b"\0" * size
    if part.dtype != "bool" and value != 0:
        one = b"\xff" * (size - 1) + b"\x7f"
    return Array(part.dtype, shape, one * count)


# --- submissions ---------------------------------------------------------------------------------


def _empty(
    contest: Contest, split: str, sandbox: str, secrets: Secrets | None, progress: Progress
) -> Finding:
    """Say what a submission costs that does nothing."""
    contract = contest.config.contract
    if contract.kind == "function":
        text = f"def {contract.name}(*args, **inputs):\n    return None\n"
    else:
        module, _, base = (contract.base or "").partition(":")
        head = f"from {module} import {base}\n\n\n" if base else ""
        text = (
            f"{head}class {contract.name}({base}):\n"
            "    def setup(self, context):\n        pass\n\n"
            "    def predict(self, *args, **inputs):\n        return None\n"
        )
    with tempfile.TemporaryDirectory(prefix="empty-") as folder:
        path = Path(folder, contract.entry)
        path.write_text(text)
        done = run_contest(
            contest, path, split=split, sandbox=sandbox, secrets=secrets, progress=progress
        )
    verdict = done.verdict
    solved = int(verdict.metrics.get("solved", 0))
    used = f"{verdict.flops} FLOPs, {_own_cpu(done):.3f} s of its own CPU time"
    if solved:
        return Finding("empty submission", split, True, f"it solves {solved} cases, with {used}")
    free = verdict.flops == "0"
    why = "" if free else "; the adapter or the shims spend FLOPs"
    return Finding("empty submission", split, not free, f"score {verdict.score}, {used}{why}")


def _own_cpu(done: ContestRun) -> float:
    return sum(case.usage.participant_cpu_s or 0.0 for case in done.verdict.cases)


def _example(
    contest: Contest,
    example: Example,
    split: str,
    sandbox: str,
    secrets: Secrets | None,
    progress: Progress,
) -> Iterator[Finding]:
    runs = []
    for _ in range(2):
        try:
            done = run_contest(
                contest, example.path, split=split, sandbox=sandbox, secrets=secrets,
                progress=progress,
            )  # fmt: skip
        except ValueError as error:  # the contract refuses it before it runs
            refused = example.tags["expect"] == "refused"
            yield Finding("example", example.name, not refused, f"refused: {error}")
            return
        runs.append(done)
    verdict = runs[0].verdict
    problems = list(example.problems(verdict))
    for problem in problems:
        yield Finding("example", example.name, True, problem)
    if not problems:
        solved = f"{int(verdict.metrics['solved'])} of {len(verdict.cases)} solved"
        yield Finding(
            "example",
            example.name,
            False,
            f"{verdict.status}, {solved}, score {verdict.score:.6g}, {int(verdict.flops):,} FLOPs"
            if verdict.score is not None
            else str(verdict.status),
        )
    if runs[0].answers != runs[1].answers or verdict.flops != runs[1].verdict.flops:
        yield Finding(
            "example",
            example.name,
            True,
            "two runs gave other answers or FLOPs; it depends on a clock or on threads",
        )
