"""Public modules whose functions are compiled from rows when first asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from flopscope._api import ops
from flopscope._base.presented import present
from flopscope._table.absent import absent


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
        What it offers besides the functions of rows, or in their place: constants, types, composed functions.
    submodules : tuple of str
    """
    rows = ops.rows_of(prefix)

    def getattr_(name: str) -> Any:
        if name in names:
            value: Any = present(names[name], module)
        elif name in rows:
            value = ops.public(rows[name], module)
        elif name in submodules:
            return import_module(f"{module}.{name}")
        else:
            raise absent(prefix, name, f"module {module!r}")
        setattr(sys.modules[module], name, value)
        return value

    def dir_() -> list[str]:
        own = {n for n in vars(sys.modules[module]) if n[0] != "_" and n.isidentifier()}
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

    for one in names:
        present(vars(sys.modules[module]).get(one), module)

    def getattr_(name: str) -> Any:
        raise absent(prefix, name, f"module {module!r}")

    return getattr_, lambda: sorted(names)


_INTERNAL = {"annotations", "public_module", "TYPES", "math", "sys", "Any"}
