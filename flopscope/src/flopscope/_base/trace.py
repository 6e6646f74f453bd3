"""``FLOPSCOPE_TRACE=1``: a line on stderr for each operation, for people who want to see what happens.

Whether there is a trace is decided when flopscope is imported: without it, no function has a line more.
"""

from __future__ import annotations

import os
import sys
from typing import Any, Final

ON: Final = os.environ.get("FLOPSCOPE_TRACE", "") not in ("", "0")


def line(path: str, name: str, cost: Any, shapes: Any, subscripts: Any = None) -> None:
    """Print what ran: name, operand shapes, price in sub-units of the policy's currency, and path.

    Parameters
    ----------
    path : {"fast", "general", "queued", "server"}
        By a body of its own, by the way for all kinds of arguments, in a client's queue, or on a server.
    """
    operands = " ".join(str(tuple(s)).replace(" ", "") for s in shapes) or "-"
    text = f" {subscripts}" if subscripts else ""
    print(f"flopscope: {path:<7} {name}{text} {operands} {cost}", file=sys.stderr)
