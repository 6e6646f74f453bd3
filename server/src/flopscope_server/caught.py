"""Warnings of an operation, caught for the client that caused them and for nobody else."""

from __future__ import annotations

import threading
import warnings
from typing import Any

from flopscope._wire.errors import encode

_thread = threading.local()


def install() -> None:
    """Send every warning to the list of the thread that is running an operation."""
    warnings.simplefilter("always")
    warnings.showwarning = _keep


def _keep(message: Any, *_: Any, **__: Any) -> None:
    sink = getattr(_thread, "sink", None)
    if sink is not None and len(sink) < 100:
        sink.append(encode(message))


def catch(sink: list[list[Any]]) -> None:
    """Add this thread's warnings to ``sink`` from now on, as ``[category name, message]``, up to 100."""
    _thread.sink = sink
