"""The functions of NumPy's module of a basis, from the basis."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, Final

from flopscope._api import ops
from flopscope._composed.polynomials.fitting import Fitting

_COMMON: Final = (
    "add sub mulx mul div pow val val2d val3d valnd grid2d grid3d vander vander2d vander3d der int fit "
    "companion roots fromroots line trim"
).split()
_OWN: Final = "gauss weight pts1 pts2 interpolate valfromroots".split()
_CONSTANTS: Final = ("domain", "zero", "one", "x")


def functions(basis: Fitting, module: str) -> dict[str, Callable[..., Any]]:
    """The functions by public name."""
    made = {basis.prefix + leaf: getattr(basis, leaf) for leaf in _COMMON}
    for leaf in _OWN:
        if hasattr(basis, leaf) and (leaf != "gauss" or basis.prefix != "poly"):
            made[basis.prefix + leaf] = getattr(basis, leaf)
    if basis.prefix != "poly":
        made[f"{basis.prefix}2poly"] = basis.to_powers
        made[f"poly2{basis.prefix}"] = basis.from_powers
    return {name: _function(method, name, module) for name, method in made.items()}


def _function(method: Callable[..., Any], name: str, module: str) -> Callable[..., Any]:
    @functools.wraps(method)
    def function(*args: Any, **kwargs: Any) -> Any:
        return method(*args, **kwargs)

    function.__name__ = function.__qualname__ = name
    function.__module__ = module
    function.__doc__ = f"{method.__doc__}\n\n    FLOPs: those of the operations that it takes.\n"
    function.__signature__ = _signature(method, name)  # type: ignore[attr-defined]
    del function.__wrapped__
    return function


def _signature(method: Callable[..., Any], name: str) -> inspect.Signature:
    found = inspect.signature(method)
    if not name.endswith("pow"):
        return found
    bound: Any = method.__self__  # type: ignore[attr-defined]
    last = found.parameters["maxpower"].replace(default=bound.maxpower)
    return found.replace(parameters=[*list(found.parameters.values())[:-1], last])


def constants(basis: Fitting) -> tuple[Callable[[str], Any], list[str]]:
    """A module's ``__getattr__`` for its constant arrays, made anew when asked for, and their names."""
    names = {basis.prefix + leaf: leaf for leaf in _CONSTANTS}

    def getattr_(name: str) -> Any:
        if name not in names:
            raise AttributeError(f"this module has no attribute {name!r}")
        return _constant(basis, names[name])

    return getattr_, list(names)


def _constant(basis: Fitting, leaf: str) -> Any:
    if leaf == "domain":
        return ops.array(basis.domain)
    if leaf == "x":
        parts = (basis.level(0), basis.up(0))
        whole = all(float(p).is_integer() for p in parts)
        return ops.array([int(p) for p in parts] if whole else list(parts))
    return ops.array([0 if leaf == "zero" else 1])
