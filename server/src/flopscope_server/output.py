"""Standard output, kept from libraries: LAPACK prints to it, and what reads a summary there would stumble."""

from __future__ import annotations

import os
from typing import TextIO

_STDOUT, _STDERR = 1, 2


def take_stdout() -> TextIO:
    """Take standard output for this program alone; what anything else writes there goes to standard error."""
    own = os.fdopen(os.dup(_STDOUT), "w", encoding="utf-8")
    os.dup2(_STDERR, _STDOUT)
    return own
