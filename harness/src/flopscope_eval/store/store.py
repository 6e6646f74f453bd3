"""Opens a store, and keeps its contests and entries."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from flopscope_eval.contests.records import ContestRevision, SubmissionRecord
from flopscope_eval.store import migrate, schema
from flopscope_eval.store.engine import connect, reading, writing
from flopscope_eval.store.errors import NotFound, StoreError
from flopscope_eval.store.files import Files

MAX_NAME = 500
"""Longest author, entry name, or case id, in characters: indexes hold short keys only."""


class Store:
    """A contest's store: a database, and a folder of files beside it.

    Parameters
    ----------
    engine
        Of a database whose schema is up to date.
    files
        Answers and bundles by hash.
    """

    def __init__(self, engine: Engine, files: Files) -> None:
        self.engine = engine
        self.files = files

    @classmethod
    def open(cls, url: str, files: Path | None = None) -> Store:
        """Open a store, make it if it is new, and migrate it if it is older than this program.

        Parameters
        ----------
        url
            A file, ``sqlite:///FILE``, or ``postgresql://USER@HOST/DATABASE``.
        files
            The folder of files; by default ``FILE.files``, or ``DATABASE.files`` here.

        Raises
        ------
        StoreTooNew
            A later version wrote it.
        StoreUnsuitable
            An SQLite file on a network disk, or another kind of database.
        """
        engine = connect(url)
        try:
            migrate.upgrade(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, Files(files or default_folder(engine)))

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add_revision(self, revision: ContestRevision, document: dict[str, Any]) -> int:
        """Keep a contest's revision, once, and give its id.

        ``document`` is what pages need besides: rounds, splits and which of them are public, how an
        author's final entry is chosen. Plain data without secrets.
        """
        values = {
            "name": revision.name,
            "sha256": revision.sha256,
            "revision": msgspec.to_builtins(revision),
            "document": document,
            "added_at": now(),
        }
        with writing(self.engine) as connection:
            insert_once(connection, schema.revisions, values)
            found = connection.scalar(
                select(schema.revisions.c.id).where(schema.revisions.c.sha256 == revision.sha256)
            )
        assert found is not None
        return int(found)

    def add_entry(self, revision_id: int, entry: SubmissionRecord) -> int:
        """Keep an entry, once per author, bundle and time, and give its id."""
        _short(author=entry.author, name=entry.name)
        submitted_at = datetime.fromisoformat(entry.submitted_at)
        values = {
            "revision_id": revision_id,
            "author": entry.author,
            "bundle": entry.sha256,
            "name": entry.name,
            "submitted_at": submitted_at,
            "chosen": False,
        }
        table = schema.entries.c
        with writing(self.engine) as connection:
            insert_once(connection, schema.entries, values)
            found = connection.scalar(
                select(table.id).where(
                    table.revision_id == revision_id,
                    table.author == entry.author,
                    table.bundle == entry.sha256,
                    table.submitted_at == submitted_at,
                )
            )
        assert found is not None
        return int(found)

    def disqualify(self, entry_id: int, reason: str, *, who: str | None = None) -> None:
        """Take an entry out of the ranking; its runs and verdicts stay.

        An empty reason takes it back in.
        """
        with writing(self.engine) as connection:
            changed = connection.execute(
                update(schema.entries)
                .where(schema.entries.c.id == entry_id)
                .values(disqualified=reason or None)
            ).rowcount
            if changed != 1:
                raise NotFound(f"there is no entry {entry_id}")
            action = "disqualify" if reason else "requalify"
            write_log(connection, action, f"entry {entry_id}", reason, who=who)

    def choose(self, entry_id: int, *, who: str | None = None) -> None:
        """Make an entry its author's final one, for contests where authors choose."""
        table = schema.entries
        with writing(self.engine) as connection:
            row = connection.execute(select(table).where(table.c.id == entry_id)).first()
            if row is None:
                raise NotFound(f"there is no entry {entry_id}")
            same_author = (table.c.revision_id == row.revision_id) & (table.c.author == row.author)
            connection.execute(update(table).where(same_author).values(chosen=False))
            connection.execute(update(table).where(table.c.id == entry_id).values(chosen=True))
            write_log(connection, "choose", f"entry {entry_id}", "", who=who)

    def log(self, action: str, subject: str, detail: str = "", *, who: str | None = None) -> None:
        """Append a line to the log."""
        with writing(self.engine) as connection:
            write_log(connection, action, subject, detail, who=who)

    def log_lines(self) -> list[dict[str, Any]]:
        """Read the log, oldest line first."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(schema.log).order_by(schema.log.c.id))
            return [dict(row._mapping) for row in rows]

    def control(self, name: str) -> str | None:
        """Read a switch of the batch, such as ``paused``."""
        with reading(self.engine) as connection:
            table = schema.controls
            return connection.scalar(select(table.c.value).where(table.c.name == name))

    def set_control(self, name: str, value: str | None, *, who: str | None = None) -> None:
        """Set a switch of the batch; None clears it."""
        table = schema.controls
        with writing(self.engine) as connection:
            connection.execute(table.delete().where(table.c.name == name))
            if value is not None:
                connection.execute(insert(table).values(name=name, value=value))
            write_log(connection, "control", name, value or "cleared", who=who)


def default_folder(engine: Engine) -> Path:
    """Where a store's files are by default: ``FILE.files``, or ``DATABASE.files`` here."""
    return Path(f"{engine.url.database}.files")


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def insert_once(connection: Connection, table: Any, values: dict[str, Any]) -> bool:
    """Insert a row unless a unique rule has it already; say whether it was inserted."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement: Any = dialect.insert(table).values(**values).on_conflict_do_nothing()
    # Not by the row count, which is -1 for an insert in PostgreSQL's driver.
    inserted = connection.execute(statement.returning(*table.primary_key.columns))
    return inserted.first() is not None


def write_log(
    connection: Connection, action: str, subject: str, detail: str, *, who: str | None = None
) -> None:
    """Append a line within the transaction that does what the line says."""
    connection.execute(
        insert(schema.log).values(
            at=now(), who=who or _user(), action=action, subject=subject, detail=detail
        )
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name
        return "unknown"


def _short(**names: str) -> None:
    for what, name in names.items():
        if not 0 < len(name) <= MAX_NAME:
            raise StoreError(
                f"the {what} has {len(name):,} characters; it must have 1 to {MAX_NAME}"
            )
