"""Writes a store to one file that either database can be restored from, and restores it."""

from __future__ import annotations

import base64
import io
import json
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, func, insert, select

from flopscope_eval.store import migrate
from flopscope_eval.store.engine import opened, reading, writing
from flopscope_eval.store.errors import StoreError, StoreTooNew
from flopscope_eval.store.files import Files
from flopscope_eval.store.schema import metadata
from flopscope_eval.store.store import Store, default_folder

_ROWS_PER_MEMBER = 1000
_NOT_KEPT = {"leases"}  # a lease belongs to a living coordinator


def backup(store: Store, path: Path) -> dict[str, int]:
    """Write every row and file of one moment; give how many rows each table has.

    The batch may go on meanwhile. The file appears under its name when it is whole and on disk.
    """
    temporary = path.with_name(f".{path.name}.part")
    counted: dict[str, int] = {}
    with temporary.open("wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=3) as archive:
            _add(archive, "schema", migrate.head().encode())
            with reading(store.engine) as connection:
                for table in metadata.sorted_tables:
                    if table.name in _NOT_KEPT:
                        continue
                    raw = connection.execute(_raw(table)).mappings()
                    counted[table.name] = 0
                    for number, rows in enumerate(_groups(raw)):
                        counted[table.name] += len(rows)
                        content = "\n".join(json.dumps(row) for row in rows).encode()
                        _add(archive, f"tables/{table.name}/{number:06d}.jsonl", content)
            for sha256 in store.files.all():
                archive.add(store.files.path(sha256), f"files/{sha256}")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    return counted


def restore(path: Path, url: str, files: Path | None = None) -> Store:
    """Fill a new store from a backup, and bring it up to date.

    Raises
    ------
    StoreError
        The store has rows already.
    StoreTooNew
        A later version wrote the backup.
    """
    with opened(url) as engine, tarfile.open(path, "r:gz") as archive:
        first = archive.next()
        if first is None or first.name != "schema":
            raise StoreError(f"{path} is not a backup of a store")
        revision = _read(archive, first).decode()
        if migrate.current(engine) is not None:
            raise StoreError(f"{url} has a schema already; restore into a new store")
        if revision not in migrate.known():
            raise StoreTooNew(f"{path} has schema {revision}, which this version does not know")
        migrate.upgrade(engine, revision)
        with writing(engine) as connection:
            _fill(connection, archive, Files(files or default_folder(engine)))
    return Store.open(url, files)


def _fill(connection: Connection, archive: tarfile.TarFile, files: Files) -> None:
    tables = MetaData()
    tables.reflect(connection)
    for member in archive:
        kind, _, rest = member.name.partition("/")
        if kind == "files":
            kept = files.put(_read(archive, member))
            if kept != rest:
                raise StoreError(f"file {rest} in the backup is damaged: its hash is {kept}")
        elif kind == "tables":
            table = tables.tables[rest.partition("/")[0]]
            lines = _read(archive, member).decode().split("\n")
            connection.execute(insert(table), [_from_json(json.loads(line)) for line in lines])
    if connection.dialect.name == "postgresql":
        for table in tables.sorted_tables:
            _continue_ids(connection, table)


def _continue_ids(connection: Connection, table: Table) -> None:
    """Let PostgreSQL's counter of ids go on after the rows that were inserted with theirs."""
    if "id" in table.c:
        following = (connection.scalar(select(func.max(table.c.id))) or 0) + 1
        sequence = func.pg_get_serial_sequence(table.name, "id")
        connection.execute(select(func.setval(sequence, following, False)))


def _raw(table: Table) -> Any:
    """Select the columns as the database has them, without the types of this program."""
    plain = Table(table.name, MetaData(), *[type(c)(c.name, _impl(c.type)) for c in table.c])
    return select(plain).order_by(*plain.c[:1])


def _impl(column_type: Any) -> Any:
    return getattr(column_type, "impl", column_type)


def _groups(rows: Any) -> Iterator[list[dict[str, Any]]]:
    while group := rows.fetchmany(_ROWS_PER_MEMBER):
        yield [{name: _to_json(value) for name, value in row.items()} for row in group]


def _to_json(value: Any) -> Any:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _from_json(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: base64.b64decode(value["base64"]) if isinstance(value, dict) else value
        for name, value in row.items()
    }


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


def _read(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member)
    if file is None:
        raise StoreError(f"{member.name} in the backup is not a file")
    return file.read()
