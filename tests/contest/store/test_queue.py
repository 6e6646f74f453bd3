"""The queue of runs, with several programs at work on it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select, text

from flopscope_eval.store import lease, query, queue, schema
from flopscope_eval.store.engine import reading, writing
from flopscope_eval.store.errors import LeaseHeld, LeaseLost, NotFound, WrongState
from flopscope_eval.store.store import Store
from tests.contest import making


def fill(store: Store, count: int, authors: int = 1) -> int:
    """Queue runs; every author has as many."""
    revision = store.add_revision(making.REVISION, {})
    for number in range(count):
        author = f"author {number * authors // count}"
        store.add_entry(revision, making.entry(number, author))
        queue.enqueue(store, revision, author, making.key(number))
    return revision


def test_an_entry_and_a_run_are_kept_once(store: Store) -> None:
    revision = store.add_revision(making.REVISION, {"a": 1})
    assert store.add_revision(making.REVISION, {}) == revision
    entry = store.add_entry(revision, making.entry())
    assert store.add_entry(revision, making.entry()) == entry
    assert store.add_entry(revision, making.entry(author="bob")) != entry
    run, is_new = queue.enqueue(store, revision, "ada", making.key())
    assert is_new
    assert queue.enqueue(store, revision, "bob", making.key()) == (run, False)
    assert queue.enqueue(store, revision, "ada", making.key(content={"numpy": "2"}))[0] != run


def test_authors_take_turns(store: Store) -> None:
    fill(store, 12, authors=3)
    held = lease.acquire(store, "one", 60)
    authors = [queue.claim(store, held)[0].author for _ in range(12)]
    assert authors == ["author 0", "author 1", "author 2"] * 4


def test_a_verdict_and_its_cases_are_recorded_together(store: Store) -> None:
    revision = fill(store, 1)
    held = lease.acquire(store, "one", 60)
    (claim,) = queue.claim(store, held, 5)
    twice = making.outcome(making.case(0), making.case(0))
    with pytest.raises(Exception, match=r"(?i)unique"):
        queue.complete(store, held, claim, twice)
    assert query.counts(store) == {"running": 1}
    assert queue.complete(store, held, claim, making.outcome(making.case(0), making.case(1)))
    (entry,) = query.results(store, revision)
    (run,) = entry["runs"]
    assert (run["status"], run["score"], run["flops"]) == ("scored", 0.5, 100)
    assert [(c["case_id"], c["flops"], c["metrics"]) for c in run["cases"]] == [
        ("case-0", 100, {"error": 0.5}),
        ("case-1", 200, {"error": 0.25}),
    ]


def test_a_late_result_is_evidence_and_no_score(store: Store) -> None:
    fill(store, 1)
    held = lease.acquire(store, "one", 60)
    (first,) = queue.claim(store, held)
    assert queue.lose(store, held, first, "the worker is cut off", "tls://w")
    assert not queue.lose(store, held, first, "again")
    (second,) = queue.claim(store, held)
    assert (second.run, second.attempt) == (first.run, 2)
    assert not queue.complete(store, held, first, making.outcome(score=0.1))
    assert queue.complete(store, held, second, making.outcome(score=0.2))
    assert not queue.complete(store, held, second, making.outcome(score=0.2))  # it came twice
    kept = query.evidence(store, first.run)
    assert kept["verdict"]["score"] == 0.2
    assert [row["document"]["verdict"]["score"] for row in kept["late_results"]] == [0.1]
    assert [(row["attempt"], row["state"]) for row in kept["attempts"]] == [
        (1, "lost"),
        (2, "done"),
    ]
    assert queue.lost_attempts(store, first.run) == 1


def test_a_run_is_retried_for_a_reason_and_keeps_its_attempts(store: Store) -> None:
    revision = fill(store, 1)
    held = lease.acquire(store, "one", 60)
    (claim,) = queue.claim(store, held)
    with pytest.raises(WrongState, match="running"):
        queue.retry(store, claim.run_hash[:8], "impatience")
    queue.complete(store, held, claim, making.outcome(score=None, status="unranked"))
    with pytest.raises(WrongState, match="reason"):
        queue.retry(store, claim.run_hash, " ")
    with pytest.raises(NotFound, match="0 runs"):
        queue.retry(store, "no such", "why")
    queue.retry(store, claim.run_hash[:8], "the disk was full", who="organizer")
    assert query.results(store, revision)[0]["runs"] == []
    (again,) = queue.claim(store, held)
    assert (again.attempt, again.key) == (2, claim.key)
    queue.complete(store, held, again, making.outcome(score=1.5))
    kept = query.evidence(store, claim.run)
    assert [row["state"] for row in kept["attempts"]] == ["superseded", "done"]
    assert kept["attempts"][0]["evidence"]["verdicts"][0]["status"] == "unranked"
    assert kept["attempts"][0]["evidence"]["cases"][0]["flops"] == "100"
    assert ("organizer", "retry", "the disk was full") in {
        (line["who"], line["action"], line["detail"]) for line in store.log_lines()
    }


def test_one_current_attempt_per_run(store: Store) -> None:
    fill(store, 1)
    queue.claim(store, lease.acquire(store, "one", 60))
    again = text(
        "INSERT INTO attempts (run_id, attempt, state, is_current, coordinator, reason, claimed_at) "
        "SELECT run_id, 7, state, is_current, coordinator, reason, claimed_at FROM attempts"
    )
    with pytest.raises(Exception, match=r"(?i)unique"), writing(store.engine) as connection:
        connection.execute(again)


def test_one_coordinator_at_a_time(open_store: Callable[[], Store]) -> None:
    one, two = open_store(), open_store()
    fill(one, 3)
    first = lease.acquire(one, "one", 60)
    with pytest.raises(LeaseHeld, match="'one' coordinates"):
        lease.acquire(two, "two", 60)
    (claim,) = queue.claim(one, first)
    lease.renew(one, first, -1)  # it stops for so long that its lease ends
    second = lease.acquire(two, "two", 60)
    for act in (
        lambda: lease.renew(one, first, 60),
        lambda: queue.claim(one, first),
        lambda: queue.complete(one, first, claim, making.outcome()),
        lambda: queue.lose(one, first, claim, "gone"),
    ):
        with pytest.raises(LeaseLost, match="took over from 'one'"):
            act()
    assert queue.running(two) == [claim]
    assert queue.complete(two, second, claim, making.outcome())
    lease.release(two, second)
    assert lease.acquire(one, "one", 60).token == second.token + 1


def test_two_programs_that_claim_at_once_share_no_run(open_store: Callable[[], Store]) -> None:
    """As if the lease were broken: the conditional update alone must keep them apart."""
    stores = [open_store() for _ in range(2)]
    fill(stores[0], 60)
    held = lease.acquire(stores[0], "both", 60)
    start = threading.Barrier(2)

    def work(store: Store) -> list[int]:
        start.wait()
        mine = []
        while claims := queue.claim(store, held, 3):
            for claim in claims:
                assert queue.complete(store, held, claim, making.outcome())
                mine.append(claim.run)
        return mine

    with ThreadPoolExecutor(2) as pool:
        claimed = [run for mine in pool.map(work, stores) for run in mine]
    assert Counter(claimed).most_common(1)[0][1] == 1
    assert len(claimed) == 60
    assert query.counts(stores[0]) == {"done": 60, "done: scored": 60}


_KILLED = """
import os, signal, sys
from pathlib import Path
from flopscope_eval.store import lease, queue
from flopscope_eval.store.store import Store
from tests.contest import making

store = Store.open(sys.argv[1], Path(sys.argv[2]))
held = lease.acquire(store, "killed", 1)
(claim,) = queue.claim(store, held)
insert = queue._insert_verdict
def half(connection, claim, outcome):
    insert(connection, claim, outcome)
    os.kill(os.getpid(), signal.SIGKILL)
queue._insert_verdict = half
queue.complete(store, held, claim, making.outcome())
"""


def test_a_writer_that_is_killed_leaves_no_half_verdict(
    url: str, store: Store, tmp_path: Path
) -> None:
    revision = fill(store, 1)
    ended = subprocess.run([sys.executable, "-c", _KILLED, url, str(tmp_path / "files")])
    assert ended.returncode == -9
    assert query.results(store, revision)[0]["runs"] == []
    (claim,) = queue.running(store)
    with writing(store.engine) as connection:  # the lease of the dead ends
        connection.execute(text("UPDATE leases SET expires_at = 0"))
    held = lease.acquire(store, "next", 60)
    assert queue.complete(store, held, claim, making.outcome())
    with reading(store.engine) as connection:
        assert connection.scalar(select(schema.cases.c.case_id)) == "case-0"


def test_cancelled_runs_are_not_claimed(store: Store) -> None:
    fill(store, 3)
    held = lease.acquire(store, "one", 60)
    queue.claim(store, held)
    assert queue.cancel(store, "the contest is over") == 2
    assert queue.claim(store, held) == []
    assert query.counts(store) == {"running": 1, "cancelled": 2}


def test_a_later_coordinator_knows_which_worker_had_a_run(store: Store) -> None:
    fill(store, 3)
    held = lease.acquire(store, "one", 60)
    claims = queue.claim(store, held, 2, ["left:1", "right:2"])
    assert [claim.worker for claim in claims] == ["left:1", "right:2"]
    assert queue.running(store) == claims
