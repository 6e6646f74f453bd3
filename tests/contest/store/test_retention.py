"""Answers are dropped by rule, and only those."""

from __future__ import annotations

import hashlib

from flopscope_eval.store import lease, query, queue, retention
from flopscope_eval.store.records import Answer
from flopscope_eval.store.store import Store
from tests.contest import making
from tests.contest.store.test_queue import fill


def answered(store: Store, held: lease.Lease, *answers: bytes, **changes: object) -> str:
    """Finish a run with these answers; give its hash."""
    (claim,) = queue.claim(store, held)
    kept = {
        f"case-{n}": (Answer(sha256=store.files.put(data), size=len(data)),)
        for n, data in enumerate(answers)
    }
    cases = [making.case(n) for n in range(len(answers))]
    queue.complete(store, held, claim, making.outcome(*cases, answers=kept, **changes))
    return claim.run_hash


def test_only_answers_that_nobody_keeps_are_dropped(store: Store) -> None:
    revision = fill(store, 3)
    held = lease.acquire(store, "one", 60)
    kept = answered(store, held, b"both", b"kept")
    answered(store, held, b"both", b"dropped")
    answered(store, held, b"to be graded", status="unranked", score=None)
    pruned = retention.prune(store, revision, {kept}, "the contest is over")
    assert (pruned.answers, pruned.size) == (1, len(b"dropped"))
    left = {store.files.get(sha256) for sha256 in store.files.all()}
    assert left == {b"both", b"kept", b"to be graded"}
    assert store.log_lines()[-1]["action"] == "prune"
    # Hashes stay, and a second call finds nothing to do.
    rows = query.graded_runs(store, ())
    named = {part["sha256"] for row in rows for parts in row["answers"].values() for part in parts}
    assert hashlib.sha256(b"dropped").hexdigest() in named
    assert retention.prune(store, revision, {kept}, "again").answers == 0
