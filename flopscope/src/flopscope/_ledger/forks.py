"""Children that are forked inside a budget context or a profile may not spend: nobody would count it.

A child has a copy of its parent's ledgers. What it charges to the copy, the parent never sees: a pool of
workers could so spend a budget once each.
"""

from __future__ import annotations

import os

from flopscope._ledger import scope

_installed = False


def refuse_in_children() -> None:
    """From now on, have a child that is forked where a context or a profile is open refuse what costs FLOPs."""
    global _installed
    if not _installed:
        _installed = True
        os.register_at_fork(after_in_child=_refuse)


def _refuse() -> None:
    here = scope.current.get()
    if here is None or (here.ledger is None and scope.scope_class is scope.Scope):
        return  # The child's own default ledger counts.
    here.scopes.ledger.purse.refuse_in_fork()
