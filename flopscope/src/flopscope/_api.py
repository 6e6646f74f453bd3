"""From rows to Python: functions with real signatures and help, methods and operators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flopscope._engine import current as engine
from flopscope._table import REQUIRED, TABLE, Operation, Param

Function = Callable[..., Any]

_BOUND: dict[str, Function] = {}

REFLECTED = frozenset(
    [
        "add",
        "sub",
        "mul",
        "truediv",
        "floordiv",
        "mod",
        "pow",
        "matmul",
        "lshift",
        "rshift",
        "and",
        "or",
        "xor",
    ]
)
"""The operators that have a reflected and an in-place form."""


def bound(op: Operation) -> Function:
    """The engine's callable for a row: one argument a parameter, in order."""
    found = _BOUND.get(op.name)
    if found is None:
        found = _BOUND[op.name] = engine().bind(op)
    return found


def function(op: Operation, name: str, module: str) -> Function:
    """The public function of a row."""
    return _compile(op, name, list(op.params), [_passed(p) for p in op.params], module)


def _passed(param: Param) -> str:
    return param.name


def _compile(
    op: Operation, name: str, params: list[Param], passed: list[str], module: str, **scope: Any
) -> Function:
    """Compile ``def name(signature): return call(...)``, so that Python itself checks arguments."""
    scope |= {f"_default_{p.name}": p.default for p in params} | {"_call": bound(op)}
    source = f"def {name}({_signature(params)}):\n    return _call({', '.join(passed)})\n"
    exec(compile(source, f"<flopscope {op.name}>", "exec"), scope)
    made: Function = scope[name]
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
        made = _method(self._op, self._name, self._spread, owner)
        for cls in owner.__mro__:
            if cls.__dict__.get(self._name) is self:
                setattr(cls, self._name, made)
        return made if instance is None else made.__get__(instance, owner)


def _method(op: Operation, name: str, spread: str, owner: type) -> Function:
    first, *rest = op.params
    params = [Param("self", first.kind, "positional", REQUIRED, "")]
    passed = ["self"]
    for p in rest:
        if p.name == spread:
            params.append(Param(p.name, p.kind, "var", REQUIRED, ""))
            passed.append(f"_spread({p.name}, _default)")
        else:
            style = "keyword" if spread else p.style
            params.append(Param(p.name, p.kind, style, p.default, p.source))
            passed.append(_passed(p))
    default = next((p.default for p in rest if p.name == spread), None)
    return _compile(op, name, params, passed, owner.__module__, _spread=_gathered, _default=default)


def _gathered(values: tuple[Any, ...], default: Any) -> Any:
    """``x.reshape(2, 3)`` and ``x.reshape((2, 3))`` mean the same."""
    if not values and default is not REQUIRED:
        return default
    return values[0] if len(values) == 1 and not isinstance(values[0], int) else values


def add_methods(array: type, generator: type, random_state: type) -> None:
    """Give the classes the methods and operators that the table's rows say."""
    for op in TABLE.values():
        module, _, leaf = op.name.rpartition(".")
        if module == "random.Generator":
            setattr(generator, leaf, _Method(op, leaf, ""))
        elif module == "random.RandomState":
            setattr(random_state, leaf, _Method(op, leaf, ""))
        if op.method:
            name, _, spread = op.method.rstrip(")").partition("(*")
            setattr(array, name, _Method(op, name, spread))
        if op.operator:
            _add_operator(array, op)


# --- operators ---------------------------------------------------------------------------------


def _add_operator(array: type, op: Operation) -> None:
    operands = [p for p in op.params if p.kind == "array"]
    rest = tuple(p.default for p in op.params[len(operands) :])
    name = op.operator
    assert name is not None
    if len(operands) == 1:
        setattr(array, f"__{name}__", _unary(op, rest))
        return
    setattr(array, f"__{name}__", _binary(op, rest, swapped=False))
    if name in REFLECTED:
        setattr(array, f"__r{name}__", _binary(op, rest, swapped=True))
        setattr(array, f"__i{name}__", _in_place(op, rest))


def _is_operand(value: Any) -> bool:
    return hasattr(value, "__array__") or isinstance(value, int | float | complex | list | tuple)


def _unary(op: Operation, rest: tuple[Any, ...]) -> Function:
    def method(self: Any) -> Any:
        return bound(op)(self, *rest)

    return method


def _binary(op: Operation, rest: tuple[Any, ...], swapped: bool) -> Function:
    def method(self: Any, other: Any) -> Any:
        if type(other) is not type(self) and not _is_operand(other):
            return NotImplemented
        return bound(op)(self, other, *rest)

    def reflected(self: Any, other: Any) -> Any:
        if not _is_operand(other):
            return NotImplemented
        return bound(op)(other, self, *rest)

    return reflected if swapped else method


def _in_place(op: Operation, rest: tuple[Any, ...]) -> Function:
    place = [p.name for p in op.params].index("out") - (len(op.params) - len(rest))

    def method(self: Any, other: Any) -> Any:
        if type(other) is not type(self) and not _is_operand(other):
            return NotImplemented
        if engine().is_scalar(self._v):  # immutable, as in NumPy: the name gets a new object
            return bound(op)(self, other, *rest)
        return bound(op)(self, other, *rest[:place], self, *rest[place + 1 :])

    return method
