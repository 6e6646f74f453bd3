"""Arguments of public calls, brought to the few forms that both engines take.

A program may hand NumPy almost anything: ranges, deques, buffers, text, ``None``, numbers of other
libraries. This module decides what each is, once for both engines, so that both accept the same
arguments and refuse the others with the same error. After it there are only:

- operands: our arrays, Python numbers, lists and tuples of those, and objects with a buffer;
- plain values: ``None``, Python numbers, text, and tuples and lists of them;
- dtypes, random objects, and indices made of the above, slices and ``...``.
"""

from __future__ import annotations

import array
import operator
from collections.abc import Callable, Mapping, Set
from typing import Any

from flopscope._arrays.array import ndarray
from flopscope._arrays.random import RandomObject
from flopscope._base import dtypes as _dtypes
from flopscope._base.dtypes import dtype as Dtype
from flopscope._engine import current as engine
from flopscope._table import REQUIRED, Operation, Param, einsum
from flopscope._table.indexing import BAD_INDEX
from flopscope.errors import UnsupportedDtypeError, UnsupportedFunctionError

Normalize = Callable[[tuple[Any, ...]], tuple[Any, ...]]

MAX_NDIM = 64
"""NumPy's limit of dimensions."""
MAX_TEXT = 1 << 16
"""Characters of a text argument: einsum's subscripts and names of methods are far shorter."""
MAX_BITS = 40_000
"""Bits of a Python integer: no dtype holds a thousandth of them."""

_NUMBERS = frozenset({bool, int, float, complex})
_TOO_DEEP = (
    "setting an array element with a sequence. The requested array would exceed the maximum number of "
    f"dimension of {MAX_NDIM}."
)


def normalizer(op: Operation) -> Normalize:
    """What brings a row's arguments, one a parameter, to the forms that engines take.

    Raises
    ------
    TypeError
        From the returned function, for an argument that is of no use here. It is an
        :class:`UnsupportedDtypeError` for elements that are not numbers.
    ValueError, IndexError, OverflowError
        As NumPy raises them, for lists nested too deeply, indices, and integers too large.
    """
    steps = [_step(p) for p in op.params]

    def normalize(args: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple([step(a) for step, a in zip(steps, args, strict=True)])

    if op.reads is None:
        return normalize
    read, dtype_of = map(op.places.__getitem__, op.reads)

    def normalize_and_read(args: tuple[Any, ...]) -> tuple[Any, ...]:
        if args[dtype_of] is None or type(args[read]) in _READY:
            return normalize(args)
        dtype = _dtypes.of(args[dtype_of])
        return normalize((*args[:read], _read(args[read], dtype), *args[read + 1 :]))

    return normalize_and_read


def _step(param: Param) -> Callable[[Any], Any]:
    one = param.kind.normalize(FORMS, param.default is REQUIRED)
    if param.style == "var":
        if param.kind.has_subscripts:
            return one
        return lambda values: tuple([one(v) for v in values])
    # Also randint's int: NumPy returns Python numbers for the type, and scalars for its dtype.
    default = param.default
    return lambda value: value if value is default else one(value)


# --- operands --------------------------------------------------------------------------------------


def operand(value: Any) -> Any:
    """An array, a number, a list of them, or an object with a buffer; ``None`` stays."""
    kind = type(value)
    if kind is ndarray or kind is float or kind is bool or value is None:
        return value
    if kind is int:
        return _bounded(value)
    if kind is list or kind is tuple:
        return _nested(value, 1)
    return value if kind is complex else _coerced(value, 0)


def _mask(value: Any, depth: int = 0) -> Any:
    """A mask; numbers and ``None`` in lists say by their truth whether they select."""
    if type(value) in (list, tuple):
        if depth >= MAX_NDIM:
            raise ValueError(_TOO_DEEP)
        return type(value)([_mask(v, depth + 1) for v in value])
    if depth and value is None:
        return False
    return bool(value) if type(value) in _NUMBERS else operand(value)


def _required(value: Any) -> Any:
    if value is None:
        raise _no_number(value)
    return operand(value)


def _places(value: Any) -> Any:
    """Integers: NumPy makes floats of an empty list, which could not be indices."""
    is_empty = type(value) in (list, tuple) and not value
    return array.array("q") if is_empty else _required(value)


def _bounded(value: int) -> int:
    if value.bit_length() > MAX_BITS:
        raise OverflowError(f"a Python integer of {value.bit_length():,} bits fits no dtype")
    return value


def _nested(values: Any, depth: int) -> Any:
    """A list or tuple of what operands are made of, itself where nothing has to be done."""
    if depth > MAX_NDIM:
        raise ValueError(_TOO_DEEP)
    kinds = set(map(type, values))
    if kinds <= _NUMBERS:
        if int in kinds:
            for v in values:
                _bounded(v) if type(v) is int else None
        return values
    return type(values)([_element(v, depth) for v in values])


def _element(value: Any, depth: int) -> Any:
    kind = type(value)
    if kind is list or kind is tuple:
        return _nested(value, depth + 1)
    if kind is ndarray or kind is float or kind is bool or kind is complex:
        return value
    return _bounded(value) if kind is int else _coerced(value, depth)


def _coerced(value: Any, depth: int) -> Any:
    """What NumPy would make an array of, in the order in which NumPy looks for it."""
    if isinstance(value, ndarray):
        return value
    if isinstance(value, str | bytes):
        raise UnsupportedDtypeError(
            f"{_shown(value)} is text, and arrays are made of numbers; convert it with float() or give "
            "a dtype where an array is made"
        )
    if has_buffer(value):
        return value
    own = getattr(value, "_flopscope_array_", None) or getattr(value, "__array__", None)
    if own is not None and not isinstance(value, type):
        found = own()
        if isinstance(found, ndarray) or has_buffer(found):
            return found
        raise ValueError("object __array__ method not producing an array")
    kinds: tuple[Any, ...] = (int, float, complex)
    for base in kinds:  # subclasses, such as those of IntEnum
        if isinstance(value, base):
            return base(value)
    if is_sequence(value):
        return _nested(list(value), depth + 1)
    raise _no_number(value)


def has_buffer(value: Any) -> bool:
    """Whether an object shows its memory: NumPy's arrays and scalars, ``array.array``, ``memoryview``."""
    if isinstance(value, str | bytes):
        return False
    try:
        memoryview(value)
    except TypeError:
        return hasattr(value, "__array_interface__") and not isinstance(value, type)
    except (ValueError, BufferError):
        return True  # NumPy's arrays of dtypes that buffers lack
    return True


def is_sequence(value: Any) -> bool:
    """Whether an object is a sequence to NumPy: not text, and neither a mapping nor a set."""
    cls = type(value)
    return (
        hasattr(cls, "__len__")
        and hasattr(cls, "__getitem__")
        and not isinstance(value, str | bytes | Mapping | Set | type)
    )


def _no_number(value: Any) -> UnsupportedDtypeError:
    return UnsupportedDtypeError(
        f"{_shown(value)} is not a number; arrays are made of numbers, lists of them, arrays, and "
        "objects with a buffer"
    )


def _shown(value: Any) -> str:
    if value is None or isinstance(value, str | bytes):
        text = repr(value)
        return text if len(text) <= 60 else f"{text[:57]}..."
    return f"an object of type {type(value).__name__}"


def _sequence(value: Any) -> Any:
    """A sequence of arrays."""
    if isinstance(value, ndarray):
        if not value.ndim:
            raise TypeError("iteration over a 0-d array")
        return value
    if has_buffer(value) or hasattr(value, "__array__"):
        return operand(value)
    if not is_sequence(value):
        raise TypeError(
            'arrays to stack must be passed as a "sequence" type such as list or tuple, not as '
            f"{_shown(value)}"
        )
    return [_required(v) for v in value]


def _contraction(values: Any) -> Any:
    text, *arrays = einsum.normalized(values, _required)
    return (_text(text), *arrays)


def _out(value: Any) -> Any:
    if type(value) is tuple:
        return tuple([_out(v) for v in value])
    if isinstance(value, ndarray) and engine().is_scalar(value._v):
        raise TypeError("return arrays must be of ArrayType, not a scalar")
    if value is None or isinstance(value, ndarray) or hasattr(value, "__array_interface__"):
        return value
    raise TypeError(f"return arrays must be of ArrayType, not {type(value).__name__}")


# --- text and foreign numbers, where a dtype says what to make of them --------------------------------


_READY = _NUMBERS | {ndarray}


def _read(value: Any, dtype: Dtype, depth: int = 0) -> Any:
    """Text, ``None`` and numbers of other libraries as elements of a dtype, as NumPy reads them."""
    if depth > MAX_NDIM:
        raise ValueError(_TOO_DEEP)
    if type(value) in (list, tuple):
        if set(map(type, value)) <= _NUMBERS:
            return value
        return type(value)([_read(v, dtype, depth + 1) for v in value])
    if type(value) in _NUMBERS or isinstance(value, ndarray) or dtype.kind == "b":
        return value
    if isinstance(value, str | bytes):
        text = value.decode("ascii") if isinstance(value, bytes) else value
        return _READERS[dtype.kind](text)
    if value is None and dtype.kind in "fc":
        return float("nan")
    if has_buffer(value) or hasattr(value, "__array__") or is_sequence(value):
        return value
    name = {"f": "__float__", "c": "__complex__"}.get(dtype.kind, "__int__")
    return _READERS[dtype.kind](value) if hasattr(type(value), name) else value


_READERS: dict[str, Callable[[Any], Any]] = {"i": int, "u": int, "f": float, "c": complex}


# --- values that are no operands -----------------------------------------------------------------------


def plain(value: Any, depth: int = 0) -> Any:
    """A number, text, ``None``, or a tuple or list of them; small arrays as what is in them."""
    kind = type(value)
    if value is None or kind is bool or kind is float or kind is complex:
        return value
    if kind is int:
        return _bounded(value)
    if isinstance(value, str):
        return _text(value)
    if depth > MAX_NDIM:
        raise ValueError(_TOO_DEEP)
    if kind is tuple or kind is list:
        return kind([plain(v, depth + 1) for v in value])
    if isinstance(value, ndarray):
        return value.tolist()
    if kind is range:
        return tuple(value)
    if not isinstance(value, type):
        if hasattr(value, "dtype") and hasattr(
            value, "tolist"
        ):  # NumPy's, on a machine that has it
            return plain(value.tolist(), depth + 1)
        kinds: tuple[Any, ...] = (float, complex)
        for base in kinds:
            if isinstance(value, base):
                return base(value)
        if hasattr(kind, "__index__"):
            return _bounded(operator.index(value))
        if is_sequence(value) and not isinstance(value, bytearray | memoryview):
            return tuple([plain(v, depth + 1) for v in value])
    raise TypeError(f"an object of type {kind.__name__} is not a valid argument")


def _text(value: str) -> str:
    if len(value) > MAX_TEXT:
        raise ValueError(f"a text of {len(value):,} characters; at most {MAX_TEXT:,} are taken")
    if not value.isascii():
        value.encode()  # half of a surrogate pair is an error here, not on the way to a server
    return value if type(value) is str else str.__str__(value)


def _iterable(value: Any) -> Any:
    is_iterator = hasattr(value, "__next__") and not isinstance(value, ndarray)
    return plain(tuple(value) if is_iterator else value)


def _mode(value: Any) -> Any:
    if callable(value):
        raise UnsupportedFunctionError(
            "pad takes a mode's name; a function for it would work on arrays that nobody counts. Pad with "
            "zeros and fill the margins by item assignment"
        )
    return plain(value)


def _dtype(value: Any) -> Any:
    return None if value is None else Dtype(value)


def _generator(value: Any) -> Any:
    if not isinstance(value, RandomObject):
        raise TypeError(f"this is a method of random objects, not of {type(value).__name__}")
    return value


def _is_random(value: Any) -> bool:
    return isinstance(value, RandomObject)


# --- indices ---------------------------------------------------------------------------------------


def index(value: Any) -> Any:
    """An index, or a tuple of its parts."""
    if isinstance(value, tuple):  # a named tuple too
        return tuple([_index_part(v) for v in value])
    return _index_part(value)


def _index_part(value: Any) -> Any:
    kind = type(value)
    if kind is int or kind is ndarray or kind is bool or value is None or value is Ellipsis:
        if kind is int and value.bit_length() > MAX_BITS:
            raise IndexError(BAD_INDEX)
        return value
    if kind is slice:
        return slice(_bound(value.start), _bound(value.stop), _bound(value.step))
    if isinstance(value, str | bytes | float | complex):
        raise IndexError(BAD_INDEX)
    if has_buffer(value):
        return value
    if hasattr(kind, "__index__"):
        return _bounded(operator.index(value))
    try:
        found = operand(value)
    except (UnsupportedDtypeError, ValueError):
        raise IndexError(BAD_INDEX) from None
    return _lists(found)


def _lists(value: Any) -> Any:
    """Inside an index's part, a tuple means what a list does."""
    return list(map(_lists, value)) if type(value) in (list, tuple) else value


def _bound(value: Any) -> Any:
    if value is None or isinstance(value, ndarray):
        return value
    if not hasattr(type(value), "__index__"):
        raise TypeError("slice indices must be integers or None or have an __index__ method")
    return max(-_FAR, min(operator.index(value), _FAR))


_FAR = 1 << 63
"""Bounds of a slice beyond it mean the same."""


class Forms:
    """The parts of arguments; see :class:`flopscope._table.kinds.Forms`."""

    operand = staticmethod(operand)
    mask = staticmethod(_mask)
    required = staticmethod(_required)
    places = staticmethod(_places)
    sequence = staticmethod(_sequence)
    contraction = staticmethod(_contraction)
    out = staticmethod(_out)
    dtype = staticmethod(_dtype)
    plain = staticmethod(plain)
    iterable = staticmethod(_iterable)
    mode = staticmethod(_mode)
    index = staticmethod(index)
    generator = staticmethod(_generator)
    is_random = staticmethod(_is_random)


FORMS = Forms()
