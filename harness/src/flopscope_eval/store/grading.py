"""Grades stored answers again, and scores stored results under other rounds. Old rows stay."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select, update

from flopscope_eval.contests.records import ORGANIZERS, RunVerdict
from flopscope_eval.store import schema
from flopscope_eval.store.engine import writing
from flopscope_eval.store.errors import InputsDiffer, NotFound
from flopscope_eval.store.queue import grade_row
from flopscope_eval.store.store import Store, insert_once, now, write_log


def regrade(
    store: Store, run: int, verdict: RunVerdict, reason: str, *, who: str | None = None
) -> int:
    """Keep a verdict that was made by grading stored answers again, and make its grades current.

    Returns
    -------
    int
        How many grades are new: a grade by the same grader against the same reference is kept once.

    Raises
    ------
    InputsDiffer
        A case's inputs are not those of its run; no grade changes.
    NotFound
        The run has no verdict, or not these cases.
    """
    table = schema.cases
    with writing(store.engine) as connection:
        rows = connection.execute(
            select(table.c.case_id, table.c.inputs_sha256).where(table.c.run_id == run)
        )
        stored = {row.case_id: row.inputs_sha256 for row in rows}
        _check_inputs(run, stored, verdict)
        grader = verdict.contest.grader_sha256
        new = sum(_keep_grade(connection, grade_row(run, c, grader)) for c in verdict.cases)
        connection.execute(
            update(schema.verdicts)
            .where(schema.verdicts.c.run_id == run)
            .values(status=verdict.status, message=verdict.message)
        )
        _keep_score(connection, run, verdict.round, verdict.formula_sha256, verdict.score)
        write_log(connection, "regrade", f"run {run}", f"{new} new grades: {reason}", who=who)
    return new


def _check_inputs(run: int, stored: dict[str, str], verdict: RunVerdict) -> None:
    graded = {case.case: case.inputs_sha256 for case in verdict.cases}
    if graded.keys() != stored.keys():
        differing = sorted(graded.keys() ^ stored.keys())[:3]
        raise NotFound(f"run {run} and its new grades have different cases, such as {differing}")
    for case, inputs in graded.items():
        if stored[case] != inputs:
            raise InputsDiffer(
                f"case {case!r} ran on inputs {stored[case][:12]}, but the contest now makes "
                f"{inputs[:12]}; grade with the folder and the secret that the run was made with"
            )


def _keep_grade(connection: Connection, row: dict[str, Any]) -> bool:
    grades = schema.grades
    of_case = (grades.c.run_id == row["run_id"]) & (grades.c.case_id == row["case_id"])
    connection.execute(update(grades).where(of_case).values(is_current=False))
    if insert_once(connection, grades, row):
        return True
    same = (
        of_case,
        grades.c.grader_sha256 == row["grader_sha256"],
        grades.c.reference_sha256 == row["reference_sha256"],
    )
    old = connection.execute(select(grades).where(*same)).one()
    if old.status not in ORGANIZERS:
        connection.execute(update(grades).where(*same).values(is_current=True))
        return False
    # The same grader failed before. Its failure goes to the log, and the grade takes its place.
    subject = f"run {old.run_id} case {old.case_id}"
    write_log(connection, "grade replaced", subject, f"{old.status}: {old.message}")
    connection.execute(update(grades).where(*same).values(**row))
    return True


def rescore(store: Store, run: int, verdict: RunVerdict) -> None:
    """Keep a run's score under another round, without running it again."""
    with writing(store.engine) as connection:
        _keep_score(connection, run, verdict.round, verdict.formula_sha256, verdict.score)


def _keep_score(
    connection: Connection, run: int, round_name: str, formula: str, score: float | None
) -> None:
    table = schema.scores
    values = {
        "run_id": run,
        "round": round_name,
        "formula": formula,
        "score": score,
        "scored_at": now(),
    }
    if not insert_once(connection, table, values):
        same = (table.c.run_id == run, table.c.round == round_name, table.c.formula == formula)
        connection.execute(update(table).where(*same).values(score=score, scored_at=now()))
