"""``frompyfunc``: a ufunc of a Python function, which runs where the caller is.

The elements are read, the function is called on Python numbers, and the results make a new array; their
dtype follows from their values, since arrays of objects are outside flopscope's dtypes. What the
function computes in plain Python costs no FLOPs; operations that it calls cost what they cost.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from flopscope._api import ops
from flopscope._api.shapes import ndim
from flopscope._api.ufunc import ufunc
from flopscope._table.spec import broadcast, shape

MOST_OPERANDS = 64
"""NumPy's limit of operands and results."""


class pyfunc(ufunc):
    """A ufunc made by :func:`frompyfunc`."""

    def __init__(self, func: Callable[..., Any], nin: int, nout: int, identity: Any) -> None:
        if nin + nout > MOST_OPERANDS:
            raise ValueError(
                f"Cannot construct a ufunc with more than {MOST_OPERANDS} operands (requested number were: "
                f"inputs = {nin} and outputs = {nout})"
            )
        self._func = func
        self.nin, self.nout, self.identity = nin, nout, identity
        self.__name__ = f"{getattr(func, '__name__', 'function')} (vectorized)"
        self.__doc__ = func.__doc__

    types = property(lambda self: [])

    def __call__(self, *operands: Any) -> Any:
        if len(operands) != self.nin:
            raise TypeError(
                f"{self.__name__} takes {self.nin} operands; {len(operands)} were given"
            )
        arrays = [ops.asarray(x) for x in operands]
        made = broadcast(*map(shape, arrays))
        results = [self._func(*items) for items in zip(*_elements(arrays, made), strict=True)]
        if self.nout == 1:
            return _array(results, made)
        columns = zip(*results, strict=True) if results else ([] for _ in range(self.nout))
        return tuple(_array(list(column), made) for column in columns)

    def reduce(self, array: Any, axis: int = 0) -> Any:
        """Fold an axis, from its first element on."""
        return self._folded(array, axis, lambda running: running[-1])

    def accumulate(self, array: Any, axis: int = 0) -> Any:
        """The running folds along an axis."""
        return self._folded(array, axis, lambda running: ops.stack(running, axis=axis))

    def _folded(self, array: Any, axis: int, finish: Callable[[list[Any]], Any]) -> Any:
        if (self.nin, self.nout) != (2, 1):
            raise ValueError("only ufuncs of two operands and one result can fold")
        slices = ops.unstack(ops.asarray(array), axis=axis)
        if not slices:
            raise ValueError(f"zero-size array to reduction operation {self.__name__}")
        running = [slices[0]]
        for item in slices[1:]:
            running.append(self(running[-1], item))
        return finish(running)

    def outer(self, A: Any, B: Any) -> Any:
        """The function of all pairs of elements of two arrays."""
        A = ops.asarray(A)
        return self(A.reshape(A.shape + (1,) * ndim(B)), B)


def _elements(arrays: list[Any], made: tuple[int, ...]) -> Iterator[list[Any]]:
    for a in arrays:
        yield ops.broadcast_to(a, made).ravel().tolist()


def _array(results: list[Any], made: tuple[int, ...]) -> Any:
    if math.prod(made) == 0:
        return ops.empty(made)
    found = ops.asarray(results).reshape(made)
    return found[()] if made == () else found


def frompyfunc(func: Callable[..., Any], /, nin: int, nout: int, *, identity: Any = None) -> pyfunc:
    """A ufunc that calls a Python function on every element.

    Parameters
    ----------
    func : callable
        Takes ``nin`` numbers and returns ``nout`` of them.
    nin, nout : int
    identity : int or float, optional
        The result of reducing nothing.

    Returns
    -------
    ufunc
        Its results are numeric arrays (NumPy's are arrays of objects).

    Notes
    -----
    FLOPs: 0, but for operations that ``func`` calls.
    """
    return pyfunc(func, nin, nout, identity)
