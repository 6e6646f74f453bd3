"""Public modules whose functions are compiled from rows when first asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from flopscope._api import functions, ufunc
from flopscope._composed import TAKES_POLY1D
from flopscope._table import TABLE, Operation
from flopscope._table.absent import absent
from flopscope._table.pointwise import ufunc_arity


def rows_of(prefix: str) -> dict[str, Operation]:
    """The rows that are functions of NumPy's module ``prefix``, by public name (aliases too)."""
    found = {}
    for op in TABLE.values():
        for name in (op.name, *op.aliases):
            module, _, leaf = name.rpartition(".")
            if module == prefix and leaf[0] not in "_ABCDEFGHIJKLMNOPQRSTUVWXYZ":
                found[leaf] = op
    return found


def public_module(
    module: str, prefix: str, names: Mapping[str, Any], submodules: tuple[str, ...] = ()
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The ``__getattr__`` and ``__dir__`` of a public module.

    Parameters
    ----------
    module : str
        Its name.
    prefix : str
        NumPy's name for it below ``numpy``.
    names : mapping
        What it offers besides functions: constants and types.
    submodules : tuple of str
    """
    rows = rows_of(prefix)

    def getattr_(name: str) -> Any:
        if name in rows:
            value: Any = _public(rows[name], module)
        elif name in names:
            value = names[name]
        elif name in submodules:
            return import_module(f"{module}.{name}")
        else:
            raise absent(prefix, name, f"module {module!r}")
        setattr(sys.modules[module], name, value)
        return value

    def dir_() -> list[str]:
        own = {n for n in vars(sys.modules[module]) if not n.startswith("_")}
        return sorted(own - _INTERNAL | {*rows, *names, *submodules})

    return getattr_, dir_


def closed_module(
    module: str, prefix: str, names: list[str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The ``__getattr__`` and ``__dir__`` of a module that is written out: it lists ``names`` alone.

    Parameters
    ----------
    module, prefix : str
        As for :func:`public_module`.
    names : list of str
    """

    def getattr_(name: str) -> Any:
        raise absent(prefix, name, f"module {module!r}")

    return getattr_, lambda: sorted(names)


def _public(op: Operation, module: str) -> Any:
    """A row's public object: a ufunc where NumPy has one, else a function."""
    if ufunc_arity(op) is not None and "." not in op.name:
        return ufunc.make(op)
    made = functions.function(op, op.leaf, module)
    if op.name in TAKES_POLY1D:
        from flopscope._composed.legacy import accepting  # it is made of public functions

        return accepting(made)
    return made


_INTERNAL = {"annotations", "public_module", "TYPES", "math", "Any"}
