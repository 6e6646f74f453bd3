"""From verdicts to scores. Nothing here runs anything, so a stored run can be scored again."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from flopscope_eval.contests import expressions
from flopscope_eval.contests.config import Config, FailurePolicy, Round
from flopscope_eval.contests.errors import ContestError
from flopscope_eval.contests.expressions import FormulaError, Value
from flopscope_eval.contests.loading import Contest
from flopscope_eval.contests.records import (
    ORGANIZERS,
    CaseStatus,
    CaseVerdict,
    RunStatus,
    RunVerdict,
)

_NO_POLICY = FailurePolicy()


@dataclass(frozen=True, slots=True)
class Scored:
    """A run's cases with their scores, and what they come to."""

    status: RunStatus
    message: str
    score: float | None
    metrics: dict[str, float]
    ties: tuple[float, ...]
    flops: str
    cases: tuple[CaseVerdict, ...]
    notes: tuple[str, ...]


def formula_sha256(config: Config, round_name: str) -> str:
    """Hash everything that turns verdicts into a score under a round."""
    rules = [config.score, config.failures, config.rounds[round_name], config.setup.counts]
    text = msgspec.json.encode([msgspec.to_builtins(rule) for rule in rules], order="sorted")
    return hashlib.sha256(text).hexdigest()


def score_run(
    config: Config,
    round_name: str,
    cases: Sequence[CaseVerdict],
    setup_flops: int,
    refusal: str = "",
) -> Scored:
    """Score all cases under a round, and the run.

    Parameters
    ----------
    refusal : str
        Why the run is refused as a whole; every case counts as failed then.
    """
    notes: list[str] = []
    one = config.rounds[round_name]
    scored = [_scored(config, one, case, notes) for case in cases]
    refusal = refusal or _too_many(config, scored)
    if refusal:
        scored = [_replace(c, score=config.score.failed, passed=False) for c in scored]
    flops = sum(int(c.usage.flops) for c in scored) + (setup_flops if config.setup.counts else 0)
    unranked = [c for c in scored if c.status in ORGANIZERS]
    if unranked and not refusal:
        why = f"case {unranked[0].number}: {unranked[0].status}: {unranked[0].message}"
        return Scored(
            RunStatus.UNRANKED, why, None, {}, (), str(flops), tuple(scored), tuple(notes)
        )
    names = _run_names(config, one, scored, setup_flops, flops)
    total, ties, extra = _totals(config, names)
    notes += extra
    status = RunStatus.REFUSED if refusal else RunStatus.SCORED
    solved = sum(c.status is CaseStatus.OK for c in scored)
    message = refusal or f"{solved} of {len(scored)} cases solved"
    metrics = _summaries(names)
    for label, text in zip(("x", "y"), config.score.pareto or (), strict=False):
        metrics[f"pareto_{label}"] = _value(text, names, config.score.failed, notes)
    return Scored(status, message, total, metrics, ties, str(flops), tuple(scored), tuple(notes))


def rescore(contest: Contest, verdict: RunVerdict, round_name: str) -> RunVerdict:
    """Score a stored verdict under another round, without a run.

    Raises
    ------
    ContestError
        The round has other cases, or larger limits than the run had, so that only a run can tell.
    """
    rounds = contest.config.rounds
    if round_name not in rounds:
        raise ContestError(f"there is no round {round_name!r}; there are {', '.join(rounds)}")
    before, after = rounds[verdict.round], rounds[round_name]
    if before.params != after.params:
        raise ContestError(
            f"the rounds {verdict.round!r} and {round_name!r} have other params, so other cases;"
            " run the submission under the other round"
        )
    if after.budget > before.budget or after.wall_time_s > before.wall_time_s:
        raise ContestError(
            f"the round {round_name!r} allows more than {verdict.round!r} did; a case that failed"
            " could have been solved. Run the submission under it"
        )
    setup = sum(int(life.setup.flops) for life in verdict.lives)
    refusal = verdict.message if verdict.status is RunStatus.REFUSED else ""
    scored = score_run(contest.config, round_name, verdict.cases, setup, refusal)
    return _replace(
        verdict,
        round=round_name,
        formula_sha256=formula_sha256(contest.config, round_name),
        **{name: getattr(scored, name) for name in Scored.__dataclass_fields__},
    )


def _scored(config: Config, one: Round, case: CaseVerdict, notes: list[str]) -> CaseVerdict:
    """Hold a case against the round's limits, and give it its score."""
    if case.status in ORGANIZERS:
        return _replace(case, score=None)
    if case.status is CaseStatus.OK and (over := _over(one, case)):
        status, message = over
        case = _replace(case, status=status, message=message, passed=False)
    policy = config.failures.get(case.status, _NO_POLICY)
    failed = config.score.failed if policy.score is None else policy.score
    if case.status is not CaseStatus.OK and not case.substituted:
        return _replace(case, score=failed)
    factor = policy.factor if case.status is not CaseStatus.OK else 1.0
    try:
        score = factor * expressions.parse(config.score.case).value(_case_names(one, case))
    except FormulaError as error:
        notes.append(f"case {case.number} counts as failed: score.case: {error}")
        return _replace(case, score=failed)
    return _replace(case, score=score)


def _over(one: Round, case: CaseVerdict) -> tuple[CaseStatus, str] | None:
    """Say which of the round's limits a solved case exceeded."""
    limits, usage = case.limits, case.usage
    budget = int(limits.get("flops", one.budget))
    if int(usage.flops) > budget:
        return CaseStatus.BUDGET_EXHAUSTED, f"it cost {usage.flops} FLOPs of {budget}"
    wall = float(limits.get("wall_time_s", one.wall_time_s))
    if usage.wall_time_s > wall:
        return CaseStatus.TIME_LIMIT, f"it took {usage.wall_time_s:.3f} s of {wall:g}"
    cpu = limits.get("cpu_time_s", one.cpu_time_s)
    if cpu is not None and (usage.participant_cpu_s or 0.0) > cpu:
        return CaseStatus.TIME_LIMIT, f"it used {usage.participant_cpu_s:.3f} s of CPU of {cpu:g}"
    return None


def _too_many(config: Config, cases: Sequence[CaseVerdict]) -> str:
    for name, policy in config.failures.items():
        count = sum(case.status == name for case in cases)
        if policy.at_most is not None and count > policy.at_most:
            return f"{count} cases ended with {name}; at most {policy.at_most} may"
    return ""


def _case_names(one: Round, case: CaseVerdict) -> dict[str, Value]:
    flops = _float(case.usage.flops)
    cpu = case.usage.participant_cpu_s or 0.0
    return {
        **case.metrics,
        "flops": flops,
        "cost": flops + (one.cpu_price or 0.0) * cpu,
        "budget": _float(case.limits.get("flops", one.budget)),
        "cpu_s": cpu,
        "wall_s": case.usage.wall_time_s,
    }


def _run_names(
    config: Config, one: Round, cases: Sequence[CaseVerdict], setup_flops: int, flops: int
) -> dict[str, Value]:
    """Columns over all cases, and totals. A metric that a failed case lacks is ``score.failed``."""
    rows = [_case_names(one, case) for case in cases]
    columns = sorted({name for row in rows for name in row})
    failed = config.score.failed
    names: dict[str, Value] = {
        name: tuple(_single(row.get(name, failed)) for row in rows) for name in columns
    }
    names["case"] = tuple(failed if c.score is None else c.score for c in cases)
    costs = names.get("cost", ())
    names["total_flops"] = _float(flops)
    names["total_cost"] = math.fsum(costs if isinstance(costs, tuple) else ()) + (
        _float(setup_flops) if config.setup.counts else 0.0
    )
    names["setup_flops"] = _float(setup_flops)
    names["cases"] = float(len(cases))
    names["solved"] = float(sum(c.status is CaseStatus.OK for c in cases))
    return names


def _totals(
    config: Config, names: Mapping[str, Value]
) -> tuple[float, tuple[float, ...], list[str]]:
    notes: list[str] = []
    failed = config.score.failed
    total = _value(config.score.total, names, failed, notes)
    ties = tuple(_value(text, names, 0.0, notes) for text in config.score.ties)
    return total, ties, notes


def _value(text: str, names: Mapping[str, Value], otherwise: float, notes: list[str]) -> float:
    try:
        return expressions.parse(text).value(names)
    except FormulaError as error:
        notes.append(f"a formula has no value: {error}")
        return otherwise


def _summaries(names: Mapping[str, Value]) -> dict[str, float]:
    """Means of columns and the totals, for tables."""
    found = {}
    for name, value in names.items():
        if isinstance(value, tuple):
            value = math.fsum(value) / len(value) if value else 0.0
        if math.isfinite(value):
            found[name] = value
    return found


def _single(value: Value) -> float:
    assert not isinstance(value, tuple)
    return value


def _float(value: Any) -> float:
    try:
        return float(int(value))
    except OverflowError:
        return math.inf


def _replace(record: Any, **changes: Any) -> Any:
    return msgspec.structs.replace(record, **changes)
