"""Ledgers: who has spent how many FLOPs on what.

A ledger has an optional budget and an optional parent. An operation is charged to the innermost
ledger and to all around it, or, if one of them cannot pay, to none. Integers are exact at any size.
Details (calls, seconds, by operation and namespace) are kept where the operation was charged and
folded into the parent when a ledger closes, so that an operation costs O(depth) additions and the
details O(operations) memory.

An :class:`Account` is what operations charge: a ledger and a namespace, with all that is needed for a
charge at hand.
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


def new_log() -> deque[tuple[Any, ...]]:
    """A bounded log for a ledger."""
    return deque(maxlen=LOG_LENGTH)


_FLOPS, _CALLS, _BACKEND, _OVERHEAD = range(4)
Entry = list[int]
"""[FLOPs, calls, backend ns, overhead ns]"""
Entries = dict[tuple[str, str], Entry]
"""(namespace, operation) -> entry"""


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


class Digest:
    """A running hash of the operations that were charged, in order."""

    __slots__ = ("_hash", "_lock", "_pending")

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._pending: list[str] = []
        self._lock = threading.Lock()

    def add(self, op_name: str, cost: int, namespace: str) -> None:
        """Add an operation."""
        self._pending.append(f"{op_name} {cost} {namespace}\n")
        if len(self._pending) >= 1024:
            self.hexdigest()

    def hexdigest(self) -> str:
        """The hash of everything so far."""
        with self._lock:
            taken, self._pending = self._pending, []
            self._hash.update("".join(taken).encode())
            return self._hash.hexdigest()


class Account:
    """Where operations charge: a ledger, under a namespace.

    Attributes
    ----------
    ledger : Ledger
    namespace : str
    logs : tuple
        What takes a row for each operation: the logs of the ledger and those around it.
    digests : tuple
        What hashes the operations.
    """

    __slots__ = (
        "_chain",
        "_entries",
        "_limited",
        "_lock",
        "_timed",
        "digests",
        "ledger",
        "logs",
        "namespace",
    )

    def __init__(self, ledger: Ledger, namespace: str) -> None:
        self.ledger = ledger
        self.namespace = namespace
        self._lock = ledger._lock
        self._chain = tuple(ledger.chain())
        self._limited = tuple(one for one in self._chain if one.budget is not None)
        self._timed = tuple(one for one in self._chain if one.deadline_ns is not None)
        self._entries = ledger._namespaces.setdefault(namespace, {})
        self.logs = tuple(one.log for one in self._chain if one.log is not None)
        self.digests = tuple(one.digest for one in self._chain if one.digest is not None)

    def charge(self, op_name: str, cost: int) -> Entry:
        """Add ``cost`` to the ledger and all around it, or to none of them.

        Returns
        -------
        list of int
            The operation's entry, to which the caller adds the seconds.

        Raises
        ------
        BudgetExhaustedError, TimeExhaustedError
            If one of them cannot pay, or is past its time; nothing is charged.
        """
        with self._lock:
            for ledger in self._timed:
                ledger._check_time(op_name)
            if cost:
                for ledger in self._limited:
                    if ledger.used + cost > ledger.budget:  # type: ignore[operator]
                        raise ledger._refuse(op_name, cost)
                for ledger in self._chain:
                    ledger.used += cost
            entry = self._entries.get(op_name)
            if entry is None:
                entry = self._entries[op_name] = [0, 0, 0, 0]
            entry[_FLOPS] += cost
            entry[_CALLS] += 1
        return entry

    def refund(self, cost: int, entry: Entry) -> None:
        """Take back a charge whose operation turned out to be refused for its arguments."""
        with self._lock:
            for ledger in self._chain:
                ledger.used -= cost
            entry[_FLOPS] -= cost
            entry[_CALLS] -= 1

    def enter(
        self,
        op_name: str,
        cost: int,
        started_ns: int,
        backend_ns: int,
        overhead_ns: int,
        shapes: tuple[Any, ...] = (),
        subscripts: str | None = None,
        dtype: str | None = None,
    ) -> None:
        """Add a row to the logs, for an operation that was charged and has run."""
        row = (op_name, cost, self.namespace, started_ns, backend_ns, overhead_ns)
        for log in self.logs:
            log.append((*row, shapes, subscripts, dtype))


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
    log : deque, optional
        Takes a row for each operation.
    digest : Digest, optional
        Hashes the operations.
    """

    __slots__ = (
        "_accounts",
        "_children",
        "_folded",
        "_lock",
        "_namespaces",
        "budget",
        "closed_ns",
        "deadline_ns",
        "digest",
        "log",
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
        log: deque[tuple[Any, ...]] | None = None,
        digest: Digest | None = None,
    ) -> None:
        self.budget = budget
        self.parent = parent
        self.log = log
        self.digest = digest
        self.used = 0
        self.refused: Refusal | None = None
        self.refusals = 0
        self.wall_time_limit_s = wall_time_limit_s
        self.started_ns = time.perf_counter_ns()
        self.closed_ns: int | None = None
        self.deadline_ns = (
            None if wall_time_limit_s is None else self.started_ns + int(wall_time_limit_s * 1e9)
        )
        self._namespaces: dict[str, dict[str, Entry]] = {}
        self._folded: Entries = {}
        self._accounts: dict[str, Account] = {}
        self._children: set[Ledger] = set()
        self._lock: threading.RLock = parent._lock if parent else threading.RLock()
        if parent:
            with self._lock:
                parent._children.add(self)

    def chain(self) -> Iterator[Ledger]:
        """This ledger and those around it, outwards."""
        ledger: Ledger | None = self
        while ledger is not None:
            yield ledger
            ledger = ledger.parent

    def account(self, namespace: str = "") -> Account:
        """The account under which a namespace's operations charge this ledger."""
        with self._lock:
            found = self._accounts.get(namespace)
            if found is None:
                found = self._accounts[namespace] = Account(self, namespace)
            return found

    def _check_time(self, op_name: str) -> None:
        assert self.deadline_ns is not None
        if time.perf_counter_ns() > self.deadline_ns:
            raise TimeExhaustedError(
                f"{op_name} did not run: the wall-time limit of {self.wall_time_limit_s} s "
                "has passed; raise wall_time_limit_s or do less work"
            )

    def _refuse(self, op_name: str, cost: int) -> BudgetExhaustedError:
        assert self.budget is not None
        self.refused = Refusal(op_name, cost, self.budget - self.used)
        self.refusals += 1
        return BudgetExhaustedError(op_name, flop_cost=cost, flops_remaining=self.refused[2])

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
                _fold(self.parent._folded, self._entries())

    def _entries(self) -> Entries:
        """This ledger's own entries and those of the closed ledgers inside it."""
        found: Entries = {}
        _fold(found, self._folded)
        for namespace, operations in self._namespaces.items():
            _fold(found, {(namespace, name): entry for name, entry in operations.items()})
        return found

    # --- reading -------------------------------------------------------------------------------

    @property
    def remaining(self) -> int | None:
        """FLOPs left of the budget; None without one."""
        return None if self.budget is None else self.budget - self.used

    @property
    def wall_ns(self) -> int:
        """Nanoseconds from the start to the close, or to now."""
        return (self.closed_ns or time.perf_counter_ns()) - self.started_ns

    def op_log(self) -> list[OpRecord]:
        """The latest operations, oldest first, at most :data:`LOG_LENGTH`; empty without a log."""
        rows = list(self.log or ())
        cumulative = self.used - sum(row[1] for row in rows)
        records = []
        for name, cost, namespace, started, backend, overhead, shapes, subscripts, dtype in rows:
            cumulative += cost
            records.append(
                OpRecord(
                    op_name=name,
                    subscripts=subscripts,
                    shapes=tuple(tuple(s) for s in shapes),
                    flop_cost=cost,
                    cumulative=cumulative,
                    namespace=namespace or None,
                    flopscope_context_start_offset_s=(started - self.started_ns) / 1e9,
                    flopscope_backend_duration_s=backend / 1e9,
                    flopscope_overhead_duration_s=overhead / 1e9,
                    resolved_dtype=dtype,
                )
            )
        return records

    def _tree(self) -> Iterator[Ledger]:
        yield self
        for child in self._children:
            yield from child._tree()

    def summary_dict(self, by_namespace: bool = False) -> dict[str, Any]:
        """The ledger as plain data; the keys are those of ``BudgetContext.summary_dict``."""
        with self._lock:
            entries: Entries = {}
            for ledger in self._tree():
                _fold(entries, ledger._entries())
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
