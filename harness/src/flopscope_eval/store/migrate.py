"""Brings a store's schema up to date, and refuses one that is newer than this program."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from flopscope_eval.store.engine import opened, writing
from flopscope_eval.store.errors import StoreError, StoreTooNew


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Migrate to a revision of the schema; by default to the newest.

    Raises
    ------
    StoreTooNew
        The store's schema has a revision that this version does not know.
    """
    if engine.dialect.name == "sqlite":
        url = engine.url.render_as_string(hide_password=False)
        with opened(url, foreign_keys=False) as migrating:
            _upgrade(migrating, revision)
    else:
        _upgrade(engine, revision)


def current(engine: Engine) -> str | None:
    """Give the revision of the store's schema; None for an empty store."""
    with writing(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """Give the newest revision."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    assert newest is not None
    return newest


def known() -> set[str]:
    """Give all revisions that this version can read."""
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _upgrade(engine: Engine, revision: str) -> None:
    config = _config()
    scripts = ScriptDirectory.from_config(config)
    with writing(engine) as connection:
        # Two programs may open a new store at once. SQLite's write lock is held already.
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7021401)")
        present = MigrationContext.configure(connection).get_current_revision()
        if present is not None and present not in known():
            raise StoreTooNew(
                f"the store's schema {present!r} is newer than this flopscope-eval, which knows up "
                f"to {scripts.get_current_head()!r}; install the version that wrote it, or a later one"
            )
        if present == scripts.get_current_head():
            return
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        if engine.dialect.name == "sqlite":
            _check_references(connection)


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise StoreError(f"the migration would break references: {broken[:3]}; nothing changed")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    return config
