"""Which ledger and namespace the running code charges to."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, NamedTuple


class Scope(NamedTuple):
    """What operations charge, and the context that opened it.

    Attributes
    ----------
    account : object
        The engine's: a ledger under a namespace.
    ledger : object
        The engine's token of the ledger.
    namespace : str
    context : BudgetContext or None
    """

    account: Any
    ledger: Any
    namespace: str
    context: Any = None


current: ContextVar[Scope | None] = ContextVar("flopscope_scope", default=None)
"""None where no context is open: then the engine's default ledger is charged."""
