"""Nothing public computes on arrays uncounted: no object of NumPy's can be reached from the interface."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import flopscope.numpy as fnp
from flopscope._table import TABLE, membership

MODULES = [
    f"flopscope.numpy.{n}".rstrip(".")
    for n in membership.NAMESPACES
    if n not in ("ndarray", "dtype", "ufunc") and not n.startswith("random.")
]
EXAMPLES = {
    "an array": lambda: fnp.ones((2, 2)),
    "a scalar": lambda: fnp.float64(2.0),
    "a dtype": lambda: fnp.dtype("int8"),
    "a ufunc": lambda: fnp.add,
    "a generator": lambda: fnp.random.default_rng(1),
    "a random state": lambda: fnp.random.RandomState(1),
    "a bit generator": lambda: fnp.random.PCG64(1),
    "a seed sequence": lambda: fnp.random.SeedSequence(1),
    "a flat iterator": lambda: fnp.ones(3).flat,
    "an iterator": lambda: fnp.nditer(fnp.ones(3)),
    "limits of floats": lambda: fnp.finfo("float32"),
    "a polynomial": lambda: fnp.poly1d([1.0, 2.0]),
    "a series": lambda: fnp.polynomial.Chebyshev([1.0, 2.0]),
}
"""What a program can hold."""


def _is_numpys(value: Any) -> bool:
    """NumPy's own object: a function of its, or something of one of its types."""
    if isinstance(value, type) and issubclass(value, BaseException):
        return False  # its exceptions are shared, so that either can be caught
    home = getattr(value, "__module__", None) or ""
    return any(str(m).split(".")[0] == "numpy" for m in (home, type(value).__module__))


def _attributes(owner: Any) -> Iterator[tuple[str, Any]]:
    for name in dir(owner):
        if name.startswith("_"):
            continue
        try:
            yield name, getattr(owner, name)
        except (AttributeError, TypeError, ValueError):
            continue  # such as the mT of a vector


@pytest.mark.parametrize("module", MODULES)
def test_no_module_gives_an_object_of_numpys(module: str) -> None:
    found = import_module(module)
    assert [n for n, value in _attributes(found) if _is_numpys(value)] == []
    inner = [v for _, v in _attributes(found) if isinstance(v, ModuleType)]
    assert all(m.__name__.startswith("flopscope.") for m in inner)


@pytest.mark.parametrize("what", EXAMPLES)
def test_no_object_gives_one_of_numpys(what: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = [n for n, value in _attributes(EXAMPLES[what]()) if _is_numpys(value)]
        # That is how `np.dtype(x.dtype)` asks; it computes nothing.
        assert found == (["dtype"] if what == "a dtype" else [])


def test_every_public_function_comes_from_a_row_or_is_ours() -> None:
    priced = {op.leaf for op in TABLE.values() if "." not in op.name}
    for name, value in _attributes(fnp):
        if callable(value) and name in priced and membership.standing("", name) == "priced":
            assert "FLOPs" in (value.__doc__ or ""), name


@pytest.mark.parametrize("name", sorted(op.name for op in TABLE.values() if op.required == 1))
def test_what_comes_of_a_numpy_array_is_ours(name: str) -> None:
    function: Any = fnp
    for part in name.split("."):
        function = getattr(function, part, None)
    if function is None:
        return  # a method
    for given in (np.ones((3, 3)), np.ones((1, 1)), np.ones(2)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                found = function(given)
            except (TypeError, ValueError, LookupError, AttributeError):
                continue
        items = found if isinstance(found, tuple | list) else [found]
        assert not [i for i in items if isinstance(i, np.ndarray | np.generic)]
