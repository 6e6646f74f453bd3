"""What a batch does by rule: quotas, switches, notices, and what a run's hash covers."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from flopscope_eval.batch import content
from flopscope_eval.batch.coordinator import Ending
from flopscope_eval.batch.flags import slow_machine
from flopscope_eval.batch.plan import Rules
from flopscope_eval.commands.contest_batch import Cluster, add, work
from flopscope_eval.contests.records import CaseStatus, SubmissionRecord
from flopscope_eval.store import query
from flopscope_eval.store.store import Store
from tests.contest import making
from tests.contest.batch import batches

RULES = Rules(lease_s=10, canary_every=0, disk_floor=1)


def entries(folder: Path, *moments: str, author: str = "ada") -> list[Any]:
    """Make different entries of one author, at these times."""
    made = []
    for number, moment in enumerate(moments):
        _, submission = batches.submission(folder, number, author=author)
        record = SubmissionRecord(
            author=author, name=f"{author} {number}", sha256=submission.sha256, submitted_at=moment
        )
        made.append((record, submission))
    return made


def test_an_author_has_so_many_runs_a_day(store: Store, tmp_path: Path) -> None:
    plan, events = batches.plan(document={"board": {"quota": 2}}), batches.Events()
    of_ada = entries(
        tmp_path,
        "2026-05-01T23:30:00+02:00",
        "2026-05-01T21:40:00+00:00",
        "2026-05-01T21:50:00+00:00",  # the third of that day in UTC
        "2026-05-02T01:00:00+02:00",  # the fourth: it is still the first of May
        "2026-05-02T00:00:00+00:00",
    )
    assert add(store, plan, list(reversed(of_ada)), events) == 3
    over = [event["entry"] for event in events.named("over quota")]
    assert over == ["ada 2", "ada 3"]
    assert add(store, plan, entries(tmp_path, "2026-05-01T21:45:00+00:00", author="bob")) == 1
    # Given again, nothing more runs; the entries are kept, and the log says why they have no run.
    assert add(store, plan, of_ada) == 0
    assert len(query.results(store, 1)) == 6
    assert {line["action"] for line in store.log_lines()} == {"over quota"}
    # The quota is per split.
    assert add(store, batches.plan(split="final", document=plan.document), of_ada) == 3


@pytest.mark.timeout(600)
def test_a_paused_batch_waits_and_a_drained_one_ends(store: Store, tmp_path: Path) -> None:
    plan, events = batches.plan(), batches.Events()
    add(store, plan, [batches.submission(tmp_path, n) for n in range(2)])
    store.set_control("batch", "paused")
    paused = threading.Event()

    def tell(event: str, /, **data: Any) -> None:
        events(event, **data)
        if event == "progress" and events.named("paused"):
            paused.set()

    endings: list[Ending] = []
    batch = threading.Thread(
        target=lambda: endings.append(work(store, plan, RULES, tell, Cluster(slots=1)))
    )
    batch.start()
    assert paused.wait(250)
    assert events.named("claimed") == []
    store.set_control("batch", None)
    batch.join(250)
    assert endings == [Ending.DONE]
    assert len(events.named("resumed")) == 1

    add(store, plan, [batches.submission(tmp_path, 2)])
    store.set_control("batch", "draining")
    assert work(store, plan, RULES, events, Cluster(slots=1)) is Ending.DRAINED
    assert query.counts(store)["queued"] == 1


def test_a_time_limit_on_a_slow_machine_is_flagged() -> None:
    verdict = making.verdict(making.case(0), making.case(1, status=CaseStatus.TIME_LIMIT))
    (notice,) = slow_machine(verdict, 0.012, 0.010)
    assert notice.startswith("slow_machine: case case-1 ")
    assert "1.20 times" in notice
    assert list(slow_machine(verdict, 0.0105, 0.010)) == []
    assert list(slow_machine(making.verdict(making.case(0)), 0.02, 0.01)) == []


def test_a_runs_hash_covers_the_images_of_its_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    def images(tag: str) -> str:
        content.of.cache_clear()
        monkeypatch.setattr(content, "_images", lambda: {"image server": tag})
        return batches.plan("docker").key("a" * 64).run_hash

    assert images("flopscope-server:1") != images("flopscope-server:2")
    assert batches.plan("process").key("a" * 64).content == content.here()
    content.of.cache_clear()


@pytest.mark.docker
@pytest.mark.timeout(300)
def test_the_images_are_named_by_what_went_into_them() -> None:
    described = content.of("docker")
    assert described["image server"].startswith("flopscope-server:")
    assert described["image participant"].startswith("flopscope-participant:")
