"""Questions about dtypes and numbers that need no array's elements."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any, Final

from flopscope._api import ops
from flopscope._api.array_api import KINDS
from flopscope._api.info import iinfo
from flopscope._api.scalars import TYPES
from flopscope._arrays.array import ndarray
from flopscope._base import dtypes as _dtypes
from flopscope._base.dtypes import BY_NAME
from flopscope._base.dtypes import dtype as Dtype
from flopscope.errors import UnsupportedDtypeError

little_endian: Final = sys.byteorder == "little"
ScalarType: Final = (int, float, complex, bool, *(d.type for d in BY_NAME.values()))
sctypeDict: Final = {k: v for k, v in TYPES.items() if v.dtype is not None}
typecodes: Final = {
    "Integer": "bhilqp",
    "UnsignedInteger": "BHILQP",
    "Float": "efd",
    "Complex": "FD",
    "AllInteger": "bBhHiIlLqQpP",
    "AllFloat": "efdFD",
    "All": "?bhilqpBHILQPefdFD",
}

_ORDER: Final = {"b": 0, "u": 1, "i": 2, "f": 3, "c": 4}
_CASTINGS: Final = ("no", "equiv", "safe", "same_kind", "unsafe")


def can_cast(from_: Any, to: Any, casting: str = "safe") -> bool:
    """Whether a dtype can be cast to another under a casting rule.

    Parameters
    ----------
    from_ : dtype or ndarray
    to : dtype
    casting : {"no", "equiv", "safe", "same_kind", "unsafe"}, optional

    Raises
    ------
    TypeError
        For a Python number, whose value would have to decide.
    ValueError
        For another rule.

    Notes
    -----
    FLOPs: 0.
    """
    if casting not in _CASTINGS:
        raise ValueError(f"casting must be one of {', '.join(_CASTINGS)} (got {casting!r})")
    if type(from_) in (int, float, complex):
        raise TypeError(
            "can_cast() does not support Python ints, floats, and complex; give a dtype"
        )
    source, target = _dtypes.of(from_), Dtype(to)
    if casting == "unsafe" or source is target:
        return True
    if casting in ("no", "equiv"):
        return False
    safe = _dtypes.promote(source, target) is target
    return safe or (casting == "same_kind" and _ORDER[source.kind] <= _ORDER[target.kind])


def promote_types(type1: Any, type2: Any) -> Dtype:
    """The smallest dtype that both can be cast to safely.

    Parameters
    ----------
    type1, type2 : dtype

    Notes
    -----
    FLOPs: 0.
    """
    return _dtypes.promote(Dtype(type1), Dtype(type2))


def min_scalar_type(a: Any) -> Dtype:
    """The smallest dtype that can hold a number; of an array, its own.

    Parameters
    ----------
    a : scalar or array_like

    Notes
    -----
    FLOPs: 0.
    """
    array = a if isinstance(a, ndarray) else None
    if array is None and not isinstance(a, int | float | complex):
        array = ops.asarray(a)
    if array is not None and (array.ndim or array.dtype.kind == "b"):
        return array.dtype
    value = a if array is None else array.item()
    widest = _dtypes.of(value if array is None else array)
    return _smallest(value, widest)


def _smallest(value: Any, widest: Dtype) -> Dtype:
    if isinstance(value, bool):
        return _dtypes.bool_
    if isinstance(value, int):
        prefix = "uint" if value >= 0 else "int"
        for bits in (8, 16, 32, 64):
            info = iinfo(f"{prefix}{bits}")
            if info.min <= value <= info.max:
                return info.dtype
        raise UnsupportedDtypeError(f"no supported dtype holds {value}")
    parts = [value.real, value.imag] if isinstance(value, complex) else [value]
    names = ("complex64",) if isinstance(value, complex) else ("float16", "float32")
    for name in names:
        limit = 65000 if name == "float16" else 3.4e38
        if all(not -float("inf") < p < float("inf") or abs(p) < limit for p in parts):
            return BY_NAME[name]
    return widest


def issubdtype(arg1: Any, arg2: Any) -> bool:
    """Whether a dtype, or scalar type, is below another in the hierarchy of types.

    Parameters
    ----------
    arg1, arg2 : dtype or type

    Examples
    --------
    >>> import flopscope.numpy as fnp
    >>> fnp.issubdtype(fnp.float32, fnp.floating), fnp.issubdtype("int8", fnp.floating)
    (True, False)
    """
    return issubclass(_type_of(arg1), _type_of(arg2))


def _type_of(spec: Any) -> type:
    if isinstance(spec, type) and issubclass(spec, TYPES["generic"]):
        return spec
    found: type = Dtype(spec).type
    return found


def isdtype(dtype: Any, kind: Any) -> bool:
    """Whether a dtype is of a kind, or one of several.

    Parameters
    ----------
    dtype : dtype
    kind : str, dtype or tuple of them
        Names: ``"bool"``, ``"signed integer"``, ``"unsigned integer"``, ``"integral"``,
        ``"real floating"``, ``"complex floating"``, ``"numeric"``.

    Raises
    ------
    ValueError
        For another name.
    """
    found = Dtype(dtype)
    for one in kind if isinstance(kind, tuple) else (kind,):
        if isinstance(one, str):
            if one not in KINDS:
                raise ValueError(f"kind argument {one!r} is not one of {', '.join(KINDS)}")
            if found.kind in KINDS[one]:
                return True
        elif found is Dtype(one):
            return True
    return False


def common_type(*arrays: Any) -> Any:
    """The inexact scalar type that is common to arrays; integers count as float64.

    Parameters
    ----------
    *arrays : array_like

    Raises
    ------
    TypeError
        For an array of booleans.
    """
    sizes = [_inexact_size(a) for a in arrays]
    complex_ = any(_dtypes.of(a).kind == "c" for a in arrays)
    widest = max(sizes, default=2)
    return BY_NAME[f"complex{max(64, widest * 16)}" if complex_ else f"float{widest * 8}"].type


def _inexact_size(a: Any) -> int:
    found = _dtypes.of(a)
    if found.kind == "b":
        raise TypeError("can't get common type for non-numeric array")
    if found.kind in "iu":
        return 8
    return found.itemsize // (2 if found.kind == "c" else 1)


_BY_SIZE: Final = "GDFgdfQqLlIiHhBb?"


def mintypecode(typechars: Any, typeset: Iterable[str] = "GDFgdf", default: str = "d") -> str:
    """The character of the smallest type in ``typeset`` that the given types can be cast to.

    Parameters
    ----------
    typechars : str or sequence of str or array_like
    typeset : str, optional
    default : str, optional
        If none of the given is in ``typeset``.
    """
    codes = [t if isinstance(t, str) else ops.asarray(t).dtype.char for t in typechars]
    found = {c for c in codes if c in set(typeset)}
    if not found:
        return default
    if {"F", "d"} <= found:
        return "D"
    return min(found, key=_BY_SIZE.index)


_NAMES: Final = {
    "?": "bool",
    "b": "signed char",
    "B": "unsigned char",
    "h": "short",
    "H": "unsigned short",
    "i": "integer",
    "I": "unsigned integer",
    "l": "long integer",
    "L": "unsigned long integer",
    "q": "long long integer",
    "Q": "unsigned long long integer",
    "f": "single precision",
    "d": "double precision",
    "F": "complex single precision",
    "D": "complex double precision",
}


def typename(char: str) -> str:
    """A description of a type's character.

    Parameters
    ----------
    char : str

    Raises
    ------
    KeyError
        For another character.
    """
    return _NAMES[char]


def iterable(y: Any) -> bool:
    """Whether an object can be iterated over.

    Parameters
    ----------
    y : object
    """
    try:
        iter(y)
    except TypeError:
        return False
    return True


def iscomplexobj(x: Any) -> bool:
    """Whether an array's dtype, or a number's type, is complex.

    Parameters
    ----------
    x : array_like
    """
    held = x if isinstance(x, ndarray | int | float | complex) else ops.asarray(x)
    return _dtypes.of(held).kind == "c"


def isfortran(a: Any) -> bool:
    """Whether an array's memory is column-major, and not row-major too.

    Parameters
    ----------
    a : ndarray
    """
    found: bool = a.flags.fnc
    return found


def isrealobj(x: Any) -> bool:
    """Whether an array's dtype, or a number's type, is not complex.

    Parameters
    ----------
    x : array_like
    """
    return not iscomplexobj(x)
