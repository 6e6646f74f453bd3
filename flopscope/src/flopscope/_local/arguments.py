"""Normalized arguments as NumPy takes them; see :mod:`flopscope._engine.arguments` for what they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from flopscope._arrays import random
from flopscope._arrays.array import ndarray
from flopscope._base.dtypes import BY_NAME
from flopscope._table import NoValue, Param
from flopscope.errors import UnsupportedDtypeError

_NUMBERS = (int, float, complex, bool)
_LISTS = (list, tuple)
_INDICES = frozenset({int, bool, type(Ellipsis)})


def unwrapper(param: Param) -> Callable[[Any], Any]:
    """The function that gives NumPy's form of a normalized argument of a parameter."""
    unwrap = param.kind.unwrap(VALUES)
    if param.style == "var" and not param.kind.has_subscripts:
        return lambda values: tuple([unwrap(v) for v in values])
    return unwrap


class Values:
    """The parts of arguments; see :class:`flopscope._table.kinds.Values`."""

    @staticmethod
    def value(value: Any) -> Any:
        """An array or a random object, and lists of them; anything else as it is."""
        if isinstance(value, ndarray | random.RandomObject):
            return value._v
        kind = type(value)
        if kind is list or kind is tuple:
            return kind([Values.value(v) for v in value])
        return value

    @staticmethod
    def operand(value: Any) -> Any:
        """Our array's value, a number as it is, anything else as a new array."""
        if isinstance(value, ndarray):
            return value._v
        if type(value) in _NUMBERS or value is None or value is NoValue:
            return value
        is_list = type(value) in _LISTS
        return _checked(np.asarray(Values.value(value)) if is_list else _foreign(value))

    @staticmethod
    def nested(value: Any) -> Any:
        """Lists as they are: NumPy makes an array of them itself, so that its options hold for it."""
        return Values.value(value) if type(value) in _LISTS else Values.operand(value)

    @staticmethod
    def index(value: Any) -> Any:
        """An index, or a tuple of its parts."""
        if type(value) is tuple:
            return tuple([Values.index(v) for v in value])
        if isinstance(value, ndarray):
            return value._v
        if type(value) is slice:
            return slice(*[Values.value(v) for v in (value.start, value.stop, value.step)])
        if value is None or type(value) in _INDICES or isinstance(value, np.ndarray | np.generic):
            return value
        return Values.value(value) if type(value) is list else np.asarray(value)


VALUES = Values()


def _foreign(value: Any) -> Any:
    """NumPy's own arrays and scalars, and objects with a buffer."""
    if isinstance(value, np.ndarray | np.generic):
        return value
    array = np.asarray(value)
    return array.view(array.dtype.name) if array.dtype.isnative else array  # '<i8' is named int64


def _checked(value: Any) -> Any:
    if value.dtype.name not in BY_NAME:
        raise UnsupportedDtypeError(
            f"arrays of dtype {value.dtype.name!r} are not supported; use one of {', '.join(BY_NAME)}"
        )
    return value
