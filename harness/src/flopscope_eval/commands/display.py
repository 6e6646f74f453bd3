"""What people see while a run goes on."""

from __future__ import annotations

import codecs
import contextlib
import sys
import threading
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from flopscope_eval.commands.terminal import fall_silent
from flopscope_eval.judging.text import harmless, size
from flopscope_eval.sandbox.interface import Evidence, OutputCapture


class Display:
    """Shows the stage of a run and the time that it has taken; silent where nobody watches."""

    def __init__(self, console: Console, *, shown: bool = True) -> None:
        self.console = console
        self._bars = Bars(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TextColumn("[dim]{task.fields[detail]}", markup=True),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not (shown and console.is_terminal),
        )
        self._task = self._bars.add_task("starting", total=None, detail="")

    def __enter__(self) -> Self:
        with quietly():
            self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with quietly():
            self._bars.stop()

    def stage(self, text: str) -> None:
        """Show that a new stage begins."""
        with quietly():
            self._bars.update(self._task, description=_plain(text), detail="")

    def detail(self, text: str) -> None:
        """Show what goes on within the stage."""
        width = max(self.console.width - 50, 20)
        with quietly():
            self._bars.update(self._task, detail=_plain(text)[:width])


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Go on where the terminal is gone; there is nobody to show anything to."""
    try:
        yield
    except OSError:
        fall_silent(sys.stderr)


def _plain(text: str) -> str:
    """Take away what Rich would read as markup."""
    return harmless(text).replace("[", "(").replace("]", ")").replace("\n", " ")


_SHOWN_BYTES = 256 * 1024
"""How much of each stream is shown while it is written."""
_TAIL_LINES = 20


class OutputView:
    """Shows what a submission writes while it runs, and says so where it leaves something out.

    Parameters
    ----------
    to_stderr
        Show standard output on standard error, where it does not mix with a document.
    shown
        Show anything.

    Attributes
    ----------
    console
        A console with a live display, if there is one: lines go above the display.
    """

    def __init__(self, *, to_stderr: bool, shown: bool) -> None:
        self.console: Console | None = None
        self._to_stderr = to_stderr
        self._shown = shown
        self._lock = threading.Lock()
        self._taken = {"stdout": 0, "stderr": 0}
        self._pending = {"stdout": "", "stderr": ""}
        decoder = codecs.getincrementaldecoder("utf-8")
        self._decoders = {name: decoder("backslashreplace") for name in self._taken}

    @property
    def has_shown_all(self) -> bool:
        """Everything was shown, or it was said what was not."""
        return self._shown and any(self._taken.values())

    def take(self, name: str, chunk: bytes) -> None:
        """Take what came next on ``stdout`` or ``stderr``; from any thread."""
        if not self._shown:
            return
        with self._lock:
            room = _SHOWN_BYTES - self._taken[name]
            self._taken[name] += len(chunk)
            if room <= 0:
                return
            text = self._pending[name] + self._decoders[name].decode(chunk[:room])
            lines, newline, self._pending[name] = text.rpartition("\n")
            if newline:
                self._write(name, lines + newline)
            if self._taken[name] > _SHOWN_BYTES:
                self._write(name, self._pending[name])
                self._pending[name] = ""
                self._write(name, f"\n... {name} goes on; its end follows the run ...\n")

    def finish(self, evidence: Evidence) -> None:
        """Show what is left: a line without an end, and the end of a stream that was too long."""
        self.console = None
        streams = {"stdout": evidence.stdout, "stderr": evidence.stderr}
        for name, capture in streams.items():
            if self._pending[name]:
                self._write(name, self._pending[name] + "\n")
            if self._taken[name] > _SHOWN_BYTES:
                self._write(name, _end(name, capture))

    def _write(self, name: str, text: str) -> None:
        text = harmless(text)
        if self.console is not None and self.console.is_terminal and sys.stdout.isatty():
            with quietly():
                self.console.print(text, end="", markup=False, highlight=False, soft_wrap=True)
            return
        stream = sys.stderr if self._to_stderr or name == "stderr" else sys.stdout
        try:
            stream.write(text)
            stream.flush()
        except OSError:
            fall_silent(stream)


def _end(name: str, capture: OutputCapture) -> str:
    """Give the last lines of a stream, and how much before them is not shown."""
    kept = (capture.tail or capture.head).decode(errors="backslashreplace")
    last = "\n".join(kept.splitlines()[-_TAIL_LINES:])
    hidden = capture.total_bytes - _SHOWN_BYTES - len(last.encode())
    note = f"... {size(max(hidden, 0))} of {name} are not shown; its last lines:\n"
    return note + last + "\n"
