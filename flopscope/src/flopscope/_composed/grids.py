"""Index helpers: ``r_``, ``c_``, ``s_``, ``mgrid``, ``ogrid``, ``ix_``."""

from __future__ import annotations

import math
from typing import Any

from flopscope._api import ops
from flopscope._api.shapes import result_type
from flopscope._arrays.array import ndarray
from flopscope.errors import UnsupportedFunctionError

_WEAK = (int, float, complex)


class IndexExpression:
    """What stands between brackets, as a value: ``fnp.s_[1:, 0]`` is ``(slice(1, None), 0)``.

    Parameters
    ----------
    maketuple : bool
        Whether a single index becomes a tuple too.
    """

    def __init__(self, maketuple: bool) -> None:
        self.maketuple = maketuple

    def __getitem__(self, item: Any) -> Any:
        return (item,) if self.maketuple and not isinstance(item, tuple) else item

    def __repr__(self) -> str:
        return "index_exp" if self.maketuple else "s_"


s_ = IndexExpression(maketuple=False)
index_exp = IndexExpression(maketuple=True)


# --- grids ---------------------------------------------------------------------------------------


def _line(key: slice, dtype: Any) -> ndarray:
    """The coordinates that a slice stands for: by a step, or a number of points (``5j``)."""
    start = 0 if key.start is None else key.start
    step = 1 if key.step is None else _step(key.step)
    if not isinstance(step, complex):
        count = math.ceil((key.stop - start) / step)
    else:
        count = int(abs(step))
        step = (key.stop - start) / (count - 1) if count > 1 else 1
    return ops.arange(max(0, count), dtype=dtype) * step + start


def _step(step: Any) -> Any:
    """A step, as a Python number where it is complex: then its magnitude is a number of points."""
    is_complex = isinstance(step, ndarray) and step.dtype.kind == "c"
    return complex(step) if is_complex else step


def _real(value: Any) -> Any:
    """What a start, stop or step adds to a line's dtype: of a number of points, that of its magnitude."""
    if value is None:
        return 0
    if isinstance(value, complex):
        return 0.0
    is_complex = isinstance(value, ndarray) and value.dtype.kind == "c"
    return f"f{value.dtype.itemsize // 2}" if is_complex else value


class Grid:
    """Coordinates of a grid, from slices: ``fnp.mgrid[0:3, 0:1:5j]``.

    A step that is complex is a number of points, both ends included.

    Parameters
    ----------
    sparse : bool
        Whether each coordinate varies along its own dimension only.

    Notes
    -----
    FLOPs: those of :func:`arange`, and a product and a sum, a coordinate of each line.
    """

    def __init__(self, sparse: bool) -> None:
        self.sparse = sparse

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, tuple):
            return self._single(key)
        parts = [v for k in key for v in (k.start, k.stop, k.step)]
        dtype = result_type(0, *map(_real, parts))
        lines = [_line(k, dtype) for k in key]
        ndim = len(lines)
        opened = [a.reshape((1,) * i + (-1,) + (1,) * (ndim - 1 - i)) for i, a in enumerate(lines)]
        if self.sparse:
            return tuple(opened)
        shape = tuple(a.size for a in lines)
        return ops.stack([ops.broadcast_to(a, shape) for a in opened])

    def _single(self, key: slice) -> ndarray:
        if isinstance(_step(key.step), complex):
            start = 0 if key.start is None else key.start
            return _line(key, result_type(*map(_real, (start, key.stop, key.step))))
        return ops.arange(0 if key.start is None else key.start, key.stop, key.step)

    def __repr__(self) -> str:
        return "ogrid" if self.sparse else "mgrid"


mgrid = Grid(sparse=False)
ogrid = Grid(sparse=True)


def ix_(*args: Any) -> tuple[ndarray, ...]:
    """Sequences that together index the grid of their elements.

    Parameters
    ----------
    *args : 1-d sequences
        Of integers, or of booleans, which stand for where they are true.

    Returns
    -------
    tuple of ndarray
        Each along a dimension of its own.

    Raises
    ------
    ValueError
        If a sequence is not 1-d.

    Notes
    -----
    FLOPs: a test an element of a boolean sequence.

    Examples
    --------
    >>> import flopscope.numpy as fnp
    >>> fnp.arange(12).reshape(3, 4)[fnp.ix_([0, 2], [1, 3])].tolist()
    [[1, 3], [9, 11]]
    """
    found = []
    for place, arg in enumerate(args):
        array = ops.asarray(arg)
        if not isinstance(arg, ndarray) and array.size == 0:
            array = array.astype(int)
        if array.ndim != 1:
            raise ValueError("Cross index must be 1 dimensional")
        if array.dtype == bool:
            array = ops.nonzero(array)[0]
        found.append(array.reshape((1,) * place + (-1,) + (1,) * (len(args) - 1 - place)))
    return tuple(found)


# --- concatenation -------------------------------------------------------------------------------


class Concatenator:
    """Arrays, numbers and ranges between brackets, joined: ``fnp.r_[1:4, 0, [7, 8]]``.

    A first item of text, ``"axis,ndmin,start"``, says along which axis to join, the least number of
    dimensions, and which of them an array's own begin at.

    Parameters
    ----------
    axis, ndmin, start : int

    Notes
    -----
    FLOPs: those of :func:`arange` and :func:`linspace` for the ranges.
    """

    def __init__(self, axis: int, ndmin: int, start: int) -> None:
        self._defaults = (axis, ndmin, start)

    def __getitem__(self, key: Any) -> ndarray:
        items = list(key) if isinstance(key, tuple) else [key]
        axis, ndmin, start = self._defaults
        if items and isinstance(items[0], str):
            axis, ndmin, start = self._directive(items.pop(0))
        made: list[Any] = [_range(i) if isinstance(i, slice) else i for i in items]
        made = [m if type(m) in _WEAK else ops.asarray(m) for m in made]
        if not made:
            raise ValueError("need at least one array to concatenate")
        dtype = result_type(*made)
        return ops.concatenate(
            [_raised(ops.asarray(m, dtype=dtype), ndmin, start) for m in made], axis=axis
        )

    def _directive(self, text: str) -> tuple[int, int, int]:
        if text in ("r", "c"):
            raise UnsupportedFunctionError(
                f"{self!r}[{text!r}] makes a numpy.matrix, which is not supported; "
                "use fnp.r_['-1,2'] or fnp.column_stack for a 2-d array"
            )
        try:
            given = tuple(int(n) for n in text.split(","))
        except ValueError:
            given = ()
        if not 1 <= len(given) <= 3:
            raise ValueError(f"unknown special directive {text!r}")
        axis, ndmin, start = given + self._defaults[len(given) :]
        return axis, ndmin, start

    def __repr__(self) -> str:
        return "r_" if self._defaults[0] == 0 else "c_"


def _range(key: slice) -> ndarray:
    start = 0 if key.start is None else key.start
    step = _step(key.step)
    if isinstance(step, complex):
        return ops.linspace(start, key.stop, num=int(abs(step)))
    return ops.arange(start, key.stop, 1 if key.step is None else key.step)


def _raised(array: ndarray, ndmin: int, start: int) -> ndarray:
    """The array with dimensions of length one before and after its own."""
    missing = max(ndmin, 1) - array.ndim
    if missing <= 0:
        return array
    before = start if start >= 0 else start + missing + 1
    return array.reshape((1,) * before + array.shape + (1,) * (missing - before))


r_ = Concatenator(0, 1, -1)
c_ = Concatenator(-1, 2, 0)
