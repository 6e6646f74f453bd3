"""From rows to Python: functions with real signatures and help, methods and operators."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Container, Sequence
from typing import Any

from flopscope._api.lazydoc import LazyDoc
from flopscope._arrays.array import ndarray
from flopscope._base.dtypes import dtype as Dtype
from flopscope._base.emitter import emit, indented
from flopscope._base.place import trimmed
from flopscope._engine import arguments
from flopscope._engine import current as engine
from flopscope._symmetry.derived import as_plain, group_of
from flopscope._table import KINDS, REQUIRED, TABLE, NoValue, Operation, Param
from flopscope._table.pointwise import ufunc_arity

Function = Callable[..., Any]
Given = list[tuple[Param, str | None]]

_BOUND: dict[tuple[str, bool], Function] = {}

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


def bound(op: Operation, is_operator: bool = False) -> Function:
    """The engine's callable for a row, or for its operator: one argument per parameter, in order."""
    key = (op.name, is_operator)
    found = _BOUND.get(key)
    if found is None:
        found = _BOUND[key] = engine().bind(op, is_operator)
    return found


def function(op: Operation, name: str, module: str) -> Function:
    """The public function of a row."""
    given: Given = [(p, p.name) for p in op.params]
    if op.takes_like:
        params = [*op.params, Param("like", KINDS["plain"], "keyword", None, "None")]
        scope: dict[str, Any] = {"_alike": _alike}
        before = _LIKE
        if op.params[0].name == "start":  # a range may be given its end alone, by name
            params[0] = Param("start", KINDS["plain"], "standard", NoValue, "NoValue")
            before = [*_END, *_LIKE]
            scope |= {"_NoValue": NoValue, "_default_start": NoValue, "_from_zero": _from_zero}
        return _compile(op, name, params, given, module, of=op.name, before=before, **scope)
    if op.name == "einsum":
        params = [*op.params, Param("symmetry", KINDS["plain"], "keyword", None, "None")]
        before = _symmetric_einsum(op)
        return _compile(
            op, name, params, given, module, of=op.name, before=before, _declared=_declared
        )
    return _compile(op, name, list(op.params), given, module, of=op.name)


def _symmetric_einsum(op: Operation) -> list[str]:
    """The lines that call another row where the result is to have a symmetry."""
    given = ", ".join(p.name for p in op.params)
    return ["if symmetry is not None:", f"    return _declared(symmetry, {given})"]


def _declared(symmetry: Any, operands: Any, out: Any, *options: Any) -> Any:
    if out is not None:
        raise ValueError("einsum takes either symmetry= or out=: a symmetric tensor is a new array")
    row = TABLE["einsum_symmetric"]
    return bound(row)(operands, as_plain(group_of(symmetry)), None, *options)


def ufunc_function(op: Operation) -> Function:
    """The call of a ufunc: the row's function, with the options that only choose among NumPy's loops."""
    given: Given = [(p, p.name) for p in op.params]
    options = (("subok", True), ("signature", None), ("sig", None))
    params = [*op.params, *(Param(n, KINDS["plain"], "keyword", d, repr(d)) for n, d in options)]
    nin, nout = ufunc_arity(op) or (0, 0)
    nargs = nin + nout
    before = [
        "if signature is not None or sig is not None:",
        f"    dtype = _loop(signature, sig, dtype, {nargs})",
    ]
    module = "flopscope.numpy"
    scope: dict[str, Any] = {"_loop": _loop}
    if nout > 1:  # NumPy takes each place on its own too
        places = [
            Param(f"out{i + 1}", KINDS["out"], "positional", None, "None") for i in range(nout)
        ]
        params[nin:nin] = places
        named = ", ".join(p.name for p in places)
        before += [
            f"if {' or '.join(f'{p.name} is not None' for p in places)}:",
            f"    out = _places(({named}), out, _default_out)",
        ]
        scope["_places"] = _places
    return _compile(op, op.leaf, params, given, module, of=op.name, before=before, **scope)


def _places(one_by_one: Any, out: Any, default: Any) -> Any:
    if out is not default:
        raise TypeError("cannot specify 'out' as both a positional and keyword argument")
    return one_by_one


def _loop(signature: Any, sig: Any, dtype: Any, nargs: int) -> Any:
    """The dtype of a loop that a signature names, such as ``"dd->d"``, where it is one for all operands."""
    if signature is not None and sig is not None:
        raise TypeError("cannot specify both 'sig' and 'signature'")
    signature = sig if signature is None else signature
    if dtype is not None:
        raise TypeError("cannot specify both 'signature' and 'dtype'")
    if not isinstance(signature, str | tuple):
        raise TypeError("the signature object to ufunc must be a string or a tuple.")
    parts = signature.replace("->", "") if isinstance(signature, str) else signature
    if len(parts) != nargs:
        raise TypeError(
            f"a type-tuple must be specified of length {nargs} for this ufunc; "
            f"signature={signature!r} has {len(parts)}"
        )
    found = {Dtype(part) for part in parts if part is not None}
    if not found:
        return None
    if len(found) != 1:
        raise TypeError(
            f"signature={signature!r} names more than one dtype; cast the operands with astype instead"
        )
    return found.pop()


_LIKE = ["if like is not None:", "    _alike(like)"]


_END = ["if start is _NoValue:", "    start, stop = _from_zero(stop)"]


def _from_zero(stop: Any) -> tuple[int, Any]:
    if stop is None:
        raise TypeError("arange() requires stop to be specified.")
    return 0, stop


def _alike(like: Any) -> None:
    if not isinstance(like, ndarray):
        raise TypeError(
            "The `like` argument must be an array-like that implements the `__array_function__` protocol."
        )


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
    is_operator: bool = False,
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
    is_operator : bool
        The function is the row's Python operator.
    """
    scope = {f"_default_{p.name}": p.default for p in (*params, *op.params)} | scope
    scope |= {"_call": bound(op), "_trimmed": trimmed}
    general = general or f"_call({', '.join(e or f'_default_{p.name}' for p, e in given)})"
    body, names = engine().body(op, given, general, in_place, is_operator)
    lines = [
        "try:",
        *indented([*before, *body]),
        "except Exception as error:",
        "    raise _trimmed(error)",
    ]
    made: Function = emit(name, _signature(params), lines, scope | names, of=of)
    made.__module__ = module
    made.__doc__ = LazyDoc(op, params)
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


def add_methods(array: type, written: Container[str] = ()) -> None:
    """Give ``ndarray`` the methods and operators that the table's rows say, but for those written out."""
    for op in TABLE.values():
        for method in (op.method or "").split():
            name, _, spread = method.rstrip(")").partition("(*")
            if name not in written:
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
    operands = [p for p in op.params if p.kind.is_array]
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
            Param(n, KINDS["array"], "standard", REQUIRED, "")
            for n in sorted(self._operands, key="self".__ne__)
        ]
        general = _general_operator(self._op, self._operands, self._in_place)
        is_product = self._in_place and self._op.operator == "matmul"
        before = ["_checked(self, other)"] if is_product else ()
        return _compile(
            self._op,
            self._name,
            params,
            given,
            owner.__module__,
            of=f"{owner.__name__}.{self._name}",
            in_place=self._in_place,
            before=before,
            _checked=_check_in_place_product,
            is_operator=True,
            _operate=general,
            general="_operate(" + ", ".join(p.name for p in params) + ")",
        )


def _is_operand(value: Any) -> bool:
    return (
        isinstance(value, int | float | complex)
        or hasattr(value, "__array__")
        or arguments.is_sequence(value)
        or arguments.has_buffer(value)
    )


def _equals_nothing(value: Any) -> bool:
    """Whether NumPy compares it with each element, and no number equals it: None, text, a dictionary."""
    own: Any = type(value).__eq__
    return isinstance(value, str | bytes | dict | set | frozenset) or own is object.__eq__


def _is_repeated(op: Operation, scalar: Any, other: Any) -> bool:
    """Whether a product is of a sequence and an integer scalar, which repeats the sequence as an int does."""
    return (
        op.operator == "mul"
        and isinstance(other, list | tuple | str | bytes | bytearray | deque)
        and engine().is_scalar(scalar._v)
    )


def _repeated(scalar: Any, other: Any) -> Any:
    if scalar.dtype.kind not in "iu":
        raise TypeError(
            f"can't multiply sequence by non-int of type 'flopscope.numpy.{scalar.dtype.name}'"
        )
    return other * scalar.item()


def _list_ndim(value: Any) -> int:
    depth = 0
    while arguments.is_sequence(value) and not isinstance(value, ndarray):
        depth, value = depth + 1, value[0] if len(value) else 0
    return depth + int(getattr(value, "ndim", 0))


def _check_in_place_product(a: Any, b: Any) -> None:
    """``a @= b`` gives an array of ``a``'s shape, or fails: it does not broadcast."""
    if a.ndim < 1 or (b.ndim if isinstance(b, ndarray) else _list_ndim(b)) < 2:
        raise ValueError(
            "inplace matrix multiplication requires the first operand to have at least one and the "
            "second at least two dimensions."
        )


def _general_operator(op: Operation, operands: list[str], in_place: bool) -> Function:
    """An operator for operands of any kind; what is none is left to its own class."""
    count = len(operands)
    rest = [p.default for p in op.params[count:]]
    place = [p.name for p in op.params[count:]].index("out")

    def operate(self: Any, other: Any = 0) -> Any:
        if type(other) is not type(self) and _is_repeated(op, self, other):
            return _repeated(self, other)
        if type(other) is not type(self) and not _is_operand(other):
            if op.operator not in ("eq", "ne") or not _equals_nothing(other):
                return NotImplemented
            other = math.nan  # every element differs from it
        tail = list(rest)
        writes = in_place and not engine().is_scalar(
            self._v
        )  # scalars are immutable: a new object then
        if writes:
            tail[place] = self
        pair = {"self": self, "other": other}
        return bound(op, not writes)(*(pair[name] for name in operands), *tail)

    return operate
