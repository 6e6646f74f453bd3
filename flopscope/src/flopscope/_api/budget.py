"""Budgets as programs write them: contexts, namespaces and summaries, on either engine."""

from __future__ import annotations

import functools
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Token
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from flopscope._api.display import Summary, budget_html
from flopscope._engine import current as engine
from flopscope._ledger import report
from flopscope._ledger.budget_values import flop_budget as checked_budget
from flopscope._ledger.budget_values import wall_time_limit
from flopscope._ledger.record import OpRecord
from flopscope._ledger.scope import TAG, Scope, Scopes, charge_by_default, outside, untagged
from flopscope._ledger.scope import current as current_scope
from flopscope.errors import BudgetExhaustedError, NoBudgetContextError, RemoteError

P = ParamSpec("P")
R = TypeVar("R")


class BudgetContext:
    """A FLOP budget around a block of code, or around a function as its decorator.

    Operations are charged to the innermost open context and to all around it. One that any of them
    cannot pay for is refused: it does not run and is not charged. Threads that are started inside charge
    it too; one that outlives it (a pool's) charges the innermost context around it that is open still.

    Parameters
    ----------
    flop_budget : int
        FLOPs that may be spent inside; a whole number of any size (``1e6`` is taken as 10**6).
    quiet : bool, optional
        Do not print the summary on stderr when the block ends in :class:`BudgetExhaustedError`.
    namespace : str, optional
        Name under which operations are grouped.
    wall_time_limit_s : float, optional
        Seconds after which operations raise :class:`TimeExhaustedError`.

    Raises
    ------
    InvalidBudgetError
        If the budget or the limit is not one.

    Examples
    --------
    >>> import flopscope as flops
    >>> import flopscope.numpy as fnp
    >>> with flops.BudgetContext(flop_budget=100) as budget:
    ...     x = fnp.ones(10) + 1
    >>> budget.flops_used, budget.flops_remaining
    (10, 90)
    """

    def __init__(
        self,
        flop_budget: int,
        quiet: bool = False,
        namespace: str | None = None,
        wall_time_limit_s: float | None = None,
    ) -> None:
        self.flop_budget = checked_budget(flop_budget)
        self.quiet = quiet
        self.namespace = namespace
        self.wall_time_limit_s = wall_time_limit(wall_time_limit_s)
        self._ledger: Any = None
        self._scopes: Scopes = Scopes()
        self._token: Token[Scope | None] | None = None
        self._started = 0.0

    # --- opening and closing --------------------------------------------------------------------

    def __enter__(self) -> BudgetContext:
        if self._token is not None:
            raise RuntimeError("this BudgetContext is open already; make another one to nest")
        outer = current_scope.get()
        self._ledger = engine().open_ledger(
            outer.ledger if outer else None, self.flop_budget, self.wall_time_limit_s
        )
        self._started = time.perf_counter()
        self._scopes = Scopes(self._ledger, self)
        name = _joined(outer.namespace if outer else "", self.namespace or "")
        self._token = current_scope.set(self._scopes.new(name))
        _open.append(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._token is not None
        _open.remove(self)
        current_scope.reset(self._token)
        self._token = None
        outer = current_scope.get()
        self._scopes.move_to(outer.scopes if outer else outside)
        try:
            engine().close_ledger(self._ledger)
        except RemoteError:
            if error is None:
                raise  # else the block's own error says more
            return
        if isinstance(error, BudgetExhaustedError) and not self.quiet:
            print(self.summary(), file=sys.stderr)

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """Decorate ``function``: every call runs in a context of its own with this budget."""

        @functools.wraps(function)
        def inside(*args: P.args, **kwargs: P.kwargs) -> R:
            with BudgetContext(
                self.flop_budget, self.quiet, self.namespace, self.wall_time_limit_s
            ):
                return function(*args, **kwargs)

        return inside

    # --- reading -------------------------------------------------------------------------------

    def _needed(self) -> Any:
        if self._ledger is None:
            raise NoBudgetContextError(
                "this BudgetContext has not been entered yet: use it in a with statement"
            )
        return self._ledger

    def summary_dict(self, by_namespace: bool = False) -> dict[str, Any]:
        """Budget, spending and times as plain data.

        Returns
        -------
        dict
            ``flop_budget``, ``flops_used``, ``flops_remaining`` (int); ``operations``, by name:
            ``flop_cost``, ``calls`` and seconds; ``wall_time_s`` = ``flopscope_backend_time_s`` +
            ``flopscope_overhead_time_s`` + ``residual_wall_time_s``; ``by_namespace`` if asked for.
        """
        return _summary(self._needed(), by_namespace)

    def summary(self, by_namespace: bool = False) -> str:
        """The same as a text table."""
        return Summary(report.text(self.summary_dict(by_namespace)))

    @property
    def flops_used(self) -> int:
        """FLOPs charged inside, up to now; 0 before it is entered."""
        return self.summary_dict()["flops_used"] if self._ledger is not None else 0

    @property
    def flops_remaining(self) -> int:
        """FLOPs left of the budget."""
        return self.flop_budget - self.flops_used

    @property
    def op_log(self) -> list[OpRecord]:
        """The latest operations inside, oldest first (a bounded number)."""
        return logged(self._ledger) if self._ledger is not None else []

    @property
    def elapsed_s(self) -> float:
        """Seconds since it was entered, until it was left."""
        return self.wall_time_s

    @property
    def wall_time_s(self) -> float:
        """Seconds since it was entered, until it was left."""
        return float(self.summary_dict()["wall_time_s"]) if self._ledger is not None else 0.0

    @property
    def flopscope_backend_time_s(self) -> float:
        """Seconds spent computing."""
        return float(self.summary_dict()["flopscope_backend_time_s"])

    @property
    def flopscope_overhead_time_s(self) -> float:
        """Seconds spent pricing and charging."""
        return float(self.summary_dict()["flopscope_overhead_time_s"])

    @property
    def residual_wall_time_s(self) -> float:
        """Wall time less computing and overhead: the program's own."""
        return float(self.summary_dict()["residual_wall_time_s"])

    def _repr_html_(self) -> str | None:
        """What a notebook shows: FLOPs used and left, and the dearest operations."""
        if self._ledger is None:
            return None
        try:
            numbers = self.summary_dict()
        except RemoteError:
            return None
        return budget_html(numbers, "open" if self._token else "closed")

    def __repr__(self) -> str:
        state = "new" if self._ledger is None else "open" if self._token else "closed"
        try:
            used = self.flops_used
        except RemoteError:  # the server has gone, and a debugger still wants to show this
            return f"<BudgetContext of {self.flop_budget:,} FLOPs, {state}, its server is gone>"
        left = self.flop_budget - used
        return (
            f"<BudgetContext of {self.flop_budget:,} FLOPs: {used:,} used, {left:,} left, {state}>"
        )


_open: list[BudgetContext] = []
"""The contexts that are open in any thread, in the order in which they were entered."""


def innermost_budget() -> BudgetContext | None:
    """The context that was entered last, in whatever thread, and is still open."""
    return _open[-1] if _open else None


def budget(
    flop_budget: int,
    quiet: bool = False,
    namespace: str | None = None,
    wall_time_limit_s: float | None = None,
) -> BudgetContext:
    """A :class:`BudgetContext`, as a function."""
    return BudgetContext(flop_budget, quiet, namespace, wall_time_limit_s)


def _summary(ledger: Any, by_namespace: bool) -> dict[str, Any]:
    """A ledger's summary, without the tags of an open profile."""
    found = engine().ledger_summary(ledger, by_namespace)
    if by_namespace:
        tagged = untagged(found["by_namespace"])
        found["by_namespace"] = {name or None: group for name, group in tagged.items()}
    return found


def logged(ledger: Any) -> list[OpRecord]:
    """A ledger's log, without the tags of an open profile."""
    return [
        record._replace(namespace=record.namespace.partition(TAG)[0] or None)
        if record.namespace and TAG in record.namespace
        else record
        for record in engine().ledger_log(ledger)
    ]


def _joined(outer: str, inner: str) -> str:
    return f"{outer}.{inner}" if outer and inner else outer or inner


@contextmanager
def namespace(name: str) -> Iterator[str]:
    """Group the operations of a block under a name; nested names join with dots.

    Parameters
    ----------
    name : str

    Yields
    ------
    str
        The full name.
    """
    if not isinstance(name, str) or not name:
        raise TypeError(f"namespace takes a name, not {name!r}")
    engine()  # the scope of a namespace needs its ledger
    outer = current_scope.get()
    full = _joined(outer.namespace if outer else "", name)
    token = current_scope.set((outer.scopes if outer else outside).new(full))
    try:
        yield full
    finally:
        current_scope.reset(token)


def current_budget() -> BudgetContext | None:
    """The innermost open context; None where only the default budget is active."""
    scope = current_scope.get()
    return scope.context if scope else None


def budget_summary_dict(by_namespace: bool = False) -> dict[str, Any]:
    """The accounting of the whole process (of the session, on a server) as plain data.

    The keys are those of :meth:`BudgetContext.summary_dict`; ``flop_budget`` is the default budget.
    """
    e = engine()
    found = _summary(e.root_ledger, by_namespace)
    if found["flop_budget"] is None:
        default = e.ledger_summary(e.default_ledger, False)
        found["flop_budget"] = default["flop_budget"]
        found["flops_remaining"] = default["flop_budget"] - found["flops_used"]
    return found


def budget_summary(by_namespace: bool = False) -> str:
    """Print the accounting of the whole process (of the session, on a server), and return it."""
    text = Summary(report.text(budget_summary_dict(by_namespace)))
    print(text, file=sys.stdout)
    return text


def budget_reset() -> None:
    """Start the accounting of the process (or session) anew; a run's own ledger goes on."""
    engine().reset()
    charge_by_default(engine().default_ledger)
