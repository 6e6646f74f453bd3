"""Schemas of the past and of the future, and backups."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from flopscope_eval.store import lease, migrate, query, queue, schema
from flopscope_eval.store.backup import backup, restore
from flopscope_eval.store.engine import connect, opened, refuse_network_disk, writing
from flopscope_eval.store.errors import StoreError, StoreTooNew, StoreUnsuitable
from flopscope_eval.store.store import Store
from tests.contest import making
from tests.contest.conftest import DATABASES, new_database

_FIRST = [
    "INSERT INTO revisions (name, sha256, revision, document, added_at) "
    "VALUES ('demo', 'a', '{}', '{}', '2026-01-01T00:00:00+00:00')",
    *(
        "INSERT INTO entries (revision_id, author, bundle, name, submitted_at) "
        f"VALUES (1, '{author}', '{author}', 'x', '2026-01-01T00:00:00+00:00')"
        for author in "ab"
    ),
    *(
        "INSERT INTO runs (run_hash, revision_id, bundle, split, round, author, key, state, attempt, "
        f"queued_at) VALUES ('{author}{n}', 1, '{author}', 'public', 'final', '{author}', '{{}}', "
        "'done', 1, '2026-01-01T00:00:00+00:00')"
        for author in "ab"
        for n in range(2)
    ),
    "INSERT INTO attempts (run_id, attempt, state, is_current, coordinator, reason, claimed_at) "
    "VALUES (1, 1, 'done', true, 'c', '', '2026-01-01T00:00:00+00:00')",
    "INSERT INTO verdicts (run_id, attempt, status, message, flops, flops_key, flags, verdict, "
    "results, stdout, stderr, recorded_at) "
    "VALUES (1, 1, 'scored', '', '7', '000017', '[]', '{}', '[]', '', '', "
    "'2026-01-01T00:00:00+00:00')",
    "INSERT INTO log (at, who, action, subject, detail) "
    "VALUES ('2026-01-01T00:00:00+00:00', 'x', 'y', 'z', '')",
]


def test_the_first_schema_migrates_with_its_data(empty_url: str, tmp_path: Path) -> None:
    with opened(empty_url) as engine:
        migrate.upgrade(engine, "0001")
        with writing(engine) as connection:
            for statement in _FIRST:
                connection.execute(text(statement))
    with Store.open(empty_url, tmp_path / "files") as store:
        assert migrate.current(store.engine) == migrate.head()
        first, second = query.results(store, 1)
        assert (first["author"], first["disqualified"], first["chosen"]) == ("a", None, False)
        assert [run["flops"] for run in first["runs"]] == [7]
        assert second["runs"] == []
        with writing(store.engine) as connection:
            turns = connection.execute(text("SELECT run_hash, turn FROM runs ORDER BY id"))
            assert [tuple(row) for row in turns] == [("a0", 0), ("a1", 1), ("b0", 0), ("b1", 1)]
            with pytest.raises(Exception, match=r"(?i)foreign key"):
                connection.execute(text("UPDATE attempts SET run_id = 99 WHERE run_id = 1"))


def test_the_migrations_make_the_schema_of_the_code(empty_url: str, tmp_path: Path) -> None:
    with Store.open(empty_url, tmp_path / "files") as store, store.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, schema.metadata) == []


def test_a_newer_schema_is_refused(url: str, store: Store) -> None:
    with writing(store.engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreTooNew, match=r"'9999' is newer .* install the version"):
        Store.open(url)


@pytest.mark.parametrize("target", DATABASES)
def test_a_backup_restores_into_either_database(
    request: pytest.FixtureRequest, store: Store, tmp_path: Path, target: str
) -> None:
    revision = store.add_revision(making.REVISION, {"title": "a\ud800"})
    store.add_entry(revision, making.entry(author="nul \x00"))
    queue.enqueue(store, revision, "ada", making.key())
    held = lease.acquire(store, "one", 60)
    (claim,) = queue.claim(store, held)
    queue.complete(store, held, claim, making.outcome(stdout=b"\x00\xff", flops=str(10**400)))
    answer = store.files.put(b"answer")
    counted = backup(store, tmp_path / "backup.tar.gz")
    assert counted["verdicts"] == counted["cases"] == 1

    folder = tmp_path / "restored"
    folder.mkdir()
    url = new_database(request, target, folder)
    with restore(tmp_path / "backup.tar.gz", url, folder / "files") as restored:
        assert query.results(restored, revision) == query.results(store, revision)
        assert query.evidence(restored, claim.run) == query.evidence(store, claim.run)
        assert restored.files.get(answer) == b"answer"
        assert restored.log_lines() == store.log_lines()
        restored.log("restored", "the store")  # ids go on where they were
        queue.enqueue(restored, revision, "ada", making.key(2))
    with pytest.raises(StoreError, match="restore into a new store"):
        restore(tmp_path / "backup.tar.gz", url, folder / "files")


def test_a_disk_of_the_network_is_refused(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\nserver:/x {tmp_path} nfs4 rw 0 0\n")
    with pytest.raises(StoreUnsuitable, match="nfs4"):
        refuse_network_disk(tmp_path / "store.db", mounts)
    refuse_network_disk(Path("/store.db"), mounts)
    for url in (":memory:", "mysql://x@y/z"):
        with pytest.raises(StoreUnsuitable):
            connect(url)
