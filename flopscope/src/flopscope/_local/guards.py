"""Arguments with which NumPy would never return, refused before it is called.

Its loops run as often as a number says, or until a sample is accepted that never is, or with Python's
integers, which grow without bound. A server would be lost to all its clients.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib import (
    _histograms_impl as _histograms,  # how wide named bins are, NumPy tells nowhere else
)

from flopscope._table import Operation
from flopscope._table.random.state import LARGEST_POOL

MOST_ROUNDS = 10_000
"""How often a call may be asked to repeat itself."""
MOST_JUMPS = 100
"""How often a Mersenne twister may jump, which computes a polynomial of 19,937 bits each time."""
MOST_PARTS = 16_384
"""Into how many arrays a call may cut one: each is an object of its own."""
SPARE_BINS = 1024
"""Bins that ``bincount`` may make beyond two for each element."""
SMALLEST_ZIPF, LARGEST_ZIPF = 1 + 1e-6, 1024.0
LARGEST_KAPPA = 1e9
MOST_ENTROPY = 10_000
"""Words of 32 bits that a seed may have: NumPy mixes them one by one, and nothing else runs meanwhile."""
MOST_STATE_WORDS = 100_000
"""Words that a seed sequence may be asked for at once."""
MOST_PLACES_NDIM = 31
_LARGE = 1 << 64
_NUMPY = tuple(int(part) for part in np.__version__.split(".")[:2])


def guarded(op: Operation, call: Callable[..., Any]) -> Callable[..., Any]:
    """A row's call, behind the check of its arguments if the row names one."""
    if op.guard is None:
        return call
    check = CHECKS[op.guard]
    if op.params[0].kind.name == "generator" and op.guard in _OF_FUNCTIONS:
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


def _decimals(_: Any, decimals: Any = 0, *__: Any, **___: Any) -> None:
    """NumPy multiplies by ten as often as ``decimals`` says, which may be 2**31 times."""
    if isinstance(decimals, int | np.integer):
        _rounds("decimals", abs(decimals))


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
    if isinstance(generator, np.random.MT19937) and jumps > MOST_JUMPS:  # others jump at once
        raise ValueError(f"jumps is {jumps:,} and may be at most {MOST_JUMPS} for an MT19937")


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


def _named_bins(a: Any, bins: Any = 10, range: Any = None, weights: Any = None, **_: Any) -> None:
    """A method that looks at the data may want any number of bins; what was paid for bounds it."""
    width_of = getattr(_histograms, "_hist_bin_selectors", {}).get(
        bins if isinstance(bins, str) else None
    )
    values = np.asarray(a).ravel()
    if width_of is None or weights is not None or not values.size or values.dtype.kind == "c":
        return
    first, last = vars(_histograms)["_get_outer_edges"](values, range)
    kept = values[(values >= first) & (values <= last)]
    width = width_of(kept, (first, last)) if kept.size else 0
    if values.dtype.kind in "biu" and width:
        width = max(width, 1)
    number = math.ceil((float(last) - float(first)) / float(width)) if width else 1
    most = 2 * values.size + SPARE_BINS
    if number > most:
        raise ValueError(
            f"bins={bins!r} makes {number:,} bins for {values.size:,} elements, more than {most:,}; "
            "give a number of bins, or a range"
        )


def _entropy(*seeds: Any, **more: Any) -> None:
    for seed in (*seeds, *more.values()):
        words = _words(seed)
        if words > MOST_ENTROPY:
            raise ValueError(
                f"the seed has {words:,} words of 32 bits and may have at most {MOST_ENTROPY:,}; "
                "seed with a few integers instead"
            )


def _words(seed: Any) -> int:
    """How many words of 32 bits a seed has, about."""
    if isinstance(seed, int):
        return seed.bit_length() // 32 + 1
    if isinstance(seed, list | tuple):
        return sum(map(_words, seed))
    return seed.size * -(-seed.itemsize // 4) if isinstance(seed, np.ndarray) else 1


def _seed_sequence(*seeds: Any, pool_size: Any = 4, **more: Any) -> None:
    if isinstance(pool_size, int | np.integer) and pool_size > LARGEST_POOL:
        raise ValueError(f"pool_size is {pool_size:,} and may be at most {LARGEST_POOL}")
    _entropy(*seeds, **more)


def _state_words(_: Any, n_words: Any, *__: Any, **___: Any) -> None:
    if isinstance(n_words, int | np.integer) and n_words > MOST_STATE_WORDS:
        raise ValueError(
            f"n_words is {n_words:,} and may be at most {MOST_STATE_WORDS:,}; "
            "draw from a generator instead"
        )


def _zipf(a: Any, *_: Any, **__: Any) -> None:
    found = np.asarray(a, np.float64)
    if ((found > LARGEST_ZIPF) | ((found > 1) & (found < SMALLEST_ZIPF))).any():
        raise ValueError(
            f"zipf's a must be from {SMALLEST_ZIPF} to {LARGEST_ZIPF:g}: outside, samples may never be "
            "found; default_rng().zipf has no such limits"
        )


def _zipf_of_generator(generator: Any, a: Any, *_: Any, **__: Any) -> None:
    """Before 2.4, a generator's loop did not end either for an ``a`` that is too large."""
    if _NUMPY < (2, 4) and (np.asarray(a, np.float64) > LARGEST_ZIPF).any():
        raise ValueError(f"zipf's a must be at most {LARGEST_ZIPF:g} with NumPy {np.__version__}")


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


def _places(a: Any, indices: Any, b: Any = 0) -> None:
    """``ufunc.at`` of a value that does not fit its places, or of too many dimensions, ends the process.

    NumPy's iterator over an index sets up its inner loop by the value's shape, and does not look whether that
    broadcasts to the places' (2.0 to 2.4): it reads and writes past its arrays then.
    """
    _fits(b)
    if not isinstance(a, np.ndarray):
        return
    shape = np.broadcast_to(np.False_, a.shape)[indices].shape
    if len(shape) > MOST_PLACES_NDIM or a.ndim > MOST_PLACES_NDIM:
        raise ValueError(f"places of {len(shape)} dimensions are more than {MOST_PLACES_NDIM}")
    if np.broadcast_shapes(np.shape(b), shape) != shape:
        raise ValueError(
            f"a value of shape {np.shape(b)} does not broadcast to the places' {shape}"
        )


def _running_out(*args: Any, out: Any = None, **_: Any) -> None:
    """A running sum into an array without dimensions ends the process: NumPy takes its first axis.

    In ``PyArray_CumSum`` and its relatives, 2.0 to 2.4; ``ufunc.accumulate`` looks.
    """
    for one in (*(out if isinstance(out, tuple) else (out,)), *args[3:]):
        if isinstance(one, np.ndarray) and not one.ndim:
            raise ValueError("out has no dimensions; a running result has at least one")


def _offset(_: Any, offset: Any = 0, *__: Any, k: Any = 0, **___: Any) -> None:
    """A diagonal too far below ends the process: NumPy takes its offset's opposite as an int (2.0 to 2.4)."""
    for given in (offset, k):
        if isinstance(given, int | np.integer) and given <= -(2**31):
            raise ValueError(f"the offset is {given:,} and must be above {-(2**31):,}")


def _of_object(check: Callable[..., None]) -> Callable[..., None]:
    """The check of a function for the method of that name."""
    return lambda generator, *args, **options: check(*args, **options)


CHECKS: dict[str, Callable[..., None]] = {
    "places": _places,
    "running out": _running_out,
    "offset": _offset,
    "decimals": _decimals,
    "rounds n": _diff,
    "rounds m": _derivative,
    "axis length": _unstack,
    "dimensions": _diagonal,
    "sections": _split,
    "zipf": _zipf,
    "zipf of a generator": _zipf_of_generator,
    "vonmises": _vonmises,
    "jumps": _jumped,
    "children": _spawn,
    "large integers": _fits,
    "counts": _bincount,
    "entropy": _entropy,
    "named bins": _named_bins,
    "pool size": _seed_sequence,
    "state words": _state_words,
}
"""The checks by the names that rows give as ``guard=``."""
_OF_FUNCTIONS = frozenset({"zipf", "vonmises"})
"""Checks of a function's arguments, which a method has behind its object."""
