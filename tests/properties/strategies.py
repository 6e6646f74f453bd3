"""Arrays, numbers, axes and indices of all kinds that flopscope has."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from flopscope._base.dtypes import BY_NAME

dtypes = st.sampled_from(sorted(BY_NAME))
lengths = st.integers(0, 4)
shapes = st.lists(lengths, max_size=4).map(tuple)
numbers = st.sampled_from(
    [
        0,
        1,
        2,
        -1,
        300,
        -70_000,
        2**40,
        2**63 - 1,
        True,
        False,
        1.5,
        1e5,
        1e300,
        -0.0,
        float("inf"),
        1j,
    ]
)


_ODD = [float("nan"), float("inf"), float("-inf"), 6e4, -0.0]


def array(shape: tuple[int, ...], dtype: str) -> Any:
    """An array of small numbers."""
    count = int(np.prod(shape))
    return (np.arange(count) % 5).astype(dtype).reshape(shape)


@st.composite
def arrays(draw: Any, shape: Any = shapes, dtype: Any = dtypes) -> Any:
    """An array, or an array scalar."""
    made = array(draw(shape), draw(dtype))
    if made.dtype.kind in "fc" and draw(st.integers(0, 2)) == 0:
        odd = draw(st.lists(st.sampled_from(_ODD), min_size=1, max_size=3))
        made = np.resize(np.array(odd, made.dtype), made.shape)
    return made[()] if made.ndim == 0 and draw(st.booleans()) else made


operands = st.one_of(arrays(), numbers)


@st.composite
def broadcastable(draw: Any, count: int) -> list[Any]:
    """Operands most of which broadcast against each other."""
    full = draw(shapes)
    made = []
    for _ in range(count):
        if draw(st.integers(0, 4)) == 0:
            made.append(draw(numbers))
            continue
        start = draw(st.integers(0, len(full)))
        shape = tuple(1 if draw(st.integers(0, 3)) == 0 else n for n in full[start:])
        made.append(draw(arrays(st.just(shape))))
    return made


def part_of(full: tuple[int, ...]) -> st.SearchStrategy[Any]:
    """An array that broadcasts to a shape, or to most of its parts."""
    starts = st.integers(0, len(full))
    ones = st.lists(st.booleans(), min_size=len(full), max_size=len(full))
    shape = st.builds(
        lambda start, one: tuple(1 if o else n for o, n in zip(one, full, strict=True))[start:],
        starts,
        ones,
    )
    return arrays(shape)


def axis(ndim: int) -> st.SearchStrategy[Any]:
    """An axis, or one that is out of range; or None."""
    return st.one_of(st.none(), st.integers(-ndim - 1, ndim))


def axes(ndim: int) -> st.SearchStrategy[Any]:
    """As :func:`axis`, or several."""
    several = st.lists(st.integers(-ndim - 1, ndim), max_size=3).map(tuple)
    return st.one_of(axis(ndim), several)


steps = st.sampled_from([None, 1, 2, -1, -2])
ends = st.one_of(st.none(), st.integers(-6, 6))
slices = st.builds(slice, ends, ends, steps)
parts = st.one_of(st.integers(-5, 5), slices, st.just(None), st.just(Ellipsis))
keys = st.one_of(parts, st.lists(parts, max_size=5).map(tuple))
