"""The remote engine's fast path: the body of a public function that queues, compiled from the row.

The plan of a call (result shape and dtype, price) depends on the operands' shapes and dtypes and the
plain arguments, so it is looked up by them. With a plan that is sure and a budget that covers it, the
operation joins the queue and its result is a handle at once. All else takes the general path.
"""

from __future__ import annotations

from flopscope._base import trace
from flopscope._table import NoValue, Operation, Param

Given = list[tuple[Param, str | None]]

_FLAGS = (True, False, NoValue)
"""Defaults of parameters that take booleans."""
_NAMES = frozenset("casting device kind like method mode norm order side".split())
"""Parameters that take text: only their defaults are known to be right."""


class _Body:
    def __init__(self, op: Operation, general: str) -> None:
        self.op = op
        self.general = general
        self.lines: list[str] = []
        self.key: list[str] = []
        self.raw: list[str] = []
        self.wire: list[str] = []
        self.required = 0
        self.is_general = False  # every call takes the general path
        self.options: dict[str, str] = {}  # and how each is sent

    def unless(self, condition: str) -> None:
        """Leave for the general path where a condition does not hold."""
        self.lines += [f"if not ({condition}):", f"    return {self.general}"]

    def parameter(self, param: Param, name: str | None) -> None:
        """The lines for one parameter, and its places in the key, the plan and the message."""
        if name is None:
            self.raw.append(f"_default_{param.name}")
        elif param.name in self.op.optional_operands:
            self.optional_operand(param, name, f"_default_{param.name}")
        else:
            param.kind.compile(self, param, name)

    def other(self, param: Param, name: str) -> None:
        """A parameter that has to be left at its default."""
        default = f"_default_{param.name}"
        if not param.source:
            self.is_general = True
        self.unless(f"{name} is {default}")
        self.raw.append(default)

    nested = other

    def generator(self, param: Param, name: str) -> None:
        """A random object, which decides nothing of the result's shape, dtype and price."""
        self.add("None", name, f"{name}._v.wire")

    def index(self, param: Param, name: str) -> None:
        """A basic index, or a mask."""
        self.lines.append(f"index = _index_key({name}, v0.kind[0])")
        self.unless("index is not None")
        self.add("index", name, f"_index_wire({name})")

    def add(self, key: str, raw: str, wire: str) -> None:
        """One required argument."""
        self.key.append(key)
        self.raw.append(raw)
        self.wire.append(wire)
        self.required += 1

    def operand(self, param: Param, name: str) -> None:
        """An array, or a number that every dtype takes."""
        if param.source:
            return self.other(param, name)
        i = self.required
        if not i and self.op.name.startswith("ndarray."):  # a method, perhaps called on its class
            self.unless(f"{name}.__class__ is _ndarray")
        self.lines += [
            f"if {name}.__class__ is _ndarray:",
            f"    v{i} = {name}._v",
            f"    k{i} = v{i}.kind",
            f"    w{i} = v{i}.wire",
            "else:",
            f"    v{i} = w{i} = {name}",
            f"    k{i} = _number_kind({name})",
            f"    if k{i} is None:",
            f"        w{i} = _listed({name})",
            f"        if w{i} is None:",
            f"            return {self.general}",
            f"        v{i}, k{i}, w{i} = w{i}",
            f"    elif {name}.__class__ is complex:",
            f"        w{i} = _encode({name})",
        ]
        self.add(f"k{i}", f"v{i}", f"w{i}")

    def several(self, param: Param, name: str) -> None:
        """A sequence of arrays, or an einsum's text and arrays."""
        if param.source:
            return self.other(param, name)
        i = self.required
        self.lines.append(f"v{i} = _several({name}, {param.kind.has_subscripts})")
        self.unless(f"v{i} is not None")
        self.lines.append(f"v{i}, k{i}, w{i} = v{i}")
        self.add(f"k{i}", f"v{i}", f"w{i}")

    def optional_operand(self, param: Param, name: str, default: str) -> None:
        """An array or number that has a default, and may be None."""
        self.lines += [
            f"v{name} = k{name} = w{name} = {name}",
            f"if {name} is {default} or {name} is None:",
            "    pass",
            f"elif {name}.__class__ is _ndarray:",
            f"    v{name} = {name}._v",
            f"    k{name} = v{name}.kind",
            f"    w{name} = v{name}.wire",
            "else:",
            f"    k{name} = _number_kind({name})",
            f"    if k{name} is None:",
            f"        return {self.general}",
            f"    w{name} = _encode({name})",
        ]
        self.key.append(f"k{name}")
        self.raw.append(f"v{name}")
        self.options[param.name] = f"_ABSENT if {name} is {default} else w{name}"

    def dtype(self, param: Param, name: str) -> None:
        """A dtype, in any of the ways to name one."""
        if not self.op.dtype_of_result:
            return self.other(param, name)
        default = f"_default_{param.name}"
        known = f"t{name}"
        self.lines += [
            f"{known} = {name} if {name} is {default} else _known_dtype({name})",
            f"if {known} is None and {name} is not {default}:",
            f"    return {self.general}",
        ]
        if not param.source:
            self.add(known, known, f"_encode({known})")
            return
        self.key.append(known)
        self.raw.append(known)
        self.options[param.name] = f"_option({known}, {default})"

    def plain(self, param: Param, name: str) -> None:
        """An integer, a flag, None or a tuple of integers: text and floats may be refused."""
        default = f"_default_{param.name}"
        is_odd = param.default is NoValue and param.name != "keepdims"
        if isinstance(param.default, str) or param.name in _NAMES or is_odd:
            return self.other(param, name)
        optional = f"{name} is {default} or " if param.source else ""
        real = self.op.takes_reals
        is_flag = any(param.default is flag for flag in _FLAGS)
        takes = "_FLAG" if is_flag else "_REAL" if real else "_WHOLE" if optional else "(int,)"
        if real:  # 3 and 3.0 are the same key, and make different dtypes
            self.key.append(f"{name}.__class__")
        others = "" if is_flag else f" or _is_integers({name})"
        self.unless(f"{optional}{name}.__class__ in {takes}{others}")
        if param.source:
            self.key.append(name)
            self.raw.append(name)
            self.options[param.name] = f"_option({name}, {default})"
        else:
            self.add(name, name, f"_encode({name})")


_OWN = frozenset({"described", "index", "made", "message", "plan"})
"""What the body calls its own: no parameter may be called so."""


def body(op: Operation, given: Given, general: str, in_place: bool) -> list[str]:
    """The lines of a function's body; see :meth:`flopscope._engine.interface.Engine.body`."""
    b = _Body(op, general)
    for param, name in given:
        b.parameter(param, name)
    if b.is_general:
        return [f"return {general}"]
    if in_place or op.writes:
        b.unless("v0.__class__ is _Handle and v0.writable")
    comma = "," if len(b.key) == 1 else ""
    lines = [
        "if not _engine.may_queue(_warns):",
        f"    return {general}",
        *b.lines,
        f"described = ({', '.join(b.key)}{comma})",
        "plan = _plans.get(described)",
        "if plan is None:",
        f"    plan = _plan(described, ({', '.join(b.raw)},))",
        "if plan is _UNSURE:",
        f"    return {general}",
        f"message = [{', '.join(b.wire)}]",
        *_optional(b, given),
    ]
    if in_place:
        out = [p.name for p in op.params].index("out") - 2
        return [
            *lines,
            "if plan.kind != k0:",
            f"    return {general}",
            f"message += [{'_ABSENT, ' * out}w0]",
            "if _enqueue_in_place(message, plan):",
            "    return self",
            f"return {general}",
        ]
    if op.writes:
        return [*lines, f"return None if _enqueue_in_place(message, plan) else {general}"]
    return [
        *lines,
        f"made = _enqueue(message, plan, {_WRITABLE[op.writable]})",
        *_traced(b, op),
        f"return {general} if made is None else made",
    ]


def _traced(b: _Body, op: Operation) -> list[str]:
    """The line that prints what was queued, if there is a trace."""
    if not trace.ON:
        return []
    shapes = f"[v.shape for v in ({''.join(f'{r}, ' for r in b.raw)}) if hasattr(v, 'shape')]"
    return ["if made is not None:", f"    _trace('queued', {op.name!r}, plan.cost, {shapes})"]


_WRITABLE = {
    "always": "True",
    "as operand": "v0.__class__ is _Handle and v0.writable",
    "unknown": "False",
}
"""Expressions for whether a result can surely be written to."""


def _optional(b: _Body, given: Given) -> list[str]:
    """The lines that send options which differ from their defaults; trailing ones are left out."""
    if not b.options:
        return []
    untouched = " and ".join(f"{n} is _default_{n}" for n in b.options)
    sent = [p.name if p.name in b.options else None for p, name in given if p.source and name]
    while sent and sent[-1] is None:
        sent.pop()
    items = ", ".join("_ABSENT" if n is None else b.options[n] for n in sent)
    return [f"if not ({untouched}):", f"    message += [{items}]"]


def is_fast(op: Operation) -> bool:
    """Whether the row's parameters are of kinds and names that the fast path knows."""
    return _OWN.isdisjoint(p.name for p in op.params) and all(
        p.kind.compiles and (p.style != "var" or p.kind.compiles_variadic) for p in op.params
    )
