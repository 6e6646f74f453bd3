"""Random objects as holders: one slot, whose value belongs to the engine."""

from __future__ import annotations

from typing import Any, NoReturn

from flopscope._table.absent import absent

CLASSES: dict[str, Any] = {}
"""The classes of random objects by NumPy's name; :mod:`flopscope._api.random` defines them."""


class RandomObject:
    """Base class: the value, and what cannot be done with it."""

    __slots__ = ("__weakref__", "_v")

    _v: Any
    _kind = ""  # the class that a missing name is looked up under, where it is not this one

    def __init_subclass__(cls) -> None:
        if not cls.__name__.startswith("_"):
            CLASSES[cls.__name__] = cls
            cls.__module__ = "flopscope.numpy.random"

    @classmethod
    def _from_value(cls, value: Any) -> Any:
        made = object.__new__(cls)
        made._v = value
        return made

    def __repr__(self) -> str:
        return f"<flopscope.numpy.random.{type(self).__name__}>"

    def __getattr__(self, name: str) -> NoReturn:
        kind = self._kind or type(self).__name__
        raise absent(f"random.{kind}", name, kind)
