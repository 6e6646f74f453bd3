"""The tables. `migrations` brings a store to them; a test compares the two."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from flopscope_eval.store.columns import ExactJson, ExactText, FiniteFloat, Flops, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", ExactText, nullable=False),
    Column("sha256", Text, nullable=False, unique=True),
    Column("revision", ExactJson, nullable=False),
    Column("document", ExactJson, nullable=False),
    Column("added_at", Moment, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision_id", ForeignKey("revisions.id"), nullable=False),
    Column("author", ExactText, nullable=False),
    Column("bundle", Text, nullable=False),
    Column("name", ExactText, nullable=False),
    Column("submitted_at", Moment, nullable=False),
    Column("disqualified", ExactText),
    Column("chosen", Boolean, nullable=False, default=False, server_default=text("false")),
    UniqueConstraint("revision_id", "author", "bundle", "submitted_at"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_hash", Text, nullable=False, unique=True),
    Column("revision_id", ForeignKey("revisions.id"), nullable=False),
    Column("bundle", Text, nullable=False),
    Column("split", ExactText, nullable=False),
    Column("round", ExactText, nullable=False),
    Column("author", ExactText, nullable=False),
    Column("key", ExactJson, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    # How many runs the author had when this one was queued: authors take turns.
    Column("turn", Integer, nullable=False),
    Column("queued_at", Moment, nullable=False),
    Index(None, "state", "turn", "id"),
    Index(None, "revision_id", "bundle"),
    Index(None, "revision_id", "author"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("is_current", Boolean, nullable=False),
    Column("coordinator", ExactText, nullable=False),
    Column("worker", ExactText),
    Column("reason", ExactText, nullable=False),
    Column("claimed_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("evidence", ExactJson),
    UniqueConstraint("run_id", "attempt"),
    Index(
        "uq_attempts_current",
        "run_id",
        unique=True,
        sqlite_where=text("is_current"),
        postgresql_where=text("is_current"),
    ),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("run_id", ForeignKey("runs.id"), primary_key=True, autoincrement=False),
    Column("attempt", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("message", ExactText, nullable=False),
    Column("flops", Flops, nullable=False),
    Column("flops_key", Text, nullable=False),
    Column("flags", ExactJson, nullable=False),
    Column("wall_s", FiniteFloat),
    Column("verdict", ExactJson, nullable=False),
    Column("results", ExactJson, nullable=False),
    Column("stdout", LargeBinary, nullable=False),
    Column("stderr", LargeBinary, nullable=False),
    Column("recorded_at", Moment, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("verdicts.run_id", ondelete="CASCADE"), nullable=False),
    Column("case_id", ExactText, nullable=False),
    Column("case_group", ExactText, nullable=False),
    Column("number", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("message", ExactText, nullable=False),
    Column("flops", Flops, nullable=False),
    Column("flops_key", Text, nullable=False),
    Column("wall_s", FiniteFloat),
    Column("cpu_s", FiniteFloat),
    Column("usage", ExactJson, nullable=False),
    Column("inputs_sha256", Text, nullable=False),
    Column("answer_sha256", Text),
    Column("life", Integer, nullable=False),
    Column("answer", ExactJson, nullable=False),
    UniqueConstraint("run_id", "case_id"),
)

grades = Table(
    "grades",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("verdicts.run_id", ondelete="CASCADE"), nullable=False),
    Column("case_id", ExactText, nullable=False),
    Column("grader_sha256", Text, nullable=False),
    Column("reference_sha256", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("passed", Boolean, nullable=False),
    Column("metrics", ExactJson, nullable=False),
    Column("score", FiniteFloat),
    Column("message", ExactText, nullable=False),
    Column("is_current", Boolean, nullable=False),
    Column("graded_at", Moment, nullable=False),
    UniqueConstraint("run_id", "case_id", "grader_sha256", "reference_sha256"),
    Index(
        "uq_grades_current",
        "run_id",
        "case_id",
        unique=True,
        sqlite_where=text("is_current"),
        postgresql_where=text("is_current"),
    ),
)

scores = Table(
    "scores",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("verdicts.run_id", ondelete="CASCADE"), nullable=False),
    Column("round", ExactText, nullable=False),
    Column("formula", ExactText, nullable=False),
    Column("score", FiniteFloat),
    Column("scored_at", Moment, nullable=False),
    UniqueConstraint("run_id", "round", "formula"),
)

late_results = Table(
    "late_results",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("document", ExactJson, nullable=False),
    Column("received_at", Moment, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", ExactText, nullable=False),
    Column("token", Integer, nullable=False),
    Column("expires_at", FiniteFloat, nullable=False),
)

controls = Table(
    "controls",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", ExactText, nullable=False),
)

log = Table(
    "log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("who", ExactText, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", ExactText, nullable=False),
    Column("detail", ExactText, nullable=False),
)
