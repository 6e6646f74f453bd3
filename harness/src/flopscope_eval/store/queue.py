"""The queue of runs. A claim and a completion are one conditional UPDATE each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from flopscope_eval.contests.records import CaseVerdict
from flopscope_eval.store import lease as leases
from flopscope_eval.store import schema
from flopscope_eval.store.columns import decimal, flops_key, from_decimal
from flopscope_eval.store.engine import reading, writing
from flopscope_eval.store.errors import NotFound, WrongState
from flopscope_eval.store.records import (
    AttemptState,
    Claim,
    Outcome,
    RunKey,
    RunState,
)
from flopscope_eval.store.store import Store, insert_once, now, write_log

# Each run of a batch passes these several times: they are made once, and take parameters.
_MOVE = (
    update(schema.runs)
    .where(
        schema.runs.c.id == bindparam("run"),
        schema.runs.c.state == bindparam("from_state"),
        schema.runs.c.attempt == bindparam("from_attempt"),
    )
    .values(state=bindparam("to_state"), attempt=bindparam("to_attempt"))
)
_END_ATTEMPT = (
    update(schema.attempts)
    .where(
        schema.attempts.c.run_id == bindparam("run"),
        schema.attempts.c.attempt == bindparam("number"),
    )
    .values(
        state=bindparam("to_state"),
        is_current=bindparam("to_current"),
        reason=bindparam("why"),
        worker=bindparam("who"),
        ended_at=bindparam("at"),
    )
)


def enqueue(store: Store, revision_id: int, author: str, key: RunKey) -> tuple[int, bool]:
    """Queue a run, unless the store has it in any state; give its id and whether it is new."""
    runs = schema.runs
    with writing(store.engine) as connection:
        turn = connection.scalar(
            select(func.count())
            .select_from(runs)
            .where(runs.c.revision_id == revision_id, runs.c.author == author)
        )
        values = {
            "run_hash": key.run_hash,
            "revision_id": revision_id,
            "bundle": key.bundle,
            "split": key.split,
            "round": key.round,
            "author": author,
            "key": msgspec.to_builtins(key),
            "state": RunState.QUEUED,
            "attempt": 0,
            "turn": turn,
            "queued_at": now(),
        }
        is_new = insert_once(connection, runs, values)
        run_id = connection.scalar(select(runs.c.id).where(runs.c.run_hash == key.run_hash))
    assert run_id is not None
    return int(run_id), is_new


def claim(
    store: Store, lease: leases.Lease, limit: int = 1, workers: Sequence[str] = ()
) -> list[Claim]:
    """Claim queued runs for execution; authors take turns.

    Parameters
    ----------
    limit
        The most runs.
    workers
        Labels of the workers that are to execute them, one for each claim in turn. The store keeps
        them, so that a later coordinator knows whose return to wait for.

    Raises
    ------
    LeaseLost
        Another coordinator has taken over; nothing is claimed.
    """
    runs = schema.runs
    candidates = (
        select(runs)
        .where(runs.c.state == RunState.QUEUED)
        .order_by(runs.c.turn, runs.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    with writing(store.engine) as connection:
        leases.require(connection, lease)
        labels = iter(workers)
        claims = [
            _claimed(connection, lease, row, next(labels, ""))
            for row in connection.execute(candidates).all()
        ]
    return [claim for claim in claims if claim is not None]


def _claimed(connection: Connection, lease: leases.Lease, row: Any, worker: str) -> Claim | None:
    number = row.attempt + 1
    if not _move(connection, row.id, RunState.QUEUED, row.attempt, RunState.RUNNING, number):
        return None
    values = {
        "run_id": row.id,
        "attempt": number,
        "state": AttemptState.CLAIMED,
        "is_current": True,
        "coordinator": lease.holder,
        "worker": worker,
        "reason": "",
        "claimed_at": now(),
    }
    connection.execute(insert(schema.attempts), values)
    return Claim(
        run=row.id,
        run_hash=row.run_hash,
        attempt=number,
        author=row.author,
        key=msgspec.convert(row.key, RunKey),
        worker=worker,
    )


def complete(
    store: Store, lease: leases.Lease, claim: Claim, outcome: Outcome, worker: str = ""
) -> bool:
    """Record a verdict with all its cases, in one transaction.

    Answers must be in `Store.files` already.

    Returns
    -------
    bool
        False if the attempt's number is no longer current: the result is kept as evidence in
        ``late_results``, and does not count.

    Raises
    ------
    LeaseLost
        Another coordinator has taken over; nothing is recorded.
    """
    with writing(store.engine) as connection:
        leases.require(connection, lease)
        if not _move(connection, claim.run, RunState.RUNNING, claim.attempt, RunState.DONE):
            if not _has_verdict(connection, claim):
                _keep_late(connection, claim, outcome)
            return False
        _end_attempt(connection, claim, AttemptState.DONE, "", worker)
        _insert_verdict(connection, claim, outcome)
    return True


def lose(store: Store, lease: leases.Lease, claim: Claim, reason: str, worker: str = "") -> bool:
    """Give up an attempt whose worker is gone, and queue its run again under the next number."""
    with writing(store.engine) as connection:
        leases.require(connection, lease)
        if not _move(connection, claim.run, RunState.RUNNING, claim.attempt, RunState.QUEUED):
            return False
        _end_attempt(connection, claim, AttemptState.LOST, reason, worker)
        write_log(connection, "lost", claim.name, reason, who=lease.holder)
    return True


def withdraw(store: Store, lease: leases.Lease, claim: Claim, reason: str) -> bool:
    """Cancel a run that cannot be executed as it was queued."""
    with writing(store.engine) as connection:
        leases.require(connection, lease)
        if not _move(connection, claim.run, RunState.RUNNING, claim.attempt, RunState.CANCELLED):
            return False
        _end_attempt(connection, claim, AttemptState.CANCELLED, reason, "")
        write_log(connection, "withdraw", claim.name, reason, who=lease.holder)
    return True


def running(store: Store) -> list[Claim]:
    """Runs that a coordinator claimed and nobody completed, such as those of a killed one."""
    runs, attempts = schema.runs, schema.attempts
    current = (attempts.c.run_id == runs.c.id) & attempts.c.is_current
    with reading(store.engine) as connection:
        rows = connection.execute(
            select(runs, attempts.c.worker)
            .outerjoin(attempts, current)
            .where(runs.c.state == RunState.RUNNING)
            .order_by(runs.c.id)
        )
        return [
            Claim(
                run=row.id,
                run_hash=row.run_hash,
                attempt=row.attempt,
                author=row.author,
                key=msgspec.convert(row.key, RunKey),
                worker=row.worker or "",
            )
            for row in rows
        ]


def attempt(store: Store, name: str) -> Claim | None:
    """Give the attempt of this name, current or not; None if the store does not know it."""
    run_hash, _, number = name.rpartition("-")
    runs = schema.runs
    with reading(store.engine) as connection:
        row = connection.execute(select(runs).where(runs.c.run_hash == run_hash)).first()
    if row is None or not number.isdecimal():
        return None
    return Claim(
        run=row.id,
        run_hash=row.run_hash,
        attempt=int(number),
        author=row.author,
        key=msgspec.convert(row.key, RunKey),
    )


def lost_attempts(store: Store, run: int) -> int:
    """How many attempts at a run ended with their worker."""
    table = schema.attempts
    with reading(store.engine) as connection:
        count = connection.scalar(
            select(func.count())
            .select_from(table)
            .where(table.c.run_id == run, table.c.state == AttemptState.LOST)
        )
        return int(count or 0)


def cancel(store: Store, reason: str, *, who: str | None = None) -> int:
    """Take every queued run out of the queue; give how many."""
    runs = schema.runs
    with writing(store.engine) as connection:
        changed = connection.execute(
            update(runs).where(runs.c.state == RunState.QUEUED).values(state=RunState.CANCELLED)
        ).rowcount
        write_log(connection, "cancel", f"{changed} runs", reason, who=who)
    return int(changed)


def retry(store: Store, run_hash: str, reason: str, *, who: str | None = None) -> None:
    """Queue a finished or cancelled run again, with the same seeds. All attempts are kept.

    Raises
    ------
    NotFound
        No run, or several, have a hash that begins so.
    WrongState
        The run is queued or running, or there is no reason.
    """
    if not reason.strip():
        raise WrongState("a retry needs a reason, which the log keeps")
    runs = schema.runs
    with writing(store.engine) as connection:
        row = find_run(connection, run_hash)
        if row.state not in (RunState.DONE, RunState.CANCELLED):
            raise WrongState(
                f"run {row.run_hash[:12]} is {row.state}; only a finished run can retry"
            )
        _archive_verdict(connection, row)
        changed = connection.execute(
            update(runs)
            .where(runs.c.id == row.id, runs.c.state == row.state, runs.c.attempt == row.attempt)
            .values(state=RunState.QUEUED)
        ).rowcount
        assert changed == 1  # the transaction has read it
        connection.execute(
            update(schema.attempts)
            .where(schema.attempts.c.run_id == row.id)
            .values(is_current=False)
        )
        write_log(connection, "retry", row.run_hash, reason, who=who)


def find_run(connection: Connection, prefix: str) -> Any:
    """Give the run whose hash begins with ``prefix``, locked where the database can.

    Raises
    ------
    NotFound
        There is none, or more than one.
    """
    runs = schema.runs
    rows = connection.execute(
        select(runs).where(runs.c.run_hash.startswith(prefix, autoescape=True)).with_for_update()
    ).all()
    if len(rows) != 1:
        raise NotFound(f"{len(rows)} runs have a hash that begins with {prefix!r}; give one run's")
    return rows[0]


def _move(
    connection: Connection,
    run: int,
    state: RunState,
    attempt: int,
    to: RunState,
    number: int | None = None,
) -> bool:
    """Change a run's state if, and only if, nobody else has."""
    values = {
        "run": run,
        "from_state": state,
        "from_attempt": attempt,
        "to_state": to,
        "to_attempt": attempt if number is None else number,
    }
    return bool(connection.execute(_MOVE, values).rowcount == 1)


def _end_attempt(
    connection: Connection, claim: Claim, state: AttemptState, reason: str, worker: str
) -> None:
    values = {
        "run": claim.run,
        "number": claim.attempt,
        "to_state": state,
        "to_current": state == AttemptState.DONE,
        "why": reason,
        "who": worker,
        "at": now(),
    }
    connection.execute(_END_ATTEMPT, values)


def _has_verdict(connection: Connection, claim: Claim) -> bool:
    """Say whether this very attempt is recorded: its result came twice, as after a killed batch."""
    verdicts = schema.verdicts
    query = select(verdicts.c.attempt).where(verdicts.c.run_id == claim.run)
    return bool(connection.scalar(query) == claim.attempt)


def _keep_late(connection: Connection, claim: Claim, outcome: Outcome) -> None:
    connection.execute(
        insert(schema.late_results).values(
            run_id=claim.run,
            attempt=claim.attempt,
            document=msgspec.to_builtins(outcome),
            received_at=now(),
        )
    )
    write_log(connection, "late result", claim.name, outcome.verdict.status)


def _insert_verdict(connection: Connection, claim: Claim, outcome: Outcome) -> None:
    verdict = outcome.verdict
    flops = from_decimal(verdict.flops)
    values = {
        "run_id": claim.run,
        "attempt": claim.attempt,
        "status": verdict.status,
        "message": verdict.message,
        "flops": flops,
        "flops_key": flops_key(flops),
        "flags": [*verdict.notes, *outcome.flags],
        "wall_s": outcome.wall_s,
        # The cases have rows of their own.
        "verdict": msgspec.to_builtins(msgspec.structs.replace(verdict, cases=())),
        "results": list(outcome.results),
        "stdout": outcome.stdout,
        "stderr": outcome.stderr,
        "recorded_at": now(),
    }
    connection.execute(insert(schema.verdicts), values)
    if verdict.cases:
        rows = [_case_row(claim.run, case, outcome) for case in verdict.cases]
        connection.execute(insert(schema.cases), rows)
        grader = verdict.contest.grader_sha256
        grades = [grade_row(claim.run, case, grader) for case in verdict.cases]
        connection.execute(insert(schema.grades), grades)
    score = {
        "run_id": claim.run,
        "round": claim.key.round,
        "formula": verdict.formula_sha256,
        "score": verdict.score,
        "scored_at": now(),
    }
    connection.execute(insert(schema.scores), score)


def _case_row(run: int, case: CaseVerdict, outcome: Outcome) -> dict[str, Any]:
    flops = from_decimal(case.usage.flops)
    return {
        "run_id": run,
        "case_id": case.case,
        "case_group": case.group,
        "number": case.number,
        "status": case.status,
        "message": case.message,
        "flops": flops,
        "flops_key": flops_key(flops),
        "wall_s": case.usage.wall_time_s,
        "cpu_s": case.usage.participant_cpu_s,
        "usage": msgspec.to_builtins(case.usage),
        "inputs_sha256": case.inputs_sha256,
        "answer_sha256": case.answer_sha256,
        "life": case.life,
        "answer": msgspec.to_builtins(outcome.answers.get(case.case, ())),
    }


def grade_row(run: int, case: CaseVerdict, grader: str) -> dict[str, Any]:
    """Give the row of a case's current grade."""
    return {
        "run_id": run,
        "case_id": case.case,
        "grader_sha256": grader,
        "reference_sha256": case.reference_sha256,
        "status": case.status,
        "passed": case.passed,
        "metrics": case.metrics,
        "score": case.score,
        "message": case.message,
        "is_current": True,
        "graded_at": now(),
    }


def _archive_verdict(connection: Connection, run: Any) -> None:
    """Move a run's verdict, cases and grades into its attempt's evidence."""
    kept: dict[str, Sequence[Any]] = {}
    for table in (schema.verdicts, schema.cases, schema.grades, schema.scores):
        rows = connection.execute(select(table).where(table.c.run_id == run.id)).all()
        kept[table.name] = [_plain(row) for row in rows]
    connection.execute(
        update(schema.attempts)
        .where(schema.attempts.c.run_id == run.id, schema.attempts.c.attempt == run.attempt)
        .values(evidence=kept, state=AttemptState.SUPERSEDED)
    )
    connection.execute(delete(schema.verdicts).where(schema.verdicts.c.run_id == run.id))


def _plain(row: Any) -> dict[str, Any]:
    """Give a row as JSON values: bytes as text in base64, times in ISO, FLOPs in decimal."""
    flops = {"flops": decimal(row.flops)} if "flops" in row._mapping else {}
    plain: dict[str, Any] = msgspec.to_builtins(dict(row._mapping) | flops)
    return plain
