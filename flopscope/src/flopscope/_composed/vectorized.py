"""``vectorize``: a Python function of numbers as a function of arrays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import Any, Final

from flopscope._api import ops
from flopscope._arrays.array import ndarray
from flopscope._base.dtypes import dtype as Dtype
from flopscope._table.spec import broadcast

_DIMENSIONS: Final = r"\((?:\w+(?:,\w+)*)?\)"
_SIGNATURE: Final = re.compile(
    rf"{_DIMENSIONS}(?:,{_DIMENSIONS})*->{_DIMENSIONS}(?:,{_DIMENSIONS})*"
)
Core = tuple[str, ...]


class vectorize:
    """A function that calls a Python function for each element of its broadcast arguments.

    Parameters
    ----------
    pyfunc : callable, optional
        Called with Python numbers, or with arrays of the core dimensions of ``signature``. Left out,
        the object is a decorator.
    otypes : str or sequence of dtype, optional
        The results' dtypes; by default those of the first call's results.
    doc : str, optional
    excluded : set of int or str, optional
        Positions and names of arguments that are passed on as they are.
    cache : bool, optional
        Keep the first call's result, so that the first element is not computed twice.
    signature : str, optional
        Core dimensions, such as ``"(n),(n)->()"``.

    Notes
    -----
    FLOPs: those of the operations that the function calls; arithmetic on Python numbers is none.

    Examples
    --------
    >>> import flopscope.numpy as fnp
    >>> fnp.vectorize(lambda a, b: a if a > b else b)([1, 5, 2], 3).tolist()
    [3, 5, 3]
    """

    def __init__(
        self,
        pyfunc: Callable[..., Any] | None = None,
        otypes: Any = None,
        doc: str | None = None,
        excluded: Iterable[int | str] | None = None,
        cache: bool = False,
        signature: str | None = None,
    ) -> None:
        self.pyfunc = pyfunc
        self.otypes = None if otypes is None else [Dtype(t) for t in otypes]
        self.excluded = frozenset(excluded or ())
        self.cache = cache
        self.signature = signature
        self._core = None if signature is None else _parsed(signature)
        self._named(doc)

    def _named(self, doc: str | None) -> None:
        if self.pyfunc is None:
            self.__doc__ = doc
            return
        self.__name__ = getattr(self.pyfunc, "__name__", "vectorize")
        self.__doc__ = self.pyfunc.__doc__ if doc is None else doc

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function for each element; as a decorator, take the function."""
        if self.pyfunc is None:
            return self._decorate(*args, **kwargs)
        varying = [i for i in range(len(args)) if i not in self.excluded]
        names = [n for n in kwargs if n not in self.excluded]
        fixed = list(args)
        rest = dict(kwargs)
        pyfunc = self.pyfunc

        def call(*values: Any) -> Any:
            for i, value in zip(varying, values, strict=False):
                fixed[i] = value
            rest.update(zip(names, values[len(varying) :], strict=True))
            return pyfunc(*fixed, **rest)

        arrays = [ops.asarray(args[i]) for i in varying] + [ops.asarray(kwargs[n]) for n in names]
        if not arrays:
            raise ValueError("vectorize needs at least one argument that is not excluded")
        return (
            self._over_elements(call, arrays)
            if self._core is None
            else self._over_cores(call, arrays)
        )

    def _decorate(self, pyfunc: Callable[..., Any]) -> vectorize:
        self.pyfunc = pyfunc
        self._named(self.__doc__)
        return self

    # --- an element at a time ---------------------------------------------------------------------

    def _over_elements(self, call: Callable[..., Any], arrays: list[ndarray]) -> Any:
        shape = broadcast(*(a.shape for a in arrays))
        flat = [ops.broadcast_to(a, shape).reshape(-1) for a in arrays]
        size = flat[0].size
        first, dtypes = None, self.otypes
        if dtypes is None:
            if not size:
                raise ValueError("cannot call `vectorize` on size 0 inputs unless `otypes` is set")
            first = call(*(a[0] for a in flat))
            dtypes = [
                ops.asarray(r).dtype for r in (first if isinstance(first, tuple) else (first,))
            ]
        rows = list(zip(*(a.tolist() for a in flat), strict=True))
        found = [first] if self.cache and first is not None else []
        found += [call(*row) for row in rows[len(found) :]]
        if len(dtypes) == 1 and not isinstance(first, tuple):
            return ops.array(found, dtype=dtypes[0]).reshape(shape)
        return tuple(
            ops.array([r[i] for r in found], dtype=d).reshape(shape) for i, d in enumerate(dtypes)
        )

    # --- core dimensions -------------------------------------------------------------------------

    def _over_cores(self, call: Callable[..., Any], arrays: list[ndarray]) -> Any:
        assert self._core is not None
        inputs, outputs = self._core
        if len(inputs) != len(arrays):
            raise TypeError(
                f"wrong number of positional arguments: expected {len(inputs)}, got {len(arrays)}"
            )
        sizes: dict[str, int] = {}
        for array, core in zip(arrays, inputs, strict=True):
            _measure(array, core, sizes)
        loops = broadcast(
            *(a.shape[: a.ndim - len(c)] for a, c in zip(arrays, inputs, strict=True))
        )
        spread = [
            ops.broadcast_to(a, loops + a.shape[a.ndim - len(c) :])
            for a, c in zip(arrays, inputs, strict=True)
        ]
        results = [
            self._results(call(*(a[i] for a in spread)), len(outputs)) for i in _indices(loops)
        ]
        made = tuple(
            self._gathered([r[i] for r in results], loops, core, sizes, i)
            for i, core in enumerate(outputs)
        )
        return made[0] if len(outputs) == 1 else made

    def _results(self, result: Any, wanted: int) -> tuple[Any, ...]:
        items = result if isinstance(result, tuple) else (result,)
        if len(items) != wanted:
            raise ValueError(
                f"wrong number of outputs from pyfunc: expected {wanted}, got {len(items)}"
            )
        return items

    def _gathered(
        self,
        items: list[Any],
        loops: tuple[int, ...],
        core: Core,
        sizes: dict[str, int],
        place: int,
    ) -> ndarray:
        dtype = None if self.otypes is None else self.otypes[place]
        if not items:
            if dtype is None:
                raise ValueError("cannot call `vectorize` on size 0 inputs unless `otypes` is set")
            if any(c not in sizes for c in core):
                raise ValueError(
                    "cannot call `vectorize` with a signature including new output dimensions on size 0 inputs"
                )
            return ops.empty((*loops, *(sizes[c] for c in core)), dtype)
        arrays = [ops.asarray(item) for item in items]
        for array in arrays:
            _measure(array, core, sizes)
        shape = arrays[0].shape
        stacked = ops.stack(arrays, dtype=dtype or arrays[0].dtype, casting="unsafe")
        return stacked.reshape((*loops, *shape))


def _parsed(signature: str) -> tuple[list[Core], list[Core]]:
    text = re.sub(r"\s+", "", signature)
    if not _SIGNATURE.fullmatch(text):
        raise ValueError(f"not a valid gufunc signature: {signature}")
    left, right = (
        [tuple(filter(None, d.split(","))) for d in re.findall(r"\(([^)]*)\)", side)]
        for side in text.split("->")
    )
    return left, right


def _measure(array: ndarray, core: Sequence[str], sizes: dict[str, int]) -> None:
    """Note the lengths of an array's core dimensions, and check those that are known."""
    if not core:
        return
    if array.ndim < len(core):
        raise ValueError(
            f"{array.ndim}-dimensional argument does not have enough dimensions for all core "
            f"dimensions {tuple(core)!r}"
        )
    for name, length in zip(core, array.shape[-len(core) :], strict=True):
        if sizes.setdefault(name, length) != length:
            raise ValueError(
                f"inconsistent size for core dimension {name!r}: {length} vs {sizes[name]}"
            )


def _indices(shape: tuple[int, ...]) -> Iterable[tuple[int, ...]]:
    return product(*map(range, shape))
