"""Keeps a contest's entries, runs and verdicts in SQLite or PostgreSQL."""
