"""Standard streams that can be written to, whatever this process was started with."""

from __future__ import annotations

import contextlib
import io
import os
import resource
import signal
import sys
from typing import TextIO

from rich.console import Console

_SMALLEST_WIDTH = 40


def prepare() -> None:
    """Make the streams and the process's state usable; call this first.

    - A stream that was closed (``>&-``) is ``/dev/null``; else the next file would take its number.
    - A character that the terminal's encoding lacks is written as an escape, such as ``\\u2026``.
    - ``COLUMNS`` and ``LINES`` that are not positive numbers count as unset.
    - An ignored SIGCHLD is handled, since no child could be waited for otherwise.
    - A soft limit on CPU time is raised to the hard one. It is meant for one program, not for all.
    """
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    for name in ("COLUMNS", "LINES"):
        if name in os.environ and not _is_positive(os.environ[name]):
            del os.environ[name]
    if signal.getsignal(signal.SIGCHLD) is signal.SIG_IGN:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))


def console(*, stderr: bool = False) -> Console:
    """Give a console for people, as wide as the terminal and never too narrow to read."""
    made = Console(stderr=stderr, highlight=False)
    made.width = max(made.width, _SMALLEST_WIDTH)
    return made


def fall_silent(stream: TextIO) -> None:
    """Give up a stream that cannot be written to, so that nothing fails on it again."""
    with contextlib.suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)


def _open_closed_streams() -> None:
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(number, True)
    os.close(number)
    for name, number in (("stdin", 0), ("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "r" if number == 0 else "w", closefd=False))


def _is_positive(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text) > 0
