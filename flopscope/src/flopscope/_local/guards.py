"""Arguments with which NumPy would never return, refused before it is called.

Its loops run as often as a number says, or until a sample is accepted that never is, or with Python's
integers, which grow without bound. A server would be lost to all its clients.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from flopscope._table import Operation
from flopscope._table.random.state import LARGEST_POOL

MOST_ROUNDS = 10_000
"""How often a call may be asked to repeat itself."""
MOST_PARTS = 16_384
"""Into how many arrays a call may cut one: each is an object of its own."""
SPARE_BINS = 1024
"""Bins that ``bincount`` may make beyond two for each element."""
SMALLEST_ZIPF, LARGEST_ZIPF = 1 + 1e-6, 1024.0
LARGEST_KAPPA = 1e9
_LARGE = 1 << 64


def guarded(op: Operation, call: Callable[..., Any]) -> Callable[..., Any]:
    """A row's call, behind the check of its arguments if the row names one."""
    if op.guard is None:
        return call
    check = CHECKS[op.guard]
    if op.params[0].kind == "generator" and op.guard in _OF_FUNCTIONS:
        check = _of_object(check)

    @functools.wraps(call, updated=())
    def guarded_call(*args: Any, **options: Any) -> Any:
        check(*args, **options)
        return call(*args, **options)

    return guarded_call


def _rounds(what: str, given: Any) -> None:
    if isinstance(given, int | float | np.number) and given > MOST_ROUNDS:
        raise ValueError(f"{what} is {given:,} and may be at most {MOST_ROUNDS:,}")


def _diff(a: Any, n: Any = 1, *_: Any, **__: Any) -> None:
    _rounds("n", n)


def _derivative(p: Any, m: Any = 1, *_: Any, **__: Any) -> None:
    _rounds("m", m)


def _parts(what: str, given: Any) -> None:
    if isinstance(given, int | np.integer) and given > MOST_PARTS:
        raise ValueError(f"{what} is {given:,} and may be at most {MOST_PARTS:,}")


def _split(ary: Any, sections: Any, *_: Any, **__: Any) -> None:
    _parts("the number of sections", sections)


def _unstack(x: Any, *_: Any, axis: Any = 0, **__: Any) -> None:
    shape = np.shape(x)
    if -len(shape) <= axis < len(shape):
        _parts("the length of the axis", shape[axis])


def _diagonal(n: Any, ndim: Any = 2) -> None:
    _parts("ndim", ndim)


def _spawn(parent: Any, n_children: Any) -> None:
    _rounds("n_children", n_children)


def _jumped(generator: Any, jumps: Any = 1) -> None:
    if isinstance(generator, np.random.MT19937):  # the others jump at once, however far
        _rounds("jumps", jumps)


def _bincount(x: Any, weights: Any = None, minlength: Any = 0) -> None:
    """A result whose length depends on elements is bounded by what was paid for them."""
    found = np.asarray(x)
    if found.ndim != 1 or not found.size or found.dtype.kind not in "iu":
        return
    most = max(int(minlength or 0), 2 * found.size + SPARE_BINS)
    if int(found.max()) >= most:
        raise ValueError(
            f"bincount of {found.size:,} elements, the largest of which is {int(found.max()):,}, makes more "
            f"than {most:,}; give minlength={int(found.max()) + 1}"
        )


def _seed_sequence(*_: Any, pool_size: Any = 4, **__: Any) -> None:
    if isinstance(pool_size, int | np.integer) and pool_size > LARGEST_POOL:
        raise ValueError(f"pool_size is {pool_size:,} and may be at most {LARGEST_POOL}")


def _zipf(a: Any, *_: Any, **__: Any) -> None:
    found = np.asarray(a, np.float64)
    if ((found > LARGEST_ZIPF) | ((found > 1) & (found < SMALLEST_ZIPF))).any():
        raise ValueError(
            f"zipf's a must be from {SMALLEST_ZIPF} to {LARGEST_ZIPF:g}: outside, samples may never be "
            "found; default_rng().zipf has no such limits"
        )


def _vonmises(mu: Any, kappa: Any, *_: Any, **__: Any) -> None:
    if (np.asarray(kappa, np.float64) > LARGEST_KAPPA).any():
        raise ValueError(
            f"vonmises' kappa must be at most {LARGEST_KAPPA:g}: beyond, samples may never be found; "
            "default_rng().vonmises has no such limit"
        )


def _fits(*args: Any, **_: Any) -> None:
    for arg in args:
        if type(arg) is int and abs(arg) >= _LARGE:
            raise OverflowError("Python integer too large to convert to C long")


def _of_object(check: Callable[..., None]) -> Callable[..., None]:
    """The check of a function for the method of that name."""
    return lambda generator, *args, **options: check(*args, **options)


CHECKS: dict[str, Callable[..., None]] = {
    "rounds n": _diff,
    "rounds m": _derivative,
    "axis length": _unstack,
    "dimensions": _diagonal,
    "sections": _split,
    "zipf": _zipf,
    "vonmises": _vonmises,
    "jumps": _jumped,
    "children": _spawn,
    "large integers": _fits,
    "counts": _bincount,
    "pool size": _seed_sequence,
}
"""The checks by the names that rows give as ``guard=``."""
_OF_FUNCTIONS = frozenset({"zipf", "vonmises"})
"""Checks of a function's arguments, which a method has behind its object."""
