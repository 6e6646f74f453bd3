"""Which ledger and namespace the running code charges to."""

from __future__ import annotations

import threading
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


_start = threading.Thread.start


def _start_in_scope(self: threading.Thread) -> None:
    """Start a thread that charges what the code that starts it charges."""
    scope = current.get()
    if scope is not None:
        run = self.run

        def run_in_scope() -> None:
            current.set(scope)
            run()

        self.run = run_in_scope  # type: ignore[method-assign]
    _start(self)


threading.Thread.start = _start_in_scope  # type: ignore[method-assign]

current: ContextVar[Scope | None] = ContextVar("flopscope_scope", default=None)
"""None where no context is open: then the engine's default ledger is charged."""
