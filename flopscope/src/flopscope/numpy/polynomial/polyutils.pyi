"""Written by `python -m flopscope._tools.stubs` from the operation table: change it there."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Literal, NamedTuple, Protocol, SupportsIndex, TypeAlias, overload

from flopscope._arrays.methods import _ArrayLike, _Axes, _Casting, _DTypeLike, _Bool, _NoValue, _Order, _Shape, _Nested
from flopscope.numpy import dtype, ndarray

def as_series(alist: Any, trim: bool = ...) -> Any: ...
def format_float(x: Any, parens: bool = ...) -> str: ...
def getdomain(x: Any) -> ndarray: ...
def mapdomain(x: Any, old: Any, new: Any) -> Any: ...
def mapparms(old: Any, new: Any) -> Any: ...
def trimcoef(c: Any, tol: float = ...) -> ndarray: ...
def trimseq(seq: Any) -> ndarray: ...

__all__ = [
    'as_series',
    'format_float',
    'getdomain',
    'mapdomain',
    'mapparms',
    'trimcoef',
    'trimseq',
]
