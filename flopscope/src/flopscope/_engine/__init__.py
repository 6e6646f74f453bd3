"""The port to an engine: what runs the operations of this process.

:mod:`.interface` says what an engine does. :mod:`flopscope._start` plugs in a function that makes the one
of this process; nothing else knows which engines there are.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from flopscope.errors import EngineUnavailableError

if TYPE_CHECKING:
    from flopscope._engine.interface import Engine

_make: Callable[[], Engine] | None = None


def use(make: Callable[[], Engine]) -> None:
    """Make this process's engine with ``make``, when it is first needed."""
    global _make
    _make = make


@functools.cache
def current() -> Engine:
    """This process's engine.

    Raises
    ------
    EngineUnavailableError
        If none is installed.
    """
    if _make is None:
        raise EngineUnavailableError("no engine is plugged in: import flopscope first")
    return _make()
