"""Dtypes without NumPy: the supported set, its scalar types, and NumPy 2's promotion rules.

Both engines show the same :class:`dtype` objects, so a program cannot tell them apart. The set is
closed: bool, the fixed-width integers, float16/32/64 and complex64/128. Everything else is refused
with :class:`~flopscope.errors.UnsupportedDtypeError`.

Promotion follows NEP 50: Python numbers are *weak* (they take the array's dtype within its kind).
"""

from __future__ import annotations

import sys
from types import GenericAlias
from typing import Any

from flopscope.errors import UnsupportedDtypeError

# name -> (kind, itemsize, struct/memoryview format or None for complex, char code, str byteorder)
_ROWS = (
    ("bool", "b", 1, "?", "?"),
    ("int8", "i", 1, "b", "b"),
    ("uint8", "u", 1, "B", "B"),
    ("int16", "i", 2, "h", "h"),
    ("uint16", "u", 2, "H", "H"),
    ("int32", "i", 4, "i", "i"),
    ("uint32", "u", 4, "I", "I"),
    ("int64", "i", 8, "q", "l"),
    ("uint64", "u", 8, "Q", "L"),
    ("float16", "f", 2, "e", "e"),
    ("float32", "f", 4, "f", "f"),
    ("float64", "f", 8, "d", "d"),
    ("complex64", "c", 8, "f", "F"),
    ("complex128", "c", 16, "d", "D"),
)
_KIND_RANK = {"b": 0, "u": 1, "i": 1, "f": 2, "c": 3}


class dtype:
    """A data type: ``dtype(x)`` takes a name, a Python or scalar type, or a NumPy dtype.

    Instances are unique, so identity is equality; ``==`` also takes anything that ``dtype(x)``
    takes, as in NumPy (``x.dtype == "float32"``, ``x.dtype == fnp.float32``).

    Attributes
    ----------
    name : str
    kind : str
        One of ``b i u f c``.
    itemsize : int
        Bytes an element.
    """

    __slots__ = ("char", "format", "itemsize", "kind", "name", "num", "type")

    name: str
    kind: str
    itemsize: int
    format: str
    char: str
    num: int
    type: Any

    def __class_getitem__(cls, item: Any) -> GenericAlias:
        """``dtype[float64]``, for annotations."""
        return GenericAlias(cls, item)

    def __new__(
        cls, dtype: Any = None, align: bool = False, copy: bool = False, *, metadata: Any = None
    ) -> dtype:
        if metadata is not None:
            raise UnsupportedDtypeError("dtypes carry no metadata; keep it in a dictionary")
        found = _LOOKUP.get(dtype) if dtype.__hash__ is not None else None
        return found if found is not None else _resolve(dtype)

    @property
    def str(self) -> str:
        order = "|" if self.itemsize == 1 else "<"
        return f"{order}{self.kind}{self.itemsize}"

    @property
    def byteorder(self) -> builtin_str:
        return "|" if self.itemsize == 1 else "="

    shape = ()
    ndim = 0
    names = None
    fields = None
    subdtype = None
    hasobject = False
    isnative = True
    isalignedstruct = False
    isbuiltin = 1
    flags = 0
    metadata = None

    @property
    def alignment(self) -> int:
        return self.itemsize // (2 if self.kind == "c" else 1)

    @property
    def descr(self) -> list[tuple[builtin_str, builtin_str]]:
        return [("", self.str)]

    @property
    def __numpy_dtype__(self) -> Any:
        """NumPy's own dtype, for libraries that are given this one."""
        import numpy as np

        return np.dtype(self.name)

    @property
    def base(self) -> dtype:
        return self

    def newbyteorder(self, new_order: builtin_str = "S", /) -> dtype:
        """Only the native byte order is supported; this returns the dtype itself for it."""
        if new_order in ("=", "<", "N", "L", "native", "little", "|", "I"):
            return self
        raise UnsupportedDtypeError(
            f"byte order {new_order!r} is not supported: arrays are little-endian; swap bytes "
            "in plain Python before making the array"
        )

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        try:
            return dtype(other) is self
        except TypeError:
            return False

    # Instances are unique; a function here would be called for every plan that is looked up.
    __hash__ = object.__hash__

    def __lt__(self, other: Any) -> bool:
        other = dtype(other)
        return self is not other and promote(self, other) is other

    def __le__(self, other: Any) -> bool:
        return promote(self, dtype(other)) is dtype(other)

    def __gt__(self, other: Any) -> bool:
        return dtype(other) < self

    def __ge__(self, other: Any) -> bool:
        return dtype(other) <= self

    def __repr__(self) -> builtin_str:
        return f"dtype('{self.name}')"

    def __str__(self) -> builtin_str:
        return self.name

    def __reduce__(self) -> tuple[Any, ...]:
        return (dtype, (self.name,))


def _numpys(own: dtype) -> Any:
    """The NumPy dtype of the same name, where NumPy is loaded: ``np.dtype(x.dtype)`` and SciPy ask for it."""
    numpy = sys.modules.get("numpy")
    if numpy is None:
        raise AttributeError("dtype has no attribute 'dtype'")
    return numpy.dtype(own.name)


# Not in the class, where it would hide the class's name from annotations.
setattr(dtype, "dtype", property(_numpys))  # noqa: B010

builtin_str = str
_LOOKUP: dict[Any, dtype] = {}
BY_NAME: dict[str, dtype] = {}


def _make(num: int, row: tuple[str, str, int, str, str]) -> dtype:
    made = object.__new__(dtype)
    made.num = num
    made.name, made.kind, made.itemsize, made.format, made.char = row
    made.type = None
    BY_NAME[made.name] = made
    for key in (made, made.name, made.char, made.str, made.str[1:], "=" + made.str[1:]):
        _LOOKUP[key] = made
    return made


for _num, _row in enumerate(_ROWS):
    _make(_num, _row)

bool_ = BY_NAME["bool"]
int64 = BY_NAME["int64"]
uint64 = BY_NAME["uint64"]
float16 = BY_NAME["float16"]
float32 = BY_NAME["float32"]
float64 = BY_NAME["float64"]
complex64 = BY_NAME["complex64"]
complex128 = BY_NAME["complex128"]

_LOOKUP.update(
    {
        None: float64,
        bool: bool_,
        int: int64,
        float: float64,
        complex: complex128,
        "bool_": bool_,
        "b1": bool_,
        "int": int64,
        "intp": int64,
        "uint": uint64,
        "uintp": uint64,
        "float": float64,
        "double": float64,
        "single": float32,
        "half": float16,
        "complex": complex128,
        "cdouble": complex128,
        "csingle": complex64,
        "q": int64,
        "Q": uint64,
        "p": int64,
        "P": uint64,
    }
)


def register(key: Any, target: dtype) -> None:
    """Make ``dtype(key)`` give ``target`` (the NumPy engine registers NumPy's own dtypes)."""
    _LOOKUP[key] = target


def _resolve(spec: Any) -> dtype:
    name = getattr(spec, "name", None)  # a NumPy dtype that nobody registered
    if isinstance(name, str) and name in BY_NAME and getattr(spec, "isnative", True):
        return BY_NAME[name]
    inner = getattr(spec, "dtype", None)  # an array or another holder of a dtype, as in NumPy
    if isinstance(inner, dtype):
        return inner
    shown = spec if isinstance(spec, str) else getattr(spec, "__name__", repr(spec))
    raise UnsupportedDtypeError(
        f"dtype {shown!r} is not supported; use one of {', '.join(BY_NAME)}"
    )


# --- promotion -------------------------------------------------------------------------------


def _promote(a: dtype, b: dtype) -> dtype:
    if _KIND_RANK[a.kind] > _KIND_RANK[b.kind]:
        a, b = b, a
    if a.kind == "b":
        return b
    if b.kind in "iu":
        if a.kind == b.kind:
            return a if a.itemsize >= b.itemsize else b
        unsigned, signed = (a, b) if a.kind == "u" else (b, a)
        if unsigned.itemsize < signed.itemsize:
            return signed
        return float64 if unsigned.itemsize == 8 else BY_NAME[f"int{unsigned.itemsize * 16}"]
    real = inexact(a)
    if b.kind == "f":
        return real if real.itemsize >= b.itemsize else b
    if real.kind == "c":
        return real if real.itemsize >= b.itemsize else b
    return complex128 if real.itemsize == 8 else b


def inexact(a: dtype) -> dtype:
    """The dtype in which NumPy's floating ufuncs (``sqrt``, ``exp``) compute ``a``."""
    if a.kind in "fc":
        return a
    return (float16, float32, float64, float64)[a.itemsize.bit_length() - 1]


_PROMOTED = {(a, b): _promote(a, b) for a in BY_NAME.values() for b in BY_NAME.values()}


def promote(a: dtype, b: dtype) -> dtype:
    """NumPy's ``promote_types``."""
    return _PROMOTED[a, b]


_WEAK_RANK = {int: 1, float: 2, complex: 3}
_WEAK_ALONE = {int: int64, float: float64, complex: complex128}


def with_weak(strong: dtype, weak: type) -> dtype:
    """Promotion of an array's dtype with a Python ``int``, ``float`` or ``complex`` (NEP 50)."""
    if _KIND_RANK[strong.kind] >= _WEAK_RANK[weak]:
        return strong
    if weak is complex:
        return complex64 if strong.kind == "f" and strong.itemsize < 8 else complex128
    return _WEAK_ALONE[weak]


def result_type(*operands: Any) -> dtype:
    """NumPy's ``result_type`` for things that have a ``dtype``, dtypes, and Python numbers."""
    strong: list[dtype] = []
    weak: type | None = None
    for operand in operands:
        kind = type(operand)
        if kind in _WEAK_RANK:
            if weak is None or _WEAK_RANK[kind] > _WEAK_RANK[weak]:
                weak = kind
            continue
        strong.append(bool_ if kind is bool else of(operand))
    if strong:
        found = strong[0] if len(strong) == 1 else _common(strong)
        return found if weak is None else with_weak(found, weak)
    if weak is None:
        raise ValueError("result_type needs at least one array or dtype")
    return _WEAK_ALONE[weak]


def _common(dtypes: list[dtype]) -> dtype:
    """The dtype that NumPy finds for several: each is first promoted with the most general of them.

    Promoting them in turn could give another: int8, uint16 and complex64 make complex64, though
    int8 and uint16 make int32, which makes complex128 with complex64.
    """
    main = max(dtypes, key=_generality)
    found = main
    for other in dtypes:
        found = _PROMOTED[found, _PROMOTED[main, other]]
    return found


def _generality(a: dtype) -> int:
    return len(BY_NAME) if a is float16 else a.num  # NumPy added float16 last, and asks it first


def of(operand: Any) -> dtype:
    """The dtype of an array, dtype or Python number (as an array of its own)."""
    weak = _WEAK_ALONE.get(type(operand))
    if weak is not None:
        return uint64 if type(operand) is int and 1 << 63 <= operand < 1 << 64 else weak
    if type(operand) is bool:
        return bool_
    return dtype(getattr(operand, "dtype", operand))
