"""Arrays for other libraries: copies, DLPack's capsules, pickles, and a warning of uncounted work."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any, Final

from flopscope._api import ops
from flopscope._arrays.array import ndarray
from flopscope._base import dtypes
from flopscope._base.dtypes import dtype as Dtype
from flopscope._base.place import Place
from flopscope._engine import current as engine
from flopscope.errors import UncountedWarning

CPU: Final = (1, 0)
"""DLPack's name of the processor's memory: ``kDLCPU``, device 0."""

COMPUTING: Final = frozenset(
    "cupy cv2 jax lightgbm numba numexpr pandas scipy skimage sklearn statsmodels tensorflow torch"
    " xgboost".split()
)
"""Libraries that compute with what they are given; others show it or write it to files."""

_CARRIERS: Final = frozenset(["flopscope", "numpy"])
"""Libraries through whose functions another one may ask for elements."""

_warned: set[tuple[str, int]] = set()
"""Lines of programs that were warned of. Python's own memory is lost where a library changes the filters."""


def numpy_copy(array: ndarray, dtype: Any = None) -> Any:
    """The elements as a NumPy array of their own; moving them out is charged.

    Raises
    ------
    ImportError
        Where there is no NumPy.
    """
    import numpy as np

    plain = np.frombuffer(bytearray(array.tobytes()), array.dtype.name).reshape(array.shape)
    return plain if dtype is None else plain.astype(dtype)


def capsule(
    array: ndarray,
    stream: Any,
    max_version: tuple[int, int] | None,
    dl_device: tuple[int, int] | None,
) -> Any:
    """NumPy's DLPack capsule of a copy."""
    plain = numpy_copy(array)
    if max_version is None and dl_device is None:  # NumPy 2.0 takes no more
        return plain.__dlpack__(stream=stream)
    try:
        return plain.__dlpack__(stream=stream, max_version=max_version, dl_device=dl_device)
    except TypeError:
        if dl_device not in (None, CPU):
            raise BufferError(f"arrays are on DLPack's device {CPU}, not on {dl_device}") from None
        return plain.__dlpack__(stream=stream)


# --- bytes and pickles -----------------------------------------------------------------------------------


_CARRIED: Final = {"float16": "H", "complex64": "f", "complex128": "d"}
"""What carries the dtypes that ``memoryview`` cannot name; a view restores them."""


def from_bytes(data: Any, dtype: Dtype, shape: Sequence[int]) -> ndarray:
    """An array of these little-endian bytes, a copy.

    Parameters
    ----------
    data : bytes-like
        Exactly the elements, in row-major order.
    dtype : dtype
    shape : sequence of int
    """
    if not math.prod(shape):
        return ops.empty(tuple(shape), dtype)
    flat = memoryview(data).cast("B").cast(_CARRIED.get(dtype.name, dtype.format))  # type: ignore[call-overload]
    made = ops.array(flat)
    if dtype.name in _CARRIED:
        made = made.view(dtype)
    return made.reshape(tuple(shape))


def pickled(array: ndarray) -> tuple[Any, ...]:
    """What pickle keeps of an array: its bytes, dtype and shape; moving them out is charged.

    Raises
    ------
    TypeError
        On a server's array: another process could not reach it, and its bytes belong to the run.
    """
    if engine().name != "local":
        raise TypeError(
            "an array that a server holds cannot be pickled; take its numbers out with tolist() or tobytes(), "
            "or write a file with fnp.save"
        )
    # As NumPy: a pickle keeps column-major order, and no other layout.
    by_columns = array.flags.fnc
    elements = (array.T if by_columns else array).tobytes()
    scalar = engine().is_scalar(array._v)
    return (unpickled, (elements, array.dtype.name, array.shape, by_columns, scalar))


def unpickled(
    elements: bytes, dtype: str, shape: tuple[int, ...], by_columns: bool, scalar: bool
) -> Any:
    """An array of these elements; moving them in is charged."""
    made = from_bytes(elements, dtypes.BY_NAME[dtype], shape[::-1] if by_columns else shape)
    if scalar:
        return made[()]
    return made.T if by_columns else made


# --- work that nobody counts --------------------------------------------------------------------------


def warn_of_computing_libraries() -> None:
    """Warn, once for each line of the program, where a library that computes takes an array's elements.

    Called by the method that gives them away, whose caller is the library.
    """
    frame = sys._getframe(2)
    while _library(frame) in _CARRIERS and frame.f_back is not None:
        frame = frame.f_back
    library = _library(frame)
    if library not in COMPUTING:
        return
    while _library(frame) in COMPUTING | _CARRIERS and frame.f_back is not None:
        frame = frame.f_back
    place = Place.of(frame)
    if place[:2] in _warned:
        return
    _warned.add(place[:2])
    place.warn(
        f"{library} takes an array's elements here; what it computes with them is not counted",
        UncountedWarning,
    )


def _library(frame: FrameType) -> str:
    name: str = frame.f_globals.get("__name__", "")
    return name.partition(".")[0]
