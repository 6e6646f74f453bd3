"""A module's public names as a type stub."""

from __future__ import annotations

import functools
import inspect
import re
import sys
import types as python_types
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any, Final

from flopscope._base.results import FIELDS as _FIELDS
from flopscope._table import TABLE, Operation
from flopscope._tools.stubs import returns, types

MODULES: Final = tuple(
    """
    numpy numpy.linalg numpy.fft numpy.random numpy.emath numpy.lib.scimath numpy.lib.stride_tricks
    numpy.polynomial.chebyshev numpy.polynomial.hermite numpy.polynomial.hermite_e
    numpy.polynomial.laguerre numpy.polynomial.legendre numpy.polynomial.polynomial
    numpy.polynomial.polyutils
    """.split()
)
"""The modules that get a stub. The others are written in Python with annotations, and need none."""

_HEADER = '''\
"""Written by `python -m flopscope._tools.stubs` from the operation table: change it there."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Literal, NamedTuple, Protocol, SupportsIndex, TypeAlias, overload

'''
_NUMBER_METHODS = """\
    def __bool__(self) -> bool: ...
    def __int__(self) -> int: ...
    def __float__(self) -> float: ...
    def __complex__(self) -> complex: ...
    def __index__(self) -> int: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __contains__(self, item: Any) -> bool: ...
    def __array__(self, dtype: Any = ..., copy: bool | None = ...) -> Any: ...
    def __dlpack__(
        self,
        *,
        stream: Any = ...,
        max_version: tuple[int, int] | None = ...,
        dl_device: tuple[int, int] | None = ...,
        copy: bool | None = ...,
    ) -> Any: ...
    def __dlpack_device__(self) -> tuple[int, int]: ...
    flat: Any
"""


def stub(module_name: str) -> str:
    """The stub of a module below ``flopscope``, as text."""
    module = import_module(f"flopscope.{module_name}")
    # pytest puts names of its own into modules whose asserts it rewrites.
    declared = [n for n in getattr(module, "__all__", ()) if n.isidentifier()]
    found = {
        name
        for name in dir(module)
        if name.isidentifier() and name[0] != "_" and _is_offered(getattr(module, name))
    }
    names = sorted({*declared, *found})
    blocks = [_block(module, module_name, name) for name in names]
    imports = [block for block in blocks if block.startswith("from ") and block.count("\n") == 1]
    rest = [block for block in blocks if block not in imports]
    head = _HEADER
    if module_name == "numpy":
        imports.append("from flopscope._api.scalars import ScalarType as _ScalarMeta\n")
        imports.append(f"from flopscope._arrays.methods import {', '.join(types.ALIASES)}\n")
    else:
        head += f"from flopscope._arrays.methods import {', '.join(types.ALIASES)}\n"
        head += "from flopscope.numpy import dtype, ndarray\n"
    body = "".join(rest)
    if module_name == "numpy":
        # The module's own scalar type hides Python's.
        body = re.sub(r"(?<!class )(?<!bool_ = )\bbool\b(?=[\s,|\])=:])", "_Bool", body)
    used = [name for name in _FIELDS if re.search(rf"\b_{name}\b", body)]
    head += "".join(_named_tuple(name) for name in used)
    return head + "".join(imports) + "\n" + body + _listed(declared)


def _named_tuple(name: str) -> str:
    """The class of a result with names."""
    fields = "".join(f"    {field}: ndarray\n" for field in _FIELDS[name].split())
    return f"class _{name}(NamedTuple):\n{fields}"


def _is_offered(value: Any) -> bool:
    """Whether a name is meant for users: helpers that a module imports are not."""
    return getattr(value, "__module__", "flopscope").startswith("flopscope") or not callable(value)


def methods() -> str:
    """The stub of what rows and the rooms above give ``ndarray``: its base class for type checkers."""
    from flopscope._arrays.array import ndarray

    head = (
        "from flopscope._arrays.array import ndarray\nfrom flopscope._base.dtypes import dtype\n"
        "from flopscope._table.parameters import _NoValue as _NoValue\n"
    )
    body = _class("Methods", ndarray, "numpy")
    return f"{_HEADER}{head}{types.PREAMBLE}{body}"


def _listed(names: Sequence[str]) -> str:
    """``__all__``, where the module has it."""
    if not names:
        return ""
    return "\n__all__ = [\n" + "".join(f"    {name!r},\n" for name in names) + "]\n"


def _block(module: Any, module_name: str, name: str) -> str:
    """The lines of one name."""
    value = getattr(module, name)
    if type(value).__module__ == "flopscope.numpy":  # a function that is no descriptor
        value = getattr(value, "__wrapped__", value)
    if isinstance(value, python_types.ModuleType):
        return f"from flopscope.{module_name} import {name} as {name}\n"
    if inspect.isfunction(value):
        return _function(name, value, _row(module_name, name), "")
    if isinstance(value, type):
        return _class(name, value, module_name)
    if type(value).__mro__[1].__name__ == "ufunc":
        return _ufunc(name, value)
    return f"{name}: {_constant(value)}\n"


def _constant(value: Any) -> str:
    if value is None:
        return "None"
    cls = type(value)
    if cls.__module__ != "builtins" or cls is classmethod:
        return "Any"
    return {"dict": "dict[str, Any]", "tuple": "tuple[Any, ...]"}.get(cls.__name__, cls.__name__)


def _row(module_name: str, name: str) -> Operation | None:
    """A public function's row; None for a composed function."""
    path = ".".join([*module_name.split(".")[1:], name])
    path = path.replace("lib.scimath.", "emath.")
    return TABLE.get(path) or _by_alias().get(path)


@functools.cache
def _by_alias() -> dict[str, Operation]:
    return {
        f"{op.name.removesuffix(op.leaf)}{alias}": op
        for op in TABLE.values()
        for alias in op.aliases
    }


def _function(name: str, function: Any, op: Operation | None, margin: str) -> str:
    """A function, or as many overloads as its flags make."""
    signature = inspect.signature(function)
    result = _result(signature, op)
    flags = returns.FLAGS.get(op.name, ()) if op else ()
    sized = op is not None and op.cls == "random" and "size" in signature.parameters
    if flags:
        narrow = dict.fromkeys(flags, "Literal[False]")
        return _overloaded(name, signature, op, margin, [(narrow, result), ({}, "Any")])
    if sized:
        variants: list[tuple[dict[str, str], str]] = [({"size": "None"}, "Any"), ({}, "ndarray")]
        return _overloaded(name, signature, op, margin, variants)
    return _definition(name, signature, op, margin, {}, result)


def _result(signature: inspect.Signature, op: Operation | None) -> str:
    if op is not None:
        return returns.annotation(op)
    written = signature.return_annotation
    return written if written in ("ndarray", "None", "bool", "int", "str", "float") else "Any"


def _overloaded(
    name: str,
    signature: inspect.Signature,
    op: Operation | None,
    margin: str,
    variants: list[tuple[dict[str, str], str]],
) -> str:
    return "".join(
        f"{margin}@overload\n{_definition(name, signature, op, margin, narrow, result)}"
        for narrow, result in variants
    )


def _definition(
    name: str,
    signature: inspect.Signature,
    op: Operation | None,
    margin: str,
    narrow: dict[str, str],
    result: str,
) -> str:
    parameters = ", ".join(_parameters(signature, op, narrow))
    return f"{margin}def {name}({parameters}) -> {result}: ...\n"


def _parameters(
    signature: inspect.Signature, op: Operation | None, narrow: dict[str, str]
) -> Iterator[str]:
    """The parameters as in a ``def``, with annotations."""
    P = inspect.Parameter
    given = list(signature.parameters.values())
    starred = False
    for i, p in enumerate(given):
        if p.kind is P.KEYWORD_ONLY and not starred:
            yield "*"
            starred = True
        if p.kind is P.VAR_POSITIONAL:
            starred = True
        mark = "*" if p.kind is P.VAR_POSITIONAL else "**" if p.kind is P.VAR_KEYWORD else ""
        if p.name == "self":
            yield "self"
        else:
            text = narrow.get(p.name) or types.annotation(op, p)
            yield f"{mark}{p.name}: {text}{'' if p.default is P.empty else ' = ...'}"
        if p.kind is P.POSITIONAL_ONLY and (i + 1 == len(given) or given[i + 1].kind is not p.kind):
            yield "/"


# --- classes -----------------------------------------------------------------------------------


def _class(name: str, cls: type, module_name: str) -> str:
    """A class: imported from where it is written, or described where rows give it its methods."""
    if _is_scalar_type(cls):
        if cls.__name__ != name and module_name == "numpy":
            return f"{name} = {cls.__name__}\n"
        new = "def __new__(cls, value: Any = ..., /) -> ndarray: ..."
        return (
            f"class {name}(metaclass=_ScalarMeta):\n    dtype: Any\n    kinds: str\n"
            f"    {new}  # type: ignore[misc]\n"
        )
    home, own = _written_in(cls)
    if name != "Methods" and not _from_rows(cls):
        if home == f"flopscope.{module_name}":
            return _subclass(name, cls)
        alias = own if own == name else f"{own} as {name}"
        return f"from {home} import {alias if own != name else f'{name} as {name}'}\n"
    bases = [b.__name__ for b in cls.__bases__ if b is not object and b.__name__[0] != "_"]
    inherits = f"({', '.join(bases)})" if _are_public(bases, module_name) else ""
    lines = [f"class {name}{inherits}:\n"]
    for attribute in sorted({n for c in cls.__mro__[:-1] for n in vars(c)}):
        if attribute[0] == "_" and not attribute.endswith("__"):
            continue
        lines.append(_attribute(cls, name, attribute))
    if name == "BitGenerator":  # the abstract base
        lines.append("    def __new__(cls, *args: Any) -> BitGenerator: ...\n")
    if (row := TABLE.get(f"random.{name}")) is not None:
        parameters = list(_parameters(inspect.signature(cls), row, {}))
        lines.append(f"    def __new__({', '.join(['cls', *parameters])}) -> {name}: ...\n")
    if name == "Methods":
        lines.append(_NUMBER_METHODS)
    return "".join(line for line in lines if line)


def _subclass(name: str, cls: type) -> str:
    """A class that the module itself defines, with one base from elsewhere and class attributes."""
    home, base = _written_in(cls.__bases__[0])
    own = sorted(n for n in vars(cls) if n[0] != "_")
    attributes = "".join(f"    {n}: ClassVar[{_constant(vars(cls)[n])}]\n" for n in own)
    return f"from {home} import {base}\nclass {name}({base}):\n{attributes or '    ...'}"


def _are_public(bases: list[str], module_name: str) -> bool:
    module = import_module(f"flopscope.{module_name}")
    return bool(bases) and all(hasattr(module, base) for base in bases)


def _is_scalar_type(cls: type) -> bool:
    return type(cls).__name__ == "ScalarType"


def _written_in(cls: type) -> tuple[str, str]:
    """The module that defines a class, and its name there: ``__module__`` says where users find it.

    The class's own functions tell, by the module whose globals they use.
    """
    for name, value in vars(cls).items():
        function = getattr(value, "fget", None) or getattr(value, "__func__", value)
        if inspect.isfunction(function) and function.__qualname__ == f"{cls.__name__}.{name}":
            home = function.__globals__.get("__name__", "")
            if getattr(sys.modules.get(home), cls.__name__, None) is cls:
                return home, cls.__name__
    return cls.__module__, cls.__name__


def _from_rows(cls: type) -> bool:
    """Whether rows of the table give a class methods."""
    prefixes = {f"random.{base.__name__}." for base in cls.__mro__}
    return any(op.startswith(tuple(prefixes)) for op in TABLE)


_SKIPPED = frozenset(
    "__module__ __dict__ __weakref__ __slots__ __annotations__ __abstractmethods__ __hash__ __bool__ __int__ "
    "__float__ __complex__ __index__ __len__ __iter__ __contains__ __array__ __dlpack__ __dlpack_device__ "
    "__match_args__ __reduce__ "
    "__new__ __getattr__ flat".split()
)


def _attribute(cls: type, owner: str, name: str) -> str:
    if name in _SKIPPED:
        return ""
    value = inspect.getattr_static(cls, name)
    if isinstance(value, property) or inspect.isdatadescriptor(value):
        return f"    @property\n    def {name}(self) -> {_PROPERTIES.get(name, 'Any')}: ...\n"
    function = getattr(cls, name)
    if isinstance(value, staticmethod | classmethod) or not callable(function):
        return f"    {name}: Any\n"
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return f"    {name}: Any\n"
    op = _method_row(owner, name)
    if name.startswith("__") and op is None and owner == "Methods":
        return _operator(name, signature)
    return _function(name, function, op, "    ")


_PROPERTIES = {
    "T": "ndarray", "mT": "ndarray", "real": "ndarray", "imag": "ndarray", "shape": "tuple[int, ...]",
    "dtype": "dtype", "ndim": "int", "size": "int", "itemsize": "int", "nbytes": "int", "device": "str",
}  # fmt: skip


def _operator(name: str, signature: inspect.Signature) -> str:
    """An operator: a comparison with anything, or arithmetic with what makes an array."""
    parameters = list(signature.parameters)[1:]
    if name == "__divmod__" or name == "__rdivmod__":
        return f"    def {name}(self, other: _Operand) -> tuple[ndarray, ndarray]: ...\n"
    if name in ("__str__", "__repr__", "__format__"):
        return f"    def {name}(self{''.join(f', {p}: str' for p in parameters)}) -> str: ...\n"
    if name in ("__eq__", "__ne__"):
        return f"    def {name}(self, other: Any) -> ndarray: ...  # type: ignore[override]\n"
    if len(parameters) == 1 and parameters[0] == "other":
        return f"    def {name}(self, other: _Operand) -> ndarray: ...\n"
    if not parameters:
        return f"    def {name}(self) -> ndarray: ...\n"
    return f"    {name}: Any\n"


def _method_row(owner: str, name: str) -> Operation | None:
    """The row that a method comes from."""
    owner = "ndarray" if owner == "Methods" else owner
    for path in (f"{owner}.{name}", f"random.{owner}.{name}", f"random.BitGenerator.{name}"):
        if path in TABLE:
            return TABLE[path]
    return _by_method().get(name) if owner == "ndarray" else None


@functools.cache
def _by_method() -> dict[str, Operation]:
    return {
        method.rstrip(")").partition("(*")[0]: op
        for op in TABLE.values()
        for method in (op.method or "").split()
    }


# --- ufuncs ------------------------------------------------------------------------------------


def _ufunc(name: str, value: Any) -> str:
    """A ufunc: a class of its own with the call's signature, and the one instance."""
    op = _row("numpy", name) or TABLE[value.__name__]
    call = inspect.signature(type(value).__call__)
    lines = [f"class _{name}(ufunc):\n"]
    parameters = ", ".join(["self", *_parameters(call, op, {})])
    lines.append(f"    def __call__({parameters}) -> {returns.annotation(op)}: ...\n")
    for method in ("accumulate", "at", "outer", "reduce", "reduceat"):
        row = TABLE.get(f"{op.name}.{method}")
        if row is not None:
            signature = inspect.signature(getattr(value, method))
            shown = ", ".join(["self", *_parameters(signature, row, {})])
            lines.append(f"    def {method}({shown}) -> {returns.annotation(row)}: ...\n")
    return "".join(lines) + f"{name}: _{name}\n"
