"""Where a submission runs: one interface, a registry, and a folder or file per kind."""

from flopscope_eval.sandbox.registry import AUTO, KINDS, choose, sandboxes

__all__ = ["AUTO", "KINDS", "choose", "sandboxes"]
