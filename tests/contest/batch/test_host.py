"""A worker's own part, without a scheduler."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from flopscope_eval.batch.attempt_files import OUTCOME, write_synced
from flopscope_eval.batch.host import Host
from flopscope_eval.batch.job import Ended, Job, Kind
from tests.contest import making
from tests.contest.batch import batches


def job(name: str) -> Job:
    return Job(name=name, kind=Kind.SUBMISSION, key=making.key(), contest=batches.plan().contest)


def test_a_result_that_waits_is_given_again_and_nothing_runs(tmp_path: Path) -> None:
    """Dask asks again for a task whose result it could not fetch from a worker that was cut off."""
    host = Host(tmp_path, 1)
    folder = tmp_path / "attempts" / "a-1"
    folder.mkdir()
    write_synced(folder / OUTCOME, msgspec.json.encode(making.outcome(score=0.25)))
    with ThreadPoolExecutor(1) as pool:  # this thread may have the browser's loop
        product = pool.submit(asyncio.run, host.execute(job("a-1"))).result()
    assert product.ended is Ended.WITH_OUTCOME
    assert product.outcome is not None
    assert product.outcome.verdict.score == 0.25
    assert host.spooled() == ["a-1"]


def test_a_worker_that_starts_again_in_its_folder_has_the_same_name(tmp_path: Path) -> None:
    first = Host(tmp_path / "one", 1).label
    assert Host(tmp_path / "one", 1).label == first
    assert Host(tmp_path / "two", 1).label != first
