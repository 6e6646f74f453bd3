"""Iteration over elements and indices: ``ndindex``, ``ndenumerate``, ``flat``, ``broadcast``."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product
from typing import Any

from flopscope._api import ops
from flopscope._arrays.array import ndarray
from flopscope._table.spec import Shape, dims
from flopscope._table.spec import broadcast as common_shape


def broadcast_shapes(*args: Any) -> Shape:
    """The shape that these shapes broadcast to.

    Parameters
    ----------
    *args : tuple of int, or int

    Returns
    -------
    tuple of int

    Raises
    ------
    ValueError
        If two lengths differ and neither is 1.

    Notes
    -----
    FLOPs: 0.

    Examples
    --------
    >>> import flopscope.numpy as fnp
    >>> fnp.broadcast_shapes((3, 1), (4,))
    (3, 4)
    """
    shapes = [dims(a) for a in args]
    try:
        return common_shape(*shapes)
    except ValueError:
        raise _mismatch(shapes) from None


MOST_OPERANDS = 64
"""NumPy's limit of operands."""


def _mismatch(shapes: list[Shape]) -> ValueError:
    """The error for shapes that do not fit, which names the first that clashes with one before it."""
    places = [(i, j) for j in range(len(shapes)) for i in range(j) if _clash(shapes[i], shapes[j])]
    i, j = places[0]
    return ValueError(
        "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between "
        f"arg {i} with shape {shapes[i]} and arg {j} with shape {shapes[j]}."
    )


def _clash(one: Shape, other: Shape) -> bool:
    pairs = zip(reversed(one), reversed(other), strict=False)
    return any(a != b and 1 not in (a, b) for a, b in pairs)


class ndindex:
    """All indices of a shape, in row-major order.

    Parameters
    ----------
    *shape : int, or a tuple of int

    Examples
    --------
    >>> import flopscope.numpy as fnp
    >>> list(fnp.ndindex(2, 2))
    [(0, 0), (0, 1), (1, 0), (1, 1)]
    """

    def __init__(self, *shape: Any) -> None:
        lengths = shape[0] if len(shape) == 1 and isinstance(shape[0], tuple | list) else shape
        self._indices = product(*map(range, dims(tuple(lengths))))

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        return self

    def __next__(self) -> tuple[int, ...]:
        return next(self._indices)


class ndenumerate:
    """Pairs of index and element, in row-major order.

    Parameters
    ----------
    arr : array_like
    """

    def __init__(self, arr: Any) -> None:
        self._array = ops.asarray(arr)
        self._indices = ndindex(self._array.shape)

    def __iter__(self) -> Iterator[tuple[tuple[int, ...], Any]]:
        return self

    def __next__(self) -> tuple[tuple[int, ...], Any]:
        index = next(self._indices)
        return index, self._array[index]


class flatiter:
    """``x.flat``: the elements of an array in row-major order, to iterate over, read and write."""

    def __init__(self, base: ndarray) -> None:
        self.base = base
        self.index = 0

    @property
    def coords(self) -> tuple[int, ...]:
        """The index of the next element."""
        return _unraveled(self.index, self.base.shape)

    def __iter__(self) -> flatiter:
        return self

    def __next__(self) -> Any:
        if self.index >= len(self):
            self.index = 0
            raise StopIteration
        index, self.index = self.coords, self.index + 1
        return self.base[index]

    def __len__(self) -> int:
        return self.base.size

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, int):
            return self.base[_unraveled(self._place(key), self.base.shape)]
        return self.base.reshape(-1)[key].copy()

    def __setitem__(self, key: Any, value: Any) -> None:
        places = ops.arange(len(self))[key].reshape(-1)
        values = ops.asarray(value).reshape(-1)
        if values.size < places.size:
            values = ops.resize(values, places.size)
        if not self.base.ndim:
            self.base[...] = values[0]
            return
        self.base[ops.unravel_index(places, self.base.shape)] = values[: places.size]

    def _place(self, key: int) -> int:
        size = len(self)
        if not -size <= key < size:
            raise IndexError(f"index {key} is out of bounds for size {size}")
        return key % size

    def _flopscope_array_(self) -> ndarray:
        """What an operation takes in its place."""
        return self.copy()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        """A plain NumPy array with a copy of the elements, for plots and files."""
        return self.copy().__array__(dtype, copy)

    def copy(self) -> ndarray:
        """The elements as a new 1-d array."""
        return self.base.flatten()

    def __eq__(self, other: object) -> Any:
        return self.copy() == (other.copy() if isinstance(other, flatiter) else other)

    def __ne__(self, other: object) -> Any:
        return self.copy() != (other.copy() if isinstance(other, flatiter) else other)

    __hash__ = None  # type: ignore[assignment]  # == gives an array


def _unraveled(place: int, shape: Shape) -> tuple[int, ...]:
    index = []
    for length in reversed(shape):
        place, rest = divmod(place, length)
        index.append(rest)
    return tuple(reversed(index))


def _operands_of(value: Any) -> list[ndarray]:
    return value._arrays if isinstance(value, broadcast) else [ops.asarray(value)]


class broadcast:
    """Arrays broadcast against each other: their common shape, and an iterator over their elements.

    Parameters
    ----------
    *args : array_like

    Attributes
    ----------
    shape : tuple of int
    ndim, nd, size, numiter, index : int

    Raises
    ------
    ValueError
        If the shapes do not fit.
    """

    def __init__(self, *args: Any) -> None:
        if len(args) > MOST_OPERANDS:
            raise ValueError(f"Need at least 0 and at most {MOST_OPERANDS} array objects.")
        arrays = [one for a in args for one in _operands_of(a)]
        try:
            self.shape = common_shape(*(a.shape for a in arrays))
        except ValueError:
            raise _mismatch([a.shape for a in arrays]) from None
        self._arrays = [ops.broadcast_to(a, self.shape) for a in arrays]
        self.ndim = self.nd = len(self.shape)
        self.size = math.prod(self.shape)
        self.numiter = len(arrays)
        self.index = 0

    @property
    def iters(self) -> tuple[flatiter, ...]:
        """A flat iterator an array."""
        return tuple(flatiter(a) for a in self._arrays)

    def reset(self) -> None:
        """Start again."""
        self.index = 0

    def __iter__(self) -> broadcast:
        return self

    def __next__(self) -> tuple[Any, ...]:
        if self.index >= self.size:
            raise StopIteration
        index = _unraveled(self.index, self.shape)
        self.index += 1
        return tuple(a[index] for a in self._arrays)


def _flat(self: ndarray) -> flatiter:
    """The elements in row-major order: to iterate over, and to read and write by flat index."""
    return flatiter(self)


def _set_flat(self: ndarray, value: Any) -> None:
    flatiter(self)[:] = value


def add_flat() -> None:
    """Give ``ndarray`` its property ``flat``."""
    ndarray.flat = property(_flat, _set_flat)
