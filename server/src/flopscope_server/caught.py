"""Warnings of an operation, caught for the client that caused them and for nobody else."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def caught(sink: list[list[Any]]) -> Iterator[None]:
    """Add the warnings of a block to ``sink`` as ``[category name, message]``, up to 100."""
    _thread.sink = sink
    try:
        yield
    finally:
        _thread.sink = None
