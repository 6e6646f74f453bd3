"""Grading again, scoring again, and the organizer's decisions about entries."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import select

from flopscope_eval.store import grading, lease, query, queue, schema
from flopscope_eval.store.engine import reading
from flopscope_eval.store.errors import InputsDiffer, NotFound
from flopscope_eval.store.store import Store
from tests.contest import making

OTHER_GRADER = msgspec.structs.replace(making.REVISION, grader_sha256="7" * 64)


@pytest.fixture
def graded(store: Store) -> tuple[Store, int, int]:
    revision = store.add_revision(making.REVISION, {})
    store.add_entry(revision, making.entry())
    queue.enqueue(store, revision, "ada", making.key())
    held = lease.acquire(store, "one", 60)
    (claim,) = queue.claim(store, held)
    failed = making.case(status="grader_error", passed=False, score=None, metrics={})
    queue.complete(store, held, claim, making.outcome(failed, score=None, status="unranked"))
    return store, revision, claim.run


def test_another_grader_keeps_the_old_grade(graded: tuple[Store, int, int]) -> None:
    store, revision, run = graded
    new = making.verdict(making.case(score=3.0), contest=OTHER_GRADER, score=3.0)
    assert grading.regrade(store, run, new, "the grader was wrong") == 1
    assert grading.regrade(store, run, new, "again") == 0
    (entry,) = query.results(store, revision)
    assert (entry["runs"][0]["score"], entry["runs"][0]["status"]) == (3.0, "scored")
    with reading(store.engine) as connection:
        rows = connection.execute(select(schema.grades).order_by(schema.grades.c.id)).all()
    assert [(row.status, row.is_current) for row in rows] == [("grader_error", False), ("ok", True)]


def test_the_same_grader_replaces_its_failure_and_the_log_keeps_it(
    graded: tuple[Store, int, int],
) -> None:
    store, revision, run = graded
    assert grading.regrade(store, run, making.verdict(score=2.0), "it had no memory") == 1
    assert query.results(store, revision)[0]["runs"][0]["cases"][0]["status"] == "ok"
    replaced = [line for line in store.log_lines() if line["action"] == "grade replaced"]
    assert [line["detail"] for line in replaced] == ["grader_error: "]


def test_other_inputs_are_refused(graded: tuple[Store, int, int]) -> None:
    store, revision, run = graded
    with pytest.raises(InputsDiffer, match="ran on inputs eeeeeeeeeeee"):
        grading.regrade(store, run, making.verdict(making.case(inputs_sha256="0" * 64)), "")
    with pytest.raises(NotFound, match="case-1"):
        grading.regrade(store, run, making.verdict(making.case(), making.case(1)), "")
    assert query.results(store, revision)[0]["runs"][0]["score"] is None


def test_a_stored_result_is_scored_under_another_round(graded: tuple[Store, int, int]) -> None:
    store, revision, run = graded
    grading.rescore(store, run, making.verdict(round="warm-up", score=9.0))
    grading.rescore(store, run, making.verdict(round="warm-up", score=8.0))
    (entry,) = query.results(store, revision)
    assert entry["runs"][0]["scores"] == {"final": None, "warm-up": 8.0}


def test_entries_are_disqualified_and_chosen(store: Store) -> None:
    revision = store.add_revision(making.REVISION, {})
    first, second = (store.add_entry(revision, making.entry(n)) for n in range(2))
    store.choose(first)
    store.choose(second)
    store.disqualify(first, "copied")
    states = [(e["chosen"], e["disqualified"]) for e in query.results(store, revision)]
    assert states == [(False, "copied"), (True, None)]
    store.disqualify(first, "")
    assert query.results(store, revision)[0]["disqualified"] is None
    with pytest.raises(NotFound):
        store.disqualify(99, "why")
