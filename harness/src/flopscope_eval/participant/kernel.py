"""The C library, called with its errors checked."""

from __future__ import annotations

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


class Refused(OSError):
    """The kernel does not have it or does not allow it; the message says what."""


def check(result: int, what: str) -> int:
    """Return the result of a call; raise `Refused` if it is negative."""
    if result < 0:
        number = ctypes.get_errno()
        raise Refused(number, f"{what}: {os.strerror(number)}")
    return result
