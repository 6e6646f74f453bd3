"""The local engine's fast path: the body of a public function, compiled from the row.

Most calls give arrays, Python numbers and small plain arguments. For those the body unwraps the operands
where they stand, looks the price up by their shapes, charges, calls NumPy and wraps, without a loop
over the parameters. Anything else (lists, ``out=``, ``where=``, ``dtype=``, foreign arrays) takes the
general path, ``_call``, which does the same for every kind of argument. Both charge the same account.

``python -m flopscope._tools.show sum`` prints such a body. What every operation goes through, from the charge
to the log, is :mod:`.sequence`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from flopscope._base.emitter import indented
from flopscope._local.sequence import OWN, looked_up, sequence
from flopscope._local.shortcuts import shortcut
from flopscope._local.symmetric import may_be_twins, twins_found
from flopscope._table import Operation, Param

Given = list[tuple[Param, str | None]]
"""Each parameter with the expression of its argument, or None where it is left at its default."""


_LEAST, _LARGE = -(1 << 63), 1 << 63
"""Integers in between are simple."""

_OWN = OWN | {"made", "options", "target"}
"""Local variables of the body: no parameter may have such a name."""


def is_fast(op: Operation) -> bool:
    """Whether the row's parameters are of kinds and names that the fast path knows."""
    return _OWN.isdisjoint(p.name for p in op.params) and all(
        p.kind.compiles and (p.style != "var" or p.kind.compiles_variadic) for p in op.params
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
        self.short = shortcut(op)
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
        self.sequence = ""  # the parameter that is a sequence of arrays, with a text or without
        self.raws: dict[str, str] = {}  # what rules are given, where it is not the argument
        self.given_as: dict[str, str] = {}  # what NumPy is given, where it is not the argument
        self.same: list[tuple[str, str]] = []  # (argument, value): itself if NumPy returns it
        for param, name in given:
            if name is not None:
                param.kind.compile(self, param, name)

    def unless(self, condition: str) -> list[str]:
        """Leave for the general path where a condition does not hold."""
        return [f"if not ({condition}):", f"    return {self.general}"]

    def generator(self, param: Param, name: str) -> None:
        """A random object, whose state decides no price."""
        self.positional.append(f"{name}._v")

    def other(self, param: Param, name: str) -> None:
        """A parameter that has to be left at its default."""
        if param.source:
            self.checks += self.unless(self.default(param, name))
        else:
            self.lines.append(f"return {self.general}")

    def default(self, param: Param, name: str) -> str:
        """The condition that an option is left at its default, which the body checks."""
        condition = f"{name} is _default_{param.name}"
        self.optional.append(condition)
        return condition

    def operand(self, param: Param, name: str) -> None:
        """An array, or a number on whose value the price depends only where it is an exponent."""
        if param.source:
            self.checks += self.unless(f"{self.default(param, name)} or {_is_number(name)}")
            # Rules see that it is given, and its kind; of a random function also whether it is neutral, as a
            # scale of 1 is.
            if self.op.cls == "random":
                self.option_key.append(name)
            self.option_key.append(f"{name}.__class__")
            self.options.append(param.name)
            return
        is_read = param.name == self.op.reads_number
        i = len(self.same)
        array, number = [f"v{i} = {name}._v"], [f"v{i} = {name}"]
        # In a random function, a whole number may be the length of what is drawn from: its value counts.
        number_too = f" or v{i}.item()" if self.op.cls == "random" else ""
        if self.priced:
            array += [f"k{i} = v{i}.shape{number_too}", f"t{i} = v{i}.dtype"]
            value = f"{name} if {name} in _EXPONENTS else None" if is_read else "None"
            number += (
                [f"k{i} = {name}", f"t{i} = {name}.__class__"]
                if self.op.cls == "random"
                else [f"k{i} = {name}.__class__", f"t{i} = {value}"]
            )
            self.key += [f"k{i}", f"t{i}"]
        self.lines += [f"if {name}.__class__ is _ndarray:", *indented(array)]
        is_written = self.op.writes is not None and not i
        if not is_written:
            self.lines += [f"elif {_is_number(name)}:", *indented(number)]
        self.lines += ["else:", f"    return {self.general}"]
        self.positional.append(f"v{i}")
        known = self.priced and not number_too
        self.shapes.append(f"k{i}" if known else f"getattr(v{i}, 'shape', ())")
        self.same.append((name, f"v{i}"))

    def nested(self, param: Param, name: str) -> None:
        """What an array is made from: an array, a number, or lists of numbers."""
        if param.source or self.op.cls == "random":
            return self.other(param, name)
        value = f"v{len(self.same)}"
        self.lines += [
            f"if {name}.__class__ is _ndarray:",
            f"    {value} = {name}._v",
            f"    k{name} = ({value}.shape, {value}.dtype)",
            "else:",
            f"    {value} = {name}",
            f"    k{name} = _nested_key({name})",
            f"    if k{name} is None:",
            f"        return {self.general}",
        ]
        self.key.append(f"k{name}")
        self.positional.append(value)
        self.raws[param.name] = value
        self.same.append((name, value))

    def several(self, param: Param, name: str) -> None:
        """A list of arrays, or an einsum's text and arrays, all of them ours."""
        if param.source:
            return self.other(param, name)
        kinds = f"k{name}"  # a row may have several
        self.sequence = name
        self.lines += [
            f"{kinds} = _values({name}, {param.kind.has_subscripts})",
            f"if {kinds} is None:",
            f"    return {self.general}",
            f"{name}, {kinds} = {kinds}",
        ]
        self.key.append(kinds)
        self.positional.append(f"*{name}" if param.style == "var" else name)
        if param.kind.has_subscripts:
            self.listed = name
        else:
            self.shapes.append(f"*[one.shape for one in {name}]")

    def plain(self, param: Param, name: str) -> None:
        """A number, text or tuple of integers; most often it is an integer, which is its own key."""
        if param.source:
            return self.plain_option(param, name)
        self.lines += [
            f"if {name}.__class__ is int and {_LEAST} < {name} < {_LARGE}:",
            f"    k{name} = {name}",
            f"elif {_is_plain(name)}:",
            f"    k{name} = ({name}, {name}.__class__)",
            "else:",
            f"    return {self.general}",
        ]
        self.key.append(f"k{name}")
        self.positional.append(f"*{name}" if param.style == "var" else name)

    def plain_option(self, param: Param, name: str) -> None:
        """A plain value that has a default."""
        is_default = self.default(param, name)
        is_short = f"{name}.__class__ is str and len({name}) < 100 and {name}.isascii()"
        takes = f"({is_short})" if isinstance(param.default, str) else _is_plain(name)
        self.checks += self.unless(f"{is_default} or {takes}")
        self.option_key += [name, f"{name}.__class__"]  # 2 and 2.0 are equal, their dtypes are not
        self.options.append(param.name)

    def dtype(self, param: Param, name: str) -> None:
        """A dtype, in any of the ways to name one."""
        if self.op.cls == "random":
            return self.other(param, name)
        if not param.source:
            self.lines += self.dtype_of(name)
            self.key.append(f"t{name}")
            self.positional.append(f"t{name}")
            self.raws[param.name] = f"_own_dtype(t{name})"
            return
        self.checks += [
            f"if {self.default(param, name)}:",
            f"    t{name} = None",
            "else:",
            *indented(self.dtype_of(name)),
        ]
        self.option_key.append(f"t{name}")
        self.raws[param.name] = f"({name} if t{name} is None else _own_dtype(t{name}))"
        self.given_as[param.name] = f"t{name}"
        self.options.append(param.name)

    def dtype_of(self, name: str) -> list[str]:
        """The lines that find NumPy's dtype for any of the ways to name one."""
        return [
            f"t{name} = None",
            f"if isinstance({name}, _NAMES_OF_DTYPES):",
            f"    t{name} = _dtypes.get({name}) or _numpy_dtype({name})",
            f"if t{name} is None:",
            f"    return {self.general}",
        ]

    def index(self, param: Param, name: str) -> None:
        """A basic index, or an array of ours; a basic one has a price only where it is written by."""
        if param.source:
            return self.other(param, name)
        key, first = [], "if"
        if self.priced:
            key, first = [f"k{name} = _index_key({name}, k0)"], "elif"
            self.lines += [
                f"if {name}.__class__ is int and k0 and -k0[0] <= {name} < k0[0]:",
                f"    k{name} = int",
            ]
        self.lines.insert(-2 if self.priced else len(self.lines), f"i{name} = {name}")
        self.lines += [
            f"{first} {name}.__class__ in _BASIC or _is_basic({name}):",
            *indented(key or ["pass"]),
            f"elif {name}.__class__ is _ndarray:",
            f"    i{name} = {name}._v",
            f"    k{name} = (i{name}.shape, i{name}.dtype)",
            "else:",
            f"    return {self.general}",
        ]
        if self.priced:
            self.key.append(f"k{name}")
        self.positional.append(f"i{name}")
        self.raws[param.name] = f"i{name}"

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
                f"    options[{name!r}] = {self.given_as.get(name, name)}",
            )
        ]
        return [
            f"if {' and '.join(self.optional)}:",
            *indented([*self.cost(self.key, are_default=True), "options = None"]),
            "else:",
            *indented([*self.checks, *self.cost([*self.key, *self.option_key])]),
            *indented(["options = {}", *collected]),
        ]

    def cost(self, key: list[str], are_default: bool = False) -> list[str]:
        """The lines that look the price up; options may be known to be left at their defaults."""
        if not self.priced:
            return []
        at = key[0] if len(key) == 1 else f"({''.join(f'{part}, ' for part in key)})"
        raw = ", ".join(
            f"_default_{p.name}" if are_default and p.source else self.raw(p, expression)
            for p, expression in self.given
        )
        return looked_up("price", "_prices", at, f"_price({at}, ({raw},))")

    def twins(self) -> list[str]:
        """Leave for the general path if the operands show the same memory, and that saves work."""
        if self.op.twins is None:
            return []
        values = [value for _, value in self.same]
        if self.sequence:
            first, last = f"{self.sequence}[{int(bool(self.listed))}]", f"{self.sequence}[-1]"
            few = f"len({self.sequence}) < {4 if self.listed else 3}"
            arrays = f"{self.sequence}[1:]" if self.listed else self.sequence
            found = f"not ({few} and not {may_be_twins(first, last)}) and _any_twins({arrays})"
        elif len(values) < 2:
            return []
        else:
            found = twins_found(self.op, *values[:2])
        return [f"if price.twins and {found}:", f"    return {self.general}"]

    def raw(self, param: Param, expression: str | None) -> str:
        """The name of a parameter's raw value inside the body."""
        if expression is None:
            return f"_default_{param.name}"
        if param.kind.name == "generator":
            return f"{expression}._v"
        return self.raws.get(param.name) or dict(self.same).get(expression, expression)

    def operands_logged(self) -> str:
        """What the log shows of the operands."""
        if self.listed:
            return f"*_operands({self.listed})"
        return f"({''.join(f'{s}, ' for s in self.shapes)}), None"

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
    carried_out = functools.partial(_carried_out, b, in_place)
    return [
        "begun = _clock()",
        *b.lines,
        *b.priced_and_optional(),
        *(b.twins() if priced and not in_place else []),
        "account = (_scope() or _session).account",
        *(carried_out("price") if priced else _read(b, carried_out)),
    ]


def _carried_out(b: _Body, in_place: bool, price: str) -> list[str]:
    """The lines from the charge to the result; ``price`` is the expression for the price."""
    return sequence(
        name=repr(b.op.name),
        price=price,
        call=[*b.call(in_place), "made = result.__class__"],
        operands=b.operands_logged(),
        dtype="result.dtype if made is _nparray else getattr(result, 'dtype', None)",
        digests=False,
        then=_returned(b, in_place),
        refused=None if in_place or b.op.cls == "random" else f"return {b.general}",
        failure=f"({''.join(f'{v}, ' for v in b.positional)}), {in_place}",
    )


def _read(b: _Body, carried_out: Callable[[str], list[str]]) -> list[str]:
    """The lines for calls that are free, but for those with an array as their index."""
    name = next((n for p, n in b.given if p.kind.name == "index"), None)
    if name is None:
        return carried_out("_free")
    key = f"(v0.shape, v0.dtype, k{name})"
    return [
        f"if i{name} is not {name}:",
        *indented(
            [
                *looked_up("price", "_prices", key, f"_price({key}, (v0, i{name}))"),
                *carried_out("price"),
            ]
        ),
        *carried_out("_free"),
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
    return f"({name}.__class__ in {classes} and ({name}.__class__ is not int or {_LEAST} < {name} < {_LARGE}))"
