"""What an engine does: bind operations, read arrays, keep ledgers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from flopscope._base.print_options import Options
from flopscope._ledger.record import OpRecord
from flopscope._pricing.policy import Policy
from flopscope._table import Operation, Param


class Engine(Protocol):
    """Runs operations on the values that ``ndarray`` and ``Generator`` objects hold.

    A value has ``shape``, ``ndim``, ``size`` and ``dtype``; what else it is, only its engine knows.
    A ledger token is opaque too; its ``account(namespace)`` is what operations of a namespace charge.
    """

    name: str

    @property
    def policy(self) -> Policy:
        """What operations are priced by (a remote engine asks its server)."""
        ...

    @property
    def root_ledger(self) -> Any:
        """The whole process's (or session's) ledger."""
        ...

    @property
    def default_ledger(self) -> Any:
        """The ledger that is charged when no context is open."""
        ...

    def bind(self, op: Operation, is_operator: bool = False) -> Callable[..., Any]:
        """A callable that takes one argument per parameter, in order, and gives the public result.

        Parameters
        ----------
        is_operator : bool
            Compute as the row's Python operator does, which differs from the ufunc for scalars.
        """
        ...

    def body(
        self,
        op: Operation,
        given: list[tuple[Param, str | None]],
        general: str,
        in_place: bool,
        is_operator: bool = False,
    ) -> tuple[list[str], dict[str, Any]]:
        """The body of a function compiled for a row, and the names that it uses.

        Parameters
        ----------
        given : list
            Each parameter with the expression of its argument; None where it has its default.
        general : str
            The expression that calls :meth:`bind`'s callable: always a valid body, returned.
        in_place : bool
            The first operand is also the result's place.
        is_operator : bool
            As for :meth:`bind`.
        """
        ...

    def is_scalar(self, value: Any) -> bool:
        """Whether NumPy would have given a scalar: immutable, and without a view."""
        ...

    def item(self, value: Any) -> Any:
        """The Python number of a one-element value."""
        ...

    def tolist(self, value: Any) -> Any:
        """The value as nested lists of Python numbers (a number where it is 0-d)."""
        ...

    def tobytes(self, value: Any) -> bytes:
        """The elements' bytes in row-major order."""
        ...

    def text(self, value: Any, form: str, options: Options = ()) -> str:
        """NumPy's ``"str"``, ``"repr"`` or ``"array2string"`` of the value, under print options."""
        ...

    def open_ledger(self, parent: Any, budget: int, wall_time_limit_s: float | None) -> Any:
        """Open a ledger inside ``parent`` (None: inside the root) and return its token."""
        ...

    def close_ledger(self, token: Any) -> None:
        """Close it; it stays readable."""
        ...

    def ledger_summary(self, token: Any, by_namespace: bool) -> dict[str, Any]:
        """The ledger as plain data; see :meth:`flopscope._ledger.Ledger.summary_dict`."""
        ...

    def ledger_log(self, token: Any) -> list[OpRecord]:
        """The ledger's latest operations, oldest first."""
        ...

    def errors(self) -> dict[str, str]:
        """How floating-point errors are handled, by kind."""
        ...

    def set_errors(self, modes: dict[str, str]) -> None:
        """Handle floating-point errors so from now on; the modes have been checked."""
        ...

    def contraction_path(self, subscripts: str, shapes: list[Any], optimize: Any) -> Any:
        """The path that an einsum would take, for a cost query: nothing runs, nothing is charged.

        Parameters
        ----------
        subscripts : str
        shapes : list of tuple of int
            Of the operands.
        optimize : bool or str
            The search that is asked for.
        """
        ...

    def twins(self, values: list[Any]) -> list[Any]:
        """Which of several values show the same memory, for a cost query: nothing runs, nothing is charged.

        Returns
        -------
        list of Twin or None
            For each value; None where it stands alone. See :class:`flopscope._table.spec.Twin`.
        """
        ...

    def reset(self) -> None:
        """Start the root and default ledgers anew."""
        ...
