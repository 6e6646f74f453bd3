"""From a request's plain data to an operation's arguments, checked by the kind of each parameter."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from flopscope._base import dtypes as _dtypes
from flopscope._local.calls import NUMPY_DTYPES
from flopscope._local.randomness import RANDOM_TYPES
from flopscope._table import REQUIRED, NoValue, Operation, Param
from flopscope._table.kinds import KINDS, Arrays
from flopscope._wire import messages as m
from flopscope._wire import values
from flopscope.errors import ProtocolError, UnsupportedDtypeError
from flopscope_server.store import Memory, Store, is_spread

_OBJECT_BYTES = 40
"""About what a Python number in a list takes."""
_NUMBERS = (int, float, complex, bool)
_ARRAYS = (np.ndarray, np.generic)


class Decoder:
    """Decodes the arguments of one request.

    Parameters
    ----------
    store : Store
        The session's values.
    memory : Memory
        Asked before a buffer becomes an array.
    frames : sequence of buffers
        The request's frames, the header first.
    """

    def __init__(self, store: Store, memory: Memory, frames: Sequence[Any]) -> None:
        self._store = store
        self._memory = memory
        self._frames = frames

    def arguments(self, op: Operation, data: Any) -> tuple[Any, ...]:
        """One argument a parameter of the row.

        Raises
        ------
        ProtocolError
            If the data are not arguments of this operation.
        """
        if type(data) is not list or not op.required <= len(data) <= len(op.params):
            raise ProtocolError(f"{op.name} takes {op.required} to {len(op.params)} arguments")
        given = []
        for param, item in zip(op.params, data, strict=False):
            if param.kind.is_array and item.__class__ is list and len(item) == 2 and item[0] == 0:
                value = self._store.get(item[1])  # the usual case: a handle of an array
                given.append(value if isinstance(value, _ARRAYS) else _operand(value))
            else:
                given.append(self._argument(op, param, item))
        if self._store.has_spread and op.cls != "view":
            for value in given:
                self._check_spread(value, op.name)
        return (*given, *op.defaults[len(data) :])

    def _argument(self, op: Operation, param: Param, item: Any) -> Any:
        value = self.value(item)
        if value is NoValue:
            if param.default is REQUIRED:
                raise ProtocolError(f"{op.name} needs the argument {param.name}")
            return param.default
        check = _CHECKS[param.kind]
        if param.style == "var" and not param.kind.has_subscripts:
            check = _each(check)
        if value.__class__ in (list, tuple) and param.kind.holds_arrays:
            is_sequence = isinstance(param.kind, Arrays)
            self._memory.check(_stacked_bytes(value, is_sequence), op.name)
        try:
            return check(value)
        except ProtocolError as error:
            raise ProtocolError(f"{op.name}, argument {param.name}: {error}") from None

    def _check_spread(self, value: Any, what: str) -> None:
        """A broadcast view may be far larger than its memory, and operations copy their operands."""
        if isinstance(value, np.ndarray) and is_spread(value):
            self._memory.check(value.nbytes, what)
        elif isinstance(value, list | tuple):
            for item in value:
                self._check_spread(item, what)

    def value(self, item: Any) -> Any:
        """One encoded value."""
        return values.decode(item, self._reference)

    def _reference(self, tag: int, data: list[Any]) -> Any:
        if tag == values.HANDLE:
            if len(data) != 2:
                raise ProtocolError("a handle must be [tag, number]")
            return self._store.get(data[1])
        return self._buffer(data)

    def _buffer(self, data: list[Any]) -> Any:
        if data[4:] not in ([], [values.LISTED]) or not all(type(v) is int for v in data[1:3]):
            raise ProtocolError("a buffer must be [tag, frame, dtype, shape], and may be marked")
        if len(data) < 4:
            raise ProtocolError("a buffer must be [tag, frame, dtype, shape]")
        frame, number, shape = data[1:4]
        if not 1 <= frame < len(self._frames) or not 0 <= number < len(values.DTYPES):
            raise ProtocolError("a buffer names a frame or dtype that is not there")
        if (
            type(shape) is not list
            or len(shape) > m.MAX_NDIM
            or not all(_is_length(n) for n in shape)
        ):
            raise ProtocolError("a buffer's shape must be a list of lengths")
        raw = self._frames[frame]
        dtype = values.DTYPES[number]
        if math.prod(shape) * dtype.itemsize != len(raw):
            raise ProtocolError(
                f"a buffer of {len(raw)} bytes is not of shape {shape}, {dtype.name}"
            )
        self._memory.check(len(raw), "an upload")
        found = np.frombuffer(raw, NUMPY_DTYPES[dtype]).reshape(shape)
        if data[4:]:
            self._memory.check(_OBJECT_BYTES * found.size, "an upload")
            return found.tolist()
        return found.copy()


def _stacked_bytes(value: Any, is_sequence: bool = False) -> int:
    """What the arrays that lists become will take; where a sequence is wanted, only lists in it do."""
    if isinstance(value, list | tuple):
        parts = [v for v in value if _is_list(v)] if is_sequence else value
        return sum(map(_stacked_bytes, parts))
    return value.nbytes if isinstance(value, _ARRAYS) else 8


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _is_length(n: Any) -> bool:
    return type(n) is int and 0 <= n < 2**62


def _operand(value: Any) -> Any:
    if isinstance(value, _ARRAYS) or type(value) in _NUMBERS or value is None:
        return value
    if isinstance(value, list | tuple):
        return _supported(np.asarray(_numeric(value)))
    raise ProtocolError(f"a {type(value).__name__} is not an operand")


def _supported(value: Any) -> Any:
    if value.dtype.name not in _dtypes.BY_NAME:
        raise UnsupportedDtypeError(
            f"arrays of dtype {value.dtype.name!r} are not supported; "
            f"use one of {', '.join(_dtypes.BY_NAME)}"
        )
    return value


def _numeric(value: Any) -> Any:
    """Nested lists of numbers and arrays, and nothing else."""
    if isinstance(value, list | tuple):
        return type(value)(_numeric(v) for v in value)
    if isinstance(value, _ARRAYS) or type(value) in _NUMBERS:
        return value
    raise ProtocolError(f"a {type(value).__name__} is not a number or an array")


def _sequence(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value
    if not isinstance(value, list | tuple):
        raise ProtocolError(f"a {type(value).__name__} is not a sequence of arrays")
    return [_operand(v) for v in value]


def _nested(value: Any) -> Any:
    return _numeric(value) if isinstance(value, list | tuple) else _operand(value)


def _out(value: Any) -> Any:
    items = value if isinstance(value, tuple) else (value,)
    if not all(v is None or isinstance(v, np.ndarray) for v in items):
        raise TypeError("return arrays must be of ArrayType")
    return value


def _dtype(value: Any) -> Any:
    if isinstance(value, (np.ndarray, *RANDOM_TYPES)):
        raise ProtocolError("an array is not a dtype")
    return value if isinstance(value, type) else None if value is None else _dtypes.dtype(value)


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return type(value)(_plain(v) for v in value)
    if isinstance(value, (*_ARRAYS, *RANDOM_TYPES, _dtypes.dtype)):
        raise ProtocolError(f"a {type(value).__name__} is not a plain value")
    return value


_NO_INDEX = frozenset({str, float, complex, _dtypes.dtype})
"""What a client's encoder refuses. NumPy's scalars are left to the rule, which raises what NumPy does."""


def _index(value: Any) -> Any:
    parts = value if isinstance(value, tuple) else (value,)
    if any(type(p) in _NO_INDEX or isinstance(p, RANDOM_TYPES) for p in parts):
        raise ProtocolError("an index is made of integers, slices, ..., None and arrays")
    return value


def _is_random(value: Any) -> bool:
    return isinstance(value, RANDOM_TYPES)


def _generator(value: Any) -> Any:
    if not isinstance(value, RANDOM_TYPES):
        raise ProtocolError(f"a {type(value).__name__} is not a random generator")
    return value


def _contraction(value: Any) -> Any:
    if not isinstance(value, tuple) or len(value) < 2 or not isinstance(value[0], str):
        raise ProtocolError("einsum takes subscripts and operands")
    return value[0], *map(_operand, value[1:])


def _each(check: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def check_each(value: Any) -> Any:
        if not isinstance(value, tuple):
            raise ProtocolError("variadic arguments must be a tuple")
        return tuple(map(check, value))

    return check_each


class Checks:
    """The parts of arguments; see :class:`flopscope._table.kinds.Checks`."""

    operand = staticmethod(_operand)
    nested = staticmethod(_nested)
    sequence = staticmethod(_sequence)
    contraction = staticmethod(_contraction)
    out = staticmethod(_out)
    dtype = staticmethod(_dtype)
    plain = staticmethod(_plain)
    index = staticmethod(_index)
    generator = staticmethod(_generator)
    is_random = staticmethod(_is_random)


_CHECKS = {kind: kind.check(Checks()) for kind in KINDS.values()}
