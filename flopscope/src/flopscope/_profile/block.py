"""The FLOPs of a block by place: :func:`profile` and what it gives, :class:`Profile`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextvars import Token
from itertools import islice
from pathlib import Path
from types import CodeType, TracebackType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from flopscope._api.budget import logged
from flopscope._engine import current as engine
from flopscope._ledger.log import LOG_LENGTH
from flopscope._ledger.record import OpRecord
from flopscope._ledger.scope import TAG, Scope, Scopes, current, outside
from flopscope._profile import recorder

if TYPE_CHECKING:
    from pandas import DataFrame

_UNLIMITED: Final = 10**60
"""The budget of a profile's own ledger: the contexts around it limit what is spent."""


class Frame(NamedTuple):
    """A place in the program.

    Attributes
    ----------
    filename : str
    line : int
        From 1; 0 where it is not known.
    function : str
        The qualified name.
    """

    filename: str
    line: int
    function: str

    def __str__(self) -> str:
        return f"{Path(self.filename).name}:{self.line} {self.function}"


class Record(NamedTuple):
    """What one operation spent in one place and namespace.

    Attributes
    ----------
    stack : tuple of Frame
        The calls that led to it, the program's outermost first. Empty where no frame is known.
    namespace : str
        ``""`` outside namespaces.
    operation : str
    calls, flops : int
    seconds : float
        In NumPy.
    overhead_s : float
        Pricing and charging.
    """

    stack: tuple[Frame, ...]
    namespace: str
    operation: str
    calls: int
    flops: int
    seconds: float
    overhead_s: float

    @property
    def place(self) -> Frame | None:
        """The program's own line that called the operation."""
        return self.stack[-1] if self.stack else None


class Row(NamedTuple):
    """Records added up.

    Attributes
    ----------
    key : object
        What they share: a :class:`Frame`, a name, or a name and shapes.
    calls, flops : int
    seconds : float
    total_flops : int
        With the calls that a function makes; equal to ``flops`` for other keys.
    """

    key: Any
    calls: int
    flops: int
    seconds: float
    total_flops: int


class Difference(NamedTuple):
    """How one row differs between two profiles: ``after`` less ``before``."""

    key: Any
    flops: int
    calls: int
    before: int
    after: int


class Profile:
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

    # --- numbers -----------------------------------------------------------------------------------

    @property
    def records(self) -> list[Record]:
        """Everything, an operation in a place and namespace each, dearest first."""
        if self._records is None:
            raise RuntimeError("the profile is still open: read it after the with block")
        return sorted(self._records, key=lambda r: -r.flops)

    @property
    def flops(self) -> int:
        """FLOPs charged in the block."""
        return sum(r.flops for r in self.records)

    @property
    def calls(self) -> int:
        """Operations that ran in the block."""
        return sum(r.calls for r in self.records)

    @property
    def seconds(self) -> float:
        """Seconds in NumPy."""
        return sum(r.seconds for r in self.records)

    def by_line(self) -> list[Row]:
        """By the program's line that called; keys are :class:`Frame`, or None."""
        return _rows(self.records, lambda r: r.place)

    def by_function(self) -> list[Row]:
        """By function; keys are ``(filename, function)``, and ``total_flops`` includes what they call."""
        rows = _rows(self.records, lambda r: _function(r.place))
        own = {row.key: row for row in rows}
        totals: dict[Any, int] = {}
        for record in self.records:
            for key in dict.fromkeys(map(_function, record.stack)):
                totals[key] = totals.get(key, 0) + record.flops
        made = [
            (own.get(key) or Row(key, 0, 0, 0.0, 0))._replace(total_flops=total)
            for key, total in totals.items()
        ]
        made += [row for row in rows if row.key not in totals]
        return sorted(made, key=lambda row: -row.total_flops)

    def by_namespace(self) -> list[Row]:
        """By namespace."""
        return _rows(self.records, lambda r: r.namespace)

    def by_operation(self) -> list[Row]:
        """By operation."""
        return _rows(self.records, lambda r: r.operation)

    def by_shape(self) -> list[Row]:
        """By operation and operand shapes, of the latest 10,000 operations: see :attr:`log_is_whole`."""
        sums: dict[Any, list[Any]] = {}
        for one in self._log:
            entry = sums.setdefault((one.op_name, one.shapes), [0, 0, 0.0])
            entry[0] += 1
            entry[1] += one.flop_cost
            entry[2] += one.flopscope_backend_duration_s
        rows = [Row(key, n, flops, s, flops) for key, (n, flops, s) in sums.items()]
        return sorted(rows, key=lambda row: -row.flops)

    @property
    def log_is_whole(self) -> bool:
        """Whether :meth:`by_shape` covers every operation of the block."""
        return len(self._log) < LOG_LENGTH

    def compare(self, other: Profile) -> list[Difference]:
        """By operation, what ``other`` spends more than this profile, largest change first."""
        before = {row.key: row for row in self.by_operation()}
        after = {row.key: row for row in other.by_operation()}
        nothing = Row(None, 0, 0, 0.0, 0)
        found = []
        for key in before | after:
            old, new = before.get(key, nothing), after.get(key, nothing)
            change = Difference(
                key, new.flops - old.flops, new.calls - old.calls, old.flops, new.flops
            )
            if change.flops or change.calls:
                found.append(change)
        return sorted(found, key=lambda d: -abs(d.flops))

    # --- other forms -------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """The records as plain data, ready for JSON."""
        records = [
            record._asdict() | {"stack": [frame._asdict() for frame in record.stack]}
            for record in self.records
        ]
        return {
            "flops": self.flops,
            "calls": self.calls,
            "seconds": self.seconds,
            "records": records,
        }

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


def _function(frame: Frame | None) -> tuple[str, str] | None:
    return None if frame is None else (frame.filename, frame.function)


def _rows(records: Iterable[Record], key: Callable[[Record], Hashable]) -> list[Row]:
    """Records with one key added up, dearest first."""
    sums: dict[Hashable, list[Any]] = {}
    for record in records:
        entry = sums.setdefault(key(record), [0, 0, 0.0])
        entry[0] += record.calls
        entry[1] += record.flops
        entry[2] += record.seconds
    rows = [Row(k, n, flops, s, flops) for k, (n, flops, s) in sums.items()]
    return sorted(rows, key=lambda row: -row.flops)


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
