"""``nditer``: several arrays at once, element by element."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, Final

from flopscope._api import ops
from flopscope._arrays.array import ndarray
from flopscope._base.dtypes import result_type
from flopscope._table.spec import Shape, dims
from flopscope._table.spec import broadcast as common_shape
from flopscope.errors import UnsupportedFunctionError

_FLAGS: Final = {
    "buffered",
    "c_index",
    "common_dtype",
    "copy_if_overlap",
    "delay_bufalloc",
    "external_loop",
    "f_index",
    "grow_inner",
    "multi_index",
    "reduce_ok",
    "refs_ok",
    "zerosize_ok",
}


class nditer:
    """Iterate over several arrays at once, broadcast against each other.

    Elements are 0-d views: ``x[...] = value`` writes an operand that was opened for writing. The order
    is row-major (column-major for ``order="F"``): memory layout is the engine's own.

    Parameters
    ----------
    op : array_like, or a sequence of them and None
        None allocates an array for results.
    flags : sequence of str, optional
        ``"multi_index"``, ``"c_index"`` and ``"f_index"`` track the place, ``"external_loop"`` gives
        1-d chunks; flags about buffers are accepted.
    op_flags : sequence of (sequence of str), optional
        ``"readonly"`` (default), ``"readwrite"`` or ``"writeonly"`` an operand.
    op_dtypes : dtype or sequence of dtype, optional
        What the operands are read as, and allocated ones are.
    order : str, optional
    casting : str, optional
        Accepted for NumPy's sake.

    Raises
    ------
    ValueError
        If an operand that is written would have to be broadcast, a flag is unknown, or there is
        nothing to iterate over and ``"zerosize_ok"`` is not given.
    """

    def __init__(
        self,
        op: Any,
        flags: Sequence[str] | None = None,
        op_flags: Any = None,
        op_dtypes: Any = None,
        order: str = "K",
        casting: str = "safe",
        op_axes: Any = None,
        itershape: Any = None,
        buffersize: int = 0,
    ) -> None:
        if op_axes is not None:
            raise UnsupportedFunctionError(
                "nditer's op_axes is not supported; transpose or expand the operands instead"
            )
        self._flags = frozenset(flags or ())
        unknown = sorted(self._flags - _FLAGS)
        if unknown:
            raise ValueError(f'Unexpected iterator global flag "{unknown[0]}"')
        given = list(op) if isinstance(op, tuple | list) and not _is_numbers(op) else [op]
        if not given:
            raise ValueError("Must provide at least one operand")
        self._modes = _modes(op_flags, given)
        dtypes = op_dtypes if isinstance(op_dtypes, tuple | list) else [op_dtypes] * len(given)
        arrays = [
            None if a is None else ops.asarray(a, dtype=d)
            for a, d in zip(given, dtypes, strict=True)
        ]
        present = [a for a in arrays if a is not None]
        shapes = [a.shape for a in present]
        self.shape: Shape = common_shape(*shapes, *([] if itershape is None else [dims(itershape)]))
        self.operands = tuple(
            ops.empty(self.shape, d or result_type(*present)) if a is None else a
            for a, d in zip(arrays, dtypes, strict=True)
        )
        self._views = [
            self._view(a, mode) for a, mode in zip(self.operands, self._modes, strict=True)
        ]
        self._column_major = order == "F"
        self.itersize = math.prod(self.shape)
        if not self.itersize and "zerosize_ok" not in self._flags:
            raise ValueError("Iteration of zero-sized operands is not enabled")
        self.reset()

    def _view(self, array: ndarray, mode: str) -> ndarray:
        if mode == "readonly":
            return ops.broadcast_to(array, self.shape)
        if array.shape != self.shape:
            raise ValueError(
                f"non-broadcastable operand with shape {array.shape} doesn't match the broadcast "
                f"shape {self.shape}"
            )
        return array

    # --- where it is -----------------------------------------------------------------------------

    def reset(self) -> None:
        """Start again."""
        self._places = (
            self._chunks() if "external_loop" in self._flags else self._indices(self.shape)
        )
        self._started = False
        self.iterindex = -1
        self.finished = not self.iternext()

    def _indices(self, shape: Shape) -> Iterator[tuple[Any, ...]]:
        if not self._column_major:
            return product(*map(range, shape))
        return (index[::-1] for index in product(*map(range, shape[::-1])))

    def _chunks(self) -> Iterator[tuple[Any, ...]]:
        """Indices that leave one dimension whole: the one that varies fastest."""
        if not self.shape or not self.itersize:
            return self._indices(self.shape)
        if self._column_major:
            return ((slice(None), *rest) for rest in self._indices(self.shape[1:]))
        return ((*rest, slice(None)) for rest in self._indices(self.shape[:-1]))

    def iternext(self) -> bool:
        """Go to the next element; False where there is none."""
        self._place = next(self._places, None)
        self.iterindex += 1
        self.finished = self._place is None
        return not self.finished

    def _here(self) -> tuple[Any, ...]:
        if self._place is None:
            raise ValueError("Iterator is past the end")
        return self._place

    @property
    def multi_index(self) -> tuple[int, ...]:
        """The index of the element (needs the flag ``"multi_index"``)."""
        if not self.has_multi_index:
            raise ValueError("Iterator is not tracking a multi-index")
        return self._here()

    @property
    def index(self) -> int:
        """The flat index of the element (needs the flag ``"c_index"`` or ``"f_index"``)."""
        if not self.has_index:
            raise ValueError("Iterator does not have an index")
        pairs = list(zip(self._here(), self.shape, strict=True))
        flat = 0
        for place, length in reversed(pairs) if "f_index" in self._flags else pairs:
            flat = flat * length + place
        return flat

    @property
    def has_multi_index(self) -> bool:
        """Whether :attr:`multi_index` is tracked."""
        return "multi_index" in self._flags

    @property
    def has_index(self) -> bool:
        """Whether :attr:`index` is tracked."""
        return bool(self._flags & {"c_index", "f_index"})

    # --- what is there ---------------------------------------------------------------------------

    def __getitem__(self, operand: int) -> ndarray:
        return self._views[operand][(*self._here(), ...)]

    def __setitem__(self, operand: int, value: Any) -> None:
        self[operand][...] = value

    @property
    def value(self) -> Any:
        """The element's 0-d view, or a tuple of one an operand."""
        found = tuple(self[i] for i in range(self.nop))
        return found[0] if self.nop == 1 else found

    @property
    def nop(self) -> int:
        """Number of operands."""
        return len(self.operands)

    def __len__(self) -> int:
        return self.nop

    @property
    def ndim(self) -> int:
        """Number of dimensions of the iteration."""
        return len(self.shape)

    @property
    def dtypes(self) -> tuple[Any, ...]:
        """The operands' dtypes."""
        return tuple(a.dtype for a in self.operands)

    def __iter__(self) -> nditer:
        return self

    def __next__(self) -> Any:
        if self._started:
            self.iternext()
        self._started = not self.finished
        if self.finished:
            raise StopIteration
        return self.value

    def __enter__(self) -> nditer:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is buffered: what was written is there already."""


def _is_numbers(op: Sequence[Any]) -> bool:
    """Whether a sequence is one operand of numbers and not a sequence of operands."""
    return bool(op) and all(isinstance(v, int | float | complex) for v in op)


def _modes(op_flags: Any, operands: list[Any]) -> list[str]:
    if op_flags is None:
        return ["writeonly" if a is None else "readonly" for a in operands]
    flags = [op_flags] * len(operands) if op_flags and isinstance(op_flags[0], str) else op_flags
    return [
        next((f for f in one if f in ("readonly", "readwrite", "writeonly")), "readonly")
        for one in flags
    ]
