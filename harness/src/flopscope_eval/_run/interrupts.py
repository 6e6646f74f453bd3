"""Ctrl-C, SIGTERM and a closed terminal: end a run in order, and never leave anything behind.

The first signal during a run ends the submission; the run is scored by what it has spent so far. At
any other time it raises `Interrupted`. Once that has been raised, further signals change nothing, so
that whatever was started is removed completely. `cleaning_up` keeps a first signal out of that, too.
A hang-up after another signal changes nothing either: one closed terminal sends it twice, once by the
kernel and once by the shell.

Only a command installs handlers (`handling`). A program that calls `flopscope_eval.run` keeps its own,
and its KeyboardInterrupt passes through after the clean-up.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(KeyboardInterrupt):
    """A signal has ended a command."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


left_behind: list[str] = []
"""What a clean-up of this process could not remove; ``flopscope-eval gc`` tries again."""


class _Handlers:
    """What has come so far, and what the next signal does."""

    def __init__(self) -> None:
        self.first: int | None = None
        self.raised = False
        self.waits = 0
        self.shields = 0

    def arrived(self, number: int, _frame: object) -> None:
        """Take a signal."""
        first_of_all = self.first is None
        self.first = self.first or number
        if self.raised or self.shields or (first_of_all and self.waits):
            return
        if number == signal.SIGHUP and not first_of_all:
            return
        self.raised = True
        raise Interrupted(self.first)


_current: _Handlers | None = None


@contextmanager
def handling() -> Iterator[None]:
    """Handle the signals until the block ends.

    Signals that were ignored when this process started stay so (``nohup``), and ones that were blocked
    are let through.
    """
    global _current
    handlers = _current = _Handlers()
    taken = {}
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            taken[number] = signal.signal(number, handlers.arrived)
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        yield
    finally:
        _current = None
        for number, before in taken.items():
            # The process is about to end as the first one said; no further one changes that.
            signal.signal(number, before if handlers.first is None else signal.SIG_IGN)


def requested() -> int | None:
    """Give the number of the signal that asks for the end of the run, or None."""
    return _current.first if _current is not None else None


@contextmanager
def answered() -> Iterator[None]:
    """Have the first signal only noted: the block looks at `requested` and ends the run itself."""
    handlers = _in_main_thread()
    if handlers is None:
        yield
        return
    handlers.waits += 1
    try:
        yield
    finally:
        handlers.waits -= 1


def raise_if_requested() -> None:
    """Raise `Interrupted` if a signal has come that was only noted so far."""
    if _current is not None and _current.first is not None and not _current.raised:
        _current.raised = True
        raise Interrupted(_current.first)


@contextmanager
def cleaning_up(clean_up: Callable[[], object]) -> Iterator[None]:
    """Call ``clean_up`` after the block, whatever happens, and let no signal cut it short.

    A first signal that comes meanwhile is noted; see `raise_if_requested`. ``clean_up`` may be called
    twice.
    """
    try:
        try:
            yield
        finally:
            with _shielded():
                clean_up()
    except KeyboardInterrupt:
        with _shielded():  # the signal may have come just before the shield
            clean_up()
        raise


@contextmanager
def _shielded() -> Iterator[None]:
    handlers = _in_main_thread()
    if handlers is None:
        with _holding_sigint():
            yield
        return
    handlers.shields += 1
    try:
        yield
    finally:
        handlers.shields -= 1


def _in_main_thread() -> _Handlers | None:
    return _current if threading.current_thread() is threading.main_thread() else None


@contextmanager
def _holding_sigint() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    came: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        with suppress(TypeError):  # a handler that was not set from Python cannot be put back
            signal.signal(signal.SIGINT, before)
    if came:
        signal.raise_signal(signal.SIGINT)
