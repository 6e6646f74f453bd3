"""Files with damage anywhere are read, or refused with an error of the documented classes."""

from __future__ import annotations

import contextlib
import io

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import flopscope.numpy as fnp
from flopscope import UnsupportedDtypeError


def _file(zipped: bool) -> bytes:
    target = io.BytesIO()
    array = np.arange(6.0).reshape(2, 3)
    if zipped:
        np.savez_compressed(target, a=array, b=array[0])
    else:
        np.save(target, array)
    return target.getvalue()


REFUSALS = (ValueError, EOFError, UnsupportedDtypeError)
FILES = {zipped: _file(zipped) for zipped in (False, True)}


@settings(max_examples=300, deadline=None)
@given(
    zipped=st.booleans(),
    damage=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=6
    ),
    length=st.floats(0, 1),
)
def test_damage_is_refused_or_harmless(
    zipped: bool, damage: list[tuple[float, int]], length: float
) -> None:
    data = bytearray(FILES[zipped])
    for place, value in damage:
        data[int(place * len(data))] = value
    if length < 0.3:
        del data[int(length * len(data)) :]
    with contextlib.suppress(*REFUSALS):
        found = fnp.load(io.BytesIO(bytes(data)))
        arrays = [found] if isinstance(found, fnp.ndarray) else list(found.values())
        assert all(isinstance(a, fnp.ndarray) for a in arrays)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_header_is_refused_or_harmless(text: bytes) -> None:
    data = b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + b"\0" * 64
    with contextlib.suppress(*REFUSALS):
        assert isinstance(fnp.load(io.BytesIO(data)), fnp.ndarray)
