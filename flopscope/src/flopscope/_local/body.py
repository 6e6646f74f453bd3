"""The local engine's fast path: the body of a public function, compiled from the row.

Most calls give arrays, Python numbers and small plain arguments. For those the body unwraps the operands
where they stand, looks the price up by their shapes, charges, calls NumPy and wraps, without a loop
over the parameters. Anything else (lists, ``out=``, ``where=``, ``dtype=``, foreign arrays) takes the
general path, ``_call``, which does the same for every kind of argument. Both charge the same account.

What a body looks like, for ``sum`` as a method::

    begun = _clock()
    if self.__class__ is _ndarray: v0 = self._v; k0 = v0.shape
    elif ...
    if axis is _default_axis and out is _default_out and ...:
        price = _prices[(k0, t0)]
        options = None
    else:
        ...  # the same with the options that the fast path knows
    account = (_scope() or _session).account
    entry = account.entries[price]
    credit = account.credit - price.cost
    if credit >= 0 ...: account.credit = credit
    entry[0] += 1
    started = _clock()
    result = _target(v0) if options is None else _target(v0, **options)
    ended = _clock()
    ...

The lines from ``credit`` to the entry's make one step among threads: see :mod:`flopscope._ledger.account`.
"""

from __future__ import annotations

from collections.abc import Iterable

from flopscope._ledger.account import STRAIGHT_LINES_ARE_ATOMIC
from flopscope._local.shortcuts import shortcut
from flopscope._table import Operation, Param

FAST_KINDS = frozenset(
    {"array", "arrays", "operands", "plain", "generator", "out", "mask", "dtype", "index"}
)

Given = list[tuple[Param, str | None]]
"""Each parameter with the expression of its argument, or None where it is left at its default."""


_OWN = frozenset(
    "account begun credit ended entry error log made options price result started target".split()
)
"""What the body calls its own: no parameter may be called so."""


def is_fast(op: Operation) -> bool:
    """Whether the row's parameters are of kinds and names that the fast path knows."""
    return _OWN.isdisjoint(p.name for p in op.params) and all(
        p.kind in FAST_KINDS and (p.style != "var" or p.kind in ("plain", "operands"))
        for p in op.params
    )


class _Body:
    """Collects the lines of one body.

    Attributes
    ----------
    lines : list of str
        What takes the required arguments apart.
    checks : list of str
        What looks at the others, where one of them is not left at its default.
    """

    def __init__(self, op: Operation, given: Given, general: str, priced: bool) -> None:
        self.op = op
        self.short = shortcut(op.name)
        self.given = given
        self.general = general
        self.priced = priced
        self.lines: list[str] = []
        self.checks: list[str] = []
        self.positional: list[str] = []
        self.key: list[str] = []
        self.options: list[str] = []  # parameters that are passed on where they are not defaults
        self.option_key: list[str] = []
        self.optional: list[str] = []  # all that have defaults
        self.shapes: list[str] = []  # expressions of the operands' shapes
        self.listed = ""  # the parameter that is a text and arrays
        self.same: list[tuple[str, str]] = []  # (argument, value): itself if NumPy returns it
        for param, name in given:
            if name is not None:
                self.parameter(param, name)

    def parameter(self, param: Param, name: str) -> None:
        """The lines for one parameter."""
        if param.source:
            self.option(param, name)
        elif param.kind == "generator":
            self.positional.append(f"{name}._v")
        elif param.kind == "index":
            self.index(name)
        elif param.kind == "array":
            self.operand(name)
        elif param.kind in ("arrays", "operands"):
            self.several(param, name)
        elif param.kind == "plain":
            self.lines += self.unless(_is_plain(name))
            self.key.append(name)
            self.positional.append(f"*{name}" if param.style == "var" else name)
        else:
            self.lines.append(f"return {self.general}")

    def unless(self, condition: str) -> list[str]:
        """Leave for the general path where a condition does not hold."""
        return [f"if not ({condition}):", f"    return {self.general}"]

    def operand(self, name: str) -> None:
        """An array, or a number where the price cannot depend on its value."""
        i = len(self.same)
        array, number = [f"v{i} = {name}._v"], [f"v{i} = {name}"]
        # In a random function, a whole number may be the length of what is drawn from.
        number_too = f" or v{i}.item()" if self.op.cls == "random" else ""
        if self.priced:
            array += [f"k{i} = v{i}.shape{number_too}", f"t{i} = v{i}.dtype"]
            number += [f"k{i} = {name}.__class__", f"t{i} = None"]
            self.key += [f"k{i}", f"t{i}"]
        self.lines += [f"if {name}.__class__ is _ndarray:", *_indented(array)]
        if self.op.cls != "random":
            self.lines += [f"elif {_is_number(name)}:", *_indented(number)]
        self.lines += ["else:", f"    return {self.general}"]
        self.positional.append(f"v{i}")
        known = self.priced and not number_too
        self.shapes.append(f"k{i}" if known else f"getattr(v{i}, 'shape', ())")
        self.same.append((name, f"v{i}"))

    def several(self, param: Param, name: str) -> None:
        """A list of arrays, or an einsum's text and arrays, all of them ours."""
        kinds = f"k{name}"  # a row may have several
        self.lines += [
            f"{kinds} = _values({name}, {param.kind == 'operands'})",
            f"if {kinds} is None:",
            f"    return {self.general}",
            f"{name}, {kinds} = {kinds}",
        ]
        self.key.append(kinds)
        self.positional.append(f"*{name}" if param.style == "var" else name)
        if param.kind == "operands":
            self.listed = name
        else:
            self.shapes.append(f"*[one.shape for one in {name}]")

    def index(self, name: str) -> None:
        """A basic index; what is written by it has a price, what is read is a view."""
        self.lines += self.unless(f"{name}.__class__ in _BASIC or _is_basic({name})")
        if self.priced:
            self.key.append(f"_index_key({name})")
        self.positional.append(name)

    def option(self, param: Param, name: str) -> None:
        """A parameter with a default."""
        is_default = f"{name} is _default_{param.name}"
        self.optional.append(is_default)
        if param.kind == "plain":
            text = f"{name}.__class__ is str and " if isinstance(param.default, str) else ""
            self.checks += self.unless(
                f"{is_default} or ({text}len({name}) < 100 and {name}.isascii())"
                if text
                else f"{is_default} or {_is_plain(name)}"
            )
            self.option_key.append(name)
        elif param.kind == "array":
            self.checks += self.unless(f"{is_default} or {_is_number(name)}")
        else:
            self.checks += self.unless(is_default)
            return
        self.options.append(param.name)

    def priced_and_optional(self) -> list[str]:
        """The lines that find the cost and the options."""
        if not self.optional:
            return self.cost(self.key)
        if not self.options:
            return [*self.unless(" and ".join(self.optional)), *self.cost(self.key)]
        collected = [
            line
            for name in self.options
            for line in (
                f"if {name} is not _default_{name}:",
                f"    options[{name!r}] = {name}",
            )
        ]
        return [
            f"if {' and '.join(self.optional)}:",
            *_indented([*self.cost(self.key), "options = None"]),
            "else:",
            *_indented([*self.checks, *self.cost([*self.key, *self.option_key])]),
            *_indented(["options = {}", *collected]),
        ]

    def cost(self, key: list[str]) -> list[str]:
        """The lines that look the price up."""
        if not self.priced:
            return []
        looked_up = key[0] if len(key) == 1 else f"({''.join(f'{part}, ' for part in key)})"
        raw = ", ".join(self.raw(param, expression) for param, expression in self.given)
        return [
            "try:",
            f"    price = _prices[{looked_up}]",
            "except KeyError:",
            f"    price = _price({looked_up}, ({raw},))",
        ]

    def raw(self, param: Param, expression: str | None) -> str:
        """The name of a parameter's raw value inside the body."""
        if expression is None:
            return f"_default_{param.name}"
        if param.kind == "generator":
            return f"{expression}._v"
        return dict(self.same).get(expression, expression)

    def call(self, in_place: bool) -> list[str]:
        """NumPy's call, with the options that differ from their defaults."""
        arguments = ", ".join([*self.positional, *(["out=v0"] if in_place else [])])
        lines, plain, target = [], "_target", "_target"
        if self.short is not None:
            first = self.positional[0]
            lines = [f"target = _short if {first}.__class__ is _short_class else _target"]
            plain = "target"
            target = "target" if self.short.options else "_target"
        if not self.options:
            return [*lines, f"result = {plain}({arguments})"]
        comma = ", " if arguments else ""
        return [
            *lines,
            f"result = {plain}({arguments}) if options is None else "
            f"{target}({arguments}{comma}**options)",
        ]


def body(
    op: Operation, given: Given, general: str, priced: bool, in_place: bool = False
) -> list[str]:
    """The lines of a function's body.

    Parameters
    ----------
    op : Operation
    given : list
    general : str
        The expression of the general path's call.
    priced : bool
        Whether calls on the fast path do anything that is counted.
    in_place : bool, optional
        The first operand is also the result's place.
    """
    b = _Body(op, given, general, priced)
    if in_place:
        b.lines += b.unless("v0.__class__ is _nparray")
    price = "price" if priced else "_free"
    return [
        "begun = _clock()",
        *b.lines,
        *b.priced_and_optional(),
        "account = (_scope() or _session).account",
        *charged(price),
        "started = _clock()",
        "try:",
        *_indented(b.call(in_place)),
        *_refused(op, price),
        "except BaseException as error:",
        f"    _failed(account, {price}, error)",
        "    raise",
        "else:",
        *_indented(
            [
                "ended = _clock()",
                "entry[1] += ended - started",
                "entry[2] += started - begun",
                *_log(b, price),
                *_returned(b, in_place),
            ]
        ),
        f"return {general}",
    ]


def _refused(op: Operation, price: str) -> list[str]:
    """The lines that leave what NumPy refused to the general path, which raises what a server would.

    A random function may have drawn before it failed, so it is not called again.
    """
    if op.cls == "random":
        return []
    return [
        "except _LinAlgError as error:",
        f"    _failed(account, {price}, error)",
        "    raise",
        "except _REFUSALS as error:",
        f"    _failed(account, {price}, error)",
    ]


def charged(price: str) -> list[str]:
    """The lines that charge ``account`` and find the ``entry`` of the price.

    Parameters
    ----------
    price : str
        The expression of the price; ``"_free"`` where all calls on the fast path are free.
    """
    if not STRAIGHT_LINES_ARE_ATOMIC:
        return [f"entry = account.charge({price}, begun)"]
    entry = [
        "try:",
        f"    entry = account.entries[{price}]",
        "except KeyError:",
        f"    entry = account.entry({price})",
    ]
    if price == "_free":
        return [
            *entry,
            "if begun > account.deadline:",
            "    account.pay(_free, begun)",
            "entry[0] += 1",
        ]
    return [
        *entry,
        f"credit = account.credit - {price}.cost",
        "if credit < 0 or begun > account.deadline:",
        f"    account.pay({price}, begun)",
        "else:",
        "    account.credit = credit",
        "entry[0] += 1",
    ]


def _log(b: _Body, price: str) -> list[str]:
    operands = f"({''.join(f'{s}, ' for s in b.shapes)}), None"
    if b.listed:
        operands = f"*_operands({b.listed})"
    return [
        "made = result.__class__",
        "log = account.log",
        "if log is not None:",
        f"    log(({b.op.name!r}, {price}.cost, account.namespace, begun, started, ended, "
        f"{operands}, result.dtype if made is _nparray else getattr(result, 'dtype', None)))",
    ]


def _returned(b: _Body, in_place: bool) -> list[str]:
    if in_place:
        return [f"return {b.same[0][0]}"]
    same = [
        line for name, value in b.same for line in (f"if result is {value}:", f"    return {name}")
    ]
    return [
        *same,
        "if made is _nparray or made in _WRAPPED:",
        "    made = _new(_ndarray)",
        "    made._v = result",
        "    return made",
        "return _wrap(result)",
    ]


def _is_plain(name: str) -> str:
    return f"{_is_number(name, '_SIMPLE')} or _is_integers({name})"


def _is_number(name: str, classes: str = "_NUMBERS") -> str:
    """The condition for a value of some simple classes; integers of more than 63 bits are not simple."""
    return f"({name}.__class__ in {classes} and ({name}.__class__ is not int or -_LARGE < {name} < _LARGE))"


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines]
