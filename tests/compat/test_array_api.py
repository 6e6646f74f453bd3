"""The Python array API standard's names, its entry points, and the library that builds on them."""

from __future__ import annotations

import inspect
from typing import Any

import array_api_compat
import numpy as np
import pytest

import flopscope.numpy as fnp

# Version 2024.12, by the chapters of its specification.
NAMES = """
abs acos acosh add all any arange argmax argmin argsort asarray asin asinh astype atan atan2 atanh bitwise_and
bitwise_invert bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor bool broadcast_arrays broadcast_to
can_cast ceil clip complex128 complex64 concat conj copysign cos cosh count_nonzero cumulative_prod
cumulative_sum diff divide e empty empty_like equal exp expand_dims expm1 eye finfo flip float32 float64 floor
floor_divide full full_like greater greater_equal hypot iinfo imag inf int16 int32 int64 int8 isdtype isfinite
isin isinf isnan less less_equal linspace log log10 log1p log2 logaddexp logical_and logical_not logical_or
logical_xor matmul matrix_transpose max maximum mean meshgrid min minimum moveaxis multiply nan negative newaxis
nextafter nonzero not_equal ones ones_like permute_dims pi positive pow prod real reciprocal remainder repeat
reshape result_type roll round searchsorted sign signbit sin sinh sort sqrt square squeeze stack std subtract
sum take take_along_axis tan tanh tensordot tile tril triu trunc uint16 uint32 uint64 uint8 unique_all
unique_counts unique_inverse unique_values unstack var vecdot where zeros zeros_like
""".split()
LINALG = """
cholesky cross det diagonal eigh eigvalsh inv matmul matrix_norm matrix_power matrix_rank matrix_transpose outer
pinv qr slogdet solve svd svdvals tensordot trace vecdot vector_norm
""".split()
FFT = """
fft ifft fftn ifftn rfft irfft rfftn irfftn hfft ihfft fftfreq rfftfreq fftshift ifftshift
""".split()
ATTRIBUTES = "T mT device dtype ndim shape size to_device __array_namespace__".split()


@pytest.mark.parametrize(
    ("ours", "theirs", "names"),
    [(fnp, np, NAMES), (fnp.linalg, np.linalg, LINALG), (fnp.fft, np.fft, FFT)],
    ids=["main", "linalg", "fft"],
)
def test_every_name_is_there_and_takes_what_numpys_takes(
    ours: Any, theirs: Any, names: list[str]
) -> None:
    for name in names:
        found = getattr(ours, name)
        if inspect.isfunction(found) and inspect.isfunction(getattr(theirs, name)):
            wanted = set(inspect.signature(getattr(theirs, name)).parameters)
            assert (
                wanted - set(inspect.signature(found).parameters) - {"kwargs", "like"} == set()
            ), name


def test_arrays_have_what_the_standard_asks_of_them() -> None:
    x = fnp.ones((2, 3))
    assert [name for name in ATTRIBUTES if not hasattr(x, name)] == []
    assert x.__array_namespace__() is fnp
    assert x.__array_namespace__(api_version="2023.12") is fnp
    with pytest.raises(ValueError, match=r"'1999\.12'"):
        x.__array_namespace__(api_version="1999.12")


def test_the_namespace_describes_itself_as_numpy_does() -> None:
    ours, theirs = fnp.__array_namespace_info__(), np.__array_namespace_info__()
    assert ours.capabilities() == theirs.capabilities()
    assert ours.default_device() == theirs.default_device()
    for kind in (None, "bool", "integral", "numeric", ("real floating", "complex floating")):
        shown = {name: str(d) for name, d in ours.dtypes(kind=kind).items()}
        assert shown == {name: str(np.dtype(d)) for name, d in theirs.dtypes(kind=kind).items()}
    defaults = {use: str(d) for use, d in ours.default_dtypes().items()}
    assert defaults == {use: str(d) for use, d in theirs.default_dtypes().items()}


def test_libraries_that_ask_for_the_namespace_compute_with_ours() -> None:
    xp = array_api_compat.array_namespace(fnp.ones(3))
    assert xp is fnp
    made = xp.sum(xp.linalg.vecdot(xp.asarray([1.0, 2.0]), xp.asarray([3.0, 4.0])))
    assert float(made) == 11.0
