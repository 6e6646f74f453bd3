"""From a row to the NumPy call that carries it out.

The name is NumPy's path, and arguments equal to their default are left out, so that NumPy's own
defaults and older versions' signatures hold. Where NumPy has no such function, or one that does something
else, the row names what is called instead: a key of :data:`CALLS`.
"""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from flopscope._base import dtypes as _dtypes
from flopscope._local import contracting, marks, wrapped_indices
from flopscope._local.shortcuts import Shortcut, shortcut
from flopscope._local.triangular import solve_triangular
from flopscope._table import TABLE, NoValue, Operation
from flopscope._table.pointwise import ufunc_arity
from flopscope.errors import UnsupportedDtypeError, UnsupportedFunctionError

Call = Callable[[tuple[Any, ...], int], Any]

NUMPY_DTYPES = {d: np.dtype(name) for name, d in _dtypes.BY_NAME.items()}
for _own, _theirs in NUMPY_DTYPES.items():
    _dtypes.register(_theirs, _own)
    _dtypes.register(_theirs.type, _own)


def dtype_argument(value: Any) -> Any:
    """A ``dtype=`` argument as NumPy's."""
    return None if value is None else NUMPY_DTYPES[_dtypes.dtype(value)]


def _scalar(value: Any, dtype: np.dtype[Any]) -> Any:
    return dtype.type(value)


def _supported(make: Callable[..., Any]) -> Callable[..., Any]:
    """An array made of whatever was given must be of a dtype that there is."""

    def call(*source: Any, **options: Any) -> Any:
        made = make(*source, **options)
        if made.dtype.num not in _SUPPORTED:
            raise UnsupportedDtypeError(
                f"this makes an array of dtype {made.dtype.name!r}; "
                f"make it one of {', '.join(_dtypes.BY_NAME)}"
            )
        return made

    return call


def _pad(array: Any, pad_width: Any, mode: Any = "constant", **options: Any) -> Any:
    """``numpy.pad`` without its callbacks, which would compute on NumPy's arrays uncounted."""
    if callable(mode):
        raise UnsupportedFunctionError(
            "pad takes a mode's name; a function for it would work on arrays that nobody counts. "
            "Pad with zeros and fill the margins by item assignment"
        )
    return np.pad(array, pad_width, mode, **options)


def _is_supported(result: Any) -> bool:
    """Whether a result may be kept: no array of objects, no integer beyond 64 bits, no foreign dtype."""
    kind = result.__class__
    if kind is np.ndarray or isinstance(result, np.generic):
        return result.dtype.num in _SUPPORTED
    if kind is int:
        return -(2**63) <= result < 2**64
    if kind is tuple or kind is list:
        return all(r.__class__ is int or _is_supported(r) for r in result)
    return True


_SUPPORTED = frozenset(np.dtype(code).num for code in "?bBhHiIlLqQefdFD")
"""NumPy's numbers of the dtypes that there are: C's ``long`` and ``long long`` are two with one size."""


def supported(name: str, result: Any) -> Any:
    """A result that may be kept.

    Raises
    ------
    UnsupportedDtypeError
        For arrays of any other dtype, which NumPy makes of integers beyond 64 bits.
    """
    if _is_supported(result):
        return result
    found = getattr(getattr(result, "dtype", None), "name", "an integer beyond 64 bits")
    raise UnsupportedDtypeError(
        f"{name} makes {found} of these arguments; keep integers from -2**63 to 2**64 - 1, "
        f"and use one of {', '.join(_dtypes.BY_NAME)}"
    )


def _zeroed(result: Any, where: Any, out: Any) -> Any:
    """A masked result whose elements that were not computed are zero, not what memory held."""
    if isinstance(result, tuple):
        return tuple(_zeroed(r, where, out) for r in result)
    if any(result is place for place in (out if isinstance(out, tuple) else (out,))):
        return result
    if not isinstance(result, np.ndarray):
        return result if where else type(result)(0)
    result[~np.broadcast_to(np.asarray(where, bool), result.shape)] = 0
    return result


def _layout(a: Any) -> tuple[Any, ...]:
    flags = a.flags
    found = (flags.c_contiguous, flags.f_contiguous, flags.owndata, flags.writeable, flags.aligned)
    return a.strides, found


MOST_CANDIDATES = 1_000_000
"""Solutions that ``shares_memory`` may look at: finding one takes exponential time at worst."""


def overlap(function: Callable[..., bool], default: int) -> Callable[..., bool]:
    """A function that looks for common memory, within bounds whatever ``max_work`` says."""

    def call(a: Any, b: Any, /, max_work: Any = default) -> bool:
        if isinstance(max_work, int | np.integer) and not 0 <= max_work <= MOST_CANDIDATES:
            max_work = MOST_CANDIDATES
        return function(a, b, max_work=max_work)

    return call


_TOGETHER = 128


def _spawn(parent: Any, n_children: Any) -> Any:
    """``parent.spawn``, a few children at a time: NumPy lets no other thread run meanwhile."""
    if not isinstance(n_children, int | np.integer):
        return parent.spawn(n_children)
    children = parent.spawn(min(n_children, _TOGETHER))
    while len(children) < n_children:
        children += parent.spawn(min(n_children - len(children), _TOGETHER))
    return children


def _jump(generator: Any, jumps: Any = 1) -> Any:
    """``generator.jumped``, one jump at a time for a Mersenne twister, which takes milliseconds for each."""
    if not isinstance(generator, np.random.MT19937) or not isinstance(jumps, int | np.integer):
        return generator.jumped(jumps)
    jumped = generator.jumped(min(int(jumps), 1))
    for _ in range(jumps - 1):
        jumped = jumped.jumped()
    return jumped


def _writeable_view(a: Any, flag: Any) -> Any:
    view = a.view()
    view.flags.writeable = flag
    return view


CALLS: dict[str, Callable[..., Any]] = {
    "spawn": _spawn,
    "jump": _jump,
    "overlap": overlap(np.shares_memory, -1),
    "overlapping bounds": overlap(np.may_share_memory, 0),
    # what no element has been written to is zero, not what other arrays left in memory
    "zeros": np.zeros,
    "zeros_like": np.zeros_like,
    "solve_triangular": solve_triangular,
    **wrapped_indices.CALLS,
    "einsum": contracting.einsum,
    "einsum_symmetric": contracting.symmetric_einsum,
    "einsum_path": contracting.einsum_path,
    "layout": _layout,
    "writeable_view": _writeable_view,
    "scalar": _scalar,
    "as_symmetric": marks.as_symmetric,
    "is_symmetric": marks.is_symmetric,
    "symmetrize": marks.symmetrize,
    "getitem": operator.getitem,
    "setitem": operator.setitem,
    "pad": _pad,
}
"""By the names that rows give as ``calls=``."""


class _Nothing:
    """Nothing is of this class."""


_NO_SHORTCUT = Shortcut(_Nothing, _Nothing)


_OPERATORS: dict[str, Callable[..., Any]] = {
    "and": operator.and_,
    "or": operator.or_,
    "divmod": divmod,
    **{
        name: getattr(operator, name)
        for name in "add sub mul truediv floordiv mod pow lshift rshift xor neg pos abs invert".split()
    },
}
"""Operators that NumPy's scalars carry out themselves, without a ufunc.

Their results may differ from the ufunc's in the last bit (``**``), and integers warn when they overflow.
"""


def has_operator(op: Operation) -> bool:
    """Whether a row's operator may compute something else than its ufunc does, for scalars."""
    return op.operator in _OPERATORS


def numpy_target(op: Operation, is_operator: bool = False) -> Callable[..., Any]:
    """NumPy's function for a row, its operator, or what the row names instead."""
    if is_operator and op.operator in _OPERATORS:
        return _OPERATORS[op.operator]
    if op.calls in CALLS:
        return CALLS[op.calls]
    if op.calls == "method":  # of the object, since NumPy's scalars are no instances of np.ndarray
        return _method(op.leaf)
    if op.name.startswith(("random.Generator.", "random.RandomState.")):
        return _random_method(*op.name.split(".")[1:])
    try:
        found: Any = functools.reduce(getattr, op.name.split("."), np)
    except AttributeError:
        raise UnsupportedFunctionError(
            f"{op.name} came with NumPy {op.since}, and the engine has NumPy {np.__version__}; "
            "install a newer one where arrays are computed"
        ) from None
    if _NUMPY < (2, 2) and TABLE[op.name.removesuffix(".outer")].operator in _COMPARISONS:
        found = _compared(found)
    return _supported(found) if op.calls == "supported" else found


_NUMPY = tuple(int(part) for part in np.__version__.split(".")[:2])


def _compared(ufunc: Callable[..., Any]) -> Callable[..., Any]:
    """A comparison that brings Python's integers into range: NumPy 2.0 and 2.1 crash on strided operands."""

    def call(x1: Any, x2: Any, *args: Any, **options: Any) -> Any:
        if type(x1) is int or type(x2) is int:
            x1, x2 = _strong([x1, x2])
        return ufunc(x1, x2, *args, **options)

    return call


def _method(leaf: str) -> Callable[..., Any]:
    """A function that calls the method of its first argument."""
    return lambda a, *args, **options: getattr(a, leaf)(*args, **options)


def _random_method(owner: str, leaf: str) -> Callable[..., Any]:
    """A generator's method. NumPy's own do not look at what they are called on, and crash."""
    cls = getattr(np.random, owner)
    method = getattr(cls, leaf)

    def call(generator: Any, *args: Any, **options: Any) -> Any:
        if not isinstance(generator, cls):
            raise TypeError(f"{owner}.{leaf} was called on a {type(generator).__name__}")
        return method(generator, *args, **options)

    return call


def numpy_call(op: Operation, target: Callable[..., Any]) -> Call:
    """A callable from the row's arguments to the result of what carries it out.

    It takes one argument a parameter, in order, and how many of them may differ from their defaults.
    """
    cls, shorter, with_options = shortcut(op) or _NO_SHORTCUT
    required = [i for i, p in enumerate(op.params) if not p.source and p.style != "var"]
    optional = [
        (i, p.name, p.default, p.kind.name == "dtype") for i, p in enumerate(op.params) if p.source
    ]
    variadic = next((i for i, p in enumerate(op.params) if p.style == "var"), None)
    typed = {i for i, p in enumerate(op.params) if p.kind.name == "dtype"}
    # The first so many arguments are NumPy's first, as they are.
    plain = 0 if variadic is not None or typed & set(required) else len(required)
    compares = op.operator in _COMPARISONS
    masks = ufunc_arity(op) is not None or op.name.endswith(".outer")

    def call(args: tuple[Any, ...], count: int) -> Any:
        is_short = args and args[0].__class__ is cls
        if count <= plain:
            return supported(op.name, (shorter if is_short else target)(*args[:count]))
        given = [dtype_argument(args[i]) if i in typed else args[i] for i in required]
        if variadic is not None:
            given += args[variadic]
        named = {
            name: dtype_argument(args[i]) if is_dtype else args[i]
            for i, name, default, is_dtype in optional
            if args[i] is not default and args[i] is not NoValue
        }
        if compares and "where" in named:
            given = _strong(given)
        way = shorter if is_short and (with_options or not named) else target
        result = way(*given, **named)
        if masks and "where" in named:
            result = _zeroed(result, named["where"], named.get("out"))
        return supported(op.name, result)

    return call


_COMPARISONS = frozenset({"eq", "ne", "lt", "le", "gt", "ge"})


def _bounded(number: int) -> float:
    """A number that no element can be, as an infinity: an array of it would hold objects."""
    return number if -(2**63) <= number < 2**64 else (math.inf if number > 0 else -math.inf)


def _strong(given: list[Any]) -> list[Any]:
    """Operands of a comparison as arrays, if none is inexact: it compares the same numbers.

    Where a Python integer does not fit the other's dtype and there is a mask, NumPy 2 crashes.
    """
    arrays = [np.asarray(_bounded(v) if type(v) is int else v) for v in given]
    inexact = any(a.dtype.kind in "fc" for a in map(np.asarray, given))
    return given if inexact else arrays
