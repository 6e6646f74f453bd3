"""Written by `python -m flopscope._tools.stubs` from the operation table: change it there."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Literal, NamedTuple, Protocol, SupportsIndex, TypeAlias, overload

from flopscope._arrays.methods import _ArrayLike, _Axes, _Casting, _DTypeLike, _Bool, _NoValue, _Order, _Shape, _Nested
from flopscope.numpy import dtype, ndarray

def sliding_window_view(x: _ArrayLike, window_shape: Any, axis: _Axes | None = ..., *, subok: bool = ..., writeable: bool = ...) -> ndarray: ...
