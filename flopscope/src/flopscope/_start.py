"""Picks this process's engine and plugs it in: the only module that knows both engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flopscope import _engine
from flopscope._base import choice

if TYPE_CHECKING:
    from flopscope._engine.interface import Engine
from flopscope._ledger import scope


def start() -> Engine:
    """Make the engine that the environment asks for, and let it be charged by default.

    Only the chosen engine is imported: the other one may not be installed.
    """
    engine: Engine
    if choice.name() == "local":
        from flopscope._local.engine import LocalEngine

        engine = LocalEngine()
    else:
        from flopscope_client.engine import RemoteEngine

        engine = RemoteEngine()
    scope.charge_by_default(engine.default_ledger)
    return engine


def plug_in() -> None:
    """Have the engine made when the first operation needs it."""
    _engine.use(start)
