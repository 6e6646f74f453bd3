"""Grades a case's answer with the harness's own copy of the inputs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from flopscope_eval.cases.feed import Outcome
from flopscope_eval.cases.scoring import score_run
from flopscope_eval.contests.config import Round
from flopscope_eval.contests.errors import ContestError
from flopscope_eval.contests.loading import Contest
from flopscope_eval.contests.records import (
    CaseStatus,
    CaseVerdict,
    RunStatus,
    RunVerdict,
    Usage,
)
from flopscope_eval.contests.secrets import Secrets, split_secret
from flopscope_eval.grading import frames
from flopscope_eval.grading.frames import Array
from flopscope_eval.grading.prepared import PreparedCase
from flopscope_eval.grading.process import AnswerRefused, TaskError, TaskProcess

_ITEM_BYTES = {
    **{"bool": 1, "int8": 1, "uint8": 1, "int16": 2, "uint16": 2, "float16": 2, "int32": 4},
    **{"uint32": 4, "float32": 4, "int64": 8, "uint64": 8, "float64": 8, "complex64": 8},
    "complex128": 16,
}


def item_bytes(dtype: str) -> int:
    """Size of one element."""
    return _ITEM_BYTES[dtype]


def grade_case(
    contest: Contest,
    one: Round,
    task: TaskProcess,
    case: PreparedCase,
    known: tuple[CaseStatus, str, Outcome, int],
) -> CaseVerdict:
    """Grade an answer, or a substitute where the failure policy says so.

    Parameters
    ----------
    known
        Status and message so far, the outcome, and the number of the process.

    Returns
    -------
    CaseVerdict
        Without a score.
    """
    status, message, outcome, life = known
    verdict = CaseVerdict(
        case=case.id,
        number=case.number,
        group=case.group,
        status=status,
        message=message,
        usage=outcome.usage,
        inputs_sha256=case.inputs_sha256,
        reference_sha256=case.reference_sha256,
        limits=dict(case.limits),
        life=life,
    )
    if status is CaseStatus.OK:
        hashed = frames.sha256(list(outcome.parts))
        verdict = msgspec.structs.replace(verdict, answer_sha256=hashed)
        verdict = _graded(one, task, case, verdict, outcome.parts)
    policy = contest.config.failures.get(verdict.status)
    if policy is not None and policy.substitute == "zeros":
        return _substituted(contest, one, task, case, verdict)
    return verdict


def _graded(
    one: Round,
    task: TaskProcess,
    case: PreparedCase,
    verdict: CaseVerdict,
    parts: Sequence[Array],
) -> CaseVerdict:
    try:
        grade = task.grade(case, parts, _usage(one, case, verdict.usage))
    except AnswerRefused as error:
        return _with(verdict, status=CaseStatus.BAD_ANSWER, message=str(error))
    except TaskError as error:
        return _with(verdict, status=CaseStatus.GRADER_ERROR, message=str(error))
    passed = bool(grade["passed"])
    return _with(
        verdict,
        status=CaseStatus.OK if passed else CaseStatus.FAILED,
        passed=passed,
        metrics=grade["metrics"],
        message=grade["message"],
    )


def _substituted(
    contest: Contest, one: Round, task: TaskProcess, case: PreparedCase, verdict: CaseVerdict
) -> CaseVerdict:
    """Grade zeros in place of the missing answer; the case stays failed."""
    shapes = case.answer_shapes(contest.config.answer)
    zeros = [
        Array(part.dtype, shape, bytes(math.prod(shape) * item_bytes(part.dtype)))
        for part, shape in zip(contest.config.answer, shapes, strict=True)
    ]
    graded = _graded(one, task, case, verdict, zeros)
    if graded.status in (CaseStatus.GRADER_ERROR, CaseStatus.BAD_ANSWER):
        return verdict
    return _with(verdict, metrics=graded.metrics, substituted=True)


def regrade(
    contest: Contest,
    verdict: RunVerdict,
    answers: Mapping[str, Sequence[bytes]],
    secrets: Secrets | None = None,
) -> RunVerdict:
    """Grade the stored answers of a run again.

    Parameters
    ----------
    contest
        With the same cases; ``task.py`` may grade in another way now.
    verdict
        Of the run. It stays as it is; the new one has the new revision.
    answers
        As in `ContestRun.answers`.
    secrets
        For a private split.

    Raises
    ------
    ContestError
        A case's inputs or reference are not those that were answered, or an answer is missing.
    """
    secret = split_secret(contest, verdict.split, secrets)
    one = contest.config.rounds[verdict.round]
    before = {case.case: case for case in verdict.cases}
    with TaskProcess(contest) as task:
        prepared = list(task.cases(verdict.split, secret, one.params))
        if [case.id for case in prepared] != [case.case for case in verdict.cases]:
            raise ContestError("the contest has other cases now; run the submission again")
        cases = [
            _regraded(contest, one, task, case, before[case.id], answers.get(case.id))
            for case in prepared
        ]
    setup = sum(int(life.setup.flops) for life in verdict.lives)
    refusal = verdict.message if verdict.status is RunStatus.REFUSED else ""
    scored = score_run(contest.config, verdict.round, cases, setup, refusal)
    fields = {name: getattr(scored, name) for name in type(scored).__dataclass_fields__}
    regraded: RunVerdict = _with(verdict, contest=contest.revision, **fields)
    return regraded


def _regraded(
    contest: Contest,
    one: Round,
    task: TaskProcess,
    case: PreparedCase,
    before: CaseVerdict,
    answer: Sequence[bytes] | None,
) -> CaseVerdict:
    for what in ("inputs", "reference"):
        if getattr(case, f"{what}_sha256") != getattr(before, f"{what}_sha256"):
            raise ContestError(
                f"case {case.id!r} has another {what} now; an answer to the old one cannot be graded"
                " with it. Run the submission again"
            )
    if before.answer_sha256 is None:
        return before
    if answer is None:
        raise ContestError(f"the answer to case {case.id!r} is not here; name where it is kept")
    shapes = case.answer_shapes(contest.config.answer)
    parts = [
        Array(part.dtype, shape, bytes(data))
        for part, shape, data in zip(contest.config.answer, shapes, answer, strict=True)
    ]
    if frames.sha256(parts) != before.answer_sha256:
        raise ContestError(f"the answer to case {case.id!r} is not the one that was given")
    cleared = _with(before, status=CaseStatus.OK, message="", metrics={}, passed=False, score=None)
    return _graded(one, task, case, cleared, parts)


def _usage(one: Round, case: PreparedCase, usage: Usage) -> dict[str, Any]:
    return {
        "flops": usage.flops,
        "budget": str(case.budget(one)),
        "wall_time_s": usage.wall_time_s,
        "participant_cpu_s": usage.participant_cpu_s,
    }


def _with(record: Any, **changes: Any) -> Any:
    return msgspec.structs.replace(record, **changes)
