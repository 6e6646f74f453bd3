"""``budget_live``: the accounting as a table that follows the program, in the terminal."""

from __future__ import annotations

import sys
import threading
from importlib.util import find_spec
from types import TracebackType
from typing import Any, Protocol

from flopscope._api.budget import budget_summary_dict, innermost_budget
from flopscope._ledger import report
from flopscope.errors import RemoteError


class _Display(Protocol):
    def show(self, text: str) -> None: ...

    def close(self) -> None: ...


class _Plain:
    """Redraws in place on a terminal; elsewhere shows only the last state."""

    def __init__(self) -> None:
        self._lines = 0
        self._last = ""

    def show(self, text: str) -> None:
        self._last = text
        if sys.stderr.isatty():
            up = f"\x1b[{self._lines}F\x1b[J" if self._lines else ""
            print(up + text, file=sys.stderr, flush=True)
            self._lines = text.count("\n") + 1

    def close(self) -> None:
        if not self._lines:
            print(self._last, file=sys.stderr, flush=True)


class _Rich:
    """rich's live display, where that is installed and there is a terminal."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.live import Live

        self._live = Live(console=Console(stderr=True), auto_refresh=False)
        self._live.start()

    def show(self, text: str) -> None:
        from rich.text import Text

        self._live.update(Text(text), refresh=True)

    def close(self) -> None:
        self._live.stop()


class budget_live:
    """Show the innermost open budget on stderr while a block runs.

    That is the context that was entered last and is still open, in whatever thread; outside all, the
    accounting of the whole process (of the session, on a server).

    Where stderr is no terminal, only the final state is printed.

    Parameters
    ----------
    by_namespace : bool, optional
        Also group by namespace.
    refresh_s : float, optional
        Seconds between refreshes.

    Examples
    --------
    >>> import flopscope as flops
    >>> import flopscope.numpy as fnp
    >>> with flops.budget_live():
    ...     x = fnp.ones(10) + 1
    """

    def __init__(self, by_namespace: bool = False, refresh_s: float = 0.5) -> None:
        self.by_namespace = by_namespace
        self.refresh_s = refresh_s
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._display: _Display | None = None

    def __enter__(self) -> budget_live:
        fancy = sys.stderr.isatty() and find_spec("rich") is not None
        self._display = _Rich() if fancy else _Plain()
        self._show()
        self._thread = threading.Thread(target=self._refresh, name="budget_live", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._thread is not None
        assert self._display is not None
        self._stop.set()
        self._thread.join()
        try:
            self._show()
        except RemoteError:
            if error is None:
                raise  # else the block's own error says more
        finally:
            self._display.close()

    def _refresh(self) -> None:
        while not self._stop.wait(self.refresh_s):
            try:
                self._show()
            except RemoteError:
                return  # the block's next operation, or its end, reports it

    def _show(self) -> None:
        assert self._display is not None
        context = innermost_budget()
        summary: dict[str, Any]
        if context is None:
            summary = budget_summary_dict(self.by_namespace)
        else:
            summary = context.summary_dict(self.by_namespace)
        self._display.show(report.text(summary))
