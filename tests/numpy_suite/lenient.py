"""``numpy`` as NumPy's test modules see it: ours, with a stand-in for each name that is refused.

Test modules name dtypes and functions in lists of parameters, when they are imported. A stand-in lets the
module be imported; the tests that use it fail with the refusal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flopscope.numpy as ours
from flopscope.errors import UnsupportedDtypeError, UnsupportedFunctionError


class Refused(type):
    """The class of stand-ins: classes, so that they may stand where a type does."""

    def __call__(cls, *args: Any, **options: Any) -> Any:
        raise UnsupportedFunctionError(f"numpy has no {cls.__name__} here, on purpose")

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__") or name in ("_name_", "dtype", "_pytestfixturefunction"):
            raise AttributeError(name)
        return Refused(f"{cls.__name__}.{name}", (), {})

    def __getitem__(cls, item: Any) -> Any:
        raise UnsupportedFunctionError(f"numpy has no {cls.__name__} here, on purpose")

    def __iter__(cls) -> Any:
        raise UnsupportedFunctionError(f"numpy has no {cls.__name__} here, on purpose")


class Lenient:
    """A module whose refused names are stand-ins."""

    def __init__(self, module: Any) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        try:
            return getattr(self._module, name)
        except UnsupportedFunctionError:
            return Refused(name, (), {})
        except AttributeError:
            if name != "__config__" and (name.startswith("__") or not name.startswith("_")):
                raise
            return Refused(name, (), {})  # NumPy's own machinery

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)


class _DtypeClass(type):
    def __call__(cls, *args: Any, **options: Any) -> Any:
        try:
            return ours.dtype(*args, **options)
        except UnsupportedDtypeError as error:
            return Refused(f"dtype {error}"[:60], (), {})

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, ours.dtype)

    def __getitem__(cls, item: Any) -> Any:
        return ours.dtype[item]


class dtype(metaclass=_DtypeClass):
    """``numpy.dtype``, with a stand-in for each dtype that is refused."""


numpy = Lenient(ours)
numpy.dtype = dtype


REFUSALS = (UnsupportedFunctionError, UnsupportedDtypeError, TypeError, ValueError, NameError)
STAND_IN = Refused("a constant of the module", (), {})


def refused(*args: Any) -> None:
    """What a test becomes whose definition is refused."""
    raise UnsupportedFunctionError("a default or decorator of the test is refused, on purpose")


def guarded(decorator: Callable[[], Any]) -> Callable[[Any], Any]:
    """A decorator that is made now; if making it is refused, the test that it is for fails with that."""
    try:
        return decorator()
    except REFUSALS as error:
        refusal = error

    def refused(test: Any) -> Any:
        if isinstance(test, type):
            return test

        def test_refused(*args: Any) -> None:
            raise UnsupportedFunctionError(f"on purpose: {refusal}")

        return test_refused

    return refused
