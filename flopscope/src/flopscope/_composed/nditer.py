"""``nditer``: several arrays at once, element by element."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import islice, product
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
_TRACKING: Final = {"multi_index", "c_index", "f_index"}


class nditer:
    """Iterate over several arrays at once, broadcast against each other.

    Elements are 0-d views: ``x[...] = value`` writes an operand that was opened for writing. The order is
    that of the operands' memory, unless ``order`` says otherwise.

    Parameters
    ----------
    op : array_like, or a sequence of them and None
        None allocates an array for results.
    flags : sequence of str, optional
        ``"multi_index"``, ``"c_index"`` and ``"f_index"`` track the place, ``"external_loop"`` gives
        1-d chunks, as long as the memory's layout allows; flags about buffers are accepted.
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
        if "external_loop" in self._flags and self._flags & _TRACKING:
            raise ValueError(
                "Iterator flag EXTERNAL_LOOP cannot be used if an index or multi-index is being tracked"
            )
        given = list(op) if isinstance(op, tuple | list) else [op]
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
        views = [
            None if a is None else self._view(a, mode)
            for a, mode in zip(arrays, self._modes, strict=True)
        ]
        self._axes, self._flipped = iteration_order(
            [v for v in views if v is not None], len(self.shape), order
        )
        if any(v is None for v in views):  # NumPy walks nothing backwards beside a new operand
            self._flipped = frozenset()
        self.operands = tuple(
            self._allocated(d or result_type(*present)) if a is None else a
            for a, d in zip(arrays, dtypes, strict=True)
        )
        self._ordered = [
            self._in_order(a if v is None else v) for a, v in zip(self.operands, views, strict=True)
        ]
        self.itersize = math.prod(self.shape)
        if not self.itersize and "zerosize_ok" not in self._flags:
            raise ValueError("Iteration of zero-sized operands is not enabled")
        self.reset()

    def _allocated(self, dtype: Any) -> ndarray:
        """A new operand, whose memory is in the order of the iteration."""
        made = ops.empty(tuple(self.shape[i] for i in self._axes), dtype)
        return made.transpose([self._axes.index(i) for i in range(len(self._axes))])

    def _in_order(self, view: ndarray) -> ndarray:
        """A view whose row-major order is that of the iteration."""
        steps = tuple(slice(None, None, -1 if i in self._flipped else None) for i in self._axes)
        return view.transpose(self._axes)[steps] if steps else view

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
        self._views = self._ordered
        if "external_loop" in self._flags and self.itersize:
            self._views = self._coalesced()
        loops = self._views[0].shape[: -1 if "external_loop" in self._flags else None]
        self._places: Iterator[tuple[int, ...]] = product(*map(range, loops))
        self._started = False
        self.iterindex = -1
        self.finished = not self.iternext()

    def _coalesced(self) -> list[ndarray]:
        """The views with the dimensions that vary fastest joined to one, as far as their memory allows."""
        views = [v if v.ndim else v.reshape(1) for v in self._ordered]
        made = views[0].shape
        count = len(made) - 1
        if not self._flags & _TRACKING:
            strides = [v.strides for v in views]
            while count and all(
                made[count] == 1 or s[count - 1] == s[count] * made[count] for s in strides
            ):
                count -= 1
        return [v.reshape((*made[:count], -1)) for v in views]

    def iternext(self) -> bool:
        """Go to the next element; False where there is none."""
        self._place = next(self._places, None)
        self.iterindex += 1
        self.finished = self._place is None
        return not self.finished

    def _here(self) -> tuple[int, ...]:
        """The index of the element in the operands."""
        place = self._current()
        found = [0] * len(self.shape)
        for axis, i in zip(self._axes, place, strict=False):
            found[axis] = self.shape[axis] - 1 - i if axis in self._flipped else i
        return tuple(found)

    def _current(self) -> tuple[int, ...]:
        if self._place is None:
            raise ValueError("Iterator is past the end")
        return self._place

    def _go_to(self, index: tuple[int, ...]) -> None:
        """Continue at an element, by its index in the operands."""
        if len(index) != len(self.shape):
            raise ValueError("Wrong number of indices")
        if not all(0 <= i < n for i, n in zip(index, self.shape, strict=True)):
            raise IndexError("Iterator GotoMultiIndex called with an out-of-bounds multi-index.")
        steps = [
            self.shape[a] - 1 - index[a] if a in self._flipped else index[a] for a in self._axes
        ]
        number = 0
        for axis, step in zip(self._axes, steps, strict=True):
            number = number * self.shape[axis] + step
        self._places = islice(product(*map(range, self._views[0].shape)), number, None)
        self.iterindex = number - 1
        self.iternext()

    @property
    def multi_index(self) -> tuple[int, ...]:
        """The index of the element (needs the flag ``"multi_index"``); setting it goes there."""
        if not self.has_multi_index:
            raise ValueError("Iterator is not tracking a multi-index")
        return self._here()

    @multi_index.setter
    def multi_index(self, index: Any) -> None:
        if not self.has_multi_index:
            raise ValueError("Iterator is not tracking a multi-index")
        self._go_to(tuple(map(int, index)))

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
        return self._views[operand][(*self._current(), ...)]

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
        if self._flags & _TRACKING or not self.itersize:
            return len(self.shape)
        return self._coalesced()[0].ndim

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


def iteration_order(
    views: Sequence[ndarray], ndim: int, order: str
) -> tuple[tuple[int, ...], frozenset[int]]:
    """The axes from the slowest to the fastest, and those that are walked backwards.

    By default this is the order of the operands' memory, as NumPy finds it.

    Parameters
    ----------
    views : sequence of ndarray
        The operands, broadcast to the iteration's shape.
    ndim : int
    order : str
        ``"C"``, ``"F"``, ``"A"`` or ``"K"``.
    """
    if order == "F" or (order == "A" and all(v.flags.f_contiguous for v in views)):
        return tuple(reversed(range(ndim))), frozenset()
    if order != "K" or not ndim:
        return tuple(range(ndim)), frozenset()
    strides = [v.strides for v in views]
    fastest_first = list(reversed(range(ndim)))
    for place in range(1, ndim):
        axis, target = fastest_first[place], place
        for before in reversed(range(place)):
            verdict = _is_faster(strides, axis, fastest_first[before])
            if verdict is False:
                break
            target = before if verdict else target
        fastest_first.insert(target, fastest_first.pop(place))
    backwards = {
        i
        for i in range(ndim)
        if any(s[i] < 0 for s in strides) and not any(s[i] > 0 for s in strides)
    }
    return tuple(reversed(fastest_first)), frozenset(backwards)


def _is_faster(strides: list[tuple[int, ...]], axis: int, other: int) -> bool | None:
    """Whether elements along an axis lie closer than along another; None if no operand tells."""
    pairs = [(abs(s[axis]), abs(s[other])) for s in strides if s[axis] and s[other]]
    return all(one < two for one, two in pairs) if pairs else None


def _modes(op_flags: Any, operands: list[Any]) -> list[str]:
    if op_flags is None:
        return ["writeonly" if a is None else "readonly" for a in operands]
    flags = [op_flags] * len(operands) if op_flags and isinstance(op_flags[0], str) else op_flags
    return [
        next((f for f in one if f in ("readonly", "readwrite", "writeonly")), "readonly")
        for one in flags
    ]
