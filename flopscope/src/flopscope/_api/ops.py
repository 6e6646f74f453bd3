"""The functions of the table's rows: ``ops.add``, ``ops.linalg.svd``, compiled when first asked for.

What is composed of other operations calls these. The public modules offer the same objects.
"""

from __future__ import annotations

from typing import Any

from flopscope._api import functions, ufunc
from flopscope._table import TABLE, Operation
from flopscope._table.pointwise import ufunc_arity

PUBLIC = "flopscope.numpy"

_made: dict[tuple[str, str], Any] = {}


def rows_of(prefix: str) -> dict[str, Operation]:
    """The rows that are functions of NumPy's module ``prefix``, by public name (aliases too)."""
    rows = {}
    for op in TABLE.values():
        if op.chapter == "declaring":  # public functions that take groups call these rows
            continue
        for name in (op.name, *op.aliases):
            module, _, leaf = name.rpartition(".")
            if module == prefix and leaf[0] not in "_ABCDEFGHIJKLMNOPQRSTUVWXYZ":
                rows[leaf] = op
    return rows


def public(op: Operation, module: str = PUBLIC) -> Any:
    """A row's public object in a module: a ufunc where NumPy has one, else a function."""
    key = (op.name, module)
    if key not in _made:
        is_ufunc = ufunc_arity(op) is not None and "." not in op.name
        made = ufunc.make(op) if is_ufunc else functions.function(op, op.leaf, module)
        _made[key] = _built_in(made) if op.is_builtin else made
    return _made[key]


def _built_in(function: Any) -> Any:
    """A function as an object that is not a descriptor. A class of its own makes a call as fast."""
    given = {"__call__": staticmethod(function), "__doc__": function.__doc__, "__module__": PUBLIC}
    made = type(function.__name__, (), given)()
    made.__name__ = made.__qualname__ = function.__name__
    made.__wrapped__ = function
    return made


class Namespace:
    """The functions of one of NumPy's modules, as attributes.

    Parameters
    ----------
    prefix : str
        NumPy's name of the module, below ``numpy``.
    """

    def __init__(self, prefix: str) -> None:
        self._module = f"{PUBLIC}.{prefix}".rstrip(".")
        self._rows = rows_of(prefix)

    def __getattr__(self, name: str) -> Any:
        op = self._rows.get(name)
        if op is None:
            raise AttributeError(f"no row of the operation table is {self._module}.{name}")
        found = public(op, self._module)
        setattr(self, name, found)
        return found


_root = Namespace("")
fft = Namespace("fft")
linalg = Namespace("linalg")
random = Namespace("random")


def __getattr__(name: str) -> Any:
    found = globals()[name] = getattr(_root, name)
    return found
