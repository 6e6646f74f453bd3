"""Reads what pages, exports and ``status`` show."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from flopscope_eval.contests.records import RunStatus, SubmissionRecord
from flopscope_eval.store import schema
from flopscope_eval.store.engine import reading
from flopscope_eval.store.errors import NotFound
from flopscope_eval.store.store import Store

_LARGE = {"verdict", "results", "stdout", "stderr", "flops_key"}


_GRADED = ("status", "passed", "metrics", "score", "message")


def counts(store: Store) -> dict[str, int]:
    """Runs by state, and finished runs by status."""
    runs, verdicts = schema.runs, schema.verdicts
    with reading(store.engine) as connection:
        states = connection.execute(select(runs.c.state, func.count()).group_by(runs.c.state))
        by_state: dict[str, int] = {row[0]: row[1] for row in states}
        statuses = connection.execute(
            select(verdicts.c.status, func.count()).group_by(verdicts.c.status)
        )
        return by_state | {f"done: {status}": count for status, count in statuses}


def version(store: Store) -> tuple[int, ...]:
    """Give numbers that change when something that pages show has changed."""
    with reading(store.engine) as connection:
        newest = select(func.max(schema.log.c.id)), select(func.count(schema.verdicts.c.run_id))
        return tuple(int(connection.scalar(query) or 0) for query in newest)


def bundles_of_day(
    store: Store, revision_id: int, split: str, record: SubmissionRecord
) -> set[str]:
    """Give the bundles that an author submitted on an entry's day, in UTC, and that have a run."""
    entries, runs = schema.entries, schema.runs
    day = datetime.fromisoformat(record.submitted_at).astimezone(UTC).date()
    begin = datetime.combine(day, time(), UTC)
    with reading(store.engine) as connection:
        found = connection.scalars(
            select(entries.c.bundle)
            .join(runs, (runs.c.bundle == entries.c.bundle) & (runs.c.revision_id == revision_id))
            .where(
                entries.c.revision_id == revision_id,
                entries.c.author == record.author,
                entries.c.submitted_at >= begin,
                entries.c.submitted_at < begin + timedelta(days=1),
                runs.c.split == split,
            )
        )
        return set(found)


def means(store: Store) -> tuple[float | None, float]:
    """Give the mean duration of finished runs, None if there are none, and their bytes."""
    verdicts = schema.verdicts
    size = func.length(verdicts.c.stdout) + func.length(verdicts.c.stderr)
    with reading(store.engine) as connection:
        seconds, output = connection.execute(
            select(func.avg(verdicts.c.wall_s), func.avg(size))
        ).one()
        runs = connection.scalar(select(func.count()).select_from(verdicts)) or 1
    kept = sum(store.files.path(sha256).stat().st_size for sha256 in store.files.all())
    return seconds, float(output or 0) + kept / runs + 20_000  # rows and result documents


def unranked(store: Store) -> list[dict[str, Any]]:
    """Give the runs without a score that are nobody's fault but the organizer's."""
    runs, verdicts = schema.runs, schema.verdicts
    with reading(store.engine) as connection:
        rows = connection.execute(
            select(runs.c.run_hash, runs.c.author, verdicts.c.message)
            .join(verdicts, verdicts.c.run_id == runs.c.id)
            .where(verdicts.c.status == RunStatus.UNRANKED)
            .order_by(runs.c.id)
        )
        return [dict(row._mapping) for row in rows]


def graded_runs(store: Store, prefixes: Sequence[str]) -> list[dict[str, Any]]:
    """Give runs with cases, to be graded or scored again.

    Parameters
    ----------
    prefixes
        Beginnings of run hashes; empty for all runs.

    Returns
    -------
    list of dict
        ``run_id``; ``verdict``, plain data of a `RunVerdict` with its cases; ``answers`` by case.
    """
    runs, verdicts, cases, grades = schema.runs, schema.verdicts, schema.cases, schema.grades
    same = (grades.c.run_id == cases.c.run_id) & (grades.c.case_id == cases.c.case_id)
    found = []
    with reading(store.engine) as connection:
        rows = connection.execute(
            select(runs.c.run_hash, verdicts.c.run_id, verdicts.c.verdict)
            .join(verdicts, verdicts.c.run_id == runs.c.id)
            .order_by(runs.c.id)
        ).all()
        for run in rows:
            if prefixes and not run.run_hash.startswith(tuple(prefixes)):
                continue
            of_run = connection.execute(
                select(cases, *[grades.c[name] for name in _GRADED], grades.c.reference_sha256)
                .join(grades, same & grades.c.is_current)
                .where(cases.c.run_id == run.run_id)
                .order_by(cases.c.number)
            ).mappings()
            plain, answers = [], {}
            for case in of_run:
                answers[case[cases.c.case_id]] = case[cases.c.answer]
                plain.append(_plain_case(case))
            if plain:
                verdict = run.verdict | {"cases": plain}
                found.append({"run_id": run.run_id, "verdict": verdict, "answers": answers})
    return found


def _plain_case(case: Mapping[Any, Any]) -> dict[str, Any]:
    """Give a row of a case and its grade as plain data of a `CaseVerdict`."""
    cases, grades = schema.cases.c, schema.grades.c
    return {
        "case": case[cases.case_id],
        "number": case[cases.number],
        "group": case[cases.case_group],
        "usage": case[cases.usage],
        "life": case[cases.life],
        "inputs_sha256": case[cases.inputs_sha256],
        "reference_sha256": case[grades.reference_sha256],
        "answer_sha256": case[cases.answer_sha256],
        **{name: case[grades[name]] for name in _GRADED},
    }


def revisions(store: Store) -> list[dict[str, Any]]:
    """All revisions, the newest last."""
    with reading(store.engine) as connection:
        rows = connection.execute(select(schema.revisions).order_by(schema.revisions.c.id))
        return [dict(row._mapping) for row in rows]


def revision(store: Store, sha256: str | None = None) -> dict[str, Any]:
    """Give the revision whose hash begins so; the only one, if there is only one.

    Raises
    ------
    NotFound
        No revision, or several, fit.
    """
    fitting = [r for r in revisions(store) if sha256 is None or r["sha256"].startswith(sha256)]
    if len(fitting) != 1:
        listed = ", ".join(f"{r['sha256'][:12]} ({r['name']})" for r in fitting) or "none"
        raise NotFound(f"give one contest revision with --revision; those that fit: {listed}")
    return fitting[0]


def results(store: Store, revision_id: int) -> list[dict[str, Any]]:
    """Give every entry of a revision with its finished runs and their cases, in one read.

    Each row has the entry's columns, and ``runs``: a list of runs with the verdict's columns,
    ``score``, ``scores`` by round, and ``cases`` with their current grades. Result documents and
    output are left out; `evidence` reads those of one run.
    """
    with reading(store.engine) as connection:
        runs = _runs(connection, revision_id)
        rows = connection.execute(
            select(schema.entries)
            .where(schema.entries.c.revision_id == revision_id)
            .order_by(schema.entries.c.id)
        )
        return [dict(row._mapping) | {"runs": runs.get(row.bundle, [])} for row in rows]


def evidence(store: Store, run: int) -> dict[str, Any]:
    """Give a run's document, output, flags, attempts and late results."""
    attempts, late = schema.attempts, schema.late_results
    with reading(store.engine) as connection:
        row = connection.execute(
            select(schema.verdicts).where(schema.verdicts.c.run_id == run)
        ).first()
        if row is None:
            raise NotFound(f"run {run} has no verdict yet")
        tried = connection.execute(
            select(attempts).where(attempts.c.run_id == run).order_by(attempts.c.attempt)
        )
        received = connection.execute(select(late).where(late.c.run_id == run).order_by(late.c.id))
        return dict(row._mapping) | {
            "attempts": [dict(attempt._mapping) for attempt in tried],
            "late_results": [dict(result._mapping) for result in received],
        }


def outputs(store: Store, revision_id: int) -> dict[int, dict[str, Any]]:
    """Give the output and result documents of every finished run of a revision, by run id."""
    verdicts, runs = schema.verdicts, schema.runs
    columns = (verdicts.c.run_id, verdicts.c.stdout, verdicts.c.stderr, verdicts.c.results)
    with reading(store.engine) as connection:
        rows = connection.execute(
            select(*columns)
            .join(runs, runs.c.id == verdicts.c.run_id)
            .where(runs.c.revision_id == revision_id)
        )
        return {row.run_id: dict(row._mapping) for row in rows}


def states(store: Store, revision_id: int) -> dict[str, Counter[str]]:
    """Count each bundle's runs by state."""
    runs = schema.runs
    by_bundle: dict[str, Counter[str]] = defaultdict(Counter)
    with reading(store.engine) as connection:
        rows = connection.execute(
            select(runs.c.bundle, runs.c.state).where(runs.c.revision_id == revision_id)
        )
        for bundle, state in rows:
            by_bundle[bundle][state] += 1
    return by_bundle


def _runs(connection: Connection, revision_id: int) -> dict[str, list[dict[str, Any]]]:
    """Give the finished runs of a revision by bundle."""
    runs, verdicts = schema.runs, schema.verdicts
    cases, scores = _cases(connection, revision_id), _scores(connection, revision_id)
    kept = [c for c in verdicts.c if c.name not in _LARGE]
    rows = connection.execute(
        select(runs.c.run_hash, runs.c.bundle, runs.c.split, runs.c.round, *kept)
        .join(verdicts, verdicts.c.run_id == runs.c.id)
        .where(runs.c.revision_id == revision_id)
        .order_by(runs.c.id)
    )
    by_bundle: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        run = dict(row._mapping)
        run["cases"] = cases.get(row.run_id, [])
        run["scores"] = scores.get(row.run_id, {})
        run["score"] = run["scores"].get(row.round)
        by_bundle[row.bundle].append(run)
    return by_bundle


def _scores(connection: Connection, revision_id: int) -> dict[int, dict[str, float | None]]:
    """Give the scores of a revision's runs by round, by run id; a round's newest formula counts."""
    runs, scores = schema.runs, schema.scores
    rows = connection.execute(
        select(scores.c.run_id, scores.c.round, scores.c.score)
        .join(runs, runs.c.id == scores.c.run_id)
        .where(runs.c.revision_id == revision_id)
        .order_by(scores.c.scored_at)
    )
    by_run: dict[int, dict[str, float | None]] = defaultdict(dict)
    for run, round_name, score in rows:
        by_run[run][round_name] = score
    return by_run


def _cases(connection: Connection, revision_id: int) -> dict[int, list[dict[str, Any]]]:
    """Give the cases of a revision's runs with their current grades, by run id."""
    cases, grades, runs = schema.cases, schema.grades, schema.runs
    same = (grades.c.run_id == cases.c.run_id) & (grades.c.case_id == cases.c.case_id)
    kept = [c for c in cases.c if c.name not in ("id", "flops_key", "status", "message")]
    graded = [grades.c[name] for name in _GRADED]
    rows = connection.execute(
        select(*kept, *graded)
        .join(runs, runs.c.id == cases.c.run_id)
        .join(grades, same & grades.c.is_current)
        .where(runs.c.revision_id == revision_id)
        .order_by(cases.c.id)
    )
    by_run: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        case = dict(zip((c.name for c in (*kept, *graded)), row, strict=True))
        by_run[case["run_id"]].append(case)
    return by_run
