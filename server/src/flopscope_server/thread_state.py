"""What a session wants of the thread that works for it: floating-point errors handled its way, and its warnings
caught for the client that caused them and for nobody else.
"""

from __future__ import annotations

import threading
import warnings
from typing import Any

import numpy as np

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


def handle(modes: dict[str, Any]) -> None:
    """Handle floating-point errors so in this thread, if it has not just done so."""
    if getattr(_thread, "modes", None) is not modes:
        np.seterr(**modes)
        _thread.modes = modes


def catch(sink: list[list[Any]]) -> None:
    """Add this thread's warnings to ``sink`` from now on, as ``[category name, message]``, up to 100."""
    _thread.sink = sink
