"""Which ledger and namespace the running code charges to."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any
from weakref import WeakSet

from flopscope._base import patches

_lock = threading.RLock()
_default: Any = None


class Scope:
    """What operations charge. Threads and tasks that are started in it share it.

    Attributes
    ----------
    account : object
        The engine's: a ledger under a namespace.
    namespace : str
    scopes : Scopes
        Those of the same context.
    """

    __slots__ = ("__weakref__", "account", "namespace", "scopes")

    def __init__(self, namespace: str, scopes: Scopes) -> None:
        self.namespace = namespace
        self.be_in(scopes)

    def be_in(self, scopes: Scopes) -> None:
        """Charge their ledger from now on, under the same namespace."""
        self.scopes = scopes
        self.account = scopes.ledger.account(self.namespace)

    @property
    def ledger(self) -> Any:
        """The engine's token of the ledger; None where no context is open."""
        return self.scopes.own_ledger

    @property
    def context(self) -> Any:
        """The innermost open context; None where there is none."""
        return self.scopes.context


scope_class: type[Scope] = Scope
"""What :meth:`Scopes.new` makes: plain scopes, or those of an open profile."""

TAG = "\x1f"
"""Stands between a namespace and the number of the call stack that a profile charges it under."""


def untagged(by_namespace: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """A summary's part by namespace, with what a profile has kept apart joined again."""
    joined: dict[str, dict[str, Any]] = {}
    for tagged, part in by_namespace.items():
        name = tagged.partition(TAG)[0]
        joined[name] = _sum(joined[name], part) if name in joined else part
    return joined


def _sum(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Two summaries of numbers, added key by key."""
    total = dict(one)
    for key, value in other.items():
        if key not in one:
            total[key] = value
        elif isinstance(value, dict):
            total[key] = _sum(one[key], value)
        else:
            total[key] = one[key] + value
    return total


class Scopes:
    """The scopes of one context, or those of none.

    Parameters
    ----------
    ledger : object, optional
        The engine's token, which gives its accounts; without one, the default ledger is charged.
    context : BudgetContext, optional
    """

    def __init__(self, ledger: Any = None, context: Any = None) -> None:
        self.own_ledger, self.context = ledger, context
        self._scopes: WeakSet[Scope] = WeakSet()

    @property
    def ledger(self) -> Any:
        """What is charged."""
        return _default if self.own_ledger is None else self.own_ledger

    def new(self, namespace: str) -> Scope:
        """Another scope of this context."""
        patches.carry_into_threads(_carried)
        with _lock:
            made = scope_class(namespace, self)
            self._scopes.add(made)
        return made

    def move_to(self, others: Scopes) -> None:
        """Have those that are still used charge what others charge: this context closes."""
        with _lock:
            for scope in list(self._scopes):
                scope.be_in(others)
                others._scopes.add(scope)


def _carried() -> Callable[[], object] | None:
    """What a thread that starts here runs first, so that it charges what the code that starts it charges."""
    scope = current.get()
    return None if scope is None else functools.partial(current.set, scope)


current: ContextVar[Scope | None] = ContextVar("flopscope_scope", default=None)
"""None where no context is open: then the engine's default ledger is charged."""

outside = Scopes()
"""The scopes of no context: namespaces there, and those of threads that outlived their context."""


def charge_by_default(ledger: Any) -> None:
    """Charge this ledger where no context is open: an engine has started, or starts anew."""
    global _default
    _default = ledger
    outside.move_to(outside)
