"""The numbers of a profile: records, and their sums by line, function, namespace, operation and shape."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from flopscope._ledger.log import LOG_LENGTH
from flopscope._ledger.record import OpRecord


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


class Numbers:
    """What was spent in a block that has ended; see :class:`~flopscope._profile.block.Profile`."""

    _records: list[Record] | None
    _log: list[OpRecord]

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

    def compare(self, other: Numbers) -> list[Difference]:
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
