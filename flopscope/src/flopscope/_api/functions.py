"""From rows to Python: functions with real signatures and help, methods and operators."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from flopscope._base.emitter import emit, indented
from flopscope._base.place import trimmed
from flopscope._engine import current as engine
from flopscope._table import REQUIRED, TABLE, Operation, Param

Function = Callable[..., Any]
Given = list[tuple[Param, str | None]]

_BOUND: dict[str, Function] = {}

REFLECTED = frozenset(
    [
        "add",
        "sub",
        "mul",
        "truediv",
        "floordiv",
        "mod",
        "divmod",
        "pow",
        "matmul",
        "lshift",
        "rshift",
        "and",
        "or",
        "xor",
    ]
)
"""The operators that have a reflected and, but for divmod, an in-place form."""


def bound(op: Operation) -> Function:
    """The engine's callable for a row: one argument a parameter, in order."""
    found = _BOUND.get(op.name)
    if found is None:
        found = _BOUND[op.name] = engine().bind(op)
    return found


def function(op: Operation, name: str, module: str) -> Function:
    """The public function of a row."""
    given: Given = [(p, p.name) for p in op.params]
    return _compile(op, name, list(op.params), given, module, of=op.name)


def _compile(
    op: Operation,
    name: str,
    params: list[Param],
    given: Given,
    module: str,
    *,
    of: str,
    before: Sequence[str] = (),
    in_place: bool = False,
    general: str = "",
    **scope: Any,
) -> Function:
    """Compile ``def name(signature)``, so that Python itself checks arguments.

    Parameters
    ----------
    params : list of Param
        The signature's.
    given : list
        Each parameter of the row with the expression of its argument; None for its default.
    of : str
        What tracebacks call the text: ``"add"``, ``"ndarray.sum"``.
    before : sequence of str
        Lines that prepare the arguments.
    in_place : bool
        The first operand is also the result's place.
    general : str
        The expression for arguments of any kind, where it is not the engine's callable.
    """
    scope |= {f"_default_{p.name}": p.default for p in op.params}
    scope |= {"_call": bound(op), "_trimmed": trimmed}
    general = general or f"_call({', '.join(e or f'_default_{p.name}' for p, e in given)})"
    body, names = engine().body(op, given, general, in_place)
    lines = [
        "try:",
        *indented([*before, *body]),
        "except Exception as error:",
        "    raise _trimmed(error)",
    ]
    made: Function = emit(name, _signature(params), lines, scope | names, of=of)
    made.__module__ = module
    made.__doc__ = _documented(op)
    return made


def _signature(params: list[Param]) -> str:
    parts: list[str] = []
    styles = [p.style for p in params]
    for i, p in enumerate(params):
        if p.style == "keyword" and "var" not in styles and styles.index("keyword") == i:
            parts.append("*")
        if p.style == "var":
            parts.append(f"*{p.name}")
        else:
            parts.append(p.name if p.default is REQUIRED else f"{p.name}=_default_{p.name}")
        if p.style == "positional" and "positional" not in styles[i + 1 :]:
            parts.append("/")
    return ", ".join(parts)


def _documented(op: Operation) -> str:
    lines = [op.doc, "", f"Pricing class: {op.cls}."]
    if op.source:
        lines[-1] += f" Source: {op.source}."
    return "\n".join(lines)


# --- methods -----------------------------------------------------------------------------------


class _Method:
    """A method that is compiled when it is first looked up, and then replaces itself."""

    def __init__(self, op: Operation, name: str, spread: str) -> None:
        self._op, self._name, self._spread = op, name, spread

    def __get__(self, instance: Any, owner: type) -> Any:
        made = self.compiled(owner)
        for cls in owner.__mro__:
            if cls.__dict__.get(self._name) is self:
                setattr(cls, self._name, made)
        return made if instance is None else made.__get__(instance, owner)

    def compiled(self, owner: type) -> Function:
        """The method for a class."""
        return _method(self._op, self._name, self._spread, owner)


def _method(op: Operation, name: str, spread: str, owner: type) -> Function:
    first, *rest = op.params
    params = [Param("self", first.kind, "positional", REQUIRED, "")]
    given: Given = [(first, "self"), *((p, p.name) for p in rest)]
    before = []
    for p in rest:
        if p.name == spread:
            params.append(Param(p.name, p.kind, "var", REQUIRED, ""))
            before.append(f"{p.name} = _spread({p.name}, _default_{p.name})")
        else:
            style = "keyword" if spread else p.style
            params.append(Param(p.name, p.kind, style, p.default, p.source))
    of = f"{owner.__name__}.{name}"
    module = owner.__module__
    return _compile(op, name, params, given, module, of=of, before=before, _spread=_gathered)


def _gathered(values: tuple[Any, ...], default: Any) -> Any:
    """``x.reshape(2, 3)`` and ``x.reshape((2, 3))`` mean the same."""
    if not values and default is not REQUIRED:
        return default
    return values[0] if len(values) == 1 and not isinstance(values[0], int) else values


def add_methods(array: type) -> None:
    """Give ``ndarray`` the methods and operators that the table's rows say."""
    for op in TABLE.values():
        for method in (op.method or "").split():
            name, _, spread = method.rstrip(")").partition("(*")
            setattr(array, name, _Method(op, name, spread))
        if op.operator:
            _add_operator(array, op)


def add_random_methods(classes: dict[str, Any]) -> None:
    """Give the classes of random objects the methods of their rows, unless they have their own."""
    for op in TABLE.values():
        if op.cls in ("random", "view") and op.name.startswith("random."):
            _, owner, leaf = f".{op.name}".rsplit(".", 2)
            cls = classes.get(owner)
            if cls is not None and leaf[0] != "_" and leaf not in cls.__dict__:
                setattr(cls, leaf, _Method(op, leaf, ""))


# --- operators ---------------------------------------------------------------------------------


def _add_operator(array: type, op: Operation) -> None:
    name = op.operator
    assert name is not None
    operands = [p for p in op.params if p.kind == "array"]
    if len(operands) == 1:
        setattr(array, f"__{name}__", _Operator(op, f"__{name}__", ["self"]))
        return
    setattr(array, f"__{name}__", _Operator(op, f"__{name}__", ["self", "other"]))
    if name in REFLECTED:
        setattr(array, f"__r{name}__", _Operator(op, f"__r{name}__", ["other", "self"]))
        if name != "divmod":
            setattr(array, f"__i{name}__", _Operator(op, f"__i{name}__", ["self", "other"], True))


class _Operator(_Method):
    """An operator's method, compiled when it is first used."""

    def __init__(
        self, op: Operation, name: str, operands: list[str], in_place: bool = False
    ) -> None:
        super().__init__(op, name, "")
        self._operands, self._in_place = operands, in_place

    def compiled(self, owner: type) -> Function:
        first, *rest = self._op.params
        names = iter(self._operands)
        given: Given = [(p, next(names, None)) for p in (first, *rest)]
        params = [
            Param(n, "array", "standard", REQUIRED, "")
            for n in sorted(self._operands, key="self".__ne__)
        ]
        general = _general_operator(self._op, self._operands, self._in_place)
        return _compile(
            self._op,
            self._name,
            params,
            given,
            owner.__module__,
            of=f"{owner.__name__}.{self._name}",
            in_place=self._in_place,
            _operate=general,
            general="_operate(" + ", ".join(p.name for p in params) + ")",
        )


def _is_operand(value: Any) -> bool:
    return hasattr(value, "__array__") or isinstance(value, int | float | complex | list | tuple)


def _equals_nothing(value: Any) -> bool:
    """Whether it is None or text, which NumPy compares with each element: no number equals it."""
    return value is None or isinstance(value, str | bytes)


def _general_operator(op: Operation, operands: list[str], in_place: bool) -> Function:
    """An operator for operands of any kind; what is none is left to its own class."""
    count = len(operands)
    rest = [p.default for p in op.params[count:]]
    place = [p.name for p in op.params[count:]].index("out")

    def operate(self: Any, other: Any = 0) -> Any:
        if type(other) is not type(self) and not _is_operand(other):
            if op.operator not in ("eq", "ne") or not _equals_nothing(other):
                return NotImplemented
            other = math.nan  # every element differs from it
        tail = list(rest)
        if in_place and not engine().is_scalar(self._v):  # scalars are immutable: a new object then
            tail[place] = self
        pair = {"self": self, "other": other}
        return bound(op)(*(pair[name] for name in operands), *tail)

    return operate
