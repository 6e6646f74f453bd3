"""Drops the answers that a contest's rule does not keep. Verdicts, grades and hashes stay."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from sqlalchemy import select

from flopscope_eval.contests.records import RunStatus
from flopscope_eval.store import schema
from flopscope_eval.store.engine import reading
from flopscope_eval.store.store import Store


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was dropped."""

    answers: int
    size: int


def prune(store: Store, revision_id: int, keep: Set[str], reason: str) -> Pruned:
    """Drop answers of a revision's runs, except of those whose hash is in ``keep``.

    Runs without a score keep their answers, as they are still to be graded. So does everything that
    a run of ``keep`` or another revision answered as well: equal answers are one file.
    """
    kept, dropped = _referenced(store, revision_id, keep)
    size = 0
    dropped = {sha256 for sha256 in dropped - kept if store.files.path(sha256).exists()}
    store.log("prune", f"{len(dropped)} answers", reason)  # before, so that nothing goes unsaid
    for sha256 in sorted(dropped):
        size += store.files.path(sha256).stat().st_size
        store.files.remove(sha256)
    return Pruned(len(dropped), size)


def _referenced(store: Store, revision_id: int, keep: Set[str]) -> tuple[set[str], set[str]]:
    """Give the hashes of answers that stay and of those that may go."""
    runs, cases, verdicts = schema.runs, schema.cases, schema.verdicts
    stay: set[str] = set()
    go: set[str] = set()
    with reading(store.engine) as connection:
        rows = connection.execute(
            select(runs.c.run_hash, runs.c.revision_id, verdicts.c.status, cases.c.answer)
            .join(verdicts, verdicts.c.run_id == runs.c.id)
            .join(cases, cases.c.run_id == runs.c.id)
        )
        for row in rows:
            is_kept = (
                row.revision_id != revision_id
                or row.run_hash in keep
                or row.status == RunStatus.UNRANKED
            )
            (stay if is_kept else go).update(part["sha256"] for part in row.answer)
    return stay, go
