"""The first schema: revisions, entries, runs, attempts, verdicts, cases, grades, scores, log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_IMMUTABLE_SQLITE = """
CREATE TRIGGER log_no_{verb} BEFORE {verb} ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
"""

_IMMUTABLE_POSTGRESQL = (
    """
CREATE FUNCTION log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$
""",
    """
CREATE TRIGGER log_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON log
FOR EACH STATEMENT EXECUTE FUNCTION log_is_append_only()
""",
)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("revision", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("added_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_revisions"),
        sa.UniqueConstraint("sha256", name="uq_revisions_sha256"),
    )
    op.create_table(
        "entries",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("revision_id", sa.Integer, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("bundle", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("submitted_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], "fk_entries_revision_id"),
        sa.UniqueConstraint(
            "revision_id", "author", "bundle", "submitted_at",
            name="uq_entries_revision_id_author_bundle_submitted_at",
        ),
    )  # fmt: skip
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("run_hash", sa.Text, nullable=False),
        sa.Column("revision_id", sa.Integer, nullable=False),
        sa.Column("bundle", sa.Text, nullable=False),
        sa.Column("split", sa.Text, nullable=False),
        sa.Column("round", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("queued_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], "fk_runs_revision_id"),
        sa.UniqueConstraint("run_hash", name="uq_runs_run_hash"),
    )
    op.create_index("ix_runs_revision_id_bundle", "runs", ["revision_id", "bundle"])
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("run_id", sa.Integer, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("is_current", sa.Boolean, nullable=False),
        sa.Column("coordinator", sa.Text, nullable=False),
        sa.Column("worker", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("claimed_at", sa.Text, nullable=False),
        sa.Column("ended_at", sa.Text),
        sa.Column("evidence", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], "fk_attempts_run_id"),
        sa.UniqueConstraint("run_id", "attempt", name="uq_attempts_run_id_attempt"),
    )
    _create_current_index("attempts", "run_id")
    op.create_table(
        "verdicts",
        sa.Column("run_id", sa.Integer, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("flops", sa.Text, nullable=False),
        sa.Column("flops_key", sa.Text, nullable=False),
        sa.Column("flags", sa.Text, nullable=False),
        sa.Column("wall_s", sa.Float),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("results", sa.Text, nullable=False),
        sa.Column("stdout", sa.LargeBinary, nullable=False),
        sa.Column("stderr", sa.LargeBinary, nullable=False),
        sa.Column("recorded_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_verdicts"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], "fk_verdicts_run_id"),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("run_id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("case_group", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("flops", sa.Text, nullable=False),
        sa.Column("flops_key", sa.Text, nullable=False),
        sa.Column("wall_s", sa.Float),
        sa.Column("cpu_s", sa.Float),
        sa.Column("usage", sa.Text, nullable=False),
        sa.Column("inputs_sha256", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["verdicts.run_id"], "fk_cases_run_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("run_id", "case_id", name="uq_cases_run_id_case_id"),
    )
    op.create_table(
        "grades",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("run_id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("grader_sha256", sa.Text, nullable=False),
        sa.Column("reference_sha256", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("passed", sa.Boolean, nullable=False),
        sa.Column("metrics", sa.Text, nullable=False),
        sa.Column("score", sa.Float),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("is_current", sa.Boolean, nullable=False),
        sa.Column("graded_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_grades"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["verdicts.run_id"], "fk_grades_run_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint(
            "run_id", "case_id", "grader_sha256", "reference_sha256",
            name="uq_grades_run_id_case_id_grader_sha256_reference_sha256",
        ),
    )  # fmt: skip
    _create_current_index("grades", "run_id", "case_id")
    op.create_table(
        "scores",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("run_id", sa.Integer, nullable=False),
        sa.Column("round", sa.Text, nullable=False),
        sa.Column("formula", sa.Text, nullable=False),
        sa.Column("score", sa.Float),
        sa.Column("scored_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scores"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["verdicts.run_id"], "fk_scores_run_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("run_id", "round", "formula", name="uq_scores_run_id_round_formula"),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("token", sa.Integer, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.create_table(
        "log",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_log"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(_IMMUTABLE_SQLITE.format(verb=verb))
    else:
        for statement in _IMMUTABLE_POSTGRESQL:
            op.execute(statement)


def _create_current_index(table: str, *columns: str) -> None:
    op.create_index(
        f"uq_{table}_current",
        table,
        list(columns),
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
