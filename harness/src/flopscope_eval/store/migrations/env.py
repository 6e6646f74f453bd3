"""What Alembic runs: it migrates on the connection that `flopscope_eval.store.migrate` hands it."""

from __future__ import annotations

from alembic import context

from flopscope_eval.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter most of a table in place
)
context.run_migrations()
