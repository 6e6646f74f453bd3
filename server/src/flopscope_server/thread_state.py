"""What a session wants of the thread that works for it: floating-point errors handled its way, and its warnings
caught for the client that caused them and for nobody else.
"""

from __future__ import annotations

import sys
import threading
import warnings
from typing import Any

import numpy as np

from flopscope._wire.errors import encode

_thread = threading.local()


SWITCH_S = 0.5e-3
"""How long a thread may keep the interpreter while another one wants it. The socket's thread may have to wait
for a turn of each of the others, so this is a tenth of Python's default."""


def install() -> None:
    """Have threads take short turns, and send every warning to the list of the one that runs an operation."""
    sys.setswitchinterval(SWITCH_S)
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
