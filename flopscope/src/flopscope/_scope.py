"""Which ledger and namespace the running code charges to."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, NamedTuple


class Scope(NamedTuple):
    """A ledger of the engine in use, the namespace, and the context that opened it."""

    ledger: Any
    namespace: str
    context: Any = None


current: ContextVar[Scope | None] = ContextVar("flopscope_scope", default=None)
"""None where no context is open: then the engine's default ledger is charged."""
