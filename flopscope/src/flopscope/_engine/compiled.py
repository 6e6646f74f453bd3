"""The local engine's fast path: the body of a public function, compiled from the row.

Most calls give arrays, Python numbers and small plain arguments. For those the body unwraps the operands
where they stand, looks the price up by their shapes, charges, calls NumPy and wraps, without a loop
over the parameters. Anything else (lists, ``out=``, ``where=``, ``dtype=``, foreign arrays) takes the
general path, ``_call``, which does the same for every kind of argument. Both charge the same account.

What a body looks like, for ``add`` as an operator::

    if self.__class__ is _ndarray: v0 = self._v; k0 = v0.shape
    elif ...
    begun = _clock()
    account = (_scope() or _session).account
    cost = _prices.get(key) ...
    entry = account.charge('add', cost)
    started = _clock()
    result = _target(v0, v1)
    ended = _clock()
    ...
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flopscope._table import Operation, Param

FAST_KINDS = frozenset(
    {"array", "arrays", "operands", "plain", "generator", "out", "mask", "dtype", "index"}
)

Given = list[tuple[Param, str | None]]
"""Each parameter with the expression of its argument, or None where it is left at its default."""


_OWN = frozenset(
    "account begun cost ended entry error kinds made options result several started".split()
)
"""What the body calls its own: no parameter may be called so."""


def is_fast(op: Operation) -> bool:
    """Whether the row's parameters are of kinds and names that the fast path knows."""
    return _OWN.isdisjoint(p.name for p in op.params) and all(
        p.kind in FAST_KINDS and (p.style != "var" or p.kind in ("plain", "operands"))
        for p in op.params
    )


class _Body:
    """Collects the lines of one body."""

    def __init__(self, op: Operation, given: Given, general: str, priced: bool, flat: bool) -> None:
        self.op = op
        self.general = general
        self.priced = priced
        self.flat = flat
        self.lines: list[str] = []
        self.positional: list[str] = []
        self.options: list[str] = []  # parameters that may differ from their defaults
        self.key: list[str] = []
        self.listed = ""  # the parameter that is a sequence of arrays
        self.same: list[
            tuple[str, str]
        ] = []  # (argument, its value): returned itself if NumPy does
        for param, name in given:
            if name is not None:
                self.parameter(param, name)

    def parameter(self, param: Param, name: str) -> None:
        """The lines for one parameter."""
        required = not param.source
        if param.kind == "generator":
            self.positional.append(f"{name}._v")
        elif param.kind == "index":
            self.index(name)
        elif param.kind == "array" and required:
            self.operand(name)
        elif param.kind in ("arrays", "operands"):
            self.several(param, name)
        elif param.kind == "array":
            self.unless(f"{name} is _default_{param.name} or {name}.__class__ in _NUMBERS")
            self.options.append(param.name)
        elif param.kind == "plain":
            self.plain(param, name, required)
        else:
            self.unless(f"{name} is _default_{param.name}")

    def unless(self, condition: str) -> None:
        """Leave for the general path where a condition does not hold."""
        self.lines += [f"if not ({condition}):", f"    return {self.general}"]

    def operand(self, name: str) -> None:
        """An array, or a number where the price cannot depend on its value."""
        i = len(self.same)
        described = f"v{i}.shape" if self.flat else f"(v{i}.shape, v{i}.dtype)"
        self.lines += [
            f"if {name}.__class__ is _ndarray:",
            f"    v{i} = {name}._v",
            *([f"    k{i} = {described}"] if self.priced else []),
        ]
        if self.op.cls != "random":
            self.lines += [
                f"elif {name}.__class__ in _NUMBERS:",
                f"    v{i} = {name}",
                *([f"    k{i} = {name}.__class__"] if self.priced else []),
            ]
        self.lines += ["else:", f"    return {self.general}"]
        self.positional.append(f"v{i}")
        self.key.append(f"k{i}")
        self.same.append((name, f"v{i}"))

    def several(self, param: Param, name: str) -> None:
        """A list of arrays, or an einsum's text and arrays, all of them ours."""
        self.lines += [
            f"several = _values({name}, {param.kind == 'operands'})",
            "if several is None:",
            f"    return {self.general}",
            f"{name}, kinds = several",
        ]
        self.key.append("kinds")
        self.positional.append(f"*{name}" if param.style == "var" else name)
        self.listed = name

    def plain(self, param: Param, name: str, required: bool) -> None:
        """A number, text, None or a tuple of integers: part of the price's key."""
        is_default = "" if required else f"{name} is _default_{param.name} or "
        self.unless(f"{is_default}{name}.__class__ in _SIMPLE or _is_integers({name})")
        self.key.append(name)
        if param.style == "var":
            self.positional.append(f"*{name}")
        elif required:
            self.positional.append(name)
        else:
            self.options.append(param.name)

    def index(self, name: str) -> None:
        """A basic index; its shape is the price's key only where moving is priced."""
        self.unless(f"{name}.__class__ in _BASIC or _is_basic({name})")
        if self.priced:
            self.lines.append(f"return {self.general}")
        self.positional.append(name)

    def call(self) -> list[str]:
        """NumPy's call, with the options that differ from their defaults."""
        arguments = ", ".join(self.positional)
        if not self.options:
            return [f"result = _target({arguments})"]
        untouched = " and ".join(f"{n} is _default_{n}" for n in self.options)
        lines = [
            f"if {untouched}:",
            f"    result = _target({arguments})",
            "else:",
            "    options = {}",
        ]
        for n in self.options:
            lines += [f"    if {n} is not _default_{n}:", f"        options[{n!r}] = {n}"]
        return [*lines, f"    result = _target({', '.join([*self.positional, '**options'])})"]


def body(
    op: Operation, given: Given, general: str, priced: bool, flat: bool, in_place: bool = False
) -> list[str]:
    """The lines of a function's body.

    Parameters
    ----------
    op : Operation
    given : list
    general : str
        The expression of the general path's call.
    priced : bool
        Whether the policy gives the row's class a weight.
    flat : bool
        Whether the policy prices all dtypes alike.
    in_place : bool, optional
        The first operand is also the result's place.
    """
    b = _Body(op, given, general, priced, flat)
    price = ["cost = 0"]
    if priced:
        key = f"({', '.join(b.key)}{',' if len(b.key) == 1 else ''})"
        arguments = ", ".join(
            name if expression is not None else f"_default_{p.name}"
            for p, expression, name in ((p, e, _raw(p, e, b)) for p, e in given)
        )
        price = [
            f"cost = _prices.get({key})",
            "if cost is None:",
            f"    cost = _price({key}, ({arguments},))",
        ]
    call = b.call()
    if in_place:
        b.unless("v0.__class__ is _nparray")
        call = [call[0].removesuffix(")") + ", out=v0)"]
    operands = b.listed or f"({''.join(f'{v}, ' for _, v in b.same)})"
    return [
        "begun = _clock()",
        *b.lines,
        "account = (_scope() or _session).account",
        *price,
        f"entry = account.charge({op.name!r}, cost)",
        "started = _clock()",
        "try:",
        *("    " + line for line in call),
        "except BaseException as error:",
        f"    _failed(account, {op.name!r}, cost, entry, error)",
        "    raise",
        "ended = _clock()",
        "entry[2] += ended - started",
        "entry[3] += started - begun",
        "if account.logs:",
        f"    _log(account, {op.name!r}, cost, begun, ended - started, started - begun, {operands}, result)",
        *_returned(b, in_place),
    ]


def _raw(param: Param, expression: str | None, b: _Body) -> str:
    """The name of a parameter's raw value inside the body."""
    if expression is None:
        return f"_default_{param.name}"
    for name, value in b.same:
        if name == expression:
            return value
    return f"{expression}._v" if param.kind == "generator" else expression


def _returned(b: _Body, in_place: bool) -> list[str]:
    if in_place:
        return [f"return {b.same[0][0]}"]
    same = [
        line for name, value in b.same for line in (f"if result is {value}:", f"    return {name}")
    ]
    return [
        *same,
        "if result.__class__ in _WRAPPED:",
        "    made = _new(_ndarray)",
        "    made._v = result",
        "    return made",
        "return _wrap(result)",
    ]


Compiler = Callable[[Operation, Given, str, bool], tuple[list[str], dict[str, Any]]]
