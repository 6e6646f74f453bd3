"""The parameters of a row, read from its signature."""

from __future__ import annotations

import functools
import math
from types import FunctionType
from typing import Any, Final

from flopscope._table.kinds import KINDS, Kind


class _NoValue:
    """The default of a parameter whose absence NumPy distinguishes from every value."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<no value>"

    def __reduce__(self) -> str:
        return "NoValue"

    def __bool__(self) -> bool:
        return False


NoValue: Final = _NoValue()


class _Required:
    """The default of a parameter that has none."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<required>"


REQUIRED: Final = _Required()


class Param:
    """One parameter of a row.

    Attributes
    ----------
    name : str
    kind : Kind
        See :mod:`~flopscope._table.kinds`.
    style : str
        ``"positional"``, ``"standard"``, ``"var"`` (``*args``) or ``"keyword"``.
    default : object
        :data:`REQUIRED` where there is none.
    source : str
        The default's source text; empty where there is none.
    """

    __slots__ = ("default", "kind", "name", "source", "style")

    def __init__(self, name: str, kind: Kind, style: str, default: Any, source: str) -> None:
        self.name = name
        self.kind = kind
        self.style = style
        self.default = default
        self.source = source


_NAMED: Final = {
    "NoValue": NoValue,
    "float": float,
    "int": int,
    "tau": math.tau,
    "__builtins__": {},
}
"""What a signature's default may be besides a literal."""


@functools.cache
def parsed(signature: str) -> tuple[Param, ...]:
    """The parameters of a signature, read by Python itself: annotations stay text."""
    scope: dict[str, Any] = {}
    exec(f"def row({signature}): ...", _NAMED, scope)
    function: FunctionType = scope["row"]
    code = function.__code__
    names = code.co_varnames
    last, keywords = code.co_argcount, code.co_argcount + code.co_kwonlyargcount
    values = function.__defaults__ or ()
    defaults: dict[str, Any] = dict(zip(names[last - len(values) : last], values, strict=True))
    defaults |= function.__kwdefaults__ or {}
    styles = ["positional" if i < code.co_posonlyargcount else "standard" for i in range(last)]
    placed = list(zip(names, styles, strict=False))
    if len(names) > keywords:
        placed.append((names[keywords], "var"))
    placed += [(name, "keyword") for name in names[last:keywords]]
    kinds = function.__annotations__
    return tuple(
        _param(name, kinds.get(name, "plain"), style, defaults.get(name, REQUIRED))
        for name, style in placed
    )


def _param(name: str, kind: str, style: str, default: Any) -> Param:
    if kind not in KINDS:
        raise ValueError(f"parameter {name}: unknown kind {kind!r}; see {', '.join(KINDS)}")
    return Param(name, KINDS[kind], style, default, "" if default is REQUIRED else repr(default))
