"""Ledgers: who has spent how many FLOPs on what.

A ledger has an optional budget and an optional parent. An operation is charged to the innermost
ledger and to all around it, or, if one of them cannot pay, to none. Integers are exact at any size.
Details (calls, seconds, by operation and namespace) are kept where the operation was charged and
folded into the parent when a ledger closes, so that an operation costs O(depth) additions and the
details O(operations) memory.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

from flopscope.errors import BudgetExhaustedError, TimeExhaustedError

LOG_LENGTH = 10_000
"""How many operations a ledger's log holds; the oldest leave first."""

_FLOPS, _CALLS, _BACKEND, _OVERHEAD = range(4)
Entries = dict[tuple[str, str], list[int]]
"""(namespace, operation) -> [FLOPs, calls, backend ns, overhead ns]"""


class OpRecord(NamedTuple):
    """One operation as ``op_log`` shows it.

    Attributes
    ----------
    op_name : str
    subscripts : str or None
        Of an einsum.
    shapes : tuple of tuple of int
        Of the array operands.
    flop_cost, cumulative : int
        Charged for it, and charged to the context up to and with it.
    namespace : str or None
    flopscope_context_start_offset_s : float
        Seconds from the context's start to the operation's.
    flopscope_backend_duration_s, flopscope_overhead_duration_s : float
        Seconds in NumPy and in flopscope.
    resolved_dtype : str or None
        The dtype of the result.
    """

    op_name: str
    subscripts: str | None
    shapes: tuple[tuple[int, ...], ...]
    flop_cost: int
    cumulative: int
    namespace: str | None
    flopscope_context_start_offset_s: float
    flopscope_backend_duration_s: float
    flopscope_overhead_duration_s: float
    resolved_dtype: str | None


class Refusal(NamedTuple):
    """A charge that a ledger refused."""

    op_name: str
    flop_cost: int
    flops_remaining: int


class Ledger:
    """FLOPs charged against one budget, inside a parent's.

    Parameters
    ----------
    budget : int or None
        None counts without a limit.
    parent : Ledger, optional
        The ledger around this one, which is charged too. All of a tree share one lock.
    wall_time_limit_s : float, optional
        Seconds after which operations are refused.
    digest : bool, optional
        Keep a hash of everything that was charged, in order.
    """

    __slots__ = (
        "_children",
        "_entries",
        "_hash",
        "_lock",
        "_log",
        "_pending",
        "budget",
        "closed_ns",
        "deadline_ns",
        "parent",
        "refusals",
        "refused",
        "started_ns",
        "used",
        "wall_time_limit_s",
    )

    def __init__(
        self,
        budget: int | None = None,
        parent: Ledger | None = None,
        wall_time_limit_s: float | None = None,
        digest: bool = False,
    ) -> None:
        self.budget = budget
        self.parent = parent
        self.used = 0
        self.refused: Refusal | None = None
        self.refusals = 0
        self.wall_time_limit_s = wall_time_limit_s
        self.started_ns = time.perf_counter_ns()
        self.closed_ns: int | None = None
        self.deadline_ns = (
            None if wall_time_limit_s is None else self.started_ns + int(wall_time_limit_s * 1e9)
        )
        self._entries: Entries = {}
        self._log: deque[tuple[Any, ...]] = deque(maxlen=LOG_LENGTH)
        self._children: set[Ledger] = set()
        self._hash = hashlib.sha256() if digest else None
        self._pending: list[str] = []
        self._lock: threading.RLock = parent._lock if parent else threading.RLock()
        if parent:
            with self._lock:
                parent._children.add(self)

    # --- charging ------------------------------------------------------------------------------

    def charge(self, op_name: str, cost: int) -> None:
        """Add ``cost`` to this ledger and all around it, or to none of them.

        Raises
        ------
        BudgetExhaustedError, TimeExhaustedError
            If one of them cannot pay, or is past its time; nothing is charged.
        """
        with self._lock:
            ledger: Ledger | None = self
            while ledger is not None:
                if ledger.budget is not None and ledger.used + cost > ledger.budget:
                    raise ledger._refuse(op_name, cost)
                if ledger.deadline_ns is not None and time.perf_counter_ns() > ledger.deadline_ns:
                    raise TimeExhaustedError(
                        f"{op_name} did not run: the wall-time limit of {ledger.wall_time_limit_s} s "
                        "has passed; raise wall_time_limit_s or do less work"
                    )
                ledger = ledger.parent
            self._add(cost)

    def refund(self, cost: int) -> None:
        """Take back a charge whose operation turned out to be refused for its arguments."""
        with self._lock:
            self._add(-cost)

    def _add(self, cost: int) -> None:
        ledger: Ledger | None = self
        while ledger is not None:
            ledger.used += cost
            ledger = ledger.parent

    def _refuse(self, op_name: str, cost: int) -> BudgetExhaustedError:
        assert self.budget is not None
        self.refused = Refusal(op_name, cost, self.budget - self.used)
        self.refusals += 1
        return BudgetExhaustedError(op_name, flop_cost=cost, flops_remaining=self.refused[2])

    def record(
        self,
        namespace: str,
        op_name: str,
        cost: int,
        started_ns: int,
        backend_ns: int,
        overhead_ns: int,
        details: tuple[Any, ...] = ((), None, None),
    ) -> None:
        """Enter an operation that was charged and has run.

        Parameters
        ----------
        details : tuple
            The operands' shapes, the einsum subscripts, the result's dtype name.
        """
        with self._lock:
            entry = self._entries.get((namespace, op_name))
            if entry is None:
                entry = self._entries[namespace, op_name] = [0, 0, 0, 0]
            entry[_FLOPS] += cost
            entry[_CALLS] += 1
            entry[_BACKEND] += backend_ns
            entry[_OVERHEAD] += overhead_ns
            ledger: Ledger | None = self
            while ledger is not None:
                ledger._log.append(
                    (
                        op_name,
                        cost,
                        ledger.used,
                        namespace,
                        started_ns,
                        backend_ns,
                        overhead_ns,
                        details,
                    )
                )
                if ledger._hash is not None:
                    ledger._pending.append(f"{op_name} {cost} {namespace}\n")
                    if len(ledger._pending) >= 1024:
                        ledger._digest()
                ledger = ledger.parent

    def _digest(self) -> None:
        assert self._hash is not None
        self._hash.update("".join(self._pending).encode())
        self._pending.clear()

    def close(self) -> None:
        """Stop the clock and fold the details into the parent; the ledger stays readable."""
        with self._lock:
            if self.closed_ns is not None:
                return
            for child in list(self._children):
                child.close()
            self.closed_ns = time.perf_counter_ns()
            if self.parent is not None:
                self.parent._children.discard(self)
                _fold(self.parent._entries, self._entries)

    # --- reading -------------------------------------------------------------------------------

    @property
    def remaining(self) -> int | None:
        """FLOPs left of the budget; None without one."""
        return None if self.budget is None else self.budget - self.used

    @property
    def wall_ns(self) -> int:
        """Nanoseconds from the start to the close, or to now."""
        return (self.closed_ns or time.perf_counter_ns()) - self.started_ns

    @property
    def op_log_sha256(self) -> str | None:
        """Hash of the operations, their costs and namespaces in order, if ``digest`` was asked."""
        if self._hash is None:
            return None
        with self._lock:
            self._digest()
            return self._hash.hexdigest()

    def op_log(self) -> list[OpRecord]:
        """The latest operations, oldest first, at most :data:`LOG_LENGTH`."""
        with self._lock:
            rows = list(self._log)
        return [
            OpRecord(
                op_name=name,
                subscripts=details[1],
                shapes=tuple(tuple(s) for s in details[0]),
                flop_cost=cost,
                cumulative=cumulative,
                namespace=namespace or None,
                flopscope_context_start_offset_s=(started - self.started_ns) / 1e9,
                flopscope_backend_duration_s=backend / 1e9,
                flopscope_overhead_duration_s=overhead / 1e9,
                resolved_dtype=details[2],
            )
            for name, cost, cumulative, namespace, started, backend, overhead, details in rows
        ]

    def _tree(self) -> Iterator[Ledger]:
        yield self
        for child in self._children:
            yield from child._tree()

    def summary_dict(self, by_namespace: bool = False) -> dict[str, Any]:
        """The ledger as plain data; the keys are those of ``BudgetContext.summary_dict``."""
        with self._lock:
            entries: Entries = {}
            for ledger in self._tree():
                _fold(entries, ledger._entries)
            budget, used, wall = self.budget, self.used, self.wall_ns
        merged: Entries = {}
        for (_, op_name), entry in entries.items():
            _fold(merged, {("", op_name): entry})
        backend = sum(e[_BACKEND] for e in merged.values())
        overhead = sum(e[_OVERHEAD] for e in merged.values())
        summary: dict[str, Any] = {
            "flop_budget": budget,
            "flops_used": used,
            "flops_remaining": None if budget is None else budget - used,
            "operations": _charged({name: entry for (_, name), entry in merged.items()}),
            "wall_time_s": wall / 1e9,
            "flopscope_backend_time_s": backend / 1e9,
            "flopscope_overhead_time_s": overhead / 1e9,
            "residual_wall_time_s": (wall - backend - overhead) / 1e9,
        }
        if by_namespace:
            summary["by_namespace"] = _by_namespace(entries)
        return summary


def _fold(into: Entries, entries: Entries) -> None:
    for key, entry in entries.items():
        total = into.setdefault(key, [0, 0, 0, 0])
        for i, value in enumerate(entry):
            total[i] += value


def _shown(entry: list[int]) -> dict[str, Any]:
    return {
        "flop_cost": entry[_FLOPS],
        "calls": entry[_CALLS],
        "flopscope_backend_time_s": entry[_BACKEND] / 1e9,
        "flopscope_overhead_time_s": entry[_OVERHEAD] / 1e9,
    }


def _charged(operations: dict[str, list[int]]) -> dict[str, Any]:
    """The operations that cost something; free ones are in the times and in the log."""
    return {name: _shown(e) for name, e in sorted(operations.items()) if e[_FLOPS]}


def _by_namespace(entries: Entries) -> dict[str, Any]:
    groups: dict[str, dict[str, list[int]]] = {}
    for (namespace, op_name), entry in entries.items():
        groups.setdefault(namespace, {})[op_name] = entry
    result = {}
    for namespace, operations in sorted(groups.items()):
        total = [sum(e[i] for e in operations.values()) for i in range(4)]
        shown = _shown(total)
        result[namespace] = {
            "flops_used": shown.pop("flop_cost"),
            **shown,
            "operations": _charged(operations),
        }
    return result
