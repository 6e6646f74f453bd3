"""Ends a server whose loop no longer goes round: an operation holds the interpreter and does not let go.

An operation in a thread of its own that takes too long costs its session (see :mod:`.server`). One that never
lets another Python thread run would hold up everybody, and the server could not even say so. What watches it
is a thread of the C library, which needs no interpreter: it writes where every thread is to standard error, and
ends the process. The flight recorder then tells the score, and which operation it was.
"""

from __future__ import annotations

import faulthandler

MARGIN_S = 5.0
"""How much longer the loop may stand still than an operation may take."""


class Watchdog:
    """Must be told at least every so often that the server's loop goes round.

    Parameters
    ----------
    limit_s : float
        Seconds that the loop may stand still.
    """

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s + MARGIN_S

    def pat(self) -> None:
        """The loop goes round."""
        faulthandler.dump_traceback_later(self._limit_s, exit=True)

    def stop(self) -> None:
        """Watch no more."""
        faulthandler.cancel_dump_traceback_later()
