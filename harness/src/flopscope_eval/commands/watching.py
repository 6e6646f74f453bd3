"""``run --watch``: what a run has spent, while it spends it."""

from __future__ import annotations

import json
import time
from types import TracebackType
from typing import Any, Self

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from flopscope_eval.commands.display import quietly
from flopscope_eval.judging.text import harmless, number, percentages
from flopscope_eval.sandbox.channel import Channel, ChannelError

_EVERY_S = 0.5
_LINES_EVERY_S = 5.0
_PATIENCE_S = 0.25
"""How long the server may take to tell its totals; a long operation of its own comes first."""
_MOST_OPERATIONS = 8


class Watcher:
    """Shows FLOPs used and left, their rate, and the operations that cost most.

    On a terminal as a table that is redrawn in place, elsewhere as a line every five seconds. It is told
    of a run's stages as `flopscope_eval.commands.display.Display` is. The numbers are the server's, asked
    for over its private channel.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self._live = Live(console=console, auto_refresh=False, transient=True)
        self._channel: Channel | None = None
        self._stage, self._detail = "starting", ""
        self._started = self._looked = self._told = 0.0
        self._totals: dict[str, Any] | None = None
        self._rate = 0.0

    def __enter__(self) -> Self:
        if self.console.is_terminal:
            with quietly():
                self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with quietly():
            self._live.stop()

    def stage(self, text: str) -> None:
        """Show that a new stage begins."""
        self._stage, self._detail = text, ""
        self._draw()

    def detail(self, text: str) -> None:
        """Show what goes on within the stage; while the submission runs, the numbers are shown."""
        self._detail = text
        if self._channel is None:
            self._draw()

    def on_channel(self, channel: Channel) -> None:
        """Take the channel to the server."""
        self._channel = channel

    def on_tick(self) -> None:
        """Ask for the totals, if it is time, and show them."""
        now = time.monotonic()
        self._started = self._started or now
        if self._channel is None or now - self._looked < _EVERY_S:
            return
        before, since, self._looked = self._used, now - self._looked, now
        try:
            self._totals = json.loads(self._channel.call("summary", timeout_s=_PATIENCE_S))
            self._rate = (self._used - before) / since if before is not None else 0.0
        except (ChannelError, ValueError):
            self._detail = "the server is busy"
        self._draw()

    @property
    def _used(self) -> Any:
        return None if self._totals is None else self._totals["flops_used"]

    def _draw(self) -> None:
        with quietly():
            if self.console.is_terminal:
                self._live.update(self._panel(), refresh=True)
            elif self._totals is not None and time.monotonic() - self._told >= _LINES_EVERY_S:
                self._told = time.monotonic()
                self.console.print(self._line())

    def _line(self) -> Text:
        assert self._totals is not None
        passed = time.monotonic() - self._started
        return Text(
            f"{passed:.0f} s: {number(self._totals['flops_used'])} FLOPs used,"
            f" {number(self._totals['flops_remaining'])} left, {_per_second(self._rate)}"
        )

    def _panel(self) -> Group:
        head = Text(harmless(f"{self._stage}  {self._detail}".rstrip()), "dim")
        if self._totals is None:
            return Group(head)
        used, budget = self._totals["flops_used"], self._totals["flop_budget"]
        share = 100 * used // budget if budget else 100  # integers: a budget may exceed every float
        bar = ProgressBar(total=100, completed=share, width=min(self.console.width, 60))
        framed = Table.grid()  # which ends its line
        framed.add_row(bar)
        return Group(head, self._line(), framed, self._operations(self._totals["operations"]))

    @staticmethod
    def _operations(operations: dict[str, Any]) -> Table:
        table = Table(box=None, pad_edge=False, header_style="dim")
        for heading in ("operation", "calls", "FLOPs", "share"):
            table.add_column(heading, justify="left" if heading == "operation" else "right")
        by_cost = sorted(operations.items(), key=lambda item: -item[1]["flop_cost"])
        shares = percentages([row["flop_cost"] for _, row in by_cost])
        for (name, row), share in list(zip(by_cost, shares, strict=True))[:_MOST_OPERATIONS]:
            table.add_row(
                Text(harmless(name)), number(row["calls"]), number(row["flop_cost"]), share
            )
        return table


def _per_second(rate: float) -> str:
    return f"{number(round(rate))} FLOPs per second"
