"""Keeps a program's signal handlers from breaking an exchange in two.

A handler that raises (Ctrl-C, an alarm in an anytime algorithm) may do so between any two
instructions of the main thread. Within an exchange it would lose the reply, and with it the numbers of
the arrays that the server has made. So signals wait until the exchange is complete, as they wait for
one of NumPy's functions on the local engine. Only a long wait for a reply lets them through, at a
point from where the next operation can take the exchange up again.

A signal that arrives in another thread of the program runs its handler in the main thread all the
same. The kernel prefers the main thread, so this happens only where a program starts threads and a
signal comes while the main thread holds signals back.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

_HELD = tuple(
    int(getattr(signal, name))
    for name in (
        *("SIGINT", "SIGALRM", "SIGVTALRM", "SIGPROF", "SIGTERM", "SIGHUP", "SIGQUIT"),
        *("SIGUSR1", "SIGUSR2", "SIGXCPU"),
    )
    if hasattr(signal, name)
)
"""Signals whose handlers programs use to stop what they are doing."""

try:
    # The function of the signal module turns every number into an enum, which takes four times as long.
    from _signal import (  # type: ignore[import-not-found]
        SIG_BLOCK,
        SIG_SETMASK,
        SIG_UNBLOCK,
        pthread_sigmask,
    )
except ImportError:  # not on Windows, where handlers run at the end of a call anyway
    SIG_BLOCK, SIG_SETMASK, SIG_UNBLOCK = 0, 2, 1

    def pthread_sigmask(how: int, mask: object) -> set[int]:
        """Do nothing."""
        return set()


class SignalsHeld:
    """A block that signal handlers do not interrupt: ``with held: ...``.

    It is not for several threads at once: enter it under a lock.
    """

    __slots__ = ("_before", "_depth")

    def __init__(self) -> None:
        self._depth = 0
        self._before: set[int] = set()

    def __enter__(self) -> None:
        try:
            before = pthread_sigmask(SIG_BLOCK, _HELD)
        except BaseException:
            # A handler was due; it has run, and the signals are blocked nevertheless.
            if not self._depth:
                pthread_sigmask(SIG_UNBLOCK, _HELD)
            raise
        if not self._depth:
            self._before = before
        self._depth += 1

    def __exit__(self, *exception: object) -> None:
        self._depth -= 1
        if not self._depth:
            pthread_sigmask(SIG_SETMASK, self._before)  # runs the handlers that are due

    @contextmanager
    def let_through(self) -> Iterator[None]:
        """Let handlers run, and raise, in a part of the block."""
        try:
            pthread_sigmask(SIG_SETMASK, self._before)
            yield
        finally:
            pthread_sigmask(SIG_BLOCK, _HELD)
