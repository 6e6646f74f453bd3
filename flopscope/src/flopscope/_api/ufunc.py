"""Ufuncs: the callable objects that pointwise operations are, with ``reduce`` and its kin.

A ufunc's own row is the call; its methods have rows of their own (``add.reduce``), which are priced too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flopscope._api import functions
from flopscope._base import dtypes as _dtypes
from flopscope._table import TABLE, Operation, Spec
from flopscope._table.absent import absent
from flopscope._table.pointwise import ufunc_arity
from flopscope._table.products import CORES


class ufunc:
    """A pointwise operation: ``fnp.add(x, y)``, ``fnp.add.reduce(x)``, ``fnp.add.outer(x, y)``.

    Attributes
    ----------
    nin, nout, nargs : int
        Number of operands, of results, and of both.
    ntypes : int
        Number of loops.
    types : list of str
        The loops by type codes, such as ``"dd->d"``; those on flopscope's dtypes.
    identity : int, float or None
        The result of reducing nothing.
    signature : str or None
        The core dimensions, such as ``"(n),(n)->()"``; pointwise operations have none.
    """

    __name__: str
    nin: int
    nout: int
    identity: Any
    signature: str | None = None

    __call__: Callable[..., Any]

    @property
    def __signature__(self) -> Any:
        """The function's, for ``inspect.signature``: without ``self``, and with NumPy's names alone."""
        from inspect import signature  # takes long to import

        found = signature(type(self).__call__)
        kept = [p for n, p in found.parameters.items() if n not in ("sig", "out1", "out2")]
        return found.replace(parameters=kept)

    @property
    def nargs(self) -> int:
        """Number of operands and results."""
        return self.nin + self.nout

    @property
    def types(self) -> list[str]:
        """The loops by type codes."""
        return list(_loops(TABLE[self.__name__], self.nin))

    @property
    def ntypes(self) -> int:
        """Number of loops."""
        return len(self.types)

    def __getattr__(self, name: str) -> Any:
        op = TABLE.get(f"{self.__name__}.{name}")
        if op is None:
            raise absent("ufunc", name, f"ufunc {self.__name__!r}")
        found = functions.function(op, name, "flopscope.numpy")
        setattr(self, name, found)
        return found

    def __dir__(self) -> list[str]:
        prefix = f"{self.__name__}."
        own = [n.removeprefix(prefix) for n in TABLE if n.startswith(prefix)]
        return sorted({*super().__dir__(), *own})

    def __repr__(self) -> str:
        return f"<ufunc '{self.__name__}'>"

    def __reduce__(self) -> str:
        return self.__name__  # the name in the module that __module__ names


def make(op: Operation) -> ufunc:
    """The ufunc of a row. Its class is its own, so that a call costs no look-up of a method."""
    arity = ufunc_arity(op)
    assert arity is not None
    function = functions.ufunc_function(op)
    cls = type(op.leaf, (ufunc,), {"__call__": staticmethod(function), "__doc__": function.__doc__})
    made = cls()
    made.__name__ = made.__qualname__ = op.leaf
    made.__doc__ = function.__doc__
    made.__module__ = "flopscope.numpy"
    made.nin, made.nout = arity
    made.identity = op.identity
    made.signature = CORES.get(op.name)
    return made


def _loops(op: Operation, nin: int) -> Iterator[str]:
    """The loops on each dtype, as the row's result rule has them."""
    for dtype in _dtypes.BY_NAME.values():
        result = op.result((*[Spec((1,), dtype)] * nin, *op.defaults[nin:]))
        if result is not None:
            specs = result if isinstance(result, tuple) else (result,)
            yield f"{dtype.char * nin}->{''.join(s.dtype.char for s in specs)}"
