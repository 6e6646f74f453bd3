"""Connects to a store: SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import ConnectionPoolEntry

from flopscope_eval.store.errors import StoreUnsuitable

BUSY_TIMEOUT_S = 30
"""How long a writer of SQLite waits for another one."""

_NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs",
                         "lustre", "beegfs", "fuse.sshfs", "fuse.glusterfs"}  # fmt: skip


def connect(url: str, *, foreign_keys: bool = True) -> Engine:
    """Make an engine for a URL, or for the path of an SQLite file.

    A migration of SQLite works without foreign keys: it copies tables that others refer to.

    Raises
    ------
    StoreUnsuitable
        The SQLite file lies on a network file system, whose locks do not protect it, or the
        database is neither SQLite nor PostgreSQL.
    """
    parsed = make_url(url if "://" in url else f"sqlite:///{url}")
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    if parsed.get_backend_name() != "sqlite":
        raise StoreUnsuitable(
            f"{url} is neither a file, sqlite:///FILE, nor postgresql://USER@HOST/DATABASE"
        )
    if not parsed.database or parsed.database == ":memory:":
        raise StoreUnsuitable("a store in memory ends with the process; give a file")
    refuse_network_disk(Path(parsed.database))
    engine = create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_S})
    event.listen(engine, "connect", functools.partial(_prepare, foreign_keys))
    event.listen(engine, "begin", _begin)
    return engine


@contextlib.contextmanager
def opened(url: str, *, foreign_keys: bool = True) -> Iterator[Engine]:
    """Connect for as long as the block lasts."""
    engine = connect(url, foreign_keys=foreign_keys)
    try:
        yield engine
    finally:
        engine.dispose()


@contextlib.contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that writes. SQLite takes the write lock at its beginning."""
    with engine.begin() as connection:
        yield connection


@contextlib.contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that sees one state of the store and never blocks a writer."""
    options: dict[str, Any] = {"read_only": True}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def _prepare(foreign_keys: bool, connection: Any, _: ConnectionPoolEntry) -> None:
    # The driver would begin transactions by itself, and deferred ones, which fail under contention.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_S * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute(f"PRAGMA foreign_keys = {int(foreign_keys)}")
    cursor.close()


def _begin(connection: Connection) -> None:
    is_read_only = connection.get_execution_options().get("read_only")
    connection.exec_driver_sql("BEGIN" if is_read_only else "BEGIN IMMEDIATE")


def refuse_network_disk(path: Path, mounts: Path = Path("/proc/mounts")) -> None:
    """Raise `StoreUnsuitable` if the file's mount is one of a network."""
    resolved = path.resolve()
    if not mounts.exists():
        return
    best, kind = -1, ""
    for line in mounts.read_text(errors="surrogateescape").splitlines():
        _, point, file_system, *_ = line.split(" ")
        point = point.encode("latin-1", "surrogateescape").decode("unicode_escape")
        if resolved.is_relative_to(point) and len(point) >= best:
            best, kind = len(point), file_system
    if kind in _NETWORK_FILE_SYSTEMS:
        raise StoreUnsuitable(
            f"{path} lies on {kind}, whose locks do not protect SQLite; "
            "use a local disk, or PostgreSQL for several machines"
        )
