"""The bounded log of operations that a budget context keeps.

A row is appended as the operation left it; what takes time (names of dtypes, running totals) is worked out
when somebody reads the log.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from flopscope._ledger.record import OpRecord
from flopscope._pricing.price import shown

LOG_LENGTH = 10_000
"""How many operations a ledger's log holds; the oldest leave first."""

Row = tuple[str, int, str, float, float, float, tuple[Any, ...], str | None, Any]
"""Operation, cost in sub-units, namespace; when it began, when its computing started and ended (s);
shapes of its operands, subscripts, dtype of its result.

A number among the operands has its class instead of a shape.
"""
Log = deque[Row]


def new_log() -> Log:
    """A bounded log for a ledger."""
    return deque(maxlen=LOG_LENGTH)


def appender(logs: Sequence[Log]) -> Callable[[Row], object] | None:
    """What adds a row to all of these logs; None where there is none."""
    if len(logs) < 2:
        return logs[0].append if logs else None

    def append(row: Row) -> None:
        for log in logs:
            log.append(row)

    return append


def records(log: Iterable[Row], used: int, opened: float, scale: int = 1) -> Iterator[OpRecord]:
    """The rows for people to read.

    Parameters
    ----------
    log : iterable
        Rows, oldest first.
    used : int
        Sub-units charged up to and with the last of them.
    opened : float
        When the ledger was opened.
    scale : int, optional
        Sub-units in one unit of the currency.
    """
    rows = list(log)
    cumulative = used - sum(row[1] for row in rows)
    for name, cost, namespace, begun, started, ended, shapes, subscripts, dtype in rows:
        cumulative += cost
        yield OpRecord(
            op_name=name,
            subscripts=subscripts,
            shapes=tuple(() if isinstance(s, type) else tuple(s) for s in shapes),
            flop_cost=shown(cost, scale),
            cumulative=shown(cumulative, scale),
            namespace=namespace or None,
            flopscope_context_start_offset_s=begun - opened,
            flopscope_backend_duration_s=ended - started,
            flopscope_overhead_duration_s=started - begun,
            resolved_dtype=None if dtype is None else dtype.name,
        )
