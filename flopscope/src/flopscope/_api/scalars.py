"""Scalar types: ``fnp.float32`` and its kin, for ``dtype=``, ``isinstance`` and making 0-d arrays."""

from __future__ import annotations

import functools
from numbers import Complex, Integral, Number, Real
from types import GenericAlias
from typing import Any

from flopscope._api import functions
from flopscope._arrays.array import ndarray
from flopscope._base import dtypes as _dtypes
from flopscope._engine import current as engine
from flopscope._table import TABLE


class ScalarType(type):
    """Metaclass: an instance is a 0-d array that NumPy would have given as a scalar of the type."""

    dtype: _dtypes.dtype | None
    kinds: str

    def __instancecheck__(cls, instance: Any) -> bool:
        if not isinstance(instance, ndarray) or not engine().is_scalar(instance._v):
            return False
        found = instance.dtype
        return found is cls.dtype or (cls.dtype is None and found.kind in cls.kinds)

    def __call__(cls, value: Any = 0, /, *imag: Any) -> Any:
        if cls.dtype is None:
            raise TypeError(f"cannot create instances of the abstract type {cls.__name__}")
        if imag:
            if cls.dtype.kind != "c" or len(imag) > 1:
                raise TypeError(f"{cls.__name__} takes one number, not {1 + len(imag)}")
            for part in (value, *imag):
                if isinstance(part, complex) or not hasattr(type(part), "__float__"):
                    raise TypeError(f"{cls.__name__} takes two real numbers, not {part!r}")
            value = complex(float(value), float(imag[0]))
        return functions.bound(TABLE["_scalar"])(value, cls.dtype)

    def __getattr__(cls, name: str) -> Any:
        """The methods that scalars share with arrays, and ``float64.fromhex``."""
        if cls.dtype is not None and cls.dtype.name == "float64" and name == "fromhex":
            return lambda text, /: cls(float.fromhex(text))
        if name in _OWN_METHODS and (cls.dtype is None or cls.dtype.kind in _OWN_METHODS[name]):
            return functools.partial(_own_method, name)
        return getattr(ndarray, name)

    def __getitem__(cls, item: Any) -> GenericAlias:
        """``floating[Any]``, for annotations; concrete types take no parameters."""
        count = len(item) if isinstance(item, tuple) else 1
        most = 0 if cls.dtype is not None or cls.__name__ == "generic" else 1
        if cls.__name__ == "complexfloating":
            most = 2
        if cls.dtype is not None and cls.dtype.kind == "b":
            most = 1
        if not most:
            raise TypeError(f"There are no type variables left in {cls!r}")
        if not 0 < count <= most:
            raise TypeError(f"Too {'many' if count else 'few'} arguments for {cls!r}")
        return GenericAlias(cls, item)

    @property
    def __numpy_dtype__(cls) -> Any:
        """NumPy's own dtype, for libraries that are given this type."""
        if cls.dtype is None:
            raise AttributeError("__numpy_dtype__")
        return cls.dtype.__numpy_dtype__

    def __repr__(cls) -> str:
        return f"<class 'flopscope.numpy.{cls.__name__}'>"


_OWN_METHODS = {"is_integer": "iuf", "as_integer_ratio": "f", "bit_count": "iu"}
"""Methods that scalars have and arrays lack, by the kinds of their dtypes."""


def _own_method(name: str, self: Any, /) -> Any:
    return getattr(self, name)()


def _make(name: str, base: type, kinds: str, dtype: _dtypes.dtype | None = None) -> Any:
    doc = (
        f"The scalar type {name}."
        if dtype
        else f"Base class of the scalar types of kinds {kinds!r}."
    )
    made = ScalarType(
        name, (base,), {"dtype": dtype, "kinds": kinds, "__doc__": doc, "__slots__": ()}
    )
    if dtype:
        dtype.type = made
        _dtypes.register(made, dtype)
    return made


_ABSTRACT = (  # name, base, kinds of dtype below it
    ("generic", "", "biufc"),
    ("number", "generic", "iufc"),
    ("integer", "number", "iu"),
    ("signedinteger", "integer", "i"),
    ("unsignedinteger", "integer", "u"),
    ("inexact", "number", "fc"),
    ("floating", "inexact", "f"),
    ("complexfloating", "inexact", "c"),
)
_BASES = {
    "b": "generic",
    "i": "signedinteger",
    "u": "unsignedinteger",
    "f": "floating",
    "c": "complexfloating",
}

TYPES: dict[str, Any] = {}
"""Every scalar type by its public name."""

for _name, _base, _kinds in _ABSTRACT:
    TYPES[_name] = _make(_name, TYPES.get(_base, object), _kinds)
for _name, _dtype in _dtypes.BY_NAME.items():
    TYPES[_name] = _make(_name, TYPES[_BASES[_dtype.kind]], _dtype.kind, _dtype)
for _alias, _name in {
    "bool_": "bool",
    "int_": "int64",
    "uint": "uint64",
    "intp": "int64",
    "uintp": "uint64",
    "byte": "int8",
    "ubyte": "uint8",
    "short": "int16",
    "ushort": "uint16",
    "intc": "int32",
    "uintc": "uint32",
    "long": "int64",
    "ulong": "uint64",
    "longlong": "int64",
    "ulonglong": "uint64",
    "half": "float16",
    "single": "float32",
    "double": "float64",
    "csingle": "complex64",
    "cdouble": "complex128",
}.items():
    TYPES[_alias] = TYPES[_name]


def isscalar(element: Any) -> bool:
    """Whether an object is a scalar: a number of any library, text or bytes, and no array."""
    return is_number(element) or isinstance(element, str | bytes | Number)


def is_number(element: Any) -> bool:
    """Whether an object is a Python number or one of our scalars."""
    return isinstance(element, int | float | complex | TYPES["generic"])


for _name, _abstract in (
    ("integer", Integral),
    ("floating", Real),
    ("complexfloating", Complex),
):
    _abstract.register(TYPES[_name])
