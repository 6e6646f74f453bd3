"""Conveniences above the interface: a live budget display, modules of parameters, settings."""
