"""A session: one program's ledgers and random state, and the running of its operations.

A local process has one; a server has one for each connection, inside the run's ledger. Everything
that an operation could change besides its arrays lives here, so that sessions cannot meet.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from flopscope._engine.calls import Call, numpy_call
from flopscope._ledger import Ledger
from flopscope._policy import Policy
from flopscope._table import ORDERED, Operation

_REFUSALS = (TypeError, ValueError, IndexError, OverflowError, ZeroDivisionError, MemoryError)
"""How NumPy says that it will not do a call; LinAlgError is about data and stays charged."""

_clock = time.perf_counter_ns


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
        Asked with the row and arguments before each operation; it raises to refuse it.
    """

    def __init__(
        self,
        policy: Policy,
        parent: Ledger | None,
        default_budget: int,
        seeds: Callable[[], np.random.SeedSequence] | None = None,
        admit: Callable[[Operation, tuple[Any, ...]], None] | None = None,
    ) -> None:
        self.policy = policy
        self._parent = parent
        self._default_budget = default_budget
        self._seeds = seeds
        self._admit = admit
        self.random_state = np.random.RandomState(
            None if seeds is None else np.random.MT19937(seeds())
        )
        self._calls: list[Call | None] = [None] * len(ORDERED)
        self.reset()

    def reset(self) -> None:
        """Start the root and default ledgers anew; the run's ledger goes on."""
        self.root = Ledger(parent=self._parent)
        self.default = Ledger(self._default_budget, parent=self.root)

    def run(self, op: Operation, args: tuple[Any, ...], ledger: Ledger, namespace: str) -> Any:
        """Price, charge, run and record one operation.

        Parameters
        ----------
        args : tuple
            One argument a parameter: NumPy arrays and numbers, our dtypes, plain values.

        Raises
        ------
        BudgetExhaustedError, TimeExhaustedError
            Before anything ran or was charged.
        Exception
            What NumPy raises. Refused for its arguments, the operation is not charged.
        """
        begun = _clock()
        if self._admit is not None:
            self._admit(op, args)
        cost = self.policy.price(op, args)
        ledger.charge(op.name, cost)
        call = self._calls[op.index] or self._bind(op)
        started = _clock()
        try:
            result = call(args)
        except _REFUSALS as error:
            if not isinstance(error, np.linalg.LinAlgError):
                ledger.refund(cost)
                raise
            ledger.record(namespace, op.name, cost, begun, _clock() - started, started - begun)
            raise
        except FloatingPointError:
            ledger.record(namespace, op.name, cost, begun, _clock() - started, started - begun)
            raise
        ended = _clock()
        ledger.record(
            namespace,
            op.name,
            cost,
            begun,
            ended - started,
            started - begun,
            _details(op, args, result),
        )
        return result

    def _bind(self, op: Operation) -> Call:
        made = numpy_call(op, self._random_target(op.name))
        self._calls[op.index] = made
        return made

    def _random_target(self, name: str) -> Callable[..., Any] | None:
        """The session's own functions for the rows of ``numpy.random``."""
        if name == "random.default_rng":
            return self.default_rng
        if name == "random.RandomState":
            return self.new_random_state
        if name == "random.seed":
            return self.seed
        module, _, leaf = name.rpartition(".")
        found: Callable[..., Any] | None = None
        if module == "random":
            found = getattr(self.random_state, leaf)
        return found

    def seed(self, seed: Any = None) -> None:
        """``numpy.random.seed``, whose missing seed is derived from the run's."""
        if seed is None and self._seeds is not None:
            self.random_state.set_state(self.new_random_state().get_state())
        else:
            self.random_state.seed(seed)

    def default_rng(self, seed: Any = None) -> np.random.Generator:
        """``numpy.random.default_rng``, whose missing seed is derived from the run's."""
        if seed is None and self._seeds is not None:
            return np.random.Generator(np.random.PCG64(self._seeds()))
        return np.random.default_rng(seed)

    def new_random_state(self, seed: Any = None) -> np.random.RandomState:
        """``numpy.random.RandomState``, whose missing seed is derived from the run's."""
        if seed is None and self._seeds is not None:
            return np.random.RandomState(np.random.MT19937(self._seeds()))
        return np.random.RandomState(seed)


def _details(op: Operation, args: tuple[Any, ...], result: Any) -> tuple[Any, ...]:
    """What the operation log shows besides the cost: shapes, subscripts, result dtype."""
    shapes = []
    subscripts = None
    for param, arg in zip(op.params, args, strict=True):
        if param.kind == "array" and param.style != "var":
            shape = getattr(arg, "shape", None)
            if shape is not None:
                shapes.append(shape)
        elif param.style == "var" or param.kind in ("arrays", "nested"):
            items = arg if isinstance(arg, list | tuple) else (arg,)
            shapes += [i.shape for i in items if isinstance(i, np.ndarray)]
            if op.name == "einsum":
                subscripts = arg[0]
    dtype = getattr(result, "dtype", None)
    return tuple(shapes), subscripts, None if dtype is None else dtype.name
