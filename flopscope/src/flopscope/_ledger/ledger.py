"""A ledger: FLOPs charged against one budget, inside a parent's."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from weakref import WeakValueDictionary

from flopscope._base import emitter
from flopscope._ledger.account import NEVER, Account, Purse, Recorder, Refusal
from flopscope._ledger.digest import Digest
from flopscope._ledger.entries import Details, PriceEntries, Times, summarized
from flopscope._ledger.log import Log, records
from flopscope._ledger.record import OpRecord
from flopscope._pricing.price import shown


class Ledger:
    """FLOPs charged against one budget, inside a parent's.

    Parameters
    ----------
    budget : int or None
        None counts without a limit.
    parent : Ledger, optional
        The ledger around this one, which is charged too.
    wall_time_limit_s : float, optional
        Seconds after which operations are refused.
    log : deque, optional
        Takes a row for each operation; see :func:`~flopscope._ledger.log.new_log`.
    digest : Digest, optional
        Hashes the operations.
    scale : int, optional
        Sub-units in one unit of the currency; of the outermost ledger.
    heir : Ledger, optional
        Whose account is given to those who ask for one after this has closed.

    recorder : Recorder, optional
        Told of the charges to accounts of this ledger and of those inside it.
    own_s : callable, optional
        Tells how many seconds the program has had for itself so far, where a server measures that; by default
        as the parent.

    Attributes
    ----------
    settled : int
        Sub-units charged, but for what the holder of the tree's credit has spent since it was given.
    """

    __slots__ = (
        "_accounts",
        "_at_close",
        "_at_start",
        "_children",
        "_folded",
        "_late",
        "_namespaces",
        "_own_s",
        "budget",
        "closed",
        "deadline",
        "digest",
        "heir",
        "log",
        "parent",
        "purse",
        "recorder",
        "refusals",
        "refused",
        "settled",
        "started",
        "wall_time_limit_s",
    )

    def __init__(
        self,
        budget: int | None = None,
        parent: Ledger | None = None,
        wall_time_limit_s: float | None = None,
        log: Log | None = None,
        digest: Digest | None = None,
        heir: Ledger | None = None,
        scale: int = 1,
        recorder: Recorder | None = None,
        own_s: Callable[[], float] | None = None,
    ) -> None:
        self.budget = budget
        self.recorder = recorder
        self.parent = parent
        self.heir = heir
        self.log = log
        self.digest = digest
        self.settled = 0
        self.refused: Refusal | None = None
        self.refusals = 0
        self.wall_time_limit_s = wall_time_limit_s
        self.started = time.perf_counter()
        self.closed: float | None = None
        self._own_s: Callable[[], float] | None = own_s or (parent._own_s if parent else None)
        self._at_start = self._at_close = self._clocks()
        self.deadline = NEVER if wall_time_limit_s is None else self.started + wall_time_limit_s
        self._namespaces: dict[str, PriceEntries] = {}
        self._folded = Details()
        # Held by those who charge them: without any, nobody can charge this ledger.
        self._accounts: WeakValueDictionary[str, Account] = WeakValueDictionary()
        self._children: set[Ledger] = set()
        self._late: set[Ledger] = set()  # those of the children that are closed and still charged
        self.purse: Purse = parent.purse if parent else Purse(scale)
        if parent:
            with self.purse.lock:
                parent._children.add(self)

    def chain(self) -> Iterator[Ledger]:
        """This ledger and those around it, outwards."""
        ledger: Ledger | None = self
        while ledger is not None:
            yield ledger
            ledger = ledger.parent

    def account(self, namespace: str = "") -> Account:
        """The account under which a namespace's operations charge this ledger, or its heir if it is closed."""
        with self.purse.lock:
            ledger = self.still_open()
            found = ledger._accounts.get(namespace)
            if found is None:
                self.purse.index.add_namespace(namespace)
                found = ledger._accounts[namespace] = Account(ledger, namespace)
            return found

    def still_open(self) -> Ledger:
        """This ledger, or the first of its heirs that has not closed."""
        ledger = self
        while ledger.closed is not None and ledger.heir is not None:
            ledger = ledger.heir
        return ledger

    def entries_of(self, namespace: str) -> PriceEntries:
        """Where the entries of a namespace's operations are, by price."""
        return self._namespaces.setdefault(namespace, {})

    def sum_up(self, namespace: str) -> None:
        """Add a namespace's entries up by operation, so that they take less memory. The lock is held."""
        entries = self._namespaces[namespace]
        self._folded.add(namespace, entries)
        self._folded.sum_up()
        entries.clear()

    def close(self) -> None:
        """Stop the clock and fold the details into the parent; the ledger stays readable.

        A thread may be in the middle of an operation then, or in a context of its own inside: what they
        charge still counts here, and the details are folded when they are done.
        """
        with self.purse.lock:
            if self.closed is not None:
                return
            self.closed = time.perf_counter()
            self._at_close = self._clocks()
            self.purse.take_back()
            siblings = list(self.parent._late) if self.parent is not None else []
            for ledger in (*self._late.copy(), self, *siblings):
                ledger._leave()

    def gather(self) -> None:
        """Fold all closed ledgers inside, at whatever depth, that nobody charges any more."""
        with self.purse.lock:
            for ledger in list(self._tree()):
                ledger._leave()

    def _leave(self) -> None:
        """Fold into the parent if this is closed and nobody can charge it; then maybe the parent. Locked."""
        ledger = self
        while ledger.closed is not None and not ledger._children:
            parent = ledger.parent
            if parent is None or ledger not in parent._children:  # it is the outermost, or has left
                return
            if len(ledger._accounts):
                parent._late.add(ledger)
                return
            parent._late.discard(ledger)
            parent._children.discard(ledger)
            ledger._fold_into(parent._folded)
            ledger = parent

    def _fold_into(self, details: Details) -> None:
        """Add this ledger's own entries and those of the closed ledgers inside it."""
        details.merge(self._folded)
        for namespace, entries in self._namespaces.items():
            details.add(namespace, entries)

    # --- reading -------------------------------------------------------------------------------

    @property
    def used(self) -> int:
        """FLOPs charged up to now."""
        with self.purse.lock:
            self.purse.settle()
            return shown(self.settled, self.purse.scale)

    @property
    def remaining(self) -> int | None:
        """FLOPs left of the budget; None without one."""
        return None if self.budget is None else self.budget - self.used

    @property
    def wall_time_s(self) -> float:
        """Seconds from the start to the close, or to now."""
        return (self.closed or time.perf_counter()) - self.started

    def restart(self) -> None:
        """Start the clock now: what came before was no program's."""
        self.started = time.perf_counter()
        self._at_start = self._clocks()

    def _clocks(self) -> tuple[float | None, float]:
        """The program's own seconds so far, if they are measured, and those spent on compiling."""
        return (None if self._own_s is None else self._own_s()), emitter.spent_s

    def _times(self) -> Times:
        own, compiled = self._clocks() if self.closed is None else self._at_close
        own_before, compiled_before = self._at_start
        if own is not None and own_before is not None:
            own -= own_before
        return Times(self.wall_time_s, own, compiled - compiled_before)

    def op_log(self) -> list[OpRecord]:
        """The latest operations, oldest first, at most ``LOG_LENGTH``; empty without a log."""
        with self.purse.lock:
            self.purse.settle()
            used, rows = self.settled, list(self.log or ())
        return list(records(rows, used, self.started, self.purse.scale))

    def _tree(self) -> Iterator[Ledger]:
        pending = [self]
        while pending:  # they may be nested deeper than functions
            ledger = pending.pop()
            yield ledger
            pending.extend(ledger._children)

    def summary_dict(self, by_namespace: bool = False) -> dict[str, Any]:
        """The ledger as plain data; the keys are those of ``BudgetContext.summary_dict``."""
        with self.purse.lock:
            return summarized(
                self.details(),
                self.budget,
                self.used,
                self._times(),
                by_namespace,
                self.purse.scale,
            )

    def details(self) -> Details:
        """Calls, seconds and units of this ledger and all inside it."""
        with self.purse.lock:
            found = Details()
            for ledger in self._tree():
                ledger._fold_into(found)
            return found
