"""What flopscope changes in the process that it runs in: two functions of Python's, when first needed.

Nothing else is patched, and importing flopscope patches nothing. Each has a test in ``tests/calls``.

- ``threading.Thread.start``, when the first budget context or namespace opens. Python starts threads in an
  empty context, and there is no other place at which the starter is known.
- ``warnings._showwarnmsg``, when the local engine starts. Every warning that Python shows or records comes
  through it, and NumPy's name a line of flopscope.
"""

from __future__ import annotations

import functools
import threading
import warnings
from collections.abc import Callable
from typing import Any


@functools.cache
def carry_into_threads(carried: Callable[[], Callable[[], object] | None]) -> None:
    """Ask ``carried`` in each thread that starts another; what it gives runs first in the new one."""
    start = threading.Thread.start

    def start_carrying(self: threading.Thread) -> None:
        begin = carried()
        if begin is not None:
            run = self.run

            def run_after() -> None:
                begin()
                run()

            self.run = run_after  # type: ignore[method-assign]
        start(self)

    threading.Thread.start = start_carrying  # type: ignore[method-assign]


@functools.cache
def show_warnings_by(
    show: Callable[[Callable[[warnings.WarningMessage], None], warnings.WarningMessage], None],
) -> None:
    """Have ``show`` called with Python's own function and each warning that is shown or recorded."""
    shown: Any = getattr(warnings, "_showwarnmsg", None)
    if shown is not None:
        warnings._showwarnmsg = functools.partial(show, shown)  # type: ignore[attr-defined]
