"""``numpy`` as NumPy's test modules see it: ours, with a stand-in for each name that flopscope refuses.

Test modules name dtypes and functions in lists of parameters, when they are imported. A stand-in lets the
module be imported; the tests that use the stand-in fail with its refusal.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any, NoReturn

import numpy as np
import pytest

import flopscope.numpy as ours
from flopscope.errors import UnsupportedDtypeError, UnsupportedFunctionError


class InternalError(Exception):
    """A test needs a private part of NumPy."""


class StandIn(type):
    """The class of stand-ins: they are classes, so that they may stand where a type does."""

    def refuse(cls) -> NoReturn:
        """Raise the refusal that the stand-in is for."""
        raise UnsupportedFunctionError(f"numpy has no {cls.__name__} here, on purpose")

    def __call__(cls, *args: Any, **options: Any) -> Any:
        cls.refuse()

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__") or name in ("_name_", "dtype", "_pytestfixturefunction"):
            raise AttributeError(name)
        return type(cls)(f"{cls.__name__}.{name}", (), {})

    def __getitem__(cls, item: Any) -> Any:
        cls.refuse()

    def __iter__(cls) -> Any:
        cls.refuse()


class InternalStandIn(StandIn):
    """The class of stand-ins for NumPy's machinery."""

    def refuse(cls) -> NoReturn:
        raise InternalError(f"{cls.__name__} is internal to NumPy")


class Lenient:
    """A module whose refused names are stand-ins."""

    def __init__(self, module: Any) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        try:
            return getattr(self._module, name)
        except UnsupportedFunctionError:
            return StandIn(name, (), {})
        except AttributeError:
            if name != "__config__" and (name.startswith("__") or not name.startswith("_")):
                raise
            return InternalStandIn(name, (), {})

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)


class _DtypeClass(type):
    def __call__(cls, *args: Any, **options: Any) -> Any:
        try:
            return ours.dtype(*args, **options)
        except UnsupportedDtypeError as error:
            return StandIn(f"dtype {error}"[:60], (), {})

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, ours.dtype)

    def __getitem__(cls, item: Any) -> Any:
        made: Any = ours.dtype
        return made[item]


class dtype(metaclass=_DtypeClass):
    """``numpy.dtype``, with a stand-in for each dtype that is refused."""


numpy = Lenient(ours)
numpy.dtype = dtype

sctypes = {
    "int": [ours.int8, ours.int16, ours.int32, ours.int64],
    "uint": [ours.uint8, ours.uint16, ours.uint32, ours.uint64],
    "float": [ours.float16, ours.float32, ours.float64],
    "complex": [ours.complex64, ours.complex128],
    "others": [bool],
}
"""NumPy's table of scalar types, which its tests take their parameters from."""

_TESTERS = frozenset(
    "_multiarray_tests _umath_tests _rational_tests _struct_ufunc_tests _operand_flag_tests".split()
)
"""C code of NumPy's own tests. It reads NumPy's memory, and takes only NumPy's arrays."""


class Machinery:
    """A private module of NumPy: ours for its public names, NumPy's own objects for the others."""

    def __init__(self, module: str) -> None:
        self._name = module
        self._module = import_module(module)

    def __getattr__(self, name: str) -> Any:
        if name == "sctypes":
            return sctypes
        if self._name.rpartition(".")[2] in _TESTERS:
            return InternalStandIn(name, (), {})
        found = getattr(self._module, name)
        for theirs, own in ((np, ours), (np.lib.array_utils, ours.lib.array_utils)):
            if getattr(theirs, name, None) is found:
                return dtype if name == "dtype" else getattr(Lenient(own), name)
        if name.startswith("_") and isinstance(found, ModuleType):
            return Machinery(f"{self._name}.{name}")
        return found


def machinery(module: str, name: str = "") -> Any:
    """What a test imports from a private module, or the module."""
    found = Machinery(module)
    if not name:
        return found
    try:
        return getattr(found, name)
    except AttributeError:
        return Machinery(f"{module}.{name}")


numpy._core = Machinery("numpy._core")


def class_of(value: Any) -> Any:
    """``type(value)`` in a test: scalars are arrays here, a difference that the documentation describes."""
    is_scalar = isinstance(value, ours.generic)
    return value.dtype.type if is_scalar else type(value)


REFUSALS = (
    UnsupportedFunctionError,
    UnsupportedDtypeError,
    InternalError,
    TypeError,
    ValueError,
    NameError,
)
STAND_IN = StandIn("a constant of the module", (), {})


def refused(*args: Any) -> None:
    """What a test becomes whose definition is refused."""
    raise UnsupportedFunctionError("a default or decorator of the test is refused, on purpose")


def guarded(decorator: Callable[[], Any]) -> Callable[[Any], Any]:
    """A decorator that is made now; if making it is refused, the test that it is for fails with that."""
    try:
        made = decorator()
        if isinstance(made, pytest.MarkDecorator) and made.name == "parametrize":
            values = made.args[1] if len(made.args) > 1 else made.kwargs["argvalues"]
            iter(values)  # a stand-in, if the parameters are refused
        return made
    except REFUSALS as error:
        refusal = error

    def refused(test: Any) -> Any:
        if isinstance(test, type):
            return test

        def test_refused(*args: Any) -> None:
            raise UnsupportedFunctionError(f"on purpose: {refusal}")

        return test_refused

    return refused
