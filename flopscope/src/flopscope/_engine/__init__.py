"""The engines: what runs an operation.

:mod:`.choice` says which one this process uses, :mod:`.interface` what an engine does, :mod:`.local` runs
operations here with NumPy; the remote engine is the distribution ``flopscope-client``.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from flopscope._base import choice

if TYPE_CHECKING:
    from flopscope._engine.interface import Engine


@functools.cache
def current() -> Engine:
    """This process's engine.

    Raises
    ------
    EngineUnavailableError
        If none is installed.
    """
    if choice.name() == "local":
        from flopscope._local.engine import LocalEngine

        return LocalEngine()
    from flopscope_client.engine import RemoteEngine

    engine: Engine = RemoteEngine()
    return engine
