"""The FLOPs of a block by place: :func:`profile` and what it gives, :class:`Profile`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextvars import Token
from itertools import islice
from pathlib import Path
from types import CodeType, TracebackType
from typing import TYPE_CHECKING, Any, Final

from flopscope._api.budget import logged
from flopscope._engine import current as engine
from flopscope._ledger.record import OpRecord
from flopscope._ledger.scope import TAG, Scope, Scopes, current, outside
from flopscope._profile import recorder
from flopscope._profile.numbers import Frame, Numbers, Record

if TYPE_CHECKING:
    from pandas import DataFrame

_UNLIMITED: Final = 10**60
"""The budget of a profile's own ledger: the contexts around it limit what is spent."""


class Profile(Numbers):
    """FLOPs, calls and seconds of a block by source line, function, namespace, operation and shape.

    Use it as a context manager. Its numbers are those of the ledger, so they are exact on both engines and
    under any policy. They can be read once the block has ended.

    Raises
    ------
    RuntimeError
        If a profile is open already, or numbers are read before the block has ended.

    Examples
    --------
    >>> import flopscope as flops
    >>> import flopscope.numpy as fnp
    >>> with flops.profile() as p:
    ...     x = fnp.ones(10) + 1
    >>> p.flops, [row.key for row in p.by_operation()]
    (10, ['add'])
    """

    def __init__(self) -> None:
        self._records: list[Record] | None = None
        self._log: list[OpRecord] = []
        self._token: Token[Scope | None] | None = None

    # --- the block -------------------------------------------------------------------------------

    def __enter__(self) -> Profile:
        return self.open(sys._getframe(1))

    def open(self, base: Any) -> Profile:
        """Begin, with the frame that stacks start from."""
        if self._records is not None:
            raise RuntimeError("this profile has ended; make another one")
        outer = current.get()
        engine()
        self._recorder = recorder.start(base)
        self._ledger = engine().open_ledger(outer.ledger if outer else None, _UNLIMITED, None)
        self._scopes = Scopes(self._ledger, outer.context if outer else None)
        self._token = current.set(self._scopes.new(outer.namespace if outer else ""))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End, and keep the numbers."""
        assert self._token is not None, "it was not entered"
        current.reset(self._token)
        recorder.stop()
        outer = current.get()
        try:
            self._records = list(self._read())
            self._log = logged(self._ledger)
        finally:
            self._scopes.move_to(outer.scopes if outer else outside)
            engine().close_ledger(self._ledger)

    def _read(self) -> Iterator[Record]:
        stacks = [_frames(stack) for stack in self._recorder.stacks]
        found = engine().ledger_summary(self._ledger, True)
        for tagged, part in found["by_namespace"].items():
            namespace, _, number = tagged.partition(TAG)
            for operation, spent in part["operations"].items():
                yield Record(
                    stacks[int(number or 0)],
                    namespace,
                    operation,
                    spent["calls"],
                    spent["flop_cost"],
                    spent["flopscope_backend_time_s"],
                    spent["flopscope_overhead_time_s"],
                )

    # --- other forms -------------------------------------------------------------------------------

    def to_pandas(self) -> DataFrame:
        """The records as a pandas data frame, a row each. pandas must be installed."""
        from pandas import DataFrame

        return DataFrame(
            [
                {
                    "filename": r.place.filename if r.place else None,
                    "line": r.place.line if r.place else None,
                    "function": r.place.function if r.place else None,
                    **{k: v for k, v in r._asdict().items() if k != "stack"},
                }
                for r in self.records
            ]
        )

    def to_csv(self, path: str | Path) -> None:
        """Write the records as CSV, a line each."""
        from flopscope._profile import exports

        exports.write_csv(self, path)

    def to_speedscope(self, path: str | Path) -> None:
        """Write a file for speedscope, with FLOPs in place of time."""
        from flopscope._profile import exports

        exports.write_speedscope(self, path)

    def to_chrome_trace(self, path: str | Path) -> None:
        """Write a file for Chrome's trace viewer and Perfetto, 1 microsecond for each FLOP."""
        from flopscope._profile import exports

        exports.write_chrome_trace(self, path)

    def to_html(self, path: str | Path) -> None:
        """Write one page with a flame graph, tables, and the source with FLOPs beside each line."""
        from flopscope._profile import html

        Path(path).write_text(html.page(self), encoding="utf-8")

    def _repr_html_(self) -> str:
        from flopscope._profile import html

        return html.fragment(self)

    def __str__(self) -> str:
        from flopscope._profile import text

        return text.table(self)

    def __repr__(self) -> str:
        if self._records is None:
            return "<Profile, open>" if self._token else "<Profile, new>"
        return f"<Profile {self.flops:,} FLOPs, {self.calls:,} calls>"


def profile() -> Profile:
    """A profile of the FLOPs of a block; see :class:`Profile`.

    >>> import flopscope as flops
    >>> with flops.profile() as p:
    ...     pass
    >>> p.flops
    0
    """
    return Profile()


def _frames(stack: recorder.Stack) -> tuple[Frame, ...]:
    """The places of a call stack, outermost first."""
    return tuple(
        Frame(code.co_filename, _line(code, lasti), code.co_qualname)
        for code, lasti in reversed(stack)
    )


def _line(code: CodeType, lasti: int) -> int:
    """The source line of an instruction; 0 where it has none."""
    positions = next(islice(code.co_positions(), lasti // 2, None), (None,))
    return positions[0] or 0
