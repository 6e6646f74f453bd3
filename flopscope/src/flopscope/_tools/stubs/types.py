"""Annotations of parameters: by the kind of a row's parameter, else by its name."""

from __future__ import annotations

import inspect
from typing import Final

from flopscope._table import NoValue, Operation

PREAMBLE: Final = """\
class _Nested(Protocol):
    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> Any: ...
    def __reversed__(self) -> Iterator[Any]: ...

class _HasArray(Protocol):
    def __array__(self) -> Any: ...

_ArrayLike: TypeAlias = ndarray | bool | int | float | complex | _Nested | _HasArray
_Operand: TypeAlias = ndarray | bool | int | float | complex | list[Any] | tuple[Any, ...] | _HasArray
_Bool: TypeAlias = bool
_Shape: TypeAlias = SupportsIndex | Sequence[SupportsIndex] | ndarray
_Axes: TypeAlias = SupportsIndex | Sequence[SupportsIndex]
_DTypeLike: TypeAlias = dtype | type[Any] | str | None
_Order: TypeAlias = Literal["C", "F", "A", "K"]
_Casting: TypeAlias = Literal["no", "equiv", "safe", "same_kind", "unsafe"]
"""
"""What the main module's stub begins with; the others import these names from it."""

ALIASES: Final = (
    "_ArrayLike", "_Axes", "_Casting", "_DTypeLike", "_Bool", "_NoValue", "_Order", "_Shape", "_Nested",
)  # fmt: skip

NAMES: Final = {
    "axis": "_Axes | None",
    "axes": "Any",
    "casting": "_Casting",
    "copy": "bool | None",
    "ddof": "float",
    "decimals": "SupportsIndex",
    "deg": "SupportsIndex | Sequence[SupportsIndex]",
    "device": "str | None",
    "dtype": "_DTypeLike",
    "endpoint": "bool",
    "full_matrices": "bool",
    "hermitian": "bool",
    "indexing": "Literal['xy', 'ij']",
    "keepdims": "bool",
    "newshape": "_Shape",
    "order": "_Order | None",
    "retstep": "bool",
    "return_counts": "bool",
    "return_index": "bool",
    "return_inverse": "bool",
    "shape": "_Shape",
    "size": "_Shape | None",
    "subok": "bool",
}
"""By a plain parameter's name, where it means the same everywhere."""

EXCEPTIONS: Final = {
    ("fft.", "axis"): "SupportsIndex",
    ("sort", "order"): "str | Sequence[str] | None",
    ("argsort", "order"): "str | Sequence[str] | None",
    ("partition", "order"): "str | Sequence[str] | None",
    ("argpartition", "order"): "str | Sequence[str] | None",
    ("linalg.norm", "ord"): "float | str | None",
}
"""By the beginning of the last parts of a row's name and a parameter, where a name means something else."""


def annotation(op: Operation | None, parameter: inspect.Parameter) -> str:
    """The annotation of a parameter.

    Parameters
    ----------
    op : Operation or None
        The function's row; None for a composed function.
    parameter : inspect.Parameter
        As the function's signature has it.
    """
    name = parameter.name
    kinds = [p.kind.annotation for p in op.params if p.name == name] if op else []
    if kinds and kinds[0]:
        text = kinds[0]
    elif op is not None and (exception := _exception(op.name, name)) is not None:
        text = exception
    else:
        text = _written(parameter) or NAMES.get(name) or _default_type(parameter.default)
    if text == "Any":
        return text
    if parameter.default is None and "None" not in text:
        text += " | None"
    return f"{text} | _NoValue" if parameter.default is NoValue else text


def _exception(operation: str, name: str) -> str | None:
    for (start, parameter), text in EXCEPTIONS.items():
        if name == parameter and (operation.startswith(start) or operation.endswith(f".{start}")):
            return text
    return None


def _written(parameter: inspect.Parameter) -> str | None:
    """What the function itself says, where it is built of names that every stub has."""
    text = parameter.annotation
    return text if isinstance(text, str) and text in _KNOWN else None


_KNOWN = frozenset(
    [
        "bool",
        "float",
        "int",
        "str",
        "bool | None",
        "float | None",
        "int | None",
        "str | None",
        "complex",
    ]
)


def _default_type(default: object) -> str:
    """A flag's type is known by its default; of numbers and texts, several types may be taken."""
    return "bool" if isinstance(default, bool) else "Any"
