"""Values that databases like to change or refuse."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from flopscope_eval.contests.records import CaseVerdict
from flopscope_eval.store import lease, query, queue
from flopscope_eval.store.columns import decimal, escape, flops_key, from_decimal, unescape
from flopscope_eval.store.engine import writing
from flopscope_eval.store.errors import AnswerTooLarge, NotFound, StoreError
from flopscope_eval.store.files import Files
from flopscope_eval.store.store import Store
from tests.contest import making

HOSTILE = [
    "a\x00b",
    "lone \ud800 and \udcff",
    "\\u0000 is not NUL",
    "\\\\",
    "'; DROP TABLE runs; --",
    "\u202e desrever",
    "x" * 10_000_000,
    "\r\n" * 1000,
]


def record(store: Store, outcome_case: CaseVerdict, **changes: Any) -> dict[str, Any]:
    """Record one run with this case, and read it back."""
    revision = store.add_revision(making.REVISION, {})
    store.add_entry(revision, making.entry())
    queue.enqueue(store, revision, "ada", making.key())
    held = lease.acquire(store, "one", 60)
    (claim,) = queue.claim(store, held)
    assert queue.complete(store, held, claim, making.outcome(outcome_case, **changes))
    (entry,) = query.results(store, revision)
    run: dict[str, Any] = entry["runs"][0]
    return run | {"evidence": query.evidence(store, claim.run)}


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_text_comes_back_as_it_was(store: Store, hostile: str) -> None:
    case = making.case(message=hostile, case=hostile[:300] or "-")
    kept = record(
        store,
        case,
        message=hostile,
        stdout=hostile.encode("utf-8", "surrogatepass"),
        results=({"text": hostile},),
    )
    assert kept["message"] == hostile
    assert kept["cases"][0]["case_id"] == hostile[:300]
    assert kept["cases"][0]["message"] == hostile
    assert kept["evidence"]["stdout"] == hostile.encode("utf-8", "surrogatepass")
    assert kept["evidence"]["results"] == [{"text": hostile}]


def test_flops_are_exact_and_sorted_at_any_size(store: Store) -> None:
    huge = [7, 10**18, 2**64 + 1, 10**400, 10**400 + 1, 10**4000]
    revision = store.add_revision(making.REVISION, {})
    for number in range(len(huge)):
        store.add_entry(revision, making.entry(number))
        queue.enqueue(store, revision, "ada", making.key(number))
    held = lease.acquire(store, "one", 60)
    for claim, flops in zip(queue.claim(store, held, 9), reversed(huge), strict=True):
        queue.complete(store, held, claim, making.outcome(flops=str(flops)))
    kept = [run["flops"] for entry in query.results(store, revision) for run in entry["runs"]]
    assert kept == huge[::-1]
    with writing(store.engine) as connection:
        collate = 'COLLATE "C"' if store.engine.dialect.name == "postgresql" else ""
        rows = connection.execute(
            text(f"SELECT flops FROM verdicts ORDER BY flops_key {collate}, flops {collate}")
        )
        assert [from_decimal(row.flops) for row in rows] == huge


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_is_never_stored(store: Store, number: float) -> None:
    for changes in ({"score": number}, {"metrics": {"error": number}}):
        revision = store.add_revision(making.REVISION, {})
        queue.enqueue(store, revision, "ada", making.key())
        held = lease.acquire(store, "one", 60)
        claims = queue.claim(store, held) or queue.running(store)
        with pytest.raises(Exception, match=r"not finite|not JSON compliant"):
            queue.complete(store, held, claims[0], making.outcome(making.case(**changes)))
    assert query.counts(store) == {"running": 1}


@given(st.text(st.characters(exclude_categories=())))
@settings(max_examples=50)
def test_escaping_is_exact(value: str) -> None:
    assert unescape(escape(value)) == value
    escape(value).encode()
    assert "\x00" not in escape(value)


@given(st.lists(st.integers(0, 10**90) | st.integers(10**399, 10**401), min_size=2))
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
def test_keys_sort_as_numbers(counts: list[int]) -> None:
    assert sorted(counts, key=lambda n: (flops_key(n), decimal(n))) == sorted(counts)
    assert [from_decimal(decimal(n)) for n in counts] == counts


def test_the_log_is_append_only(store: Store) -> None:
    store.log("note", "the contest", "it begins")
    for statement in ("UPDATE log SET who = 'nobody'", "DELETE FROM log"):
        with pytest.raises(Exception, match="append-only"), writing(store.engine) as connection:
            connection.execute(text(statement))
    assert [line["detail"] for line in store.log_lines()] == ["it begins"]


def test_names_that_are_too_long_or_empty_are_refused(store: Store) -> None:
    revision = store.add_revision(making.REVISION, {})
    for author in ("", "x" * 501):
        with pytest.raises(StoreError, match="characters"):
            store.add_entry(revision, making.entry(author=author))


def test_files_are_kept_by_content(tmp_path: Path) -> None:
    files = Files(tmp_path, max_bytes=10)
    kept = files.put(b"answer")
    assert files.put(b"answer") == kept
    assert list(files.all()) == [kept]
    assert files.get(kept) == b"answer"
    with pytest.raises(AnswerTooLarge, match="11 bytes exceed"):
        files.put(b"x" * 11)
    files.path(kept).write_bytes(b"forged")
    with pytest.raises(NotFound, match="changed on disk"):
        files.get(kept)
    files.remove(kept)
    with pytest.raises(NotFound, match="pruned"):
        files.get(kept)
