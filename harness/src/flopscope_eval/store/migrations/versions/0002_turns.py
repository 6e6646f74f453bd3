"""Authors take turns; entries can be chosen and disqualified; late results and controls are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add columns and tables, and give the runs that are there their turns."""
    with op.batch_alter_table("entries") as entries:
        entries.add_column(sa.Column("disqualified", sa.Text))
        entries.add_column(
            sa.Column("chosen", sa.Boolean, nullable=False, server_default=sa.text("false"))
        )
    op.add_column("runs", sa.Column("turn", sa.Integer, nullable=False, server_default="0"))
    op.execute(
        "UPDATE runs SET turn = (SELECT count(*) FROM runs AS earlier "
        "WHERE earlier.revision_id = runs.revision_id AND earlier.author = runs.author "
        "AND earlier.id < runs.id)"
    )
    with op.batch_alter_table("runs") as runs:
        runs.alter_column("turn", server_default=None)
    op.create_index("ix_runs_state_turn_id", "runs", ["state", "turn", "id"])
    op.create_index("ix_runs_revision_id_author", "runs", ["revision_id", "author"])
    op.add_column("cases", sa.Column("answer_sha256", sa.Text))
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("life", sa.Integer, nullable=False, server_default="0"))
    with op.batch_alter_table("cases") as cases:
        cases.alter_column("life", server_default=None)
    op.create_table(
        "late_results",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("run_id", sa.Integer, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("received_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_late_results"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], "fk_late_results_run_id"),
    )
    op.create_table(
        "controls",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_controls"),
    )
