"""What people see while a run goes on."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from flopscope_eval.judging.text import harmless


class Display:
    """Shows the stage of a run and the time that it has taken; silent where nobody watches."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bars = Bars(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TextColumn("[dim]{task.fields[detail]}", markup=True),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bars.add_task("starting", total=None, detail="")

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def stage(self, text: str) -> None:
        """Show that a new stage begins."""
        self._bars.update(self._task, description=_plain(text), detail="")

    def detail(self, text: str) -> None:
        """Show what goes on within the stage."""
        width = max(self._console.width - 50, 20)
        self._bars.update(self._task, detail=_plain(text)[:width])


def _plain(text: str) -> str:
    """Take away what Rich would read as markup."""
    return harmless(text).replace("[", "(").replace("]", ")").replace("\n", " ")
