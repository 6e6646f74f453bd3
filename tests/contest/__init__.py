"""Contests: their store, batches and pages."""
