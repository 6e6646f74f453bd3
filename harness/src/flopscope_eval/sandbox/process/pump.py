"""Reads what children write and notices when they end, in one thread."""

from __future__ import annotations

import contextlib
import os
import selectors
import time
from collections.abc import Callable

_CHUNK = 2**16
TICK_S = 0.02
"""How often limits are looked at."""


class Pump:
    """Descriptors with the functions that take what arrives on them."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()

    def __enter__(self) -> Pump:
        return self

    def __exit__(self, *exception: object) -> None:
        for key in list(self._selector.get_map().values()):
            self._drop(key.fd)
        self._selector.close()

    def read(self, descriptor: int, feed: Callable[[bytes], None]) -> None:
        """Hand what can be read to ``feed`` until the end, then close the descriptor."""
        os.set_blocking(descriptor, False)

        def take() -> None:
            try:
                chunk = os.read(descriptor, _CHUNK)
            except BlockingIOError:
                return
            if chunk:
                feed(chunk)
            else:
                self._drop(descriptor)

        self._selector.register(descriptor, selectors.EVENT_READ, take)

    def watch(self, descriptor: int, ready: Callable[[], None]) -> None:
        """Call ``ready`` whenever there is something to read, until :meth:`unwatch`."""
        self._selector.register(descriptor, selectors.EVENT_READ, ready)

    def unwatch(self, descriptor: int) -> None:
        """Look at a descriptor no more; it stays open."""
        self._selector.unregister(descriptor)

    def when_writable(self, descriptor: int, ready: Callable[[], None]) -> None:
        """Call ``ready`` once as soon as a watched descriptor takes more."""
        read = self._selector.get_key(descriptor).data

        def one() -> None:
            self._selector.modify(descriptor, selectors.EVENT_READ, read)
            ready()
            read()

        self._selector.modify(descriptor, selectors.EVENT_READ | selectors.EVENT_WRITE, one)

    def notice_end(self, pid: int, ended: Callable[[], None]) -> None:
        """Call ``ended`` once the child has ended; it can still be waited for then."""
        descriptor = os.pidfd_open(pid)

        def take() -> None:
            self._drop(descriptor)
            ended()

        self._selector.register(descriptor, selectors.EVENT_READ, take)

    def run(
        self, until: Callable[[], bool], timeout_s: float, tick: Callable[[], None] | None = None
    ) -> bool:
        """Work until ``until()``; say whether that was reached within ``timeout_s``."""
        deadline = time.monotonic() + timeout_s
        due = 0.0
        while not until():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            for key, _ in self._selector.select(min(left, TICK_S)):
                if key.fd in self._selector.get_map():  # one event may end another
                    key.data()
            # Reading what a process uses takes as long as several messages: not after each of them.
            if tick is not None and time.monotonic() >= due:
                tick()
                due = time.monotonic() + TICK_S
        return True

    def is_open(self, descriptor: int) -> bool:
        """Say whether the end of this descriptor is still to come."""
        return descriptor in self._selector.get_map()

    def _drop(self, descriptor: int) -> None:
        self._selector.unregister(descriptor)
        with contextlib.suppress(OSError):  # closing a pipe cannot lose anything of ours
            os.close(descriptor)
