"""A session: one program's ledgers and random state, and the running of its operations.

A local process has one; a server has one for each connection, inside the run's ledger. Everything
that an operation could change besides its arrays lives here, so that sessions cannot meet.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from flopscope._base import trace
from flopscope._base.emitter import emit
from flopscope._ledger.account import Account, Recorder
from flopscope._ledger.entries import CALLS
from flopscope._ledger.ledger import Ledger
from flopscope._ledger.log import new_log
from flopscope._local import symmetric
from flopscope._local.calls import Call, numpy_call, numpy_target
from flopscope._local.guards import guarded
from flopscope._local.prices import KEPT, Plan, Planner, result_bytes
from flopscope._local.randomness import Randomness
from flopscope._local.refunds import REFUSALS, is_refundable, writes
from flopscope._local.sequence import sequence
from flopscope._pricing.policy import Policy
from flopscope._pricing.price import Price
from flopscope._table import ORDERED, Operation

_Bound = tuple[Call, Callable[[tuple[Any, ...], int], Plan]]

_clock = time.perf_counter


class Session:
    """Ledgers, random state and NumPy calls of one program.

    Parameters
    ----------
    policy : Policy
    parent : Ledger, optional
        The run's ledger.
    default_budget : int
        FLOPs of the context that is active when none is open.
    seeds : callable, optional
        Gives the seed sequence of each generator that the program makes without a seed.
    admit : callable, optional
        Asked with the row and plan before each operation; it raises to refuse it.
    recorder : Recorder, optional
        Told of each charge.
    own_s : callable, optional
        Tells how many seconds the program has had for itself so far.
    """

    has_marks = False
    """Whether a symmetric array may be among the arguments of a call: one has been made."""

    def __init__(
        self,
        policy: Policy,
        parent: Ledger | None,
        default_budget: int,
        seeds: Callable[[], np.random.SeedSequence] | None = None,
        admit: Callable[[Operation, Plan], None] | None = None,
        recorder: Recorder | None = None,
        own_s: Callable[[], float] | None = None,
    ) -> None:
        self.policy = policy
        self._recorder = recorder
        self._own_s = own_s
        self._parent = parent
        self._default_budget = default_budget
        self._admit = admit
        self.randomness = Randomness(seeds)
        self._symmetric_planners: dict[str, symmetric.SymmetricPlanner] = {}
        self.downloads: dict[Any, Price] = {}
        # By number; from the end, the rows' operators.
        self._bound: list[_Bound | None] = [None] * (2 * len(ORDERED))
        self._start()

    def _start(self) -> None:
        self.root = Ledger(
            parent=self._parent,
            scale=self.policy.scale,
            recorder=self._recorder,
            own_s=self._own_s,
        )
        self.default = Ledger(self._default_budget, parent=self.root)
        self.account = self.default.account()

    def reset(self) -> None:
        """Start the root and default ledgers anew; the run's ledger goes on, and so do open contexts."""
        root, default = self.root, self.default
        self._start()
        default.heir = self.default
        default.close()
        root.close()

    def move_to(
        self, parent: Ledger, seeds: Callable[[], np.random.SeedSequence] | None = None
    ) -> None:
        """Charge another ledger of the run from now on, and seed unseeded generators anew.

        Contexts that are open must have been closed.
        """
        self._parent = parent
        self.reset()
        if seeds is not None:
            self.randomness.restart(seeds)

    def pause(self) -> None:
        """Settle the session's own ledgers until :meth:`move_to`; it runs nothing meanwhile."""
        self.root.gather()
        self.default.close()
        self.root.close()

    def close(self) -> None:
        """Settle the session's own ledgers: it runs nothing any more."""
        del self.account
        self.root.gather()
        self.default.close()
        self.root.close()

    def open_ledger(
        self, outer: Ledger | None, budget: int, wall_time_limit_s: float | None
    ) -> Ledger:
        """A context's ledger, inside the innermost context around it that is open still.

        Parameters
        ----------
        outer : Ledger or None
            Of the context around it.
        budget : int
        wall_time_limit_s : float or None
        """
        around = outer.still_open() if outer is not None else self.default
        parent = self.root if around is self.default else around
        return Ledger(budget, parent, wall_time_limit_s, new_log(), heir=around)

    def run(
        self,
        op: Operation,
        args: tuple[Any, ...],
        account: Account,
        count: int,
        is_operator: bool = False,
    ) -> Any:
        """Price, charge, run and log one operation.

        Parameters
        ----------
        args : tuple
            One argument a parameter: NumPy arrays and numbers, our dtypes, plain values.
        account : Account
            Who pays.
        count : int
            How many arguments, from the first, may differ from their defaults.
        is_operator : bool, optional
            Compute as the row's Python operator does.

        Raises
        ------
        BudgetExhaustedError, TimeExhaustedError
            Before anything ran or was charged.
        Exception
            What NumPy raises. The operation is not charged unless elements of an array decided that.
        """
        begun = _clock()
        form = ~op.index if is_operator else op.index
        call, plans = self._bound[form] or self._bind(op, is_operator)
        if self.has_marks and symmetric.has_marks(args):
            return self._run_symmetric(op, args, account, count, begun)
        plan = plans(args, count)
        if plan.price.twins and symmetric.twins_among(op, args):
            return self._run_symmetric(op, args, account, count, begun)
        if self._admit is not None:
            self._admit(op, plan)
        try:
            return _carry_out(op, args, count, call, plan.price, account, begun)
        except REFUSALS:
            if self._admit is None:
                self._refuse_by_rule(op, args)
            raise

    def _run_symmetric(
        self, op: Operation, args: tuple[Any, ...], account: Account, count: int, begun: float
    ) -> Any:
        """:meth:`run` for operands with symmetries or twins; see :mod:`.symmetric`."""
        symmetric.refuse_writes(op, args)
        planner = self._symmetric_planners.get(op.name)
        if planner is None:
            planner = symmetric.SymmetricPlanner(op, self.policy, self._admit is not None)
            self._symmetric_planners[op.name] = planner
        twins = symmetric.twins_among(op, args)
        plan = planner.plan(tuple([symmetric.described(a, twins) for a in args]), count)
        if self._admit is not None:
            self._admit(op, plan)
        plain = symmetric.passed_on(op, plan, args)
        compute = self.call(op)

        def call(passed: tuple[Any, ...], number: int) -> Any:
            return symmetric.finished(op, plan, args, passed, compute(passed, number))

        return _carry_out(op, plain, count, call, plan.price, account, begun)

    def _refuse_by_rule(self, op: Operation, args: tuple[Any, ...]) -> None:
        """Raise what a rule says of a refused call, if it says anything.

        A server asks all rules of a row before NumPy, to know what memory a result takes. So both engines
        refuse a call with the same error.
        """
        try:
            result_bytes(op, args, self.policy.price(op, args).work)
        except Exception as error:  # noqa: BLE001 - whatever the rule raises
            raise error.with_traceback(None) from None

    def download(self, value: Any, account: Account) -> None:
        """Charge an account for the numbers of an array that leave the engine.

        Raises
        ------
        BudgetExhaustedError, TimeExhaustedError
            If the policy has a price for them, and the budget cannot pay it.
        """
        is_scalar = isinstance(value, np.generic)
        key = value.__class__ if is_scalar else (value.size, value.dtype)
        price = self.downloads.get(key)
        if price is None:
            if len(self.downloads) >= KEPT:
                self.downloads.clear()
            price = self.policy.download_price(value.size, value.dtype)
            self.downloads[key] = price
        entry = account.entries.get(price)
        if entry is not None and not price.cost:
            entry[CALLS] += 1
        else:
            account.charge(price, _clock())

    def _bind(self, op: Operation, is_operator: bool = False) -> _Bound:
        self.has_marks = self.has_marks or op.chapter == "declaring"
        made = (
            numpy_call(op, self.target(op, is_operator)),
            Planner(op, self.policy, self._admit is not None).plan,
        )
        self._bound[~op.index if is_operator else op.index] = made
        return made

    def plan(self, op: Operation, args: tuple[Any, ...], count: int) -> Plan:
        """What is known of a call before it runs; arguments as for :meth:`run`."""
        return (self._bound[op.index] or self._bind(op))[1](args, count)

    def call(self, op: Operation, is_operator: bool = False) -> Call:
        """What carries out a row, from the arguments that :meth:`run` takes."""
        form = ~op.index if is_operator else op.index
        return (self._bound[form] or self._bind(op, is_operator))[0]

    def target(self, op: Operation, is_operator: bool = False) -> Callable[..., Any]:
        """What carries out a row: NumPy's function, or this session's own for random numbers."""
        found = self.randomness.target(op) or numpy_target(op, is_operator)
        return guarded(op, found)


def failed(
    account: Account,
    price: Price,
    error: BaseException,
    args: tuple[Any, ...],
    may_have_written: bool,
) -> None:
    """Take back the charge of a call that NumPy refused for its arguments; keep that of a failure."""
    if is_refundable(price.op_name, error, args, may_have_written):
        account.refund(price)
    else:
        for digest in account.digests:
            digest.add(price.op_name, price.cost, account.namespace)
        if account.log is not None:
            now = _clock()
            account.log(
                (price.op_name, price.cost, account.namespace, now, now, now, (), None, None)
            )


def operands_of(op: Operation, args: tuple[Any, ...]) -> tuple[tuple[Any, ...], str | None]:
    """The shapes of the array arguments, and the subscripts of an einsum."""
    shapes: list[Any] = []
    subscripts = None
    for param, arg in zip(op.params, args, strict=True):
        if param.kind.has_subscripts:
            subscripts = arg[0]
        required = not param.source
        shapes += [
            getattr(value, "shape", ())
            for value in param.kind.logged(arg)
            if isinstance(value, np.ndarray | np.generic)
            or (required and isinstance(value, int | float | complex))
        ]
    return tuple(shapes), subscripts


_carry_out = emit(
    "carry_out",
    "op, args, count, call, price, account, begun",
    [
        *sequence(
            name="op.name",
            price="price",
            call=["result = call(args, count)"],
            operands="*_operands(op, args)",
            dtype="getattr(result, 'dtype', None)",
            recorded=["if account.recorder is not None:", "    account.recorder.charge(price)"],
            digests=True,
            then=["return result"],
            failure="args, _writes(op, args)",
        ),
    ],
    {
        "_clock": _clock,
        "_failed": failed,
        "_trace": trace.line,
        "_operands": operands_of,
        "_writes": writes,
    },
    of="operation of any kind",
)
"""Charge, call and log one operation whose price is known: what the fast paths do in their own bodies."""
