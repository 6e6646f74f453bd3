"""Accounts: what operations charge, and how a charge is made exact and cheap.

Asking every ledger around an operation whether it can pay would cost as much as NumPy's call. So the ledgers of
a tree give what they all can pay to one account at a time, as its *credit*; that account spends its credit
alone, and what it has spent is *settled* (added to the ledgers) when another account wants to pay, or when
somebody looks. No other account can spend meanwhile, so a charge is refused exactly when a ledger cannot pay.

Costs, credit and what ledgers have settled are whole numbers of the policy's sub-unit; budgets and totals that
people see are in its currency (:mod:`flopscope._pricing.price`).

Compiled functions (:mod:`flopscope._local.body`) spend credit in one straight line of bytecode without
a call in it, ``account.credit -= cost`` after a comparison. CPython with its global lock lets other threads
run only at calls and at the edges of loops, so that line is one step, and so is the settling of a holder
below. Where there is no such lock (:data:`STRAIGHT_LINES_ARE_ATOMIC`), they call :meth:`Account.charge`, which
takes the tree's.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from flopscope._ledger.digest import Digest
from flopscope._ledger.entries import CALLS, Entry, Index, PriceEntries
from flopscope._ledger.log import Log, appender
from flopscope._pricing.price import Price, shown
from flopscope.errors import BudgetExhaustedError, ForkedBudgetError, TimeExhaustedError


class Charged(Protocol):
    """What an account asks of its ledger, and of those around it."""

    budget: int | None
    closed: float | None
    deadline: float
    digest: Digest | None
    log: Log | None
    purse: Purse
    recorder: Recorder | None
    refusals: int
    refused: Refusal | None
    settled: int
    wall_time_limit_s: float | None

    def chain(self) -> Iterator[Charged]:
        """The ledger and those around it, outwards."""
        ...

    def entries_of(self, namespace: str) -> PriceEntries:
        """Calls and seconds by price."""
        ...

    def sum_up(self, namespace: str) -> None:
        """Add the entries of a namespace up by operation and dtype."""
        ...


STRAIGHT_LINES_ARE_ATOMIC: bool = (
    sys.implementation.name == "cpython" and getattr(sys, "_is_gil_enabled", lambda: True)()
)
"""Whether threads take turns only at calls and at the edges of loops."""

UNLIMITED = 2**60
"""The credit that is given where no ledger has a budget; more is given for what costs more."""
NEVER = float("inf")
MAX_ENTRIES = 4096
"""How many prices a ledger counts under one namespace before it adds them up by operation and dtype."""


class Refusal(NamedTuple):
    """A charge that a ledger refused."""

    op_name: str
    flop_cost: int
    flops_remaining: int


class Recorder(Protocol):
    """Told what a session is charged."""

    def charge(self, price: Price) -> None:
        """A price was charged, and its operation runs from now on."""

    def refund(self, price: Price) -> None:
        """It was taken back."""


class Purse:
    """What the accounts of one tree of ledgers share.

    Attributes
    ----------
    lock : RLock
        Held by whoever moves credit, or changes the tree.
    holder : Account or None
        The one account that has credit.
    index : Index
        What the tree's entries are of.
    scale : int
        Sub-units in one unit of the currency.
    forked : bool
        This is a copy in a child process: nobody is given credit.
    """

    __slots__ = ("forked", "holder", "index", "lock", "scale")

    def __init__(self, scale: int = 1) -> None:
        self.scale = scale
        self.forked = False
        self.lock = threading.RLock()
        self.holder: Account | None = None
        self.index = Index()

    def settle(self, leave: bool = True) -> None:
        """Add what the holder has spent to its ledgers. The lock is held.

        Parameters
        ----------
        leave : bool, optional
            Leave it the rest of its credit.
        """
        holder = self.holder
        if holder is None:
            return
        # From here to the last assignment is one step.
        left = holder.credit
        spent = holder.granted - left
        holder.granted = holder.credit = left if leave else 0
        for ledger in holder.chain:
            ledger.settled += spent

    def take_back(self) -> None:
        """Settle, and leave nobody credit. The lock is held."""
        self.settle(leave=False)
        self.holder = None

    def refuse_in_fork(self) -> None:
        """Give nobody credit any more: the ledgers that count are those of the parent process."""
        # A thread that the child lacks may have held the other one.
        self.lock = threading.RLock()
        self.take_back()
        self.forked = True


class Account:
    """Where operations charge: a ledger, under a namespace.

    Attributes
    ----------
    ledger : Ledger
    namespace : str
    credit : int
        Sub-units that it may spend without asking.
    granted : int
        What its credit was when it was given.
    deadline : float
        When the earliest wall-time limit around it is over; infinite where there is none.
    entries : dict
        Calls and seconds by price.
    log : callable or None
        Takes a row for each operation, into the logs of the ledger and of those around it.
    digests : tuple
        What hashes the operations.
    recorder : Recorder or None
        Told of each charge, and of each that is taken back.
    """

    __slots__ = (
        "__weakref__",
        "_purse",
        "chain",
        "credit",
        "deadline",
        "digests",
        "entries",
        "granted",
        "ledger",
        "log",
        "namespace",
        "recorder",
    )

    def __init__(self, ledger: Charged, namespace: str) -> None:
        self.ledger = ledger
        self.namespace = namespace
        self.chain = tuple(ledger.chain())
        self.credit = self.granted = 0
        self.deadline = min(one.deadline for one in self.chain)
        self.entries: PriceEntries = ledger.entries_of(namespace)
        self.log = appender([one.log for one in self.chain if one.log is not None])
        self.digests = tuple(one.digest for one in self.chain if one.digest is not None)
        recorders = (one.recorder for one in self.chain if one.recorder is not None)
        self.recorder: Recorder | None = next(recorders, None)
        self._purse = ledger.purse

    def charge(self, price: Price, now: float) -> Entry:
        """Add a call's cost to the ledger and all around it, or to none of them.

        Parameters
        ----------
        price : Price
        now : float
            The time, by ``time.perf_counter``.

        Returns
        -------
        list
            The price's entry, to which the caller adds the seconds.

        Raises
        ------
        BudgetExhaustedError, TimeExhaustedError
            If one of them cannot pay, or is past its time; nothing is charged.
        """
        with self._purse.lock:
            entry = self.entry(price)
            self._pay(price, now)
            entry[CALLS] += 1
        return entry

    def pay(self, price: Price, now: float) -> None:
        """The part of :meth:`charge` for callers that write the entry: for more than there is credit for."""
        with self._purse.lock:
            self._pay(price, now)

    def _pay(self, price: Price, now: float) -> None:
        if now > self.deadline:
            raise self._out_of_time(price.op_name, now)
        if price.cost > self.credit:
            self._take_credit(price)
        self.credit -= price.cost

    def _take_credit(self, price: Price) -> None:
        """Become the holder of all that the ledgers can pay, if that is enough."""
        purse, cost = self._purse, price.cost
        if purse.forked:
            raise ForkedBudgetError(price.op_name)
        purse.settle(leave=False)
        least = max(UNLIMITED, cost)
        for ledger in self.chain:
            if ledger.budget is not None:
                left = ledger.budget * purse.scale - ledger.settled
                if left < cost:
                    raise _refusal(
                        ledger,
                        Refusal(price.op_name, shown(cost, purse.scale), left // purse.scale),
                    )
                least = min(least, left)
        self.granted = self.credit = least
        self._purse.holder = self

    def _out_of_time(self, op_name: str, now: float) -> TimeExhaustedError:
        late = next(one for one in self.chain if now > one.deadline)
        limit = late.wall_time_limit_s or 0.0
        return TimeExhaustedError(op_name, elapsed_s=now - late.deadline + limit, limit_s=limit)

    def entry(self, price: Price) -> Entry:
        """The entry of a price, made if there is none.

        Raises
        ------
        MemoryLimitError
            If a summary with it would be too long.
        """
        found = self.entries.get(price)
        if found is None:
            with self._purse.lock:
                self._purse.index.add(self.namespace, price)
                if len(self.entries) >= MAX_ENTRIES:
                    self.ledger.sum_up(self.namespace)
                found = self.entries.setdefault(price, [0, 0.0, 0.0])
        return found

    @property
    def remaining(self) -> int | None:
        """The least that any of its ledgers has left; None without a budget."""
        with self._purse.lock:
            self._purse.settle()
            limited = [one for one in self.chain if one.budget is not None]
            scale = self._purse.scale
            return min((one.budget - shown(one.settled, scale) for one in limited), default=None)  # type: ignore[operator]

    def refund(self, price: Price) -> None:
        """Take back a charge whose operation turned out to be refused for its arguments."""
        with self._purse.lock:
            self._purse.settle()
            for ledger in self.chain:
                ledger.settled -= price.cost
            # Not the entry that was charged, which may have been summed up since.
            self.entry(price)[CALLS] -= 1
        if self.recorder is not None:
            self.recorder.refund(price)


def _refusal(ledger: Charged, refusal: Refusal) -> BudgetExhaustedError:
    ledger.refused = refusal
    ledger.refusals += 1
    name, cost, left = refusal
    return BudgetExhaustedError(name, flop_cost=cost, flops_remaining=left)
